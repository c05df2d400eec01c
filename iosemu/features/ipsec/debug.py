"""The words of `debug crypto ipsec`, `debug crypto socket` and of the IPsec messages in the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.ipsec import events
from iosemu.features.ipsec.dialect import Dialect, spoken
from iosemu.features.ipsec.model import IpsecConfig
from iosemu.features.ipsec.transforms import debug_words, layer_debug_words
from iosemu.features.keying.contract import AH, ESP, IPCOMP, Layer, Proposal, Refused, Selector
from iosemu.features.keying.events import SocketChanged
from iosemu.types import format_ipv4
from iosemu.wire import ipv4

_NUMBERS = {ESP: ipv4.ESP, AH: ipv4.AH, IPCOMP: ipv4.IPCOMP}
_NAMES = {ESP: "ESP", AH: "AH", IPCOMP: "PCP"}
_HEADING = "Cryptographic Subsystem:"
FLAGS = (
    Flag("crypto ipsec", _HEADING, "Crypto IPSEC debugging"),
    Flag("crypto ipsec error", _HEADING, "Crypto IPSEC Error debugging"),
    Flag("crypto ipsec message", _HEADING, "Crypto IPSEC Message debugging"),
    Flag("crypto ipsec states", _HEADING, "Crypto IPSEC States debugging"),
    Flag("crypto routing", _HEADING, "IPSEC Route Events debugging"),
    Flag("crypto socket", _HEADING, "Crypto Secure Socket Events debugging"),
)


def _proxy(selector: Selector, dialect: Dialect) -> str:
    address, mask = format_ipv4(selector.address), format_ipv4(selector.mask)
    if dialect.ports:
        return f"{address}/{mask}/{selector.protocol or 256}/{selector.port}"
    kind = 1 if selector.mask == 0xFFFFFFFF else 4
    return f"{address}/{mask}/{selector.protocol}/{selector.port} (type={kind})"


def _mode(proposal: Proposal) -> str:
    plain = "Tunnel" if proposal.tunnel else "Transport"
    return plain + ("-UDP" if proposal.udp else "")


def _engine_message(
    direction: str, ends: tuple[int, int, int], proxies: tuple[Selector, Selector], proposal: Proposal, layer: Layer,
    lives: tuple[int, int], dialect: Dialect,
) -> Iterator[str]:  # fmt: skip
    """A request in the key engine's words. `ends`: local and remote address, and the port that is told with them."""
    local, remote, port = format_ipv4(ends[0]), format_ipv4(ends[1]), ends[2]
    if dialect.ports:
        yield f"  (key eng. msg.) {direction} local= {local}:{port}, remote= {remote}:{port},"
    else:
        yield f"  (key eng. msg.) {direction} local= {local}, remote= {remote}, "
    yield f"    local_proxy= {_proxy(proxies[0], dialect)}" + ("," if dialect.ports else ", ")
    yield f"    remote_proxy= {_proxy(proxies[1], dialect)},"
    words = layer_debug_words(layer) if proposal.known else "NONE "
    yield f"    protocol= {_NAMES[layer.protocol]}, transform= {words} ({_mode(proposal)}), "
    yield f"    lifedur= {lives[0]}s and {lives[1]}kb, "
    yield f"    spi= 0x0(0), conn_id= 0, keysize= {layer.key_bits}, flags= 0x0"


def _requested(event: events.SaRequested, told: Audience) -> Iterable[str]:
    for proposal in event.offers:
        for layer in proposal.layers:
            yield "\n".join((
                "IPSEC(sa_request): ,",
                *_engine_message(
                    "OUTBOUND", (event.local, event.peer, 500), (event.mine, event.theirs), proposal, layer,
                    (proposal.life_seconds, proposal.life_kilobytes), spoken(told.software),
                ),
            ))  # fmt: skip


def _keys_missing(event: events.KeysMissing, told: Audience) -> Iterable[str]:
    for protocol in event.protocols:
        number = _NUMBERS[protocol]
        yield f"IPSEC(manual_key_stuffing): keys missing for addr {format_ipv4(event.peer)}/prot {number}/spi 0."


