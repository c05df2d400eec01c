"""Words of `debug nhrp …`. Texts differ between IOS 15 ("vrf 0") and IOS-XE ("vrf: global(0x0)")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from iosemu.device.debug import Audience, Flag
from iosemu.features.nhrp import debug_12_4, events
from iosemu.features.nhrp.messages import SYSLOG
from iosemu.features.nhrp.wording import cie_code, error_code, release_of
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import nhrp, printable

FLAGS = (
    Flag("nhrp", "NHRP:", "NHRP protocol debugging"),
    Flag("nhrp packet", "NHRP:", "NHRP activity debugging"),
    Flag("nhrp extension", "NHRP:", "NHRP extension processing debugging"),
    Flag("nhrp cache", "NHRP:", "NHRP cache debugging"),
    Flag("nhrp error", "NHRP:", "NHRP errors debugging"),
    Flag("nhrp rate", "NHRP:", "NHRP rate limiting debugging"),
    Flag("nhrp event", "NHRP:", "NHRP events debugging"),
    Flag("nhrp routing", "NHRP:", "NHRP routing debugging"),
    Flag("nhrp group", "NHRP:", "NHRP group debugging"),
    Flag("nhrp detail", "NHRP:", "NHRP detailed debugging"),
)

_EXTENSIONS = {
    nhrp.EXT_RESPONDER: "Responder Address Extension",
    nhrp.EXT_FORWARD_TRANSIT: "Forward Transit NHS Record Extension",
    nhrp.EXT_REVERSE_TRANSIT: "Reverse Transit NHS Record Extension",
    nhrp.EXT_AUTHENTICATION: "Authentication Extension",
    nhrp.EXT_VENDOR: "Vendor Private Extension",
    nhrp.EXT_NAT: "NAT address Extension",
}
_RESOLUTION = (nhrp.RESOLUTION_REQUEST, nhrp.RESOLUTION_REPLY)
_RESOLUTION_FLAGS = (
    (nhrp.ROUTER, "router"),
    (nhrp.AUTHORITATIVE, "auth"),
    (nhrp.DESTINATION_STABLE, "dst-stable"),
    (nhrp.UNIQUE, "unique"),
    (nhrp.SOURCE_STABLE, "src-stable"),
    (nhrp.NAT, "nat"),
)


def _ip(address: IPv4 | None) -> str:
    return format_ipv4(address or 0)


def _xe(told: Audience) -> bool:
    return bool(told.software.nhrp_words == "17")


def _vrf(here: events.Here, told: Audience) -> str:
    return _vrf_named(here) if release_of(told.software).vrf_named else f"vrf {here.table}"


def _vrf_named(here: events.Here | events.RouteLookup) -> str:
    return f"vrf: {here.vrf or 'global'}(0x{here.table:X})"


# packets


def _flags(packet: nhrp.Packet) -> str:
    if packet.type in _RESOLUTION:
        names = [name for bit, name in _RESOLUTION_FLAGS if packet.flags & bit]
    else:
        names = ["unique"] if packet.flags & nhrp.REGISTRATION_UNIQUE and packet.type <= 4 else []
        names += ["no-reply"] if packet.flags & nhrp.NO_REPLY and packet.type > 4 else []
        names += ["nat"] if packet.flags & nhrp.NAT else []
    return "".join(f"{name} " for name in names)


def _cie(cie: nhrp.Cie, number: int, indent: str = " ") -> Iterator[str]:
    pad = indent + " " * 6
    nbma, protocol = (0 if address is None else 4 for address in (cie.nbma, cie.protocol))
    yield f"{indent}(C-{number}) code: {cie_code(cie.code)}"
    yield f"{pad}prefix: {cie.prefix}, mtu: {cie.mtu}, hd_time: {cie.holding_time}"
    yield f"{pad}addr_len: {nbma}(NSAP), subaddr_len: 0(NSAP), proto_len: {protocol}, pref: {cie.preference}"
    if cie.nbma is not None:
        yield f"{pad}client NBMA: {_ip(cie.nbma)}"
    if cie.protocol is not None:
        yield f"{pad}client protocol: {_ip(cie.protocol)}"


def _header(packet: nhrp.Packet) -> Iterator[str]:
    shtl = 0 if packet.src_nbma is None else 4
    yield f" (F) afn: AF_IP(1), type: IP(800), hop: {packet.hop_count}, ver: 1"
    yield f"     shtl: {shtl}(NSAP), sstl: 0(NSAP)"
    yield f"     pktsz: {packet.size} extoff: {packet.extension_offset}"
    if packet.type == nhrp.ERROR_INDICATION:
        yield f" (M) error code: {error_code(packet.code)}, offset: {packet.offset} "
    elif packet.type == nhrp.TRAFFIC_INDICATION:
        yield f" (M) traffic code: redirect({packet.code})"
    else:
        yield f' (M) flags: "{_flags(packet)}", reqid: {packet.request_id} '
    yield f"     src NBMA: {_ip(packet.src_nbma)}"
    yield f"     src protocol: {_ip(packet.src_protocol)}, dst protocol: {_ip(packet.dst_protocol)}"
    for number, cie in enumerate(packet.cies, 1):
        yield from _cie(cie, number)
    if packet.type == nhrp.TRAFFIC_INDICATION:
        yield "     Contents of nhrp traffic indication packet:"
        data = packet.contents
        for at in range(0, len(data), 20):
            yield "         " + data[at : at + 20].hex(" ").upper()


def _extensions(packet: nhrp.Packet) -> Iterator[str]:
    for extension in packet.extensions:
        yield f"{_EXTENSIONS.get(extension.type, 'Unknown Extension')}({extension.type}):"
        if extension.type == nhrp.EXT_AUTHENTICATION:
            password = nhrp.password_of(extension)
            if password is not None:
                yield f"  type:Cleartext(1), data:{printable(password)} "
        for number, cie in enumerate(extension.cies, 1):
            yield from _cie(cie, number, "  ")


def _name(packet: nhrp.Packet) -> str:
    return nhrp.TYPE_NAMES[packet.type]


def _received_line(event: events.PacketReceived, told: Audience) -> str:
    where = f"{event.iface} {_vrf(event.here, told)}"
    return f"NHRP: Receive {_name(event.packet)} via {where}, packet size: {event.packet.size}"


def _received(event: events.PacketReceived, told: Audience) -> Iterator[str]:
    packet = event.packet
    if not told.debugs("nhrp packet"):
        yield _received_line(event, told)
    if _xe(told):
        if packet.type == nhrp.REGISTRATION_REQUEST:
            yield f"NHRP: Tunnels gave us pak src addr: {_ip(event.nbma)}"
    elif packet.type in (nhrp.REGISTRATION_REPLY, nhrp.RESOLUTION_REPLY):
        yield f"NHRP: netid_in = 0, to_us = {int(packet.src_protocol == event.here.address)}"
    elif packet.type == nhrp.RESOLUTION_REQUEST and debug_12_4.speaks(told):
        yield f"NHRP: netid_in = {event.network_id}, to_us = {int(packet.dst_protocol == event.here.address)}"


def _received_packet(event: events.PacketReceived, told: Audience) -> Iterator[str]:
    yield _received_line(event, told)
    yield from _header(event.packet)


def _received_extensions(event: events.PacketReceived, told: Audience) -> Iterator[str]:
    yield from _extensions(event.packet)


def _sent_lines(event: events.PacketSent, told: Audience) -> Iterator[str]:
    verb = "Forwarding" if event.forwarded else "Send"
    packet = event.packet
    where = f"{event.iface} {_vrf(event.here, told)}"
    yield f"NHRP: {verb} {_name(packet)} via {where}, packet size: {packet.size}"
    src, dst = packet.src_protocol, packet.dst_protocol
    if packet.type in (nhrp.REGISTRATION_REPLY, nhrp.RESOLUTION_REPLY, nhrp.PURGE_REPLY):
        src, dst = dst, src
    if event.forwarded:
        src = event.here.address
    if not debug_12_4.speaks(told):
        yield f"      src: {_ip(src)}, dst: {_ip(dst)}"


def _sent(event: events.PacketSent, told: Audience) -> Iterator[str]:
    towards = event.packet.dst_protocol if event.forwarded else event.via
    if _xe(told):
        yield f"NHRP: Attempting to send packet through interface {event.iface} via DEST  dst {_ip(towards)}"
    else:
        yield f"NHRP: Attempting to send packet via DEST {_ip(towards)}"
        yield f"NHRP: NHRP successfully resolved {_ip(event.via)} to NBMA {_ip(event.nbma)}"
        yield f"NHRP: Encapsulation succeeded.  Tunnel IP addr {_ip(event.nbma)}"
    yield from _sent_lines(event, told)
    if told.debugs("nhrp packet"):
        yield from _header(event.packet)
    if _xe(told):
        yield f"NHRP: Encapsulation succeeded.  Sending NHRP Control Packet  NBMA Address: {_ip(event.nbma)}"
    yield f"NHRP: {event.packet.size + event.overhead} bytes out {event.iface} "


def _sent_packet(event: events.PacketSent, told: Audience) -> Iterator[str]:
    if not told.debugs("nhrp"):  # `debug nhrp` has the dump between its own lines
        yield from _sent_lines(event, told)
        yield from _header(event.packet)


def _sent_extensions(event: events.PacketSent, told: Audience) -> Iterator[str]:
    yield from _extensions(event.packet)


# the protocol


def _endpoint(event: events.EndpointAdded, told: Audience) -> Iterator[str]:
    where = f"Tunnel Endpoints (VPN: {_ip(event.protocol)}, NBMA: {_ip(event.nbma)})"
    yield f"NHRP: Adding {where}"
    if event.fresh:
        yield f"NHRP: Successfully attached NHRP subblock for {where}"
        yield "NHRP: Peer capability:0"
        return
    yield f"NHRP: NHRP subblock already exists for {where}"
    yield "NHRP: Peer capability:0"
    yield f"NHRP: Cache already has a subblock node attached for {where}"
    yield "NHRP: nhrp_subblock_check_for_map() - Map Already Exists"


def _multicast(event: events.MulticastMapped, told: Audience) -> Iterator[str]:
    yield "NHRP: Enqueued dynamic mapping to end of list"
    yield f"NHRP: {event.iface.short}: Creating dynamic multicast mapping  NBMA: {_ip(event.nbma)}"
    yield f"NHRP: Added dynamic multicast mapping for NBMA: {_ip(event.nbma)}"


def _client_up(event: events.ClientUp, told: Audience) -> Iterator[str]:
    if _xe(told):
        yield f"NHRP-EVE: NHC-UP: {_ip(event.client)}, NBMA: {_ip(event.nbma)}"
    else:
        yield f"NHRP: NHC-UP: {_ip(event.client)}, NBMA: {_ip(event.nbma)}"


def _client_down(event: events.ClientDown, told: Audience) -> Iterator[str]:
    yield f"NHRP{'-EVE' * _xe(told)}: NHC-DOWN: {_ip(event.client)}, NBMA: {_ip(event.nbma)}"


def _nhs_up(event: events.NhsUp, told: Audience) -> Iterator[str]:
    if _xe(told):
        yield f"NHRP-EVE: NHS-UP: {_ip(event.nhs)}, NBMA: {_ip(event.nbma)}"
    else:
        yield f"NHRP: NHS-UP: {_ip(event.nhs)}"


def _nhs_down(event: events.NhsDown, told: Audience) -> Iterator[str]:
    if _xe(told):
        yield f"NHRP-EVE: NHS-DOWN: {_ip(event.nhs)}, NBMA: {_ip(event.nbma)}"
    else:
        yield f"NHRP: NHS-DOWN: {_ip(event.nhs)}"


def _peer_up(event: events.PeerUp, told: Audience) -> Iterator[str]:
    yield f"NHRP{'-EVE' * _xe(told)}: NHP-UP: {_ip(event.peer)}, NBMA: {_ip(event.nbma)}"


def _peer_down(event: events.PeerDown, told: Audience) -> Iterator[str]:
    yield f"NHRP{'-EVE' * _xe(told)}: NHP-DOWN: {_ip(event.peer)}, NBMA: {_ip(event.nbma)}"


def _reply_sent(event: events.ReplySent, told: Audience) -> Iterator[str]:
    where = f"if_in {event.iface} {_vrf(event.here, told)} dst {_ip(event.dst)} nbma {_ip(event.nbma)}"
    yield f"NHRP: Sending Registration Reply {where} code: {cie_code(event.code)}"


def _lookup(event: events.RouteLookup, told: Audience) -> Iterator[str]:
    destination = _ip(event.destination)
    if event.iface is None:
        yield f"NHRP: Route lookup for destination {destination} in {_vrf_named(event)} yielded no route"
        return
    if debug_12_4.speaks(told):
        yield f"NHRP: nhrp_rtlookup yielded {event.iface}"
        return
    named = release_of(told.software).vrf_named
    vrf = _vrf_named(event) if named else f"vrf: {event.table}"
    length = event.prefix.length if event.prefix is not None else 32
    yield (
        f"NHRP: Route lookup for destination {destination} in {vrf} yielded interface {event.iface},"
        f" prefixlen {length}"
    )
    if event.next_hop is None:
        return
    yield (
        f"NHRP: Route lookup for {destination} in {vrf} yielded nexthop {_ip(event.next_hop)}"
        f" interface {event.iface}"
    )
    if event.nbma is None:
        yield f"NHRP: Cache lookup for nexthop {_ip(event.next_hop)} on {event.iface} returned no nbma"
    else:
        yield (
            f"NHRP: Cache lookup for nexthop {_ip(event.next_hop)} on {event.iface}"
            f" returned nbma {_ip(event.nbma)}"
        )


def _forwarding(event: events.Forwarding, told: Audience) -> Iterator[str]:
    if event.packet.type == nhrp.RESOLUTION_REQUEST:
        yield "NHRP: Forwarding request due to authoritative request."
    yield f"NHRP: Attempting to forward to destination: {_ip(event.destination)} {_vrf(event.here, told)}"
    yield (f"NHRP: Forwarding: NHRP SAS picked source: {_ip(event.source)} for destination: {_ip(event.destination)}")


def _usable(event: events.InterfaceUsable, told: Audience) -> Iterator[str]:
    yield f"NHRP: if_{'up' if event.up else 'down'}: {event.iface} proto 0"


def _unanswered(event: events.RegistrationPaced, told: Audience) -> Iterator[str]:
    if event.interval is not None:
        yield f"NHRP: Setting retrans delay to {event.interval:.0f} for nhs  dst {_ip(event.nhs)}"


def _redirected(event: events.Redirected, told: Audience) -> Iterator[str]:
    pair = f"src: {_ip(event.src)}, dst: {_ip(event.dst)}"
    if event.suppressed:
        yield f"NHRP: Redirect suppressed for {pair}"
    else:
        yield f"NHRP: Sending traffic indication for {pair}"


# cache


def _cached(verb: str) -> Callable[[Any, Audience], Iterator[str]]:
    def words(event: events.OfCache, told: Audience) -> Iterator[str]:
        yield f"NHRP: {event.iface}: Cache {verb} for target {event.target} next-hop {_ip(event.next_hop)}"
        yield f"           {format_ipv4(event.nbma) if event.nbma is not None else 'UNKNOWN'}"

    return words


# errors


def _malformed(event: events.MalformedReceived, told: Audience) -> Iterator[str]:
    yield f"NHRP: Bad packet from {_ip(event.nbma)} via {event.iface} dropped: {event.reason}"


def _no_hops(event: events.NoHopsLeft, told: Audience) -> Iterator[str]:
    yield f"NHRP-ERROR: Packet Recved with 0 Hop counts on {event.iface}."


def _flawed(event: events.FlawedExtension, told: Audience) -> Iterator[str]:
    extension = event.extension
    if extension.flawed and extension.type == nhrp.EXT_AUTHENTICATION:
        yield f"NHRP-ERROR: Incorrect Auth extn length {len(extension.data)}"
    yield "NHRP: Sending error indication. Reason: 'Pak sanity failure'"


def _unencapsulated(event: events.EncapsulationFailed, told: Audience) -> Iterator[str]:
    yield f"NHRP: Encapsulation failed for destination {_ip(event.towards)} out {event.iface}"


def _error_received(event: events.ErrorReceived, told: Audience) -> Iterator[str]:
    packet = event.packet
    yield f"NHRP: Received Error Indication from {_ip(packet.src_protocol)}, code: {error_code(packet.code)}"


def _refused(event: events.ReplyRefused, told: Audience) -> Iterator[str]:
    yield f"NHRP: {_name(event.packet)} for {_ip(event.packet.dst_protocol)} with code {cie_code(event.code)}"


def _limited(event: events.RateLimited, told: Audience) -> Iterator[str]:
    yield f"NHRP-RATE: {event.iface}: {_name(event.packet)} dropped, max-send limit reached"


# pace


def _registration_paced(event: events.RegistrationPaced, told: Audience) -> Iterator[str]:
    text = f"Registration Request for {_ip(event.nhs)}, reqid {event.request_id}"
    if event.interval is not None:
        yield f"NHRP-RATE: Retransmitting {text}, (retrans ivl {event.interval:.0f} sec)"
    else:
        yield f"NHRP-RATE: Sen{'t one-time' if event.one_time else 'ding initial'} {text}"


def _resolution_paced(event: events.ResolutionPaced, told: Audience) -> Iterator[str]:
    text = f"Resolution Request for {_ip(event.target)}, reqid {event.request_id}"
    if event.interval is not None:
        yield f"NHRP-RATE: Retransmitting {text}, (retrans ivl {event.interval:.0f} sec)"
    else:
        yield f"NHRP-RATE: Sending initial {text}"


# routing


def _installed(event: events.RouteInstalled, told: Audience) -> Iterator[str]:
    what = "next hop override" if event.override else "route entry"
    yield f"NHRP-RT: Adding {what} for {event.target} ({_ip(event.next_hop)}) to RIB"


def _removed(event: events.RouteRemoved, told: Audience) -> Iterator[str]:
    yield f"NHRP-RT: Deleting route entry for {event.target} ({_ip(event.next_hop)}) from RIB"


def _group(event: events.CacheAdded, told: Audience) -> Iterator[str]:
    if event.group:
        yield f"NHRP-GROUP: Group {event.group} received from {_ip(event.next_hop)}"


def _socket(event: events.SocketChanged, told: Audience) -> Iterator[str]:
    yield f"NHRP-DETAIL: {event.iface}: crypto socket with {_ip(event.nbma)} is {'UP' if event.up else 'DOWN'}"


Words = Callable[[Any, Audience], Iterable[str]]

_EVENTS: dict[type, Words] = {
    events.ClientUp: _client_up,
    events.ClientDown: _client_down,
    events.NhsUp: _nhs_up,
    events.NhsDown: _nhs_down,
    events.PeerUp: _peer_up,
    events.PeerDown: _peer_down,
}
_ERRORS: dict[type, Words] = {
    events.MalformedReceived: _malformed,
    events.NoHopsLeft: _no_hops,
    events.FlawedExtension: _flawed,
    events.ErrorReceived: _error_received,
    events.ReplyRefused: _refused,
}
DEBUG: dict[str, dict[type, Words]] = {
    "nhrp": {
        events.PacketReceived: _received,
        events.PacketSent: _sent,
        events.EndpointAdded: _endpoint,
        events.MulticastMapped: _multicast,
        events.ReplySent: _reply_sent,
        events.RouteLookup: _lookup,
        events.Forwarding: _forwarding,
        events.InterfaceUsable: _usable,
        events.RegistrationPaced: _unanswered,
        events.Redirected: _redirected,
        events.EncapsulationFailed: _unencapsulated,
        **debug_12_4.WORDS,
        **_EVENTS,
        **_ERRORS,
    },
    "nhrp packet": {events.PacketReceived: _received_packet, events.PacketSent: _sent_packet},
    "nhrp extension": {events.PacketReceived: _received_extensions, events.PacketSent: _sent_extensions},
    "nhrp cache": {
        events.CacheAdded: _cached("add"),
        events.CacheUpdated: _cached("update"),
        events.CacheDeleted: _cached("delete"),
    },
    "nhrp error": dict(_ERRORS),
    "nhrp rate": {
        events.RegistrationPaced: _registration_paced,
        events.ResolutionPaced: _resolution_paced,
        events.RateLimited: _limited,
    },
    "nhrp event": dict(_EVENTS),
    "nhrp routing": {events.RouteInstalled: _installed, events.RouteRemoved: _removed},
    "nhrp group": {events.CacheAdded: _group},
    "nhrp detail": {events.SocketChanged: _socket, events.RouteLookup: _lookup},
}

__all__ = ["DEBUG", "FLAGS", "SYSLOG"]
