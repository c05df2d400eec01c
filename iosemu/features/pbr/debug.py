"""Words of `debug ip policy`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag
from iosemu.features.pbr.events import PolicyRejected, PolicyRouted
from iosemu.types import format_ipv4

FLAGS = (Flag("ip policy", "Generic IP:", "Policy routing debugging"),)


def routed(event: PolicyRouted, told: Audience) -> Iterator[str]:
    packet = event.packet
    came = str(event.iface) if event.iface is not None else "local"
    src, dst, length = format_ipv4(packet.src), format_ipv4(packet.dst), packet.length
    yield f"IP: s={src} ({came}), d={dst}, len {length}, policy match"
    yield f"IP: route map {event.route_map}, item {event.sequence}, permit"
    yield f"IP: s={src} ({came}), d={dst} ({event.out}), len {length}, policy routed"
    yield f"IP: {came} to {event.out} {format_ipv4(event.next_hop)}"


def rejected(event: PolicyRejected, told: Audience) -> Iterator[str]:
    packet = event.packet
    came = str(event.iface) if event.iface is not None else "local"
    head = f"IP: s={format_ipv4(packet.src)} ({came}), d={format_ipv4(packet.dst)}, len {packet.length}"
    if event.sequence is None:
        yield f"{head}, FIB policy rejected(no match) - normal forwarding"
        return
    yield f"{head}, policy match"
    yield f"IP: route map {event.route_map}, item {event.sequence}, {'permit' if event.permit else 'deny'}"
    yield f"{head}, policy rejected -- normal forwarding"


DEBUG = {"ip policy": {PolicyRouted: routed, PolicyRejected: rejected}}
