"""ARP for IPv4 over Ethernet (RFC 826).

    | hardware type = 1 (2) | protocol type = 0x0800 (2) | 6 (1) | 4 (1) | operation (2) |
    | sender MAC (6) | sender IP (4) | target MAC (6) | target IP (4) |
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass
from iosemu.wire import Malformed

REQUEST = 1
REPLY = 2

_FORMAT = Struct("!HHBBH6sI6sI")


@dataclass(slots=True)
class Arp:
    operation: int
    sender_mac: int
    sender_ip: int
    target_mac: int
    target_ip: int

    def encode(self) -> bytes:
        return _FORMAT.pack(
            1, 0x0800, 6, 4, self.operation,
            self.sender_mac.to_bytes(6, "big"), self.sender_ip, self.target_mac.to_bytes(6, "big"), self.target_ip,
        )  # fmt: skip

    @classmethod
    def decode(cls, data: bytes) -> Arp:
        """Raises Malformed if short or of another hardware or protocol type."""
        if len(data) < _FORMAT.size:
            raise Malformed("ARP: too short")
        hardware, protocol, hlen, plen, operation, sha, spa, tha, tpa = _FORMAT.unpack_from(data)
        if (hardware, protocol, hlen, plen) != (1, 0x0800, 6, 4):
            raise Malformed("ARP: not IPv4 over Ethernet")
        return cls(operation, int.from_bytes(sha, "big"), spa, int.from_bytes(tha, "big"), tpa)
