"""ESP on the wire (RFC 4303) and in UDP (RFC 3948); what is inside is `crypto.esp`'s matter.

    |               Security Parameters Index (SPI)                 |
    |                      Sequence Number                          |
    |                    IV, ciphertext, ICV …                      |

On port 4500 four zero octets instead of an SPI mark ISAKMP, and the single octet 0xFF is a NAT keepalive.
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass
from iosemu.wire import Malformed

NAT_PORT = 4500
_UDP = Struct("!HHHH")


@dataclass(slots=True)
class Esp:
    spi: int
    sequence: int
    body: bytes  # IV, ciphertext, ICV

    def encode(self) -> bytes:
        return self.spi.to_bytes(4, "big") + self.sequence.to_bytes(4, "big") + self.body

    @classmethod
    def decode(cls, data: bytes) -> Esp:
        """Raises Malformed: shorter than a header, or SPI 0."""
        if len(data) < 8:
            raise Malformed("ESP: shorter than a header")
        spi = int.from_bytes(data[:4], "big")
        if not spi:
            raise Malformed("ESP: SPI 0")
        return cls(spi, int.from_bytes(data[4:8], "big"), data[8:])


def in_udp(source: int, destination: int, packet: bytes) -> bytes:
    """An ESP packet as UDP datagram; the checksum is 0 (RFC 3948 section 2.1)."""
    return _UDP.pack(source, destination, len(packet) + 8, 0) + packet
