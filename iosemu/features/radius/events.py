"""What goes between the router and its servers. `ident` is the session of AAA that it is for, 0 for none."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire.radius import Packet


@dataclass(slots=True)
class RequestMade:
    """A request is to be sent to its first server, from `source` (0: nobody has configured one)."""

    ident: int
    source: IPv4
    session: int  # of accounting; 0: none
    login: bool  # its service type is left out
    accounting: bool


@dataclass(slots=True)
class PacketSent:
    """To this server for the first time."""

    ident: int
    server: IPv4
    port: int
    source: IPv4
    chosen: bool  # the source is that of the interface it left by
    from_port: int
    packet: Packet


@dataclass(slots=True)
class TimerStarted:
    ident: int
    seconds: int
    accounting: bool


@dataclass(slots=True)
class TimedOut:
    ident: int
    accounting: bool


@dataclass(slots=True)
class Repeated:
    """To the same server once more, or (`over`) to the next one."""

    server: IPv4
    auth_port: int
    acct_port: int
    from_port: int
    id: int
    over: bool


@dataclass(slots=True)
class GivenUp:
    """No server has answered; this was the last one."""

    server: IPv4
    auth_port: int
    acct_port: int
    from_port: int
    id: int


@dataclass(slots=True)
class PacketReceived:
    ident: int
    server: IPv4
    port: int
    from_port: int
    packet: Packet


@dataclass(slots=True)
class ReplyRefused:
    """Its authenticator does not fit our key."""

    id: int
    size: int
    signature: bool  # the Message-Authenticator
    accounting: bool


@dataclass(slots=True)
class ServerDead:
    server: IPv4
    auth_port: int
    acct_port: int


@dataclass(slots=True)
class ServerAlive:
    server: IPv4
    auth_port: int
    acct_port: int
