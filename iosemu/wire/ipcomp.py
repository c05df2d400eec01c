"""IP Payload Compression (RFC 3173 section 3).

    |  Next Header  |   Flags (0)   |  Compression Parameter Index  |
    |  compressed data …                                            |
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass
from iosemu.wire import Malformed

HEADER = 4  # octets
LOWEST_CPI, HIGHEST_CPI = 256, 61439  # of those that are negotiated; below are well-known ones, above private ones
LZS = 3  # the well-known one, by which it needs no negotiation
_HEAD = Struct("!BBH")


@dataclass(slots=True)
class IpComp:
    next_header: int
    cpi: int
    payload: bytes

    def encode(self) -> bytes:
        return _HEAD.pack(self.next_header, 0, self.cpi) + self.payload

    @classmethod
    def decode(cls, data: bytes) -> IpComp:
        """The flags do not matter (RFC 3173 section 3.3). Raises Malformed: shorter than a header."""
        if len(data) < HEADER:
            raise Malformed("IPComp: shorter than a header")
        next_header, _, cpi = _HEAD.unpack_from(data)
        return cls(next_header, cpi, data[HEADER:])