def _identity(flow: events.Ident, dialect: Dialect, last: str = "") -> Iterator[str]:
    port = ":0" if dialect.ports else ""
    yield f"  (identity) local= {format_ipv4(flow.local)}{port}, remote= {format_ipv4(flow.peer)}{port},{last}"
    yield f"    local_proxy= {_proxy(flow.mine, dialect)},"
    yield f"    remote_proxy= {_proxy(flow.theirs, dialect)}"


def _timer(event: events.RequestTimerFired, told: Audience) -> Iterable[str]:
    dialect, flow = spoken(told.software), event.ident
    head = f"IPSEC:(SESSION_ID = {flow.session}) (key_engine)" if dialect.session_id else "IPSEC(key_engine):"
    yield "\n".join((f"{head} request timer fired: count = {event.count},", *_identity(flow, dialect)))


def _examined(event: events.ProposalExamined, told: Audience) -> Iterable[str]:
    offer = event.offer
    for part, layer in enumerate(event.proposal.layers, event.part):
        yield f"IPSEC(validate_proposal_request): proposal part #{part}"
        yield "\n".join((
            f"IPSEC(validate_proposal_request): proposal part #{part},",
            *_engine_message(
                "INBOUND", (offer.local, offer.remote, 0), (offer.mine[0], offer.theirs[0]), event.proposal, layer,
                (0, 0), spoken(told.software),
            ),
        ))  # fmt: skip


def _proxy_match(mine: Selector, theirs: Selector, protocol: int) -> str:
    return "\n".join((
        "Crypto mapdb : proxy_match",
        f"\tsrc addr     : {format_ipv4(mine.address)}",
        f"\tdst addr     : {format_ipv4(theirs.address)}",
        f"\tprotocol     : {protocol}",
        f"\tsrc port     : {mine.port}",
        f"\tdst port     : {theirs.port}",
    ))  # fmt: skip


def _looked_up(event: events.ProxyLookedUp, told: Audience) -> Iterable[str]:
    offer = event.offer
    if not event.tag:
        yield "map_db_find_best did not find matching map"
        return
    yield _proxy_match(offer.mine[0], offer.theirs[0], offer.mine[0].protocol)
    if event.accepted and spoken(told.software).initiator:
        yield f"(ipsec_process_proposal)Map Accepted: {event.tag}, {event.seq}"


def _refused(event: events.OfferRefused, told: Audience) -> Iterable[str]:
    offer = event.offer
    if event.error is Refused.ADDRESS:
        yield f"IPSEC(validate_proposal_request): invalid local address {format_ipv4(offer.local)}"
    elif event.error is Refused.PROXY:
        yield "IPSEC(ipsec_process_proposal): proxy identities not supported"
    elif event.error is Refused.TRANSFORM:
        for proposal in offer.proposals:
            yield (
                "IPSEC(ipsec_process_proposal): transform proposal not supported for identity: \n"
                f"    {{{debug_words(proposal)}}}"
            )


def _kmi(event: events.KmiMessage, told: Audience) -> Iterable[str]:
    yield "IPSEC(key_engine): got a queue event with 1 KMI message(s)"
    if event.what is events.Kmi.ENABLE:
        yield "IPSEC(key_engine_enable_outbound): rec'd enable notify from ISAKMP"
        if spoken(told.software).spi_line:
            yield f"IPSEC(key_engine_enable_outbound): enable SA with spi {event.spi}/{_NUMBERS[event.protocol]}"
    elif event.what is events.Kmi.DELETE:
        yield "IPSEC(key_engine_delete_sas): rec'd delete notify from ISAKMP"
        yield (
            f"IPSEC(key_engine_delete_sas): delete SA with spi 0x{event.spi:X} proto {_NUMBERS[event.protocol]}"
            f" for {format_ipv4(event.peer)}"
        )


