"""True frames with something wrong in them: what a hostile or broken neighbour sends."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from iosemu.wire.checksum import checksum
from iosemu.wire.pseudo import pseudo

_ICMP, _TCP, _UDP, _IPV6, _GRE, _FRAGMENT, _ICMPV6, _EIGRP, _OSPF = 1, 6, 17, 41, 47, 44, 58, 88, 89


def mutate(frame: bytes, others: Sequence[bytes], chance: Random, start: int = 12) -> bytes:
    """Bits, bytes and lengths changed from `start` on; cut short, lengthened, or with the tail of another frame."""
    data = bytearray(frame)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 12))):
        size = len(data)
        if not size:
            break
        kind = chance.random()
        at = chance.randrange(start, size) if size > start else chance.randrange(size)
        if kind < 0.4:
            data[at] ^= 1 << chance.randrange(8)
        elif kind < 0.6:
            data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        elif kind < 0.7:
            del data[at:]
        elif kind < 0.8:
            data[at:at] = chance.randbytes(chance.choice((1, 4, 40, 1500)))
        elif kind < 0.9:
            data[at : at + 2] = chance.choice((0, 1, 4, 0xFFFF, 0x8000, 255, size & 0xFFFF)).to_bytes(2, "big")
        else:
            other = chance.choice(others)
            data[at:] = other[chance.randrange(len(other)) :]
    return bytes(data)


def hostile(frame: bytes, others: Sequence[bytes], chance: Random, mac: int | None = None) -> bytes:
    """A mutated frame, mostly with right checksums and, unless it is for a group, mostly for the station `mac`."""
    found = mutate(frame, others, chance)
    if chance.random() < 0.75:
        found = mended(found, chance.random() < 0.8)
    if mac is not None and len(found) > 12 and not found[0] & 1 and chance.random() < 0.8:
        found = mac.to_bytes(6, "big") + found[6:]
    return found


def fragments(frame: bytes, chance: Random) -> list[bytes]:
    """The datagram of a frame in fragments that overlap, lack and repeat."""
    if frame[12:14] == b"\x86\xdd" and len(frame) > 62:
        return _fragments6(frame, chance)
    if frame[12:14] != b"\x08\x00" or len(frame) < 60:
        return [frame]
    head, payload = bytearray(frame[14:34]), frame[34:]
    head[0] = 0x45
    found = []
    at = 0
    while at < len(payload):
        size = chance.choice((8, 16, 64, 200))
        piece = payload[at : at + size + chance.choice((0, 0, 0, 8, -8 if size > 8 else 0))]
        offset = (at // 8 + chance.choice((0, 0, 0, 1, 8100))) & 0x1FFF
        more = 0x2000 if at + size < len(payload) or chance.random() < 0.1 else 0
        head[2:4] = (20 + len(piece)).to_bytes(2, "big")
        head[6:8] = (more | offset).to_bytes(2, "big")
        head[10:12] = b"\0\0"
        head[10:12] = checksum(bytes(head)).to_bytes(2, "big")
        found.append(frame[:14] + bytes(head) + piece)
        at += size
    chance.shuffle(found)
    return found[: chance.randint(1, len(found))] + found[: chance.randint(0, 2)]


def _fragments6(frame: bytes, chance: Random) -> list[bytes]:
    head, behind, payload = bytearray(frame[14:54]), frame[20], frame[54:]
    head[6] = _FRAGMENT
    found, at = [], 0
    while at < len(payload):
        size = chance.choice((8, 16, 64, 200))
        piece = payload[at : at + size + chance.choice((0, 0, 0, 8, -8 if size > 8 else 0, 3))]
        offset = (at + chance.choice((0, 0, 0, 8, 64800))) & 0xFFF8
        more = at + size < len(payload) or chance.random() < 0.1
        head[4:6] = (8 + len(piece)).to_bytes(2, "big")
        found.append(frame[:14] + bytes(head) + bytes((behind, 0)) + (offset | more).to_bytes(2, "big") + bytes(4) + piece)
        at += size
    chance.shuffle(found)
    return found[: chance.randint(1, len(found))] + found[: chance.randint(0, 2)]


def mended(frame: bytes, lengths: bool = True) -> bytes:
    """The frame with right checksums (IP, ICMP, ICMPv6, UDP, EIGRP, NHRP, also inside GRE) and, if asked, lengths."""
    at = 16 if frame[12:14] == b"\x81\x00" else 12
    if frame[at : at + 2] == b"\x86\xdd":
        return frame[: at + 2] + _ip6(frame[at + 2 :], lengths)
    if frame[at : at + 2] != b"\x08\x00":
        return frame
    packet = frame[at + 2 :]
    told = int.from_bytes(packet[2:4], "big")
    if len(frame) <= 64 and told <= len(packet) and not any(packet[told:]):  # the rest pads a short frame
        return (frame[: at + 2] + _ip(packet[:told], lengths)).ljust(len(frame), b"\0")
    return frame[: at + 2] + _ip(packet, lengths)


def _ip(packet: bytes, lengths: bool) -> bytes:
    head = bytearray(packet[: (packet[0] & 15) * 4]) if packet else bytearray()
    if len(head) < 20:
        return packet
    payload = packet[len(head) :]
    if lengths:
        head[2:4] = min(len(packet), 0xFFFF).to_bytes(2, "big")
    head[10:12] = b"\0\0"
    head[10:12] = checksum(bytes(head)).to_bytes(2, "big")
    if head[9] == _UDP and len(payload) >= 8:
        size = min(len(payload), 0xFFFF).to_bytes(2, "big") if lengths else payload[4:6]
        payload = payload[:4] + size + b"\0\0" + payload[8:]  # 0: no checksum
    elif head[9] in (_ICMP, _EIGRP) and len(payload) >= 4:
        payload = _summed(payload, 2)
    elif head[9] == _IPV6:
        payload = _ip6(payload, lengths)
    elif head[9] == _GRE and len(payload) >= 4:
        payload = _gre(payload, lengths)
    return bytes(head) + payload


def _ip6(packet: bytes, lengths: bool) -> bytes:
    if len(packet) < 40:
        return packet
    size = min(len(packet) - 40, 0xFFFF).to_bytes(2, "big") if lengths else packet[4:6]
    head, payload = packet[:4] + size + packet[6:40], packet[40:]
    at = {_ICMPV6: 2, _UDP: 6, _TCP: 16, _OSPF: 12}.get(packet[6])
    if at is not None and len(payload) >= at + 2:
        if packet[6] == _UDP and lengths:
            payload = payload[:4] + size + payload[6:]
        src, dst = (int.from_bytes(head[start : start + 16], "big") for start in (8, 24))
        zero = payload[:at] + b"\0\0" + payload[at + 2 :]
        told = int.from_bytes(size, "big")
        check = checksum(pseudo(src, dst, packet[6], min(told, len(zero)), True) + zero[:told])
        payload = zero[:at] + (check or 0xFFFF).to_bytes(2, "big") + zero[at + 2 :]
    return head + payload


def _gre(payload: bytes, lengths: bool) -> bytes:
    start = 4 + 4 * sum(bool(payload[0] & bit) for bit in (0x80, 0x20, 0x10))
    inner = payload[start:]
    if payload[2:4] == b"\x08\x00":
        inner = _ip(inner, lengths)
    elif payload[2:4] == b"\x86\xdd":
        inner = _ip6(inner, lengths)
    elif payload[2:4] == b"\x20\x01" and len(inner) >= 20:
        if lengths:
            inner = inner[:10] + min(len(inner), 0xFFFF).to_bytes(2, "big") + inner[12:]
        inner = _summed(inner, 12)
    payload = payload[:start] + inner
    return _summed(payload, 4) if payload[0] & 0x80 and len(payload) >= 8 else payload


def _summed(data: bytes, at: int) -> bytes:
    zero = data[:at] + b"\0\0" + data[at + 2 :]
    return zero[:at] + checksum(zero).to_bytes(2, "big") + zero[at + 2 :]
