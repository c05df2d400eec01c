"""IPv6 (RFC 8200).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-------+---------------+---------------------------------------+
    |Version| Traffic Class |               Flow Label              |
    +-------+---------------+-------+---------------+---------------+
    |        Payload Length         |  Next Header  |   Hop Limit   |
    +-------------------------------+---------------+---------------+
    |                     Source Address (16)                       |
    |                   Destination Address (16)                    |
    +---------------------------------------------------------------+
    |            Extension headers, each: next header, ...          |
    +---------------------------------------------------------------+

Fragment header (section 4.5): next header (1), zero (1), offset in units of 8 bytes (13 bits), zero (2), more (1),
identification (4).
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass, replace
from iosemu.wire import Malformed
from iosemu.wire.ipv4 import MORE_FRAGMENTS, IPv4

HOP_BY_HOP = 0
ROUTING = 43
FRAGMENT = 44
ICMPV6 = 58
NO_NEXT_HEADER = 59
DESTINATION_OPTIONS = 60
ETHERTYPE = 0x86DD

_CHAINED = frozenset({HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS})
_MOST = 16  # extension headers of one datagram
_HEADER = Struct("!IHBB16s16s")
_FRAGMENT = Struct("!BBHI")


@dataclass(slots=True)
class IPv6(IPv4):
    """One datagram, with the names of IPv4's: `ttl` is the hop limit, `tos` the traffic class, `protocol` what stands
    behind all extension headers. `ident` and `flags_offset` are those of a fragment header (`flags_offset` in IPv4's
    form); `options` are the other extension headers before it, as on the wire but for the last one's next header, which
    is zero; `first` is the number of the first of them. `flow` is the flow label.
    """

    flow: int = 0
    first: int = 0

    wide = True

    def aged(self) -> IPv6:
        return replace(self, ttl=self.ttl - 1)

    def named(self, src: int, ident: int) -> IPv6:
        return replace(self, src=src, ident=ident)

    @property
    def df(self) -> bool:
        """Nobody on its way cuts it."""
        return True

    @property
    def length(self) -> int:
        """Total length in bytes."""
        return 40 + len(self.options) + (8 if self.flags_offset & 0x3FFF else 0) + len(self.payload)

    def encode(self) -> bytes:
        behind = self.protocol
        body = self.payload
        if self.flags_offset & 0x3FFF:
            more = bool(self.flags_offset & MORE_FRAGMENTS)
            body = _FRAGMENT.pack(behind, 0, (self.flags_offset & 0x1FFF) << 3 | more, self.ident) + body
            behind = FRAGMENT
        if self.options:
            body = _with_last(self.options, behind) + body
            behind = self.first
        word = 6 << 28 | self.tos << 20 | self.flow
        src, dst = self.src.to_bytes(16, "big"), self.dst.to_bytes(16, "big")
        return _HEADER.pack(word, len(body), behind, self.ttl, src, dst) + body

    @classmethod
    def decode(cls, data: bytes) -> IPv6:
        """Raises Malformed: too short, wrong version, bad length, a broken chain of headers. Trailing bytes are cut."""
        if len(data) < 40:
            raise Malformed("IPv6: shorter than a header")
        word, size, behind, ttl, src, dst = _HEADER.unpack_from(data)
        if word >> 28 != 6 or 40 + size > len(data):
            raise Malformed("IPv6: bad version or length")
        at, end, first, ident, flags_offset = 40, 40 + size, behind, 0, 0
        for _ in range(_MOST):
            if behind not in _CHAINED:
                break
            step = 8 + 8 * data[at + 1] if at + 8 <= end else 0
            if not step or at + step > end:
                raise Malformed("IPv6: bad extension header")
            behind, at = data[at], at + step
        else:
            raise Malformed("IPv6: too many extension headers")
        options = _with_last(data[40:at], 0) if at > 40 else b""
        if behind == FRAGMENT:
            if at + 8 > end:
                raise Malformed("IPv6: bad fragment header")
            behind, _, offset, ident = _FRAGMENT.unpack_from(data, at)
            flags_offset = offset >> 3 | (MORE_FRAGMENTS if offset & 1 else 0)
            at += 8
        return cls(
            int.from_bytes(src, "big"), int.from_bytes(dst, "big"), behind, data[at:end], ttl, word >> 20 & 0xFF, ident,
            flags_offset, options, word & 0xFFFFF, first if options else 0,
        )  # fmt: skip


def _with_last(options: bytes, behind: int) -> bytes:
    """Extension headers whose last one names what stands behind it now."""
    at = 0
    while at + 8 + 8 * options[at + 1] < len(options):
        at += 8 + 8 * options[at + 1]
    return options[:at] + bytes((behind,)) + options[at + 1 :]
