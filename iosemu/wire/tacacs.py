"""TACACS+ (RFC 8907): packets over TCP, their bodies hidden under a pad that a shared secret makes.

| version (1) | type (1) | sequence number (1) | flags (1) | session (4) | length of the body (4) | body …

The pad is MD5(session + secret + version + sequence number), then MD5(the same + the digest before), and so on. Nothing
proves a body: with another secret it is gibberish, whose lengths do not add up.
"""

from __future__ import annotations

from enum import IntEnum
from hashlib import md5
from struct import Struct
from typing import ClassVar

from iosemu.records import dataclass, field
from iosemu.wire import Malformed

PORT = 49
HEAD = 12  # octets
LONGEST = 65_536  # of a body
MAJOR = 0xC0
UNENCRYPTED, SINGLE_CONNECTION = 0x01, 0x04  # flags of the header
_HEADER = Struct("!BBBBII")
_START = Struct("!8B")
_REPLY = Struct("!BBHH")
_CONTINUE = Struct("!HHB")
_RESPONSE = Struct("!BBHH")
_ACCOUNT = Struct("!9B")
_TAKEN = Struct("!HHB")


class Kind(IntEnum):
    AUTHENTICATION = 1
    AUTHORIZATION = 2
    ACCOUNTING = 3


class Service(IntEnum):
    NONE = 0
    LOGIN = 1
    ENABLE = 2


class Method(IntEnum):
    """authen_method: how the router knows who it is."""

    NOT_SET = 0
    NONE = 1
    LINE = 3
    ENABLE = 4
    LOCAL = 5
    TACACS = 6
    RADIUS = 0x10


ASCII = 1  # authen_type
LOGIN = 1  # action of a start


class Authen(IntEnum):
    """Status of a reply."""

    PASS = 1
    FAIL = 2
    GETDATA = 3
    GETUSER = 4
    GETPASS = 5
    RESTART = 6
    ERROR = 7
    FOLLOW = 0x21


class Author(IntEnum):
    PASS_ADD = 1
    PASS_REPL = 2
    FAIL = 0x10
    ERROR = 0x11
    FOLLOW = 0x21


class Acct(IntEnum):
    SUCCESS = 1
    ERROR = 2
    FOLLOW = 0x21


START, STOP, WATCHDOG = 0x02, 0x04, 0x08  # flags of accounting
NOECHO = 0x01  # flag of a reply
ABORT = 0x01  # flag of a continue


def octets(text: str, most: int = 255) -> bytes:
    """At most what a field holds."""
    return text.encode("utf-8", "surrogateescape")[:most]


