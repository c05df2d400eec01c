"""UDP (RFC 768).

    | source port (2) | destination port (2) | length (2) | checksum (2) | payload |
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass
from iosemu.wire import Malformed
from iosemu.wire.checksum import checksum
from iosemu.wire.pseudo import pseudo

_HEADER = Struct("!HHHH")


@dataclass(slots=True)
class Udp:
    src_port: int
    dst_port: int
    payload: bytes

    def encode(self, src: int, dst: int, wide: bool = False) -> bytes:
        """`src` and `dst` are the addresses of the pseudo header, `wide` those of IPv6."""
        length = 8 + len(self.payload)
        data = _HEADER.pack(self.src_port, self.dst_port, length, 0) + self.payload
        value = checksum(pseudo(src, dst, 17, length, wide) + data) or 0xFFFF
        return data[:6] + value.to_bytes(2, "big") + data[8:]

    @classmethod
    def decode(cls, data: bytes, src: int, dst: int, wide: bool = False) -> Udp:
        """Raises Malformed: too short, bad length, bad checksum (0 means none was computed)."""
        if len(data) < 8:
            raise Malformed("UDP: shorter than a header")
        src_port, dst_port, length, value = _HEADER.unpack_from(data)
        if not 8 <= length <= len(data):
            raise Malformed("UDP: bad length")
        if value and checksum(pseudo(src, dst, 17, length, wide) + data[:length]):
            raise Malformed("UDP: bad checksum")
        return cls(src_port, dst_port, data[8:length])
