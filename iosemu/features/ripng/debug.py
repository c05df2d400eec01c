"""Words of `debug ipv6 rip`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag
from iosemu.features.ripng.events import PacketReceived, PacketSent
from iosemu.types import Prefix6, format_ipv6
from iosemu.wire.ripng import ENTRY, HEADER, NEXT_HOP, REQUEST, Ripng

FLAGS = (Flag("ipv6 rip", "IPv6 routing:", "RIP Routing Protocol debugging"),)


def _body(packet: Ripng, source: str, target: str, ports: tuple[int, int]) -> Iterator[str]:
    yield f"       src={source}"
    yield f"       dst={target}"
    length = 8 + HEADER + ENTRY * len(packet.entries)  # with the UDP header
    yield f"       sport={ports[0]}, dport={ports[1]}, length={length}"
    yield f"       command={packet.command}, version={packet.version}, mbz=0, #rte={len(packet.entries)}"
    for entry in packet.entries:
        what = format_ipv6(entry.prefix) if entry.metric == NEXT_HOP else str(Prefix6(entry.prefix, entry.length))
        yield f"       tag={entry.tag}, metric={entry.metric}, prefix={what}"


def packet_sent(event: PacketSent, told: Audience) -> Iterator[str]:
    if told.options not in (None, event.iface):
        return
    target = format_ipv6(event.target)
    kind = "multicast" if event.target >> 120 == 0xFF else "unicast"
    word = "request" if event.packet.command == REQUEST else "update"
    yield f"RIPng: Sending {kind} {word} on {event.iface} for {event.name}"
    yield from _body(event.packet, format_ipv6(event.source), f"{target} ({event.iface})", (event.port, event.port))


def packet_received(event: PacketReceived, told: Audience) -> Iterator[str]:
    if told.options not in (None, event.iface):
        return
    source = format_ipv6(event.source)
    word = "request" if event.packet.command == REQUEST else "response"
    yield f"RIPng: {word} received from {source} on {event.iface} for {event.name}"
    yield from _body(event.packet, f"{source} ({event.iface})", format_ipv6(event.target), (event.port, event.port))


DEBUG = {"ipv6 rip": {PacketSent: packet_sent, PacketReceived: packet_received}}
