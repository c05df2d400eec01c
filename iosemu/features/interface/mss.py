"""`ip tcp adjust-mss`: the maximum segment size option (RFC 9293 section 3.7.1) in TCP SYNs that pass is lowered."""

from __future__ import annotations

from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Passage, Point, Verdict
from iosemu.records import replace
from iosemu.wire import ipv4

_SYN = 0x02
_END, _NOTHING, _MSS = 0, 1, 2


def follow(iface: Interface) -> None:
    """Put the stage onto the interface, or take it off, as its configuration says."""
    wanted = iface.config.adjust_mss is not None
    if wanted is not (iface.stage(Point.IN_MSS) is not None):
        for point in (Point.IN_MSS, Point.OUT_MSS):
            iface.set_stage(point, clamp, wanted)


def clamp(passage: Passage, iface: Interface) -> Verdict:
    """The stage: lowers the option of a SYN, and mends the TCP checksum (RFC 1624)."""
    limit = iface.config.adjust_mss
    packet = passage.packet
    data = packet.payload
    if limit is None or packet.protocol != ipv4.TCP or packet.flags_offset & 0x1FFF or len(data) < 20:
        return PASS
    if not data[13] & _SYN:
        return PASS
    at = _find_mss(data)
    if at is None:
        return PASS
    old = int.from_bytes(data[at : at + 2], "big")
    if old <= limit:
        return PASS
    new = limit.to_bytes(2, "big")
    changed = bytearray(data)
    changed[at : at + 2] = new
    # an option may begin at an odd offset: the sum then sees its bytes the other way around
    before, after = (old, limit) if at % 2 == 0 else (_swapped(old), _swapped(limit))
    total = ~int.from_bytes(data[16:18], "big") & 0xFFFF
    total += (~before & 0xFFFF) + after
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    changed[16:18] = (~total & 0xFFFF).to_bytes(2, "big")
    passage.packet = replace(packet, payload=bytes(changed))
    return PASS


def _swapped(value: int) -> int:
    return (value & 0xFF) << 8 | value >> 8


def _find_mss(data: bytes) -> int | None:
    """Offset of the option's value."""
    end = min((data[12] >> 4) * 4, len(data))
    at = 20
    while at < end:
        kind = data[at]
        if kind == _END:
            return None
        if kind == _NOTHING:
            at += 1
            continue
        length = data[at + 1] if at + 1 < end else 0
        if length < 2:
            return None
        if kind == _MSS and length == 4 and at + 4 <= end:
            return at + 2
        at += length
    return None