def _sa_text(title: str, sa: events.OneSa, seconds: int, flow: events.Ident, dialect: Dialect) -> str:
    return "\n".join((
        title,
        f"  (sa) sa_dest= {format_ipv4(sa.destination)}, sa_proto= {_NUMBERS[sa.layer.protocol]}, ",
        f"    sa_spi= 0x{sa.spi:X}({sa.spi}), ",
        f"    sa_trans= {layer_debug_words(sa.layer)}, sa_conn_id= {sa.conn_id}",
        f"    sa_lifetime(k/sec)= ({sa.kilobytes}/{seconds}),",
        *_identity(flow, dialect),
    ))  # fmt: skip


def _created(event: events.PairCreated, told: Audience) -> Iterable[str]:
    dialect, flow = spoken(told.software), event.ident
    yield _proxy_match(flow.mine, flow.theirs, flow.mine.protocol or 256)
    if dialect.initiator:
        yield f"IPSEC(crypto_ipsec_create_ipsec_sas): Map found {flow.tag}, {flow.seq}"
        if event.first:
            handle = 0x7F9E85000000 + 0x30 * flow.session
            yield f"IPSEC(get_old_outbound_sa_for_peer): No outbound SA found for peer {handle:X}"
    else:
        peer = format_ipv4(flow.peer)
        if flow.mapped:
            yield f"IPSEC(rte_mgr): VPN Route Event create routes for peer or rekeying for {peer}"
        yield f"IPSEC(crypto_ipsec_sa_find_ident_head): reconnecting with the same proxies and peer {peer}"
    for sa in event.sas:
        yield _sa_text("IPSEC(create_sa): sa created,", sa, event.seconds, flow, dialect)


def _outbound(event: events.OutboundChanged, told: Audience) -> Iterable[str]:
    if spoken(told.software).initiator:
        return
    peer = format_ipv4(event.peer)
    if event.spi:
        yield (f"IPSEC(update_current_outbound_sa): get enable SA peer {peer} current outbound sa to SPI {event.spi:X}")
    yield f"IPSEC(update_current_outbound_sa): updated peer {peer} current outbound sa to SPI {event.spi:X}"


def _deleted(event: events.PairDeleted, told: Audience) -> Iterable[str]:
    dialect = spoken(told.software)
    for sa in event.sas:
        yield _sa_text("IPSEC(delete_sa): deleting SA,", sa, event.seconds_left, event.ident, dialect)


def _threshold(event: events.LifetimeThreshold, told: Audience) -> Iterable[str]:
    yield f"IPSEC(lifetime_expiry): SA lifetime threshold reached, expiring in {event.seconds_left} seconds"


def _route(event: events.RouteInjected, told: Audience) -> Iterable[str]:
    """Source: Security Configuration Guide, "Reverse Route Injection", debug of a distance metric."""
    table = event.vrf or "DEFAULT"
    prefix, hop = event.prefix, format_ipv4(event.peer)
    place = f"{format_ipv4(prefix.network)} {format_ipv4(prefix.mask)} via {hop} in IP {table} TABLE"
    yield f"IPSEC(rte_mgr): VPN Route Refcount {int(event.there)} {event.iface}"
    what = "Added" if event.there else "Removed"
    yield f"IPSEC(rte_mgr): VPN Route {what} {place} with tag {event.tag} distance {event.distance}"


def _no_sa(event: events.NoOutboundSa, told: Audience) -> Iterable[str]:
    if event.asked:
        reason = "Packet dropped because cryptomap policy is still being set up"
        yield f"IPSEC(crypto_map_check_encrypt_core): CRYPTO: {reason}"
    else:
        yield "IPSEC(encapsulate): error in encapsulation crypto_ipsec_encrypt_packet"


def _socket(event: SocketChanged, told: Audience) -> Iterable[str]:
    state = "Up" if event.up else "Down"
    yield f"CRYPTO_SS(TUNNEL SEC): Sending Socket {state} message"


