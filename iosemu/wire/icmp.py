"""ICMP (RFC 792), with the next-hop MTU of RFC 1191.

    | type (1) | code (1) | checksum (2) | rest of header (4) | payload |

The rest of the header is identifier and sequence number (echo), gateway address (redirect), next-hop MTU in its low
half (fragmentation needed), or zero. Errors quote the header of the datagram that caused them and 8 bytes behind it.
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass
from iosemu.wire import Malformed
from iosemu.wire.checksum import checksum

ECHO_REPLY = 0
UNREACHABLE = 3
SOURCE_QUENCH = 4
REDIRECT = 5
ECHO = 8
TIME_EXCEEDED = 11
PARAMETER_PROBLEM = 12
TIMESTAMP = 13
TIMESTAMP_REPLY = 14
INFORMATION = 15
INFORMATION_REPLY = 16
MASK = 17
MASK_REPLY = 18
ERRORS = frozenset({UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM})

# codes of UNREACHABLE (RFC 792, RFC 1812)
NET, HOST, PROTOCOL, PORT, FRAGMENTATION_NEEDED, SOURCE_ROUTE_FAILED = range(6)
ADMINISTRATIVELY_PROHIBITED = 13

# codes of REDIRECT and of TIME_EXCEEDED
REDIRECT_NET, REDIRECT_HOST = 0, 1
TTL, REASSEMBLY = 0, 1

_HEADER = Struct("!BBHI")
_QUOTE = Struct("!BBHHHBBHII")


@dataclass(slots=True)
class Icmp:
    """`rest` is the second word of the header."""

    type: int
    code: int = 0
    rest: int = 0
    payload: bytes = b""

    @property
    def ident(self) -> int:
        return self.rest >> 16

    @property
    def sequence(self) -> int:
        return self.rest & 0xFFFF

    @property
    def mtu(self) -> int:
        """Next-hop MTU of "fragmentation needed", bytes; 0 from routers older than RFC 1191."""
        return self.rest & 0xFFFF

    def encode(self) -> bytes:
        data = _HEADER.pack(self.type, self.code, 0, self.rest) + self.payload
        return data[:2] + checksum(data).to_bytes(2, "big") + data[4:]

    @classmethod
    def decode(cls, data: bytes) -> Icmp:
        """Raises Malformed: too short or bad checksum."""
        if len(data) < 8:
            raise Malformed("ICMP: shorter than a header")
        if checksum(data):
            raise Malformed("ICMP: bad checksum")
        kind, code, _, rest = _HEADER.unpack_from(data)
        return cls(kind, code, rest, data[8:])


@dataclass(slots=True)
class Quote:
    """What an error quotes: the header of the datagram and the first bytes behind it."""

    src: int
    dst: int
    protocol: int
    ident: int
    ttl: int
    payload: bytes

    @classmethod
    def decode(cls, data: bytes) -> Quote:
        """Raises Malformed without a whole IPv4 header. The quoted datagram is cut: its length is not checked."""
        if len(data) < 20 or data[0] >> 4 != 4:
            raise Malformed("ICMP: no quoted datagram")
        version, _, _, ident, _, ttl, protocol, _, src, dst = _QUOTE.unpack_from(data)
        return cls(src, dst, protocol, ident, ttl, data[(version & 15) << 2 :])
