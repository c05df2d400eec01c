"""`show crypto isakmp …`: rows read from the engine, and their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.isakmp.admission import Counts
from iosemu.features.isakmp.model import (
    ECDSA_CURVES,
    ECDSA_SIG,
    PRE_SHARE,
    RSA_ENCR,
    RSA_SIG,
    IsakmpConfig,
    KeyTable,
    PeerPolicy,
    Policy,
    PresharedKey,
    Profile,
    default_policies,
)
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.isakmp.states import Phase
from iosemu.features.isakmp.trace import Denial
from iosemu.records import dataclass
from iosemu.types import MAX_IPV4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.isakmp.engine import IsakmpEngine
    from iosemu.features.keying.conditions import Conditions


@dataclass(slots=True)
class SaRow:
    """`dst` is the responder's address, `src` the initiator's."""

    dst: int
    src: int
    state: str
    conn_id: int
    status: str
    sa: IkeSa


def sa_rows(engine: IsakmpEngine) -> list[SaRow]:
    """All SAs, newest first, with those that were deleted less than a minute ago."""
    rows = []
    more = [sa for tenant in engine.tenants.values() for sa in tenant.more()]
    for sa in [*reversed(engine.life.sas.values()), *more]:
        dst, src = (sa.remote, sa.local) if sa.initiator else (sa.local, sa.remote)
        phase = (Phase.AG_NO_STATE if sa.aborted else Phase.MM_NO_STATE) if sa.deleted else sa.phase
        status = "ACTIVE (deleted)" if sa.deleted else "ACTIVE"
        rows.append(SaRow(dst, src, phase.value.rstrip(), sa.conn_id, status, sa))
    return rows


def chosen(engine: IsakmpEngine, active: bool, nat: bool, vrf: str | None) -> list[SaRow]:
    return [
        row
        for row in sa_rows(engine)
        if not (active and row.sa.deleted) and (row.sa.nat or not nat) and vrf in (None, row.sa.vrf)
    ]


def show_sa(
    ctx: Context, detail: bool = False, active: bool = False, nat: bool = False, vrf: str | None = None
) -> Iterable[str]:
    engine: IsakmpEngine = ctx.device.engine("isakmp")
    rows = chosen(engine, active, nat, vrf)
    if detail:
        yield from _detail(engine, rows)
        return
    slot = ctx.device.software.isakmp_slot  # older software names the slot of the crypto engine
    yield "IPv4 Crypto ISAKMP SA"
    yield f"dst             src             state          conn-id {'slot ' if slot else ''}status"
    for row in rows:
        ends = f"{format_ipv4(row.dst):<15} {format_ipv4(row.src):<15}"
        yield f"{ends} {row.state:<14} {row.conn_id:>7} {'   0 ' if slot else ''}{row.status}"
    yield ""
    yield "IPv6 Crypto ISAKMP SA"
    yield ""


def _detail(engine: IsakmpEngine, rows: list[SaRow]) -> Iterator[str]:
    yield "Codes: C - IKE configuration mode, D - Dead Peer Detection"
    yield "       K - Keepalives, N - NAT-traversal"
    yield "       T - cTCP encapsulation, X - IKE Extended Authentication"
    yield "       psk - Preshared key, rsig - RSA signature"
    yield "       renc - RSA encryption"
    yield "IPv4 Crypto ISAKMP SA"
    yield ""
    yield "C-id  Local           Remote          I-VRF  Status Encr Hash   Auth DH Lifetime Cap."
    yield ""
    for row in rows:
        sa, terms = row.sa, row.sa.terms
        encryption, hash_name, group = (terms.encryption, terms.hash, terms.group) if terms else ("", "", 0)
        left = engine.lifetime_left(sa)
        life = f"{left // 3600:02}:{left // 60 % 60:02}:{left % 60:02}" if left else "0"
        inside = engine.inside(sa.profile) or sa.vrf
        letters = engine.capabilities(sa)
        method = _LETTERS[terms.authentication] if terms else ""
        yield (
            f"{sa.conn_id:<5} {format_ipv4(sa.local):<15} {format_ipv4(sa.remote):<15} {inside[:6]:<6} ACTIVE "
            f"{encryption:<4} {hash_name:<6} {method:<4} {group:<2} {life:<8} {letters:<3}"
        )
        yield f"       Engine-id:Conn-id =  {f'SW:{sa.conn_id - 1000}' if sa.conn_id else '???'}"
        yield ""
    yield "IPv6 Crypto ISAKMP SA"
    yield ""


def sa_counts(engine: IsakmpEngine) -> dict[str, int]:
    sas = list(engine.life.sas.values())
    return {
        "Active": sum(sa.established for sa in sas),
        "Standby": 0,  # only a router with a stateful twin has these
        "Currently being negotiated": sum(not sa.established and not sa.deleted for sa in sas),
        "Dead": sum(sa.deleted for sa in sas),
    }


def show_sa_count(ctx: Context) -> Iterable[str]:
    engine: IsakmpEngine = ctx.device.engine("isakmp")
    lines = [f"{name} ISAKMP SA's: {number}" for name, number in sa_counts(engine).items()]
    return "\n\n".join(lines).split("\n")


def show_debug_condition(ctx: Context) -> Iterable[str]:
    conditions: Conditions = ctx.device.engine("keying").conditions
    return conditions.describe()


def show_diagnose(ctx: Context) -> Iterable[str]:
    engine: IsakmpEngine = ctx.device.engine("isakmp")
    return engine.exits.lines(engine.config.diagnose, engine.config.diagnose_most)


def show_stats(ctx: Context) -> Iterable[str]:
    return [f"{f'{name}:':<33} {number}" for name, number in figures(ctx.device.engine("isakmp"))]


def figures(engine: IsakmpEngine) -> tuple[tuple[str, int], ...]:
    stats = engine.stats
    return (
        ("Active Tunnels", sum(sa.established for sa in engine.life.sas.values())),
        ("Previous Tunnels", stats.previous),
        ("In octets", stats.in_octets),
        ("Out octets", stats.out_octets),
        ("In packets", stats.in_packets),
        ("Out packets", stats.out_packets),
        ("In packets drop", stats.in_drops),
        ("In notifys", stats.in_notifies),
        ("Out notifys", stats.out_notifies),
        ("In P2 exchg", stats.in_exchanges),
        ("Out P2 exchg", stats.out_exchanges),
        ("In P2 exchg invalids", stats.in_invalids),
        ("In P2 exchg rejects", stats.in_rejects),
        ("Out P2 exchg rejects", stats.out_rejects),
        ("In IPSEC delete", stats.in_deletes),
        ("Out IPSEC delete", stats.out_deletes),
        ("SAs locally initiated", stats.initiated),
        ("SAs locally initiated failed", stats.initiated_failed),
        ("SAs remotely initiated failed", stats.responded_failed),
        ("System capacity failures", stats.capacity_failures),
        ("Authentication failures", stats.authentication_failures),
        ("Decrypt failures", stats.decrypt_failures),
        ("Hash failures", stats.hash_failures),
        ("No SA failures", stats.no_sa),
    )


_ENCRYPTION = {"des": "DES - Data Encryption Standard (56 bit keys).", "3des": "Three key triple DES"}
_HASH = {
    "md5": "Message Digest 5",
    "sha": "Secure Hash Standard",
    "sha256": "Secure Hash Standard 2 (256 bit)",
    "sha384": "Secure Hash Standard 2 (384 bit)",
    "sha512": "Secure Hash Standard 2 (512 bit)",
}
_AUTHENTICATION = {
    PRE_SHARE: "Pre-Shared Key",
    RSA_ENCR: "Rivest-Shamir-Adleman Encryption",
    RSA_SIG: "Rivest-Shamir-Adleman Signature",
    ECDSA_SIG: "Elliptic Curve Digital Signature Algorithm",
}
_LETTERS = {PRE_SHARE: "psk", RSA_ENCR: "renc", RSA_SIG: "rsig", **dict.fromkeys(ECDSA_CURVES, "ecsg")}
_GROUP = {
    1: "768 bit",
    2: "1024 bit",
    5: "1536 bit",
    14: "2048 bit",
    15: "3072 bit",
    16: "4096 bit",
    19: "256 bit",
    20: "384 bit",
    21: "521 bit",
    24: "2048 bit, 256 bit subgroup",
}


def _suite(policy: Policy) -> Iterator[str]:
    aes = f"AES - Advanced Encryption Standard ({policy.key_bits} bit keys)."
    yield f"\tencryption algorithm:\t{_ENCRYPTION.get(policy.encryption, aes)}"
    yield f"\thash algorithm:\t\t{_HASH[policy.hash]}"
    yield f"\tauthentication method:\t{_AUTHENTICATION[policy.authentication]}"
    yield f"\tDiffie-Hellman group:\t#{policy.group} ({_GROUP[policy.group]})"
    yield f"\tlifetime:\t\t{policy.lifetime} seconds, no volume limit"


def shown_policies(device: Device) -> tuple[list[Policy], bool]:
    """By priority, and whether they are the release's."""
    config: IsakmpConfig = device[IsakmpConfig]
    if config.uses_defaults(device.software):
        return default_policies(), True
    return [config.policies[priority] for priority in sorted(config.policies)], False


