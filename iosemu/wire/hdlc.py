"""Cisco HDLC on serial lines, with the keepalives and address requests of SLARP.

    | address: 0x0F unicast, 0x8F multicast (1) | control = 0 (1) | EtherType (2) | payload |

SLARP (EtherType 0x8035):

    | code = 2 (4) | own sequence (4) | last sequence seen of the peer (4) | reliability = 0xFFFF (2) |      keepalive
    | code = 0 request, 1 reply (4) | address (4) | mask (4) | reliability = 0xFFFF (2) |                    address
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass
from iosemu.wire import Malformed

UNICAST = 0x0F
MULTICAST = 0x8F
IPV4 = 0x0800
SLARP = 0x8035
CDP = 0x2000

REQUEST, REPLY, KEEPALIVE = range(3)

_SLARP = Struct("!IIIH")


@dataclass(slots=True)
class Frame:
    address: int
    protocol: int
    payload: bytes

    def encode(self) -> bytes:
        return bytes((self.address, 0)) + self.protocol.to_bytes(2, "big") + self.payload

    @classmethod
    def decode(cls, data: bytes) -> Frame:
        """Raises Malformed: too short, or an address that is neither unicast nor multicast."""
        if len(data) < 4:
            raise Malformed("HDLC: shorter than a header")
        if data[0] not in (UNICAST, MULTICAST):
            raise Malformed("HDLC: unknown address")
        return cls(data[0], data[2] << 8 | data[3], data[4:])


@dataclass(slots=True)
class Slarp:
    """`first` and `second` are own and seen sequence of a keepalive, address and mask of a request or reply."""

    code: int
    first: int
    second: int

    def encode(self) -> bytes:
        return _SLARP.pack(self.code, self.first, self.second, 0xFFFF)

    @classmethod
    def decode(cls, data: bytes) -> Slarp:
        """Raises Malformed if short or of an unknown code."""
        if len(data) < _SLARP.size:
            raise Malformed("SLARP: too short")
        code, first, second, _ = _SLARP.unpack_from(data)
        if code > KEEPALIVE:
            raise Malformed("SLARP: unknown code")
        return cls(code, first, second)
