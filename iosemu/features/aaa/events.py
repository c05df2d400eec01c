"""What AAA did."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class ListPicked:
    """For a login (`service` "LOGIN") or a shell ("EXEC"). `ident` tells one user of AAA from the others."""

    ident: int
    service: str
    name: str
    bound: bool = False  # it is the first that AAA sees of this one


@dataclass(slots=True)
class ExecAuthorized:
    """The shell of a user: with which privilege, or refused (None)."""

    ident: int
    privilege: int | None
    service: int = 0  # Service-Type of RADIUS; 0: nobody has said one


@dataclass(slots=True)
class EnableAsked:
    """Somebody asks for privilege. `method` is "" where the list has none left."""

    session: int
    port: str
    listed: bool
    console: bool
    method: str
    restarted: bool = False  # a method before could not tell


@dataclass(slots=True)
class EnableAnswered:
    """The method has looked at a password."""

    session: int
    passed: bool
    error: bool = False  # it could not tell
    method: str = ""
    name: str = ""  # of the user, where the method was told it


@dataclass(slots=True)
class UserLocked:
    name: str


@dataclass(slots=True)
class UserUnlocked:
    name: str
    by: str
