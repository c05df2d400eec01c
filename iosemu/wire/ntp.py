"""Network Time Protocol: packets of versions 1 to 4 (RFC 5905 section 7.3) on UDP, with or without a keyed digest.

| leap (2) version (3) mode (3) | stratum (1) | poll (1, signed) | precision (1, signed) |      logarithms to base 2
| root delay (4) | root dispersion (4) | reference id (4) |                          seconds in 1/65536
| reference (8) | origin (8) | receive (8) | transmit (8) |                          seconds since 1900 in 1/2**32
| extension fields: type (2), length (2), value |                                   version 4, passed over
| key (4) | digest (0: "crypto-NAK", 16: MD5, 20: SHA-1) |
"""

from __future__ import annotations

import hashlib
from enum import IntEnum
from struct import Struct

from iosemu.records import dataclass
from iosemu.wire import Malformed

PORT = 123
LENGTH = 48
UNSYNCHRONIZED = 3  # leap
_HEAD = Struct("!BBbbIIIQQQQ")
_KEY = Struct("!I")
_EXTENSION = Struct("!HH")
_LONGEST_MAC = 24
_MACS = (0, 4, 20, _LONGEST_MAC)


class Mode(IntEnum):
    ACTIVE = 1
    PASSIVE = 2
    CLIENT = 3
    SERVER = 4
    BROADCAST = 5


@dataclass(slots=True)
class Packet:
    mode: int
    version: int = 4
    leap: int = 0
    stratum: int = 0
    poll: int = 0
    precision: int = 0
    root_delay: int = 0
    root_dispersion: int = 0
    refid: int = 0
    reference: int = 0
    origin: int = 0
    receive: int = 0
    transmit: int = 0
    key: int | None = None
    digest: bytes = b""

    def encode(self) -> bytes:
        """With the key and the digest that it has."""
        tail = b"" if self.key is None else _KEY.pack(self.key) + self.digest
        return self._head() + tail

    def seal(self, key: int, secret: bytes) -> bytes:
        """With the MD5 digest over secret and packet."""
        self.key, self.digest = key, hashlib.md5(secret + self._head()).digest()
        return self.encode()

    def _head(self) -> bytes:
        first = self.leap << 6 | self.version << 3 | self.mode
        return _HEAD.pack(
            first, self.stratum, self.poll, self.precision, self.root_delay, self.root_dispersion, self.refid,
            self.reference, self.origin, self.receive, self.transmit,
        )  # fmt: skip

    @classmethod
    def decode(cls, data: bytes) -> Packet:
        """Raises Malformed, also for messages of other modes (control, private)."""
        if len(data) < LENGTH:
            raise Malformed("NTP: too short")
        first, *rest = _HEAD.unpack_from(data)
        mode, version = first & 7, first >> 3 & 7
        if mode not in Mode.__members__.values() or not 1 <= version <= 4:
            raise Malformed("NTP: unknown version or mode")
        at = LENGTH
        while version == 4 and len(data) - at > _LONGEST_MAC:
            _, length = _EXTENSION.unpack_from(data, at)
            if length < 16 or length % 4 or at + length > len(data):
                raise Malformed("NTP: bad extension field")
            at += length
        if len(data) - at not in _MACS:
            raise Malformed("NTP: bad length of the digest")
        packet = cls(mode, version, first >> 6, *rest)
        if at < len(data):
            packet.key, packet.digest = _KEY.unpack_from(data, at)[0], data[at + 4 :]
        return packet

    def verify(self, data: bytes, secret: bytes) -> bool:
        """Does the MD5 digest of the undecoded `data` fit the secret?"""
        covered = data[: len(data) - _KEY.size - len(self.digest)]
        return len(self.digest) == 16 and self.digest == hashlib.md5(secret + covered).digest()