def show_policy(ctx: Context) -> Iterable[str]:
    policies, default = shown_policies(ctx.device)
    yield ""
    yield "Default IKE policy" if default else "Global IKE policy"
    for policy in policies:
        yield f"Protection suite of priority {policy.priority}"
        yield from _suite(policy)
    if ctx.device.software.isakmp_default_suite:
        yield "Default protection suite"
        yield from _suite(Policy())


def show_default_policy(ctx: Context) -> Iterable[str]:
    config: IsakmpConfig = ctx.device[IsakmpConfig]
    yield ""
    for policy in default_policies() if config.default_policy else ():
        yield f"Default protection suite of priority {policy.priority}"
        yield from _suite(policy)


def keyrings(device: Device) -> list[tuple[str, KeyTable]]:
    """The global keys, then the key rings."""
    config: IsakmpConfig = device[IsakmpConfig]
    return [("default", config), *((ring.name, ring) for ring in config.keyrings.values())]


def show_key(ctx: Context) -> Iterable[str]:
    yield "Keyring      Hostname/Address                            Preshared Key"
    yield ""
    for name, table in keyrings(ctx.device):
        yield from _keys(name, table)


def _keys(ring: str, table: KeyTable) -> Iterator[str]:
    places: list[tuple[str, PresharedKey]] = []
    for (address, mask), key in table.keys.items():
        where = format_ipv4(address)
        if mask != MAX_IPV4:
            where = f"{where:<15}[{format_ipv4(mask):<15}]"
        places.append((where, key))
    for where, key in [*places, *table.hosts.items()]:
        yield f"{ring:<13}{where:<44}{key.shown.removeprefix('6 ')}"


