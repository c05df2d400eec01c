"""`debug ip packet`, `debug ip icmp`.

Packets in transit are forwarded by CEF and print nothing; what shows is what this router receives, makes or cannot
route.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct

from iosemu.device.debug import Audience, Flag
from iosemu.device.ip_events import IcmpReceived, IcmpSent, PacketHandled, Step
from iosemu.device.release import Software
from iosemu.records import dataclass
from iosemu.types import InterfaceName, format_ipv4, is_multicast
from iosemu.wire import icmp, ipv4

FLAGS = (
    Flag("ip packet", "Generic IP:", "IP packet debugging"),
    Flag("ip icmp", "Generic IP:", "ICMP packet debugging"),
)

_FLAG_NAMES = ("FIN", "SYN", "RST", "PSH", "ACK", "URG")
_TCP = Struct("!HHIIBBH")  # up to the window

_UNREACHABLES = {
    icmp.NET: "net",
    icmp.HOST: "host",
    icmp.PROTOCOL: "protocol",
    icmp.PORT: "port",
    icmp.FRAGMENTATION_NEEDED: "frag. needed and DF set",
    icmp.SOURCE_ROUTE_FAILED: "source route",
    icmp.ADMINISTRATIVELY_PROHIBITED: "administratively prohibited",
}


@dataclass(slots=True)
class PacketOptions:
    """What `debug ip packet [acl] [detail]` was given."""

    detail: bool = False


def _where(iface: InterfaceName | None) -> str:
    return "nil" if iface is None else str(iface)


def _packet(event: PacketHandled, told: Audience) -> Iterator[str]:
    options: PacketOptions = told.options or PacketOptions()
    detail = _detail(event.packet) if options.detail else None
    for line in _steps(event, told):
        yield line
        if detail is not None:
            yield detail


def _steps(event: PacketHandled, told: Audience) -> Iterator[str]:
    packet, came, leaves = event.packet, event.came, event.leaves
    modern = bool(came or leaves) and told.software.ip_packet_features
    src, dst = format_ipv4(packet.src), format_ipv4(packet.dst)
    source = f"s={src} ({came if came is not None else 'local'})"
    size = f"len {packet.length}"
    nexthop = f" nexthop={format_ipv4(event.next_hop)}" if modern else ""
    if event.step is Step.RECEIVED:
        if modern:
            line = f"IP: {source}, d={dst} (nil), {size}"
            check = "rtype 0, forus FALSE, sendself FALSE, mtu 0, fwdchk FALSE"
            yield f"{line}, input feature, MCI Check(110), {check}"
            yield f"{line}, rcvd 2"
            yield f"{line}, stop process pak for forus packet"
            return
        if not is_multicast(packet.dst):
            yield f"IP: tableid={event.table}, {source}, d={dst} ({_where(leaves)}), routed via RIB"
        yield f"IP: {source}, d={dst} ({_where(leaves)}), {size}, rcvd {0 if is_multicast(packet.dst) else 3}"
    elif event.step is Step.SENDING:
        if not is_multicast(packet.dst):
            yield f"IP: tableid={event.table}, {source}, d={dst} ({_where(leaves)}){nexthop}, routed via FIB"
        yield f"IP: {source}, d={dst} ({_where(leaves)}), {size}, sending"
        if modern:
            yield f"IP: {source}, d={dst} ({_where(leaves)}), {size}, sending full packet"
    elif event.step is Step.DENIED:
        line = f"IP: {source}, d={dst} ({_where(leaves)}), {size}"
        yield f"{line}, access denied"
        if modern and leaves is None:
            check = "rtype 0, forus FALSE, sendself FALSE, mtu 0, fwdchk FALSE"
            yield f"{line}, input feature, packet consumed, Access List(48), {check}"
    elif event.step is Step.UNROUTABLE:
        yield f"IP: {source}, d={dst}{' (nil)' if modern else ''}, {size}, unroutable"
    elif leaves is not None and event.own:
        yield f"IP: {source}, d={dst} ({leaves}), {size}, encapsulation failed"


def _detail(packet: ipv4.IPv4) -> str | None:
    data = packet.payload
    if packet.flags_offset & 0x1FFF:
        return None
    if packet.protocol == ipv4.ICMP and len(data) >= 2:
        return f"    ICMP type={data[0]}, code={data[1]}"
    if packet.protocol == ipv4.UDP and len(data) >= 4:
        return f"    UDP src={data[0] << 8 | data[1]}, dst={data[2] << 8 | data[3]}"
    if packet.protocol == ipv4.TCP and len(data) >= 20:
        src, dst, sequence, acknowledgment, _, flags, window = _TCP.unpack_from(data)
        names = " ".join(name for bit, name in enumerate(_FLAG_NAMES) if flags >> bit & 1)
        return f"    TCP src={src}, dst={dst}, seq={sequence}, ack={acknowledgment}, win={window} {names}"
    return f"    proto={packet.protocol}"


def _topology(software: Software) -> str:
    return ", topology BASE, dscp 0 topoid 0" if software.icmp_topology else ""


def _icmp_sent(event: IcmpSent, told: Audience) -> Iterator[str]:
    message = event.message
    src, dst, target = format_ipv4(event.src), format_ipv4(event.dst), format_ipv4(event.target)
    if message.type == icmp.ECHO_REPLY:
        yield f"ICMP: echo reply sent, src {src}, dst {dst}{_topology(told.software)}"
    elif message.type == icmp.UNREACHABLE:
        name = _UNREACHABLES.get(message.code, str(message.code))
        yield f"ICMP: dst ({target}) {name} unreachable sent to {dst}"
    elif message.type == icmp.TIME_EXCEEDED:
        what = "time to live" if message.code == icmp.TTL else "reassembly"
        yield f"ICMP: time exceeded ({what}) sent to {dst} (dest was {target})"
    elif message.type == icmp.REDIRECT:
        yield f"ICMP: redirect sent to {dst} for dest {target}, use gw {format_ipv4(message.rest)}"


def _icmp_received(event: IcmpReceived, told: Audience) -> Iterator[str]:
    message = event.message
    src, dst = format_ipv4(event.src), format_ipv4(event.dst)
    if message.type == icmp.ECHO_REPLY:
        yield f"ICMP: echo reply rcvd, src {src}, dst {dst}{_topology(told.software)}"
    elif message.type == icmp.UNREACHABLE:
        what = f"{_UNREACHABLES.get(message.code, str(message.code))} unreachable rcv from {src}"
        yield f"ICMP: dst ({format_ipv4(event.target)}) {what}" if told.software.icmp_names_target else f"ICMP: {what}"
    elif message.type == icmp.TIME_EXCEEDED:
        yield f"ICMP: time exceeded rcvd from {src}"
    elif message.type == icmp.REDIRECT:
        yield f"ICMP: redirect rcvd from {src}- for {format_ipv4(event.target)} use gw {format_ipv4(message.rest)}"


DEBUG = {
    "ip packet": {PacketHandled: _packet},
    "ip icmp": {IcmpSent: _icmp_sent, IcmpReceived: _icmp_received},
}
