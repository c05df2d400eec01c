"""Bidirectional Forwarding Detection: control packets (RFC 5880 section 4) on UDP, and the echo of RFC 5881 section 4.

| version (3), diagnostic (5) | state (2) P F C A D M | detection multiplier (1) | length (1) |
| my discriminator (4) | your discriminator (4) |
| desired min TX (4) | required min RX (4) | required min echo RX (4) |                        microseconds
| authentication type (1) | length (1) | key (1) | … |                                         with A alone
"""

from __future__ import annotations

import hashlib
from enum import IntEnum
from struct import Struct

from iosemu.records import dataclass
from iosemu.wire import Malformed

PORT = 3784
ECHO_PORT = 3785
MULTIHOP_PORT = 4784  # RFC 5883
VERSION = 1
LENGTH = 24  # without authentication
TTL = 255  # of a neighbour one hop away (RFC 5082)
ECHO_LENGTH = 12

_HEAD = Struct("!BBBBIIIII")
_AUTH = Struct("!BBBBI")
_ECHO = Struct("!III")
_POLL, _FINAL, _INDEPENDENT, _AUTHENTICATED, _DEMAND, _MULTIPOINT = 0x20, 0x10, 0x08, 0x04, 0x02, 0x01


class State(IntEnum):
    ADMIN_DOWN = 0
    DOWN = 1
    INIT = 2
    UP = 3


class Diag(IntEnum):
    """Why the sender's session was last not up."""

    NONE = 0
    DETECTION_EXPIRED = 1
    ECHO_FAILED = 2
    NEIGHBOR_DOWN = 3
    FORWARDING_RESET = 4
    PATH_DOWN = 5
    CONCATENATED_PATH_DOWN = 6
    ADMIN_DOWN = 7
    REVERSE_CONCATENATED_PATH_DOWN = 8


class AuthType(IntEnum):
    PASSWORD = 1
    MD5 = 2
    METICULOUS_MD5 = 3
    SHA1 = 4
    METICULOUS_SHA1 = 5


_SIZES = {AuthType.MD5: 24, AuthType.METICULOUS_MD5: 24, AuthType.SHA1: 28, AuthType.METICULOUS_SHA1: 28}


@dataclass(slots=True)
class Auth:
    """`password` of the simple kind, else `sequence`; the digest is made by `Control.seal` and checked by `verify`."""

    kind: int
    key: int
    sequence: int = 0
    password: bytes = b""


@dataclass(slots=True)
class Control:
    """A control packet. Intervals in microseconds."""

    state: int
    multiplier: int
    mine: int  # discriminator of the sender's session, never 0
    yours: int = 0  # of the receiver's, 0 while the sender does not know it
    desired_tx: int = 0
    required_rx: int = 0
    required_echo_rx: int = 0  # 0: echoes are not looped
    diag: int = 0
    poll: bool = False
    final: bool = False
    independent: bool = False  # of the control plane
    demand: bool = False
    auth: Auth | None = None
    length: int = LENGTH

    def encode(self) -> bytes:
        """Without authentication, or with that of a password."""
        if self.auth is None:
            return self._head(0)
        password = self.auth.password[:16]
        tail = bytes((AuthType.PASSWORD, 3 + len(password), self.auth.key)) + password
        return self._head(len(tail)) + tail

    def seal(self, secret: bytes) -> bytes:
        """With the digest over packet and secret (RFC 5880 sections 4.3, 4.4). Raises ValueError without its `auth`."""
        auth = self.auth
        if auth is None or auth.kind not in _SIZES:
            raise ValueError("no kind of digest")
        size = _SIZES[AuthType(auth.kind)]
        data = self._head(size) + _AUTH.pack(auth.kind, size, auth.key, 0, auth.sequence)
        return data + _digest(auth.kind, data, secret)

    def _head(self, more: int) -> bytes:
        flags = self.state << 6
        for on, bit in (
            (self.poll, _POLL), (self.final, _FINAL), (self.independent, _INDEPENDENT),
            (self.auth is not None, _AUTHENTICATED), (self.demand, _DEMAND),
        ):  # fmt: skip
            flags |= bit if on else 0
        return _HEAD.pack(
            VERSION << 5 | self.diag, flags, self.multiplier, LENGTH + more, self.mine, self.yours, self.desired_tx,
            self.required_rx, self.required_echo_rx,
        )  # fmt: skip

    @classmethod
    def decode(cls, data: bytes) -> Control:
        """Raises Malformed where RFC 5880 section 6.8.6 says that the packet is to be discarded unseen."""
        if len(data) < LENGTH:
            raise Malformed("BFD: too short")
        first, flags, multiplier, length, mine, yours, desired, required, echo = _HEAD.unpack_from(data)
        if first >> 5 != VERSION:
            raise Malformed("BFD: not version 1")
        if not LENGTH <= length <= len(data):
            raise Malformed("BFD: bad length")
        if not multiplier or flags & _MULTIPOINT or not mine:
            raise Malformed("BFD: no multiplier, multipoint, or no discriminator")
        packet = cls(
            flags >> 6, multiplier, mine, yours, desired, required, echo, first & 31, bool(flags & _POLL),
            bool(flags & _FINAL), bool(flags & _INDEPENDENT), bool(flags & _DEMAND), None, length,
        )  # fmt: skip
        if packet.poll and packet.final:
            raise Malformed("BFD: poll and final")
        if flags & _AUTHENTICATED:
            packet.auth = _auth(data[LENGTH:length])
        return packet

    def verify(self, data: bytes, secret: bytes) -> bool:
        """Does the digest of the undecoded `data` fit the secret? (Of a password: is it that?)"""
        auth = self.auth
        if auth is None:
            return False
        if auth.kind == AuthType.PASSWORD:
            return auth.password == secret[:16]
        head = LENGTH + _AUTH.size
        return data[head : self.length] == _digest(auth.kind, data[:head], secret)


def _digest(kind: int, data: bytes, secret: bytes) -> bytes:
    if kind in (AuthType.MD5, AuthType.METICULOUS_MD5):
        return hashlib.md5(data + secret[:16].ljust(16, b"\0")).digest()
    return hashlib.sha1(data + secret[:20].ljust(20, b"\0")).digest()


def _auth(data: bytes) -> Auth:
    if len(data) < 4 or data[1] != len(data):
        raise Malformed("BFD: bad length of authentication")
    kind = data[0]
    if kind == AuthType.PASSWORD:
        if len(data) > 19:
            raise Malformed("BFD: password too long")
        return Auth(kind, data[2], password=data[3:])
    if kind not in AuthType.__members__.values() or len(data) != _SIZES[AuthType(kind)]:
        raise Malformed("BFD: unknown authentication")
    return Auth(kind, data[2], _AUTH.unpack_from(data)[4])


@dataclass(slots=True)
class Echo:
    """What a router sends to itself by way of its neighbour; what is in it is the sender's own business."""

    discriminator: int
    number: int
    time: int  # milliseconds

    def encode(self) -> bytes:
        return _ECHO.pack(self.discriminator, self.number & 0xFFFFFFFF, self.time & 0xFFFFFFFF)

    @classmethod
    def decode(cls, data: bytes) -> Echo:
        """Raises Malformed: of another length."""
        if len(data) != ECHO_LENGTH:
            raise Malformed("BFD: no echo of ours")
        return cls(*_ECHO.unpack(data))
