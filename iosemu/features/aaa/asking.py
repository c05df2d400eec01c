"""What servers are asked, and what they say: the same for each protocol."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from iosemu.features.line.model import Line
from iosemu.records import dataclass
from iosemu.types import IPv4


@dataclass(slots=True)
class Seat:
    """Where a user sits. `ident` is AAA's session, 0 for none."""

    line: Line
    peer: str  # the far host, "" at the router itself
    ident: int = 0


@dataclass(slots=True)
class Login:
    """Is it this one? Where a server says so at once, with what shell?"""

    seat: Seat
    name: str
    password: str


@dataclass(slots=True)
class Shell:
    """May a user who is known have one?"""

    seat: Seat
    name: str
    by: str  # who has said who it is: "radius", "tacacs+", "" for the router itself


@dataclass(slots=True)
class Enable:
    seat: Seat
    name: str
    level: int
    password: str


@dataclass(slots=True)
class Command:
    """May a user carry it out? Its words are keywords in full, and arguments."""

    seat: Seat
    name: str
    by: str
    level: int
    words: tuple[str, ...]


@dataclass(slots=True)
class Trial:
    """`test aaa`"""

    name: str
    password: str


class About(Enum):
    """What a record is about."""

    SHELL = "shell"
    CONVERSATION = "connection"
    ROUTER = "system"
    COMMAND = "command"


class Step(Enum):
    START = "start"
    STOP = "stop"
    INTERIM = "watchdog"


class Cause(Enum):
    """Why something ended."""

    USER = "user request"
    IDLE = "idle timeout"
    CLEARED = "cleared"
    LOST = "lost"
    RELOAD = "reload"


@dataclass(slots=True)
class Record:
    """Of accounting."""

    about: About
    step: Step
    number: int
    name: str = ""
    by: str = ""
    seat: Seat | None = None  # None: the router's own
    seconds: int = 0  # since the start
    begun: int = 0  # seconds since 1970
    cause: Cause = Cause.USER
    remote: tuple[IPv4, int] = (0, 0)  # of a conversation
    level: int = 1
    words: tuple[str, ...] = ()  # of a command


Question = Login | Shell | Enable | Command | Trial | Record


@dataclass(slots=True)
class Said:
    """What became of a question. Of the shell only what was said of it."""

    passed: bool | None  # None: nobody can tell
    by: str = ""  # the protocol
    privilege: int | None = None
    command: str = ""  # to be carried out at once
    view: str = ""
    service: int | None = None  # Service-Type of RADIUS
    message: str = ""


class Asker(Protocol):
    def said(self, said: Said) -> None:
        """Somebody has answered, or nobody will."""
