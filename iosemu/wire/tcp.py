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
from iosemu.wire.pseudo import pseudo

FIN, SYN, RST, PSH, ACK, URG = (1 << bit for bit in range(6))

_HEADER = Struct("!HHIIBBHHH")
_PROTOCOL = 6

_END, _NOP, _MSS, _SCALE, _TIMESTAMP, _MD5 = 0, 1, 2, 3, 8, 19


@dataclass(slots=True)
class Options:
    """The options that are spoken here: RFC 9293 section 3.2, RFC 7323, RFC 2385. None: absent."""

    mss: int | None = None  # bytes
    scale: int | None = None  # shift of the window
    timestamp: tuple[int, int] | None = None  # value, echo reply
    digest: bytes | None = None  # MD5 signature

    def encode(self) -> bytes:
        """A multiple of four bytes."""
        out = b""
        if self.mss is not None:
            out += bytes((_MSS, 4)) + self.mss.to_bytes(2, "big")
        if self.scale is not None:
            out += bytes((_NOP, _SCALE, 3, self.scale))
        if self.timestamp is not None:
            out += bytes((_NOP, _NOP, _TIMESTAMP, 10)) + b"".join(part.to_bytes(4, "big") for part in self.timestamp)
        if self.digest is not None:
            out += bytes((_NOP, _NOP, _MD5, 18)) + self.digest
        return out + b"\0" * (-len(out) % 4)

    @classmethod
    def decode(cls, data: bytes) -> Options:
        """What is unknown is passed over; what is cut short ends the list (RFC 9293 section 3.1)."""
        found, at = cls(), 0
        while at < len(data) and data[at] != _END:
            if data[at] == _NOP:
                at += 1
                continue
            length = data[at + 1] if at + 1 < len(data) else 0
            if length < 2 or at + length > len(data):
                break
            kind, value = data[at], data[at + 2 : at + length]
            if kind == _MSS and length == 4:
                found.mss = int.from_bytes(value, "big")
            elif kind == _SCALE and length == 3:
                found.scale = value[0]
            elif kind == _TIMESTAMP and length == 10:
                found.timestamp = (int.from_bytes(value[:4], "big"), int.from_bytes(value[4:], "big"))
            elif kind == _MD5 and length == 18:
                found.digest = value
            at += length
        return found


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

    def encode(self, src: int, dst: int, wide: bool = False) -> bytes:
        """`src` and `dst` are the addresses of the pseudo header, `wide` those of IPv6."""
        offset = (20 + len(self.options)) << 2
        data = _HEADER.pack(
            self.src_port, self.dst_port, self.sequence, self.acknowledgment, offset, self.flags, self.window, 0,
            self.urgent,
        ) + self.options + self.payload  # fmt: skip
        value = checksum(pseudo(src, dst, _PROTOCOL, len(data), wide) + data)
        return data[:16] + value.to_bytes(2, "big") + data[18:]

    @classmethod
    def decode(cls, data: bytes, src: int, dst: int, wide: bool = False) -> Tcp:
        """Raises Malformed: too short, bad data offset, bad checksum. The reserved bits are ignored."""
        if len(data) < 20:
            raise Malformed("TCP: shorter than a header")
        src_port, dst_port, sequence, acknowledgment, offset, flags, window, _, urgent = _HEADER.unpack_from(data)
        header = offset >> 4 << 2
        if not 20 <= header <= len(data):
            raise Malformed("TCP: bad data offset")
        if checksum(pseudo(src, dst, _PROTOCOL, len(data), wide) + data):
            raise Malformed("TCP: bad checksum")
        return cls(
            src_port, dst_port, sequence, acknowledgment, flags, window, data[header:], data[20:header], urgent
        )

    def signature(self, src: int, dst: int, key: bytes, wide: bool = False) -> bytes:
        """The digest of RFC 2385 section 2.0: pseudo header, header without options and checksum, data, key."""
        from hashlib import md5  # loads OpenSSL, which few starts need

        length = 20 + len(self.options)
        head = _HEADER.pack(
            self.src_port, self.dst_port, self.sequence, self.acknowledgment, length << 2, self.flags, self.window, 0,
            self.urgent,
        )  # fmt: skip
        before = pseudo(src, dst, _PROTOCOL, length + len(self.payload), wide)
        return md5(before + head + self.payload + key, usedforsecurity=False).digest()

    def sign(self, src: int, dst: int, key: bytes, wide: bool = False) -> None:
        """Put the digest behind the other options."""
        self.options += Options(digest=bytes(16)).encode()
        self.options = self.options[:-16] + self.signature(src, dst, key, wide)
