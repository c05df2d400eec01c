"""Hot standby router protocol: version 1 (RFC 2281) and version 2, UDP port 1985.

Version 1, to 224.0.0.2:
| version (1) = 0 | opcode (1) | state (1) | hello time (1) | hold time (1) | priority (1) | group (1) | 0 (1) |
| authentication data (8) | virtual address (4) |

Version 2, to 224.0.0.102, in pieces of | type (1) | length (1) | …; 1 is the state of a group:
| version (1) = 2 | opcode (1) | state (1) | IP version (1) | group (2) | identifier (6) | priority (4) |
| hello time (4), ms | hold time (4), ms | virtual address (16) |
3 is authentication data (8), 4, in both versions, an MD5 digest:
| algorithm (1) = 1 | 0 (1) | flags (2) | address (4) | key (4) | digest (16) |
"""

from __future__ import annotations

import hashlib
from enum import IntEnum
from struct import Struct

from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire import Malformed

PORT = 1985
GROUP1, GROUP2 = 0xE0000002, 0xE0000066  # 224.0.0.2, 224.0.0.102
PLAIN = b"cisco\0\0\0"
_V1 = Struct("!8B8sI")
_V2 = Struct("!BBBBBBH6sIII16s")
_MD5 = Struct("!BBBxHII16s")
_STATE, _TEXT, _DIGEST = 1, 3, 4  # types of pieces


class Opcode(IntEnum):
    HELLO = 0
    COUP = 1
    RESIGN = 2


class State(IntEnum):
    """By the numbers of version 2."""

    INIT = 1
    LEARN = 2
    LISTEN = 3
    SPEAK = 4
    STANDBY = 5
    ACTIVE = 6


_OLD = {State.INIT: 0, State.LEARN: 1, State.LISTEN: 2, State.SPEAK: 4, State.STANDBY: 8, State.ACTIVE: 16}
_NEW = {number: state for state, number in _OLD.items()}


@dataclass(slots=True)
class Hsrp:
    """Times in milliseconds. `text` is authentication data, b"" where there is none; `key` and `digest` of MD5."""

    version: int
    opcode: int
    state: int
    group: int
    priority: int
    hello: int
    hold: int
    address: IPv4
    identifier: bytes = bytes(6)
    text: bytes = PLAIN
    sender: IPv4 = 0
    key: int = 0
    digest: bytes = b""

    def encode(self, secret: bytes | None = None) -> bytes:
        """With a `secret`, signed."""
        if self.version == 1:
            data = _V1.pack(
                0, self.opcode, _OLD[State(self.state)], self.hello // 1000, self.hold // 1000, self.priority,
                self.group, 0, bytes(8) if secret is not None else self.text, self.address,
            )  # fmt: skip
        else:
            data = _V2.pack(
                _STATE, _V2.size - 2, 2, self.opcode, self.state, 4, self.group, self.identifier, self.priority,
                self.hello, self.hold, self.address.to_bytes(4, "big") + bytes(12),
            )  # fmt: skip
            if secret is None and self.text not in (b"", PLAIN):
                data += bytes((_TEXT, 8)) + self.text
        if secret is None:
            return data
        head = (_DIGEST, _MD5.size - 2, 1, 0, self.sender, self.key)
        return data + _MD5.pack(*head, signature(secret, data + _MD5.pack(*head, bytes(16))))

    @classmethod
    def decode(cls, data: bytes) -> Hsrp:
        if not data:
            raise Malformed("nothing")
        found = cls._first(data) if data[0] == 0 else cls._second(data)
        at = _V1.size if data[0] == 0 else _V2.size
        while at < len(data):
            if at + 2 > len(data) or at + 2 + data[at + 1] > len(data):
                raise Malformed("a piece is cut off")
            kind, piece = data[at], data[at : at + 2 + data[at + 1]]
            if kind == _TEXT and len(piece) == 10:
                found.text = piece[2:]
            elif kind == _DIGEST and len(piece) == _MD5.size:
                _, _, _, _, found.sender, found.key, found.digest = _MD5.unpack(piece)
            at += len(piece)
        return found

    @classmethod
    def _first(cls, data: bytes) -> Hsrp:
        if len(data) < _V1.size:
            raise Malformed("short packet")
        _, opcode, state, hello, hold, priority, group, _, text, address = _V1.unpack_from(data)
        if state not in _NEW:
            raise Malformed("unknown state")
        return cls(1, opcode, _NEW[state], group, priority, hello * 1000, hold * 1000, address, text=text)

    @classmethod
    def _second(cls, data: bytes) -> Hsrp:
        if len(data) < _V2.size:
            raise Malformed("short packet")
        kind, length, version, opcode, state, family, group, identifier, *rest = _V2.unpack_from(data)
        priority, hello, hold, address = rest
        if (kind, length, version, family) != (_STATE, _V2.size - 2, 2, 4) or not 0 < state <= State.ACTIVE:
            raise Malformed("not the state of a group")
        virtual = int.from_bytes(address[:4], "big")
        return cls(2, opcode, state, group, priority, hello, hold, virtual, identifier)


def signature(secret: bytes, data: bytes) -> bytes:
    """Keyed MD5 as in RFC 1828: the key, filled up to a block, what is signed, the key again."""
    zeros = -(len(secret) + 9) % 64
    filled = secret + b"\x80" + bytes(zeros) + (len(secret) * 8).to_bytes(8, "little")
    return hashlib.md5(filled + data + secret, usedforsecurity=False).digest()


def proven(data: bytes, secret: bytes) -> bool:
    """Is the digest at the end that of this secret?"""
    return len(data) > 16 and signature(secret, data[:-16] + bytes(16)) == data[-16:]
