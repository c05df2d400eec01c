"""TCP (RFC 9293 section 3.1).

    | source port (2) | destination port (2) | sequence number (4) | acknowledgment number (4) |
    | data offset (4 bits), reserved (4 bits) | flags (1) | window (2) | checksum (2) | urgent pointer (2) |
    | options, padded to words | payload |
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass
from iosemu.wire import Malformed
from iosemu.wire.checksum import checksum

FIN, SYN, RST, PSH, ACK, URG = (1 << bit for bit in range(6))

_HEADER = Struct("!HHIIBBHHH")
_PSEUDO = Struct("!IIHH")
_PROTOCOL = 6


@dataclass(slots=True)
class Tcp:
    """One segment. `options` is a multiple of four bytes."""

    src_port: int
    dst_port: int
    sequence: int
    acknowledgment: int
    flags: int
    window: int = 0
    payload: bytes = b""
    options: bytes = b""
    urgent: int = 0

    @property
    def space(self) -> int:
        """Sequence numbers that the segment takes: SYN and FIN count as one byte each."""
        return len(self.payload) + bool(self.flags & SYN) + bool(self.flags & FIN)

    def encode(self, src: int, dst: int) -> bytes:
        """`src` and `dst` are the IPv4 addresses of the pseudo header."""
        offset = (20 + len(self.options)) << 2
        data = _HEADER.pack(
            self.src_port, self.dst_port, self.sequence, self.acknowledgment, offset, self.flags, self.window, 0,
            self.urgent,
        ) + self.options + self.payload  # fmt: skip
        value = checksum(_PSEUDO.pack(src, dst, _PROTOCOL, len(data)) + data)
        return data[:16] + value.to_bytes(2, "big") + data[18:]

    @classmethod
    def decode(cls, data: bytes, src: int, dst: int) -> Tcp:
        """Raises Malformed: too short, bad data offset, bad checksum. The reserved bits are ignored."""
        if len(data) < 20:
            raise Malformed("TCP: shorter than a header")
        src_port, dst_port, sequence, acknowledgment, offset, flags, window, _, urgent = _HEADER.unpack_from(data)
        header = offset >> 4 << 2
        if not 20 <= header <= len(data):
            raise Malformed("TCP: bad data offset")
        if checksum(_PSEUDO.pack(src, dst, _PROTOCOL, len(data)) + data):
            raise Malformed("TCP: bad checksum")
        return cls(
            src_port, dst_port, sequence, acknowledgment, flags, window, data[header:], data[20:header], urgent
        )
