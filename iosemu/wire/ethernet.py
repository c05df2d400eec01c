"""Ethernet II and 802.1Q (IEEE 802.3, 802.1Q).

    | destination (6) | source (6) | [0x8100, PCP/DEI/VID (2)] | EtherType (2) | payload |
"""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.wire import Malformed

IPV4 = 0x0800
ARP = 0x0806
DOT1Q = 0x8100
LOOPBACK = 0x9000  # the keepalive of Cisco interfaces


@dataclass(slots=True)
class Frame:
    """`vlan` is None without a tag. `ethertype` below 1536 is an 802.3 length (the payload is LLC)."""

    dst: int
    src: int
    ethertype: int
    payload: bytes
    vlan: int | None = None

    def encode(self) -> bytes:
        tag = b"" if self.vlan is None else b"\x81\x00" + self.vlan.to_bytes(2, "big")
        head = self.dst.to_bytes(6, "big") + self.src.to_bytes(6, "big") + tag
        return head + self.ethertype.to_bytes(2, "big") + self.payload

    @classmethod
    def decode(cls, data: bytes) -> Frame:
        """Raises Malformed on a frame shorter than its header."""
        if len(data) < 14:
            raise Malformed("Ethernet: shorter than a header")
        dst, src = int.from_bytes(data[:6], "big"), int.from_bytes(data[6:12], "big")
        ethertype = data[12] << 8 | data[13]
        if ethertype != DOT1Q:
            return cls(dst, src, ethertype, data[14:])
        if len(data) < 18:
            raise Malformed("802.1Q: shorter than a tag")
        return cls(dst, src, data[16] << 8 | data[17], data[18:], (data[14] << 8 | data[15]) & 0xFFF)