def text_of(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _cut(data: bytes, *lengths: int) -> list[bytes]:
    """The fields behind the fixed part; nothing may be left over."""
    if sum(lengths) != len(data):
        raise Malformed("lengths do not fit the packet")
    found, at = [], 0
    for length in lengths:
        found.append(data[at : at + length])
        at += length
    return found


def _unpack(layout: Struct, data: bytes) -> tuple[tuple[int, ...], bytes]:
    if len(data) < layout.size:
        raise Malformed("packet too short")
    return layout.unpack_from(data), data[layout.size :]


@dataclass(slots=True)
class Start:
    """Authentication begins."""

    user: bytes = b""
    port: bytes = b""
    remote: bytes = b""
    data: bytes = b""
    action: int = LOGIN
    level: int = 1
    type: int = ASCII
    service: int = Service.LOGIN
    kind: ClassVar[Kind] = Kind.AUTHENTICATION

    def encode(self) -> bytes:
        texts = (self.user, self.port, self.remote, self.data)
        fixed = (self.action, self.level, self.type, self.service, *map(len, texts))
        return _START.pack(*fixed) + b"".join(texts)

    @classmethod
    def decode(cls, data: bytes) -> Start:
        (action, level, kind, service, *lengths), rest = _unpack(_START, data)
        user, port, remote, more = _cut(rest, *lengths)
        return cls(user, port, remote, more, action, level, kind, service)


@dataclass(slots=True)
class Reply:
    """A server's answer: it is decided, or it wants to know something."""

    status: int
    message: bytes = b""
    data: bytes = b""
    flags: int = 0

    def encode(self) -> bytes:
        return _REPLY.pack(self.status, self.flags, len(self.message), len(self.data)) + self.message + self.data

    @classmethod
    def decode(cls, data: bytes) -> Reply:
        (status, flags, *lengths), rest = _unpack(_REPLY, data)
        text, more = _cut(rest, *lengths)
        return cls(status, text, more, flags)


@dataclass(slots=True)
class Continue:
    """What was wanted."""

    message: bytes = b""
    data: bytes = b""
    flags: int = 0
    kind: ClassVar[Kind] = Kind.AUTHENTICATION

    def encode(self) -> bytes:
        return _CONTINUE.pack(len(self.message), len(self.data), self.flags) + self.message + self.data

    @classmethod
    def decode(cls, data: bytes) -> Continue:
        (message, more, flags), rest = _unpack(_CONTINUE, data)
        text, data = _cut(rest, message, more)
        return cls(text, data, flags)


@dataclass(slots=True)
class Request:
    """May the user do this?"""

    user: bytes = b""
    port: bytes = b""
    remote: bytes = b""
    arguments: list[bytes] = field(default_factory=list)
    method: int = Method.TACACS
    level: int = 1
    type: int = ASCII
    service: int = Service.LOGIN
    kind: ClassVar[Kind] = Kind.AUTHORIZATION

    def encode(self) -> bytes:
        texts = (self.user, self.port, self.remote)
        fixed = (self.method, self.level, self.type, self.service, *map(len, texts), len(self.arguments))
        return _START.pack(*fixed) + bytes(map(len, self.arguments)) + b"".join((*texts, *self.arguments))

    @classmethod
    def decode(cls, data: bytes) -> Request:
        (method, level, kind, service, user, port, remote, count), rest = _unpack(_START, data)
        lengths = rest[:count]
        if len(lengths) < count:
            raise Malformed("packet too short")
        name, line, far, *arguments = _cut(rest[count:], user, port, remote, *lengths)
        return cls(name, line, far, arguments, method, level, kind, service)


@dataclass(slots=True)
class Response:
    """Of authorization: yes with more arguments, yes with others, no."""

    status: int
    arguments: list[bytes] = field(default_factory=list)
    message: bytes = b""
    data: bytes = b""

    def encode(self) -> bytes:
        fixed = (self.status, len(self.arguments), len(self.message), len(self.data))
        texts = b"".join((self.message, self.data, *self.arguments))
        return _RESPONSE.pack(*fixed) + bytes(map(len, self.arguments)) + texts

    @classmethod
    def decode(cls, data: bytes) -> Response:
        (status, count, message, more), rest = _unpack(_RESPONSE, data)
        lengths = rest[:count]
        if len(lengths) < count:
            raise Malformed("packet too short")
        text, data, *arguments = _cut(rest[count:], message, more, *lengths)
        return cls(status, arguments, text, data)


@dataclass(slots=True)
class Account:
    """A record of accounting."""

    flags: int
    user: bytes = b""
    port: bytes = b""
    remote: bytes = b""
    arguments: list[bytes] = field(default_factory=list)
    method: int = Method.TACACS
    level: int = 1
    type: int = ASCII
    service: int = Service.LOGIN
    kind: ClassVar[Kind] = Kind.ACCOUNTING

    def encode(self) -> bytes:
        texts = (self.user, self.port, self.remote)
        fixed = (self.flags, self.method, self.level, self.type, self.service, *map(len, texts), len(self.arguments))
        return _ACCOUNT.pack(*fixed) + bytes(map(len, self.arguments)) + b"".join((*texts, *self.arguments))

    @classmethod
    def decode(cls, data: bytes) -> Account:
        (flags, method, level, kind, service, user, port, remote, count), rest = _unpack(_ACCOUNT, data)
        lengths = rest[:count]
        if len(lengths) < count:
            raise Malformed("packet too short")
        name, line, far, *arguments = _cut(rest[count:], user, port, remote, *lengths)
        return cls(flags, name, line, far, arguments, method, level, kind, service)


@dataclass(slots=True)
class Taken:
    """The record is kept, or not."""

    status: int
    message: bytes = b""
    data: bytes = b""

    def encode(self) -> bytes:
        return _TAKEN.pack(len(self.message), len(self.data), self.status) + self.message + self.data

    @classmethod
    def decode(cls, data: bytes) -> Taken:
        (message, more, status), rest = _unpack(_TAKEN, data)
        text, data = _cut(rest, message, more)
        return cls(status, text, data)


Body = Start | Reply | Continue | Request | Response | Account | Taken
_ASKED: dict[int, type[Request] | type[Account]] = {Kind.AUTHORIZATION: Request, Kind.ACCOUNTING: Account}
_ANSWERED: dict[int, type[Reply] | type[Response] | type[Taken]] = {
    Kind.AUTHENTICATION: Reply, Kind.AUTHORIZATION: Response, Kind.ACCOUNTING: Taken,
}  # fmt: skip


def pad(length: int, session: int, secret: bytes, version: int, sequence: int) -> bytes:
    """What lies over a body of so many octets."""
    seed = session.to_bytes(4, "big") + secret + bytes((version, sequence))
    found, digest = b"", b""
    while len(found) < length:
        digest = md5(seed + digest).digest()
        found += digest
    return found[:length]


@dataclass(slots=True)
class Packet:
    """As it travels: `body` is hidden, unless the flags say that it is not."""

    kind: int
    sequence: int
    session: int
    body: bytes = b""
    flags: int = 0
    version: int = MAJOR

    def encode(self) -> bytes:
        fixed = (self.version, self.kind, self.sequence, self.flags, self.session, len(self.body))
        return _HEADER.pack(*fixed) + self.body

    @classmethod
    def decode(cls, data: bytes) -> Packet:
        """One whole packet."""
        (version, kind, sequence, flags, session, length), body = _unpack(_HEADER, data)
        if version & 0xF0 != MAJOR or kind not in _ANSWERED:
            raise Malformed("no packet of TACACS+")
        if length != len(body):
            raise Malformed("lengths do not fit the packet")
        return cls(kind, sequence, session, body, flags, version)

    def turned(self, secret: bytes) -> bytes:
        """The body hidden, if it is in clear, and in clear, if it is hidden; without a secret it stays as it is."""
        if self.flags & UNENCRYPTED or not secret:
            return self.body
        over = pad(len(self.body), self.session, secret, self.version, self.sequence)
        return bytes(own ^ other for own, other in zip(self.body, over, strict=True))

    def opened(self, secret: bytes) -> Body:
        """What it says. Raises Malformed: it was hidden with another secret."""
        if bool(self.flags & UNENCRYPTED) is bool(secret):
            raise Malformed("in clear" if secret else "hidden")
        data = self.turned(secret)
        if self.sequence % 2 == 0:
            return _ANSWERED[self.kind].decode(data)
        if self.kind == Kind.AUTHENTICATION:
            return Start.decode(data) if self.sequence == 1 else Continue.decode(data)
        return _ASKED[self.kind].decode(data)


def sealed(
    body: Body, kind: int, sequence: int, session: int, secret: bytes, flags: int = 0, version: int = MAJOR
) -> Packet:
    """Without a secret it goes in clear."""
    packet = Packet(kind, sequence, session, body.encode(), flags | (0 if secret else UNENCRYPTED), version)
    packet.body = packet.turned(secret)
    return packet


class Stream:
    """Packets out of a stream of octets."""

    def __init__(self) -> None:
        self._data = b""

    def take(self, data: bytes) -> list[Packet]:
        """Those that are whole now. Raises Malformed: nothing more can be read of this stream."""
        self._data += data
        found: list[Packet] = []
        while len(self._data) >= HEAD:
            length = int.from_bytes(self._data[8:HEAD], "big")
            if length > LONGEST:
                raise Malformed("packet too long")
            if len(self._data) < HEAD + length:
                break
            found.append(Packet.decode(self._data[: HEAD + length]))
            self._data = self._data[HEAD + length :]
        return found
