"""Authentication Header (RFC 4302).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +---------------+---------------+-------------------------------+
    | Next Header   |  Payload Len  |          RESERVED             |
    +---------------+---------------+-------------------------------+
    |                 Security Parameters Index (SPI)               |
    +---------------------------------------------------------------+
    |                    Sequence Number Field                      |
    +---------------------------------------------------------------+
    |              Integrity Check Value, padded (variable)         |
    +---------------------------------------------------------------+

The check value covers the IP header with zeros for what changes on the way, this header with zeros for the value
itself, and what follows.
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass
from iosemu.wire import Malformed, source_route
from iosemu.wire.ipv4 import IPv4

HEADER = 12  # octets before the check value
_HEAD = Struct("!BBHII")
_IP = Struct("!BBHHHBBHII")

# Options that nobody on the way changes (RFC 4302 appendix A1): end, no operation, security, extended security,
# commercial security, router alert, sender directed multi-destination delivery
_IMMUTABLE = frozenset({0, 1, 130, 133, 134, 148, 149})


@dataclass(slots=True)
class Ah:
    next_header: int
    spi: int
    sequence: int
    icv: bytes  # with its padding
    payload: bytes

    def encode(self) -> bytes:
        words = (HEADER + len(self.icv) >> 2) - 2
        return _HEAD.pack(self.next_header, words, 0, self.spi, self.sequence) + self.icv + self.payload

    @classmethod
    def decode(cls, data: bytes) -> Ah:
        """Raises Malformed: shorter than it says, no room for a header, or SPI 0."""
        if len(data) < HEADER:
            raise Malformed("AH: shorter than a header")
        next_header, words, _, spi, sequence = _HEAD.unpack_from(data)
        size = words + 2 << 2
        if not HEADER <= size <= len(data):
            raise Malformed("AH: bad length")
        if not spi:
            raise Malformed("AH: SPI 0")
        return cls(next_header, spi, sequence, data[HEADER:size], data[size:])


def covered(packet: IPv4, value: int) -> bytes:
    """What the check value of a datagram with AH is reckoned over; `value` is its length, octets. Reserved bits and
    padding count as they came."""
    payload = packet.payload
    head = _IP.pack(
        0x45 + (len(packet.options) >> 2), 0, packet.length, packet.ident, 0, 0, packet.protocol, 0, packet.src,
        _end(packet),
    )  # fmt: skip
    return head + immutable(packet.options) + payload[:HEADER] + bytes(value) + payload[HEADER + value :]


def _end(packet: IPv4) -> int:
    """The destination as its receiver sees it: a source route changes it on the way (RFC 4302 section 3.3.3.1.1)."""
    options = packet.options
    at = source_route.find(options) if options else None
    if at is None or source_route.next_hop(options, at) is None:
        return packet.dst
    end = at + options[at + 1]
    return int.from_bytes(options[end - 4 : end], "big")


def immutable(options: bytes) -> bytes:
    """The options with zeros where one may change on the way: type, length and all. So is what cannot be read."""
    kept = bytearray(len(options))
    at = 0
    while at < len(options):
        kind = options[at]
        size = 1 if kind < 2 else options[at + 1] if at + 1 < len(options) else 0
        if not size or (kind > 1 and size < 2) or at + size > len(options):
            break
        if kind in _IMMUTABLE:
            kept[at : at + size] = options[at : at + size]
        if not kind:
            break
        at += size
    return bytes(kept)
