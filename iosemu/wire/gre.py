"""GRE (RFC 2784) with key and sequence number (RFC 2890).

    |C| |K|S| Reserved0       | Ver |         Protocol Type         |
    |      Checksum (if C)          |       Reserved1 (if C)        |
    |                         Key (if K)                            |
    |                    Sequence Number (if S)                     |
"""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.wire import Malformed
from iosemu.wire.checksum import checksum

IPV4 = 0x0800
IPV6 = 0x86DD
NHRP = 0x2001

_CHECKSUM, _KEY, _SEQUENCE = 0x8000, 0x2000, 0x1000


@dataclass(slots=True)
class Gre:
    protocol: int
    payload: bytes
    key: int | None = None
    sequence: int | None = None
    checksum: bool = False

    def encode(self) -> bytes:
        flags = 0
        options = b""
        if self.key is not None:
            flags |= _KEY
            options += self.key.to_bytes(4, "big")
        if self.sequence is not None:
            flags |= _SEQUENCE
            options += self.sequence.to_bytes(4, "big")
        if self.checksum:
            head = (flags | _CHECKSUM).to_bytes(2, "big") + self.protocol.to_bytes(2, "big")
            value = checksum(head + b"\0\0\0\0" + options + self.payload)
            return head + value.to_bytes(2, "big") + b"\0\0" + options + self.payload
        return flags.to_bytes(2, "big") + self.protocol.to_bytes(2, "big") + options + self.payload

    @classmethod
    def decode(cls, data: bytes) -> Gre:
        """Raises Malformed: too short, version other than 0, bad checksum, or one of the bits 1 to 5 that is not K or S
        (RFC 2784 section 2.3; those of Reserved0 behind them are ignored)."""
        if len(data) < 4:
            raise Malformed("GRE: shorter than a header")
        flags, protocol = data[0] << 8 | data[1], data[2] << 8 | data[3]
        if flags & 0x4C07:
            raise Malformed("GRE: routing or version not supported")
        at = 4
        key = sequence = None
        if flags & _CHECKSUM:
            if checksum(data):
                raise Malformed("GRE: bad checksum")
            at += 4
        if flags & _KEY:
            key = int.from_bytes(data[at : at + 4], "big")
            at += 4
        if flags & _SEQUENCE:
            sequence = int.from_bytes(data[at : at + 4], "big")
            at += 4
        if len(data) < at:
            raise Malformed("GRE: shorter than its options")
        return cls(protocol, data[at:], key, sequence, bool(flags & _CHECKSUM))
