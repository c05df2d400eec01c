"""`show crypto ikev2 stats …`, `show crypto ikev2 diagnose error`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.features.ikev2.engine import Ikev2Engine

RULE = "-" * 80
_SHORT = "-" * 62
_ERRORS = {  # text -> number, as far as it is known
    "Detected an invalid IKE SPI": 12, "A supplied parameter is incorrect": 8,
}  # fmt: skip
_EXCHANGES = ("IKE_SA_INIT", "IKE_AUTH", "CREATE_CHILD_SA", "CREATE_CHILD_SA_IKE_REKEY", "INFORMATIONAL")
_OTHERS = ("DPD",)
SERVICES = {
    "IPSEC OPERATION": ("IPSEC POLICY VERIFICATION", "SA CREATION", "SA DELETION"),
    "CRYPTO ENGINE OPERATION": (
        "DH PUBKEY GENERATED", "DH SHARED SECKEY GENERATED", "SIGNATURE SIGN", "SIGNATURE VERIFY",
    ),
    "PKI OPERATION": ("VERIFY CERTIFICATE", "GET DN FROM CERT"),
}  # fmt: skip


def requests(engine: Ikev2Engine) -> tuple[tuple[str, int, int, int], ...]:
    """Way, all, those accepted and those rejected."""
    stats = engine.stats
    return (
        ("Incoming", stats.incoming, stats.incoming_accepted, stats.incoming_rejected),
        ("Outgoing", stats.outgoing, stats.outgoing_accepted, stats.outgoing_rejected),
    )


def summary(engine: Ikev2Engine) -> Iterator[str]:
    stats, sas = engine.stats, list(engine.life.sas.values())

    def count(initiator: bool | None, active: bool | None) -> int:
        return sum(
            initiator in (None, sa.initiator) and active in (None, sa.established) for sa in sas
        )

    newer = engine.device.software.ikev2_words == "XE"
    most = "40/400" if newer else "40"
    yield RULE
    yield f"{'Crypto IKEv2 SA Statistics':>52}"
    yield RULE
    label = "Max in nego(in/out):" if newer else "Max in nego:"
    limit = engine.config.most_negotiating or most
    yield f"System Resource Limit:   0        Max IKEv2 SAs: {engine.config.most_sas:<8} {label} {limit}"
    if newer:
        for way, initiator in (("incoming", False), ("outgoing", True)):
            yield (
                f"Total {way} IKEv2 SA Count:    {count(initiator, None):<8} active:        "
                f"{count(initiator, True):<8} negotiating: {count(initiator, False):<6}"
            )
    else:
        yield (
            f"Total IKEv2 SA Count:    {count(None, None):<8} active:        {count(None, True):<8} "
            f"negotiating: {count(None, False):<8}"
        )
    for way, total, good, bad in requests(engine):
        yield f"{way} IKEv2 Requests: {total:<8} accepted:      {good:<8} rejected:    {bad:<8}"
    yield f"Rejected IKEv2 Requests: {stats.limited:<8} rsrc low:      {0:<8} SA limit:    {stats.limited:<8}"
    yield f"IKEv2 packets dropped at dispatch: {stats.dropped:<8}"
    yield f"Incoming IKEV2 Cookie Challenged Requests: {stats.challenged:<8}"
    yield (
        f"    accepted: {stats.challenge_accepted:<8} rejected: {stats.challenge_rejected:<8} "
        f"rejected no cookie: {stats.challenge_missing:<8}"
    )


def exchange(engine: Ikev2Engine) -> Iterator[str]:
    stats = engine.stats
    columns = (stats.tx_requests, stats.tx_responses, stats.rx_requests, stats.rx_responses)
    names = dict.fromkeys(name for column in columns for name in column)

    def row(name: str) -> str:
        return f"{name:<32}" + "".join(f"{column[name]:>11}" for column in columns)

    yield f"{'EXCHANGE/NOTIFY':<32}" + "".join(f"{each:>11}" for each in ("TX(REQ)", "TX(RES)", "RX(REQ)", "RX(RES)"))
    yield ""
    yield "EXCHANGES"
    yield ""
    yield from (row(name) for name in _EXCHANGES if name in names)
    others = [name for name in names if name not in _EXCHANGES and name not in ("CFG_REQUEST",)]
    errors = [name for name in others if name in ERROR_NAMES]
    if errors:
        yield ""
        yield "ERROR NOTIFY"
        yield ""
        yield from map(row, errors)
    status = [name for name in others if name not in ERROR_NAMES]
    if status:
        yield ""
        yield "OTHER NOTIFY"
        yield ""
        yield from map(row, status)


ERROR_NAMES = {
    "UNSUPPORTED_CRITICAL_PAYLOAD", "INVALID_IKE_SPI", "INVALID_SYNTAX", "INVALID_MESSAGE_ID", "INVALID_SPI",
    "NO_PROPOSAL_CHOSEN", "INVALID_KE_PAYLOAD", "AUTHENTICATION_FAILED", "NO_ADDITIONAL_SAS", "TS_UNACCEPTABLE",
    "TEMPORARY_FAILURE", "CHILD_SA_NOT_FOUND",
}  # fmt: skip


def services(engine: Ikev2Engine) -> Iterator[str]:
    counts = engine.stats.services
    for title, names in SERVICES.items():
        yield _SHORT
        yield f"{title:<40}{'PASSED':>11}{'FAILED':>11}"
        yield _SHORT
        for name in names:
            yield f"{name:<40}{counts[name]:>11}{counts[f'{name} failed']:>11}"
    yield _SHORT


def timeouts(engine: Ikev2Engine) -> Iterator[str]:
    yield "-" * 41
    yield f"{'IKEV2 TIMER':<32}{'TIMED OUT':>9}"
    yield "-" * 41
    for name, value in timed_out(engine).items():
        yield f"{name:<30}{value:>11}"


def timed_out(engine: Ikev2Engine) -> dict[str, int]:
    stats = engine.stats
    return {
        "EXT SERVICE TIMER": 0,
        "AUTH TIMER": stats.auth_timeouts,
        "PACKET MAXIMUM RETRANS TIMER": stats.retransmission_timeouts,
        "DPD MAX RETRANS TIMER": stats.dpd_timeouts,
    }


def diagnose(engine: Ikev2Engine) -> Iterator[str]:
    exits, config = engine.exits, engine.config
    yield (
        f"Exit Path Table - status: {'enable' if config.diagnose else 'disable'}, current entry {len(exits.entries)}, "
        f"deleted {exits.deleted}, max allow {config.diagnose_most}"
    )
    yield ""
    for text, count in exits.entries.items():
        yield f"Error({count}): {text}"
        yield ""
