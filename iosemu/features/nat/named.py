"""Addresses that answers of DNS tell: each side hears of the other by the addresses that it knows (RFC 2694)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.nat.model import INSIDE, OUTSIDE
from iosemu.features.nat.rewrite import payload_changed
from iosemu.types import IPv4
from iosemu.wire import Malformed, dns, ipv4

if TYPE_CHECKING:
    from iosemu.features.nat.engine import NatEngine

PORT = 53
_HEADER = 8  # of UDP


def is_answer(packet: ipv4.IPv4) -> bool:
    """From a name server, and whole."""
    data = packet.payload
    whole = not packet.flags_offset & (ipv4.MORE_FRAGMENTS | 0x1FFF)
    return packet.protocol == ipv4.UDP and whole and int.from_bytes(data[:2], "big") == PORT


def renamed(engine: NatEngine, packet: ipv4.IPv4, vrf: int, outward: bool) -> ipv4.IPv4:
    """The answer with the addresses of where it goes to; as it is, where none of them is translated."""
    data = packet.payload
    try:
        places = dns.places(data[_HEADER:])
    except Malformed:
        return packet
    changed = bytearray(data)
    for place in places:
        at = _HEADER + place
        address = int.from_bytes(data[at : at + 4], "big")
        other = _other(engine, address, vrf, outward)
        if other is not None:
            changed[at : at + 4] = other.to_bytes(4, "big")
    return packet if changed == data else payload_changed(packet, bytes(changed))


def _other(engine: NatEngine, address: IPv4, vrf: int, outward: bool) -> IPv4 | None:
    """What the side that it is told to knows somebody by whose whole address is translated."""
    for side in (INSIDE, OUTSIDE):
        if outward:
            found = next(iter(engine.statics.by_local(side, vrf, address, 0, 0)), None)
            pair = engine.table.by_local.get((side, vrf, address))
        else:
            found = engine.statics.by_global(side, address, 0, 0)
            pair = engine.table.by_global.get((side, address))
        if found is not None and not found.rule.no_payload:
            return found.address
        if pair is not None:
            return pair.global_ if outward else pair.local
    return None