def show_peers(ctx: Context, peer: int | None = None) -> Iterable[str]:
    engine: IsakmpEngine = ctx.device.engine("isakmp")
    policies = dict(engine.config.peers)
    for each in engine.life.peers.values():
        policy = policies.pop((each.address, each.vrf or None), None)
        if peer is None or each.address == peer:
            yield f"Peer: {format_ipv4(each.address)} Port: {each.port} Local: {format_ipv4(each.local)}"
            if each.identity:
                yield f" Phase1 id: {each.identity}"
            yield from _policy_lines(policy)
    for (address, _), policy in policies.items():
        if peer in (None, address):
            yield f"Peer: {format_ipv4(address)} Port: 500"
            yield from _policy_lines(policy)


def _policy_lines(policy: PeerPolicy | None) -> Iterator[str]:
    """What `crypto isakmp peer` says of a peer."""
    if policy is not None:
        if policy.description:
            yield f" Description: {policy.description}"
        yield " flags: PEER_POLICY"


_MATCHES = (
    ("match_hosts", "fqdn"),
    ("match_host_domains", "fqdn-domain"),
    ("match_users", "user-fqdn"),
    ("match_user_domains", "user-fqdn-domain"),
    ("match_groups", "group"),
)


def identities(profile: Profile) -> Iterator[str]:
    """Whom a profile is for."""
    for address, mask, _ in profile.match_addresses:
        yield f"ip-address {format_ipv4(address)} {format_ipv4(mask)}"
    for field, word in _MATCHES:
        yield from (f"{word} {name}" for name in getattr(profile, field))


