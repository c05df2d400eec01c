"""RIP version 1 and 2 (RFC 1058, RFC 2453) with authentication (RFC 2453 section 4.1, RFC 2082).

| command (1) | version (1) | zero (2) |
| AFI (2) | route tag (2) | address (4) | mask (4) | next hop (4) | metric (4) |   up to 25 times
"""

from __future__ import annotations

import hashlib
from enum import IntEnum
from struct import Struct

from iosemu.records import dataclass, field
from iosemu.wire import Malformed

PORT = 520
GROUP = 0xE0000009  # 224.0.0.9
INFINITY = 16
MAX_ENTRIES = 25

_ENTRY = Struct("!HHIIII")
_MD5 = Struct("!HHHBBI8x")
_AUTHENTICATION = 0xFFFF


class Command(IntEnum):
    REQUEST = 1
    RESPONSE = 2


@dataclass(slots=True)
class Entry:
    """A route; version 1 leaves tag, mask and next hop 0. AFI 0 with metric 16 asks for the whole table."""

    address: int
    mask: int
    metric: int
    next_hop: int = 0
    tag: int = 0
    family: int = 2


@dataclass(slots=True)
class Rip:
    """`password`: simple authentication. `key_id` and `sequence`: keyed MD5, made by `seal`, checked by `verify`."""

    command: int
    version: int
    entries: list[Entry] = field(default_factory=list)
    password: bytes | None = None
    key_id: int | None = None
    sequence: int = 0
    signed_length: int = 0

    def encode(self) -> bytes:
        """Without MD5."""
        head = bytes((self.command, self.version, 0, 0))
        if self.password is not None:
            head += b"\xff\xff\0\2" + self.password[:16].ljust(16, b"\0")
        return head + b"".join(_pack(entry) for entry in self.entries)

    def seal(self, key_id: int, secret: str, sequence: int) -> bytes:
        """With a keyed MD5 trailer (RFC 2082 section 3.2.1)."""
        body = b"".join(_pack(entry) for entry in self.entries)
        length = 24 + len(body)
        head = bytes((self.command, self.version, 0, 0)) + _MD5.pack(_AUTHENTICATION, 3, length, key_id, 16, sequence)
        data = head + body + b"\xff\xff\0\1"
        return data + hashlib.md5(data + secret.encode()[:16].ljust(16, b"\0")).digest()

    @classmethod
    def decode(cls, data: bytes) -> Rip:
        """Raises Malformed: short, of a length that holds no whole entries, version 0."""
        if len(data) < 4 or (len(data) - 4) % 20 or data[1] == 0:
            raise Malformed("RIP: bad length or version")
        packet = cls(data[0], data[1])
        end = len(data)
        at = 4
        if len(data) >= 24 and data[4:6] == b"\xff\xff" and data[1] >= 2:
            kind = data[6] << 8 | data[7]
            if kind == 2:
                packet.password = data[8:24].rstrip(b"\0")
            elif kind == 3:
                _, _, end, packet.key_id, _, packet.sequence = _MD5.unpack_from(data, 4)
                if not 24 <= end <= len(data):
                    raise Malformed("RIP: bad length of the authenticated part")
                packet.signed_length = end
            else:
                raise Malformed("RIP: unknown authentication")
            at = 24
        while at + 20 <= end:
            family, tag, address, mask, next_hop, metric = _ENTRY.unpack_from(data, at)
            if family != _AUTHENTICATION:
                packet.entries.append(Entry(address, mask, metric, next_hop, tag, family))
            at += 20
        return packet

    def verify(self, data: bytes, secret: str) -> bool:
        """Does the MD5 trailer of the undecoded `data` fit the key?"""
        end = self.signed_length
        trailer = data[end : end + 20]
        if self.key_id is None or len(trailer) < 20 or trailer[:4] != b"\xff\xff\0\1":
            return False
        key = secret.encode()[:16].ljust(16, b"\0")
        return hashlib.md5(data[: end + 4] + key).digest() == trailer[4:20]


def _pack(entry: Entry) -> bytes:
    return _ENTRY.pack(entry.family, entry.tag, entry.address, entry.mask, entry.next_hop, entry.metric)
