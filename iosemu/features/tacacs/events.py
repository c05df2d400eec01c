"""What goes between the router and its servers. `ident` is the session of AAA that it is for, 0 for none."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire.tacacs import Kind


@dataclass(slots=True)
class RequestQueued:
    """A question, or (`more`) the next answer in a conversation, is to be sent."""

    kind: Kind
    ident: int
    more: bool
    user: bytes
    arguments: tuple[bytes, ...]


@dataclass(slots=True)
class ServerUsed:
    server: IPv4
    next: bool  # the one before has not answered


@dataclass(slots=True)
class TimerStarted:
    kind: Kind
    ident: int
    handle: int
    seconds: int
    opening: bool  # the connection


@dataclass(slots=True)
class PacketSent:
    kind: Kind
    ident: int
    size: int  # octets
    opening: bool  # the first one of the connection


@dataclass(slots=True)
class PacketReceived:
    kind: Kind
    ident: int
    handle: int
    size: int


@dataclass(slots=True)
class TimedOut:
    kind: Kind
    ident: int
    handle: int
    opening: bool


@dataclass(slots=True)
class Unreadable:
    """As if hidden with another secret: the lengths in it do not add up."""

    kind: Kind
    size: int  # of the body
    claimed: int


@dataclass(slots=True)
class Answered:
    """What a server has said."""

    kind: Kind
    ident: int
    status: int
    arguments: tuple[bytes, ...]
