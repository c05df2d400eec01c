"""IPv4 (RFC 791).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-------+-------+---------------+-------------------------------+
    |Version|  IHL  |Type of Service|          Total Length         |
    +---------------+---------------+-----+-------------------------+
    |         Identification        |Flags|      Fragment Offset    |
    +---------------+---------------+-----+-------------------------+
    |  Time to Live |    Protocol   |         Header Checksum       |
    +---------------+---------------+-------------------------------+
    |                         Source Address                        |
    +---------------------------------------------------------------+
    |                      Destination Address                      |
    +---------------------------------------------------------------+
    |                    Options                    |    Padding    |
    +-----------------------------------------------+---------------+
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass
from iosemu.wire import Malformed
from iosemu.wire.checksum import checksum

ICMP = 1
IGMP = 2
IPIP = 4
TCP = 6
UDP = 17
IPV6 = 41
GRE = 47
ESP = 50
AH = 51
EIGRP = 88
OSPF = 89
IPCOMP = 108

DONT_FRAGMENT = 0x4000
MORE_FRAGMENTS = 0x2000

_HEADER = Struct("!BBHHHBBHII")


def header(src: int, dst: int, protocol: int, size: int, ttl: int, tos: int, ident: int, flags_offset: int) -> bytes:
    """One without options, of a datagram with a payload of `size` bytes.

    The checksum is that of the fields: a number and the sum of its 16-bit halves leave the same rest by 65535.
    """
    total = 0x4514 + tos + size + ident + flags_offset + (ttl << 8) + protocol + src + dst
    return _HEADER.pack(0x45, tos, 20 + size, ident, flags_offset, ttl, protocol, -total % 65535, src, dst)


@dataclass(slots=True)
class IPv4:
    """One datagram. `flags_offset` holds DF, MF and the fragment offset (in units of 8 bytes) as on the wire.

    Once it is on its way nobody changes it: events, captures and those who send again have what was.
    """

    src: int
    dst: int
    protocol: int
    payload: bytes
    ttl: int = 255
    tos: int = 0
    ident: int = 0
    flags_offset: int = 0
    options: bytes = b""

    wide = False  # are its addresses those of IPv6?

    def aged(self) -> IPv4:
        """It, a hop further: with one less to live."""
        return IPv4(
            self.src, self.dst, self.protocol, self.payload, self.ttl - 1, self.tos, self.ident, self.flags_offset,
            self.options,
        )  # fmt: skip

    def named(self, src: int, ident: int) -> IPv4:
        """It, with its source and identification."""
        return IPv4(
            src, self.dst, self.protocol, self.payload, self.ttl, self.tos, ident, self.flags_offset, self.options
        )

    @property
    def df(self) -> bool:
        return bool(self.flags_offset & DONT_FRAGMENT)

    @property
    def is_fragment(self) -> bool:
        """Is this one of several fragments (first, middle or last)?"""
        return bool(self.flags_offset & 0x3FFF)

    @property
    def length(self) -> int:
        """Total length in bytes."""
        return 20 + len(self.options) + len(self.payload)

    def encode(self) -> bytes:
        options = self.options
        if not options:
            return header(
                self.src, self.dst, self.protocol, len(self.payload), self.ttl, self.tos, self.ident, self.flags_offset
            ) + self.payload
        head = _HEADER.pack(
            0x45 + (len(options) >> 2), self.tos, 20 + len(options) + len(self.payload), self.ident,
            self.flags_offset, self.ttl, self.protocol, 0, self.src, self.dst,
        ) + options  # fmt: skip
        return head[:10] + checksum(head).to_bytes(2, "big") + head[12:] + self.payload

    @classmethod
    def decode(cls, data: bytes) -> IPv4:
        """Raises Malformed: too short, wrong version, bad lengths or header checksum. Trailing bytes are cut off."""
        if len(data) < 20:
            raise Malformed("IPv4: shorter than a header")
        version, tos, length, ident, flags_offset, ttl, protocol, check, src, dst = _HEADER.unpack_from(data)
        if version == 0x45 and 20 <= length <= len(data):
            if (0x4500 + tos + length + ident + flags_offset + (ttl << 8) + protocol + check + src + dst) % 65535:
                raise Malformed("IPv4: bad header checksum")
            return cls(src, dst, protocol, data[20:length], ttl, tos, ident, flags_offset)
        size = (version & 15) << 2
        if version >> 4 != 4 or size < 20 or not size <= length <= len(data):
            raise Malformed("IPv4: bad version or length")
        if checksum(data[:size]):
            raise Malformed("IPv4: bad header checksum")
        return cls(src, dst, protocol, data[size:length], ttl, tos, ident, flags_offset, data[20:size])
