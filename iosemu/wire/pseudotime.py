"""The header of time-based anti-replay, between ESP's and the datagram inside (GETVPN).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +---------------+---------------+-------------------------------+
    |  Next Header  |    Length     |           Version             |
    +---------------+---------------+-------------------------------+
    |              Pseudotime of the sender, milliseconds (8)       |
    +---------------------------------------------------------------+

Its own format is Cisco's secret; this one does the same. It is told by protocol 99, any private scheme (RFC 1700).
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass
from iosemu.wire import Malformed

PROTOCOL = 99
SIZE = 12  # bytes
_VERSION = 1
_HEADER = Struct("!BBHQ")


@dataclass(slots=True)
class Pseudotime:
    next_header: int
    milliseconds: int
    payload: bytes

    def encode(self) -> bytes:
        return _HEADER.pack(self.next_header, SIZE, _VERSION, self.milliseconds) + self.payload

    @classmethod
    def decode(cls, data: bytes) -> Pseudotime:
        if len(data) < SIZE:
            raise Malformed("pseudotime: too short")
        following, size, version, milliseconds = _HEADER.unpack_from(data)
        if (size, version) != (SIZE, _VERSION):
            raise Malformed("pseudotime: another format")
        return cls(following, milliseconds, data[SIZE:])