DEBUG = {
    "crypto ipsec": {
        events.SaRequested: _requested,
        events.KeysMissing: _keys_missing,
        events.RequestTimerFired: _timer,
        events.ProposalExamined: _examined,
        events.ProxyLookedUp: _looked_up,
        events.OfferRefused: _refused,
        events.KmiMessage: _kmi,
        events.PairCreated: _created,
        events.OutboundChanged: _outbound,
        events.PairDeleted: _deleted,
        events.LifetimeThreshold: _threshold,
        events.RouteInjected: _route,
    },
    "crypto ipsec error": {events.NoOutboundSa: _no_sa, events.OfferRefused: _refused},
    # parts of the whole: what goes to and comes from ISAKMP, and what becomes of SAs
    "crypto ipsec message": {
        events.SaRequested: _requested,
        events.RequestTimerFired: _timer,
        events.KmiMessage: _kmi,
    },
    "crypto ipsec states": {
        events.PairCreated: _created,
        events.OutboundChanged: _outbound,
        events.PairDeleted: _deleted,
        events.LifetimeThreshold: _threshold,
    },
    "crypto routing": {events.RouteInjected: _route},
    "crypto socket": {SocketChanged: _socket},
}


def _invalid_spi(event: events.InvalidSpi, told: Audience) -> Message:
    text = (
        f"decaps: rec'd IPSEC packet has invalid spi for destaddr={format_ipv4(event.local)},"
        f" prot={_NUMBERS[event.protocol]}, spi=0x{event.spi:X}({event.spi}), srcaddr={format_ipv4(event.peer)}"
    )
    if spoken(told.software).input_interface:
        text += f", input interface={event.iface}"
    return Message("CRYPTO", 4, "RECVD_PKT_INV_SPI", text)


def _not_ipsec(event: events.NotIpsec, told: Audience) -> Message:
    text = (
        f"Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= {event.vrf}/{format_ipv4(event.local)},"
        f" src_addr= {format_ipv4(event.peer)}, prot= {event.protocol}"
    )
    return Message("CRYPTO", 4, "RECVD_PKT_NOT_IPSEC", text)


def _mac_error(event: events.VerifyFailed, told: Audience) -> Message:
    text = (
        f"decrypt: mac verify failed for connection id={event.conn_id} local={format_ipv4(event.local)}"
        f" remote={format_ipv4(event.remote)} spi={event.spi:08X} seqno={event.sequence:08X}"
    )
    return Message("CRYPTO", 4, "RECVD_PKT_MAC_ERR", text)


def _out_of_time(event: events.OutOfTime, told: Audience) -> Message:
    text = f"An anti replay check has failed in group {event.group} from sourceip-address {format_ipv4(event.peer)}."
    text += f" my_pseudotime is {event.mine:.2f} secs, peer_pseudotime is {event.theirs:.2f} secs,"
    return Message("GDOI", 4, "TIMEBASED_REPLAY_FAILED", f"{text} replay_window is {event.window:.0f} (second)")


def _replay(event: events.ReplayFailed, told: Audience) -> Message:
    text = f"decrypt: replay check failed\n\tconnection id={event.conn_id}, sequence number={event.sequence}"
    return Message("CRYPTO", 4, "PKT_REPLAY_ERR", text)


def _bad_identity(event: events.InvalidIdentity, told: Audience) -> Message:
    text = (
        "identity doesn't match negotiated identity\n"
        f"\t(ip) dest_addr= {format_ipv4(event.dst)}, src_addr= {format_ipv4(event.src)}, prot= {event.protocol}"
    )
    return Message("CRYPTO", 4, "RECVD_PKT_INV_IDENTITY", text)


def _session(up: bool, event: events.SessionUp | events.SessionDown, told: Audience) -> Message | None:
    config = told.setting(IpsecConfig)
    if config is None or not config.session_logging:
        return None
    state = "UP  ." if up else "DOWN."
    named = f" Description: {event.description} " if event.description else " " * 7
    text = f"Crypto tunnel is {state}  Peer {format_ipv4(event.peer)}:{event.port}{named}Id: {event.identity}"
    return Message("CRYPTO", 5, "SESSION_STATUS", text)


SYSLOG = {
    events.InvalidSpi: _invalid_spi,
    events.NotIpsec: _not_ipsec,
    events.VerifyFailed: _mac_error,
    events.ReplayFailed: _replay,
    events.InvalidIdentity: _bad_identity,
    events.OutOfTime: _out_of_time,
    events.SessionUp: lambda event, told: _session(True, event, told),
    events.SessionDown: lambda event, told: _session(False, event, told),
}
