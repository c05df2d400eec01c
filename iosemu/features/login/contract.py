"""Between whoever has a caller (console, telnet, SSH) and what decides about callers (the lines' settings, AAA).

Nothing here meets a socket or waits: an answer says how long it takes until the caller may hear it.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Protocol

from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Request
    from iosemu.cli.session import Session
    from iosemu.device.vrf import Vrf
    from iosemu.features.line.model import Line
    from iosemu.types import IPv4
    from iosemu.wire import ipv4

TRIES = 3  # of a caller, before the connection is closed


@dataclass(slots=True)
class Caller:
    """Somebody at a line. `peer` is where from ("" at the router itself), `port` ours that was called (0: none)."""

    line: Line
    peer: str = ""
    port: int = 0
    ident: int = 0  # AAA's session; 0: it has not met this one yet
    passed_over: int = 0  # so many of the judge's methods could not tell, this time


@dataclass(slots=True)
class Questions:
    """What a caller is asked; nothing of both: everybody may come in."""

    name: bool = False
    password: bool = False
    name_prompt: str = "Username"
    password_prompt: str = "Password"
    tries: int = TRIES
    banner: str = ""  # in the place of "User Access Verification"


@dataclass(slots=True)
class Admission:
    """What became of a caller's name and password."""

    accepted: bool
    name: str = ""
    privilege: int = 1
    autocommand: str = ""  # carried out in place of a prompt; then the caller has to go
    stays: bool = False  # … or not
    delay: float = 0.0  # seconds until the caller is told
    says: str = ""  # at a terminal, to one who was not accepted
    refused: str = ""  # who the caller is, is clear: but they get no shell, and are told so
    ident: int = 0  # AAA's session
    view: str = ""  # they get no more than this
    by: str = ""  # the protocol by which a server has said who it is


class Verdict(Protocol):
    """Who waits for what becomes of a try that takes its time."""

    @property
    def abandoned(self) -> bool:
        """Nobody waits any more."""

    def judged(self, admission: Admission) -> None: ...


class Privileges(Protocol):
    """AAA: decides about `enable` in the place of its secrets, and hears who is in."""

    def enable(self, session: Session, line: Line, level: int) -> Generator[Request, Any, bool | None]:
        """The dialogue: may they? None: nothing can tell."""

    def entered(self, session: Session, admission: Admission) -> None:
        """They have got their shell."""


class Ends(Protocol):
    """Of a connection that somebody from the network has made: addresses and ports."""

    remote: tuple[IPv4, int]
    local: tuple[IPv4, int]
    vrf: Vrf


class Lists6(Protocol):
    """Access lists of IPv6."""

    def matches(self, name: str, packet: ipv4.IPv4, counted: bool) -> bool | None:
        """permit, deny, or None: it is not defined."""


class Judge(Protocol):
    """Who decides about callers: the settings of the lines, or AAA."""

    def questions(self, line: Line, passed_over: int = 0) -> Questions:
        """What a caller is asked where the first methods could not tell."""

    def led(self, caller: Caller, session: Session, told: Verdict) -> Generator[Request, Any, Admission | None] | None:
        """At a terminal: a server asks the questions. None there is none; None at its end: `told` will hear of it, or
        (`caller.passed_over`) it could not tell, and the questions are ours."""

    def blocked(self, line: Line) -> str:
        """Why nobody can come in by this line, "" when one may try."""

    def name_suffices(self, line: Line, name: str) -> bool:
        """Is this one not asked for a password?"""

    def judge(self, caller: Caller, name: str, password: str, told: Verdict) -> Admission | None:
        """Of one try. None: `told` will hear of it."""

    def gives_up(self, line: Line, timed_out: bool) -> str:
        """Said when the last try has failed."""