def show_profile(ctx: Context, tag: str | None = None, vrf: str | None = None) -> Iterable[str]:
    config: IsakmpConfig = ctx.device[IsakmpConfig]
    engine: IsakmpEngine = ctx.device.engine("isakmp")
    for profile in config.profiles.values():
        if tag not in (None, profile.name) or vrf not in (None, profile.vrf):
            continue
        yield f"ISAKMP PROFILE {profile.name}"
        users = sum(sa.profile == profile.name for sa in engine.life.sas.values())
        yield f"   Ref Count = {1 + users}"
        yield "   Identities matched are:"
        yield from (f"    {each} " for each in identities(profile))
        yield "   Certificate maps matched are:"
        yield f"   keyring(s): {' '.join(profile.keyrings) or '<none>'}"
        yield "   trustpoint(s): <all>"


def show_admission(ctx: Context) -> Iterator[str]:
    """IKE has no queue in which messages could be lost, nothing between its phases, and no limit of IPsec's SAs."""
    engine: IsakmpEngine = ctx.device.engine("isakmp")
    figures, denied, stats = engine.admission.figures, engine.admission.figures.denied, engine.stats
    active, negotiating = engine.admission.active, len(engine.life.negotiating)
    most = engine.config.active_most
    yield "-" * 69
    yield f"{'Crypto Call Admission Control Statistics':>55}"
    yield "-" * 69
    limits = f"System Resource Limit: {0:>8} Max IKE SAs: {most:>5}"
    yield f"{limits} Max in nego: {engine.admission.most_negotiating:>5}"
    yield f"Total IKE SA Count: {active + negotiating:>11} active: {active:>10} negotiating: {negotiating:>5}"
    for name, counts in (("Incoming", figures.incoming), ("Outgoing", figures.outgoing)):
        yield _requests(f"{name} IKE Requests:", counts)
    refused = f"Rejected IKE Requests: {sum(denied.values()):>8} rsrc low: {0:>8}"
    yield f"{refused} Active SA limit: {denied[Denial.ACTIVE]}"
    yield f"{'':50} In-neg SA limit: {denied[Denial.NEGOTIATING]}"
    yield f"IKE packets dropped at dispatch: {0:>8}"
    yield ""
    pairs = engine.user.pairs() if engine.user is not None else 0
    larval = sum(not node.finished for sa in engine.life.sas.values() for node in sa.nodes.values())
    yield f"Max IPSEC SAs: {0:>5}"
    yield f"Total IPSEC SA Count: {pairs + larval:>11} active: {pairs:>10} negotiating: {larval:>5}"
    for name, number in (("Incoming", stats.in_exchanges), ("Outgoing", stats.out_exchanges)):
        yield _requests(f"{name} IPSEC Requests:", Counts(number))
    yield f"SA Strength Enforcement Rejects:  incoming: {0:>8} outgoing: {0:>8}"
    yield ""
    yield f"Phase1.5 SAs under negotiation: {0:>9}"


def _requests(name: str, counts: Counts) -> str:
    return f"{name} {counts.requests:>8} accepted: {counts.accepted:>8} rejected: {counts.rejected:>8}"
