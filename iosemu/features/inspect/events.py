"""What inspection did."""

from __future__ import annotations

from enum import Enum

from iosemu.records import dataclass
from iosemu.types import IPv4


class Wrong(Enum):
    """Why a segment is not within its session, in IOS's words."""

    HEADER = "Invalid Header length"
    SEGMENT = "Invalid Segment"
    ACK = "Invalid Ack"
    SYN = "SYN inside current window"


@dataclass(slots=True)
class SessionStarted:
    """`access_list` is that which its answers pass ("": none), `audited`: the log shall tell."""

    handle: int
    name: str  # of what is inspected
    initiator: IPv4
    initiator_port: int
    responder: IPv4
    responder_port: int
    audited: bool
    access_list: str
    target: tuple[str, str] | None = None  # pair of zones and class


@dataclass(slots=True)
class SessionEnded:
    """`sent` and `answered` are bytes above TCP, UDP and ICMP."""

    handle: int
    name: str  # of what is inspected
    initiator: IPv4
    initiator_port: int
    responder: IPv4
    responder_port: int
    audited: bool
    access_list: str
    sent: int
    answered: int
    target: tuple[str, str] | None = None  # pair of zones and class


@dataclass(slots=True)
class PacketInspected:
    """`size` as above; `wrong` is None when it may pass."""

    handle: int
    number: int  # of the packet
    carrier: int
    name: str  # of what is inspected
    src: IPv4
    src_port: int
    dst: IPv4
    dst_port: int
    size: int
    wrong: Wrong | None


@dataclass(slots=True)
class PacketDropped:
    """Of TCP, and the log shall tell."""

    src: IPv4
    src_port: int
    dst: IPv4
    dst_port: int
    name: str  # of what is inspected
    why: Wrong
    ident: int
    flags: int
    sequence: int
    acknowledgment: int
    target: tuple[str, str] | None = None  # pair of zones and class


@dataclass(slots=True)
class Aggressive:
    """There are too many half-open sessions, or new ones in a minute, or no more. `limit` is what was passed."""

    on: bool
    count: int
    limit: int
    rate: int
    target: tuple[str, str] | None = None  # pair of zones and class


@dataclass(slots=True)
class HostLimit:
    """One host has too many half-open TCP sessions; `minutes` that it gets no new ones."""

    host: IPv4
    limit: int
    minutes: int


@dataclass(slots=True)
class HostFree:
    """It gets new ones again."""

    host: IPv4


@dataclass(slots=True)
class SessionsMaximum:
    """A class of a pair of zones has as many sessions as it may have: one more was refused."""

    target: tuple[str, str] | None
    limit: int
