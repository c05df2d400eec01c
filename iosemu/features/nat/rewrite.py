"""Other addresses and ports in a datagram, with the checksums that follow (RFC 3022 section 4.2, RFC 1624).

What is wrong before stays as wrong: checksums are mended by the difference, never made anew. Errors of ICMP have the
datagram that they quote changed, too (RFC 5508 section 4.2).

A *flow* is the eight values that a translation knows a datagram by, as the wire has them:

    | protocol (1) | source (4) | destination (4) | source port (2) | destination port (2) |

with the identifier of ICMP questions in the place of both ports, the SPI of ESP in that of both together (RFC 4303),
and zeros where there is nothing of the kind.
"""

from __future__ import annotations

from struct import Struct

from iosemu.types import IPv4
from iosemu.wire import icmp, ipv4

Flow = bytes
_FLOW = Struct("!BIIHH")
_WORD = Struct("!H")
_OFFSET = 0x1FFF
_CHECK_AT = {ipv4.TCP: 16, ipv4.UDP: 6}  # where the checksum stands
_QUESTIONS = frozenset(
    {
        icmp.ECHO, icmp.ECHO_REPLY, icmp.TIMESTAMP, icmp.TIMESTAMP_REPLY, icmp.INFORMATION, icmp.INFORMATION_REPLY,
        icmp.MASK, icmp.MASK_REPLY,
    }
)  # fmt: skip


def flow(protocol: int, src: IPv4, dst: IPv4, src_port: int = 0, dst_port: int = 0) -> Flow:
    return _FLOW.pack(protocol, src, dst, src_port, dst_port)


def parts(key: Flow) -> tuple[int, IPv4, IPv4, int, int]:
    """Protocol, source, destination, ports."""
    return _FLOW.unpack(key)


def back(key: Flow) -> Flow:
    """That of an answer."""
    return key[:1] + key[5:9] + key[1:5] + key[11:13] + key[9:11]


def has_ports(protocol: int) -> bool:
    return protocol in _CHECK_AT or protocol == ipv4.ICMP


def is_error(packet: ipv4.IPv4) -> bool:
    return packet.protocol == ipv4.ICMP and packet.payload[:1] != b"" and packet.payload[0] in icmp.ERRORS


def flow_of(packet: ipv4.IPv4) -> Flow | None:
    """None: a later fragment, or too short to have what its protocol has."""
    if packet.flags_offset & _OFFSET:
        return None
    return _flow(packet.protocol, packet.src, packet.dst, packet.payload)


def _flow(protocol: int, src: IPv4, dst: IPv4, data: bytes) -> Flow | None:
    if protocol in _CHECK_AT:
        if len(data) < 4:
            return None
        return _FLOW.pack(protocol, src, dst, data[0] << 8 | data[1], data[2] << 8 | data[3])
    if protocol == ipv4.ICMP:
        if len(data) < 8 or data[0] not in _QUESTIONS:
            return None
        ident = data[4] << 8 | data[5]
        return _FLOW.pack(protocol, src, dst, ident, ident)
    if protocol == ipv4.ESP:
        if len(data) < 8:
            return None
        return _FLOW.pack(protocol, src, dst, data[0] << 8 | data[1], data[2] << 8 | data[3])
    return _FLOW.pack(protocol, src, dst, 0, 0)


def quoted(packet: ipv4.IPv4) -> Flow | None:
    """The flow of the datagram that an error is about, as it was sent; None where it cannot be told."""
    data = packet.payload[8:]
    if packet.flags_offset & _OFFSET or len(data) < 28 or data[0] >> 4 != 4 or (data[6] & 0x1F or data[7]):
        return None
    header = (data[0] & 15) << 2
    if header < 20 or len(data) < header + 8:
        return None
    src, dst = int.from_bytes(data[12:16], "big"), int.from_bytes(data[16:20], "big")
    return _flow(data[9], src, dst, data[header:])


def _mended(check: int, old: int, new: int) -> bytes:
    """A checksum when words of the sum `old` have become words of the sum `new`."""
    return ((check + old - new) % 65535).to_bytes(2, "big")


def _sum(data: bytes) -> int:
    return int.from_bytes(data + b"\0" * (len(data) & 1), "big") % 65535


def _changed(protocol: int, data: bytes, old: Flow, new: Flow) -> bytes:
    """What stands behind the header, with the ports of `new`; it may be cut (in an error)."""
    if protocol in _CHECK_AT:
        at = _CHECK_AT[protocol]
        data = new[9:13] + data[4:]
        if len(data) < at + 2:
            return data
        check = data[at] << 8 | data[at + 1]
        if protocol == ipv4.UDP and not check:
            return data  # none was computed
        value = _mended(check, int.from_bytes(old[1:13], "big"), int.from_bytes(new[1:13], "big"))
        if protocol == ipv4.UDP and value == b"\0\0":
            value = b"\xff\xff"
        return data[:at] + value + data[at + 2 :]
    if protocol == ipv4.ICMP:
        value = _mended(data[2] << 8 | data[3], int.from_bytes(old[9:11], "big"), int.from_bytes(new[9:11], "big"))
        return data[:2] + value + new[9:11] + data[6:]
    return data


def rewritten(packet: ipv4.IPv4, old: Flow, new: Flow) -> ipv4.IPv4:
    """The datagram of flow `old` as one of `new`: addresses, and ports unless it is a later fragment."""
    _, src, dst, _, _ = _FLOW.unpack(new)
    payload = packet.payload
    if not packet.flags_offset & _OFFSET:
        payload = _changed(packet.protocol, payload, old, new)
    return ipv4.IPv4(
        src, dst, packet.protocol, payload, packet.ttl, packet.tos, packet.ident, packet.flags_offset, packet.options
    )


def payload_changed(packet: ipv4.IPv4, payload: bytes) -> ipv4.IPv4:
    """A datagram of UDP that says something else."""
    check = payload[6] << 8 | payload[7]
    if check:
        value = _mended(check, _sum(packet.payload), _sum(payload))
        payload = payload[:6] + (b"\xff\xff" if value == b"\0\0" else value) + payload[8:]
    return ipv4.IPv4(
        packet.src, packet.dst, packet.protocol, payload, packet.ttl, packet.tos, packet.ident, packet.flags_offset,
        packet.options,
    )  # fmt: skip


def readdressed(packet: ipv4.IPv4, src: IPv4, dst: IPv4) -> ipv4.IPv4:
    """Addresses only: of what has no ports."""
    return ipv4.IPv4(
        src, dst, packet.protocol, packet.payload, packet.ttl, packet.tos, packet.ident, packet.flags_offset,
        packet.options,
    )  # fmt: skip


def requoted(packet: ipv4.IPv4, src: IPv4, dst: IPv4, old: Flow, new: Flow) -> ipv4.IPv4:
    """An error from `src` to `dst` about a datagram of flow `old`, which is told as one of `new`."""
    before = packet.payload[8:]
    header = (before[0] & 15) << 2
    check = before[10] << 8 | before[11]
    value = _mended(check, int.from_bytes(old[1:9], "big"), int.from_bytes(new[1:9], "big"))
    data = _changed(before[9], before[header:], old, new)
    after = before[:10] + value + new[1:9] + before[20:header] + data
    payload = packet.payload
    outer = _mended(payload[2] << 8 | payload[3], _sum(before), _sum(after))
    payload = payload[:2] + outer + payload[4:8] + after
    return ipv4.IPv4(
        src, dst, packet.protocol, payload, packet.ttl, packet.tos, packet.ident, packet.flags_offset, packet.options
    )
