"""What AAA did."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class ListPicked:
    """For a login (`service` "LOGIN") or a shell ("EXEC"). `ident` tells one user of AAA from the others."""

    ident: int
    service: str
    name: str


@dataclass(slots=True)
class ExecAuthorized:
    """The shell of a user: with which privilege, or refused (None)."""

    ident: int
    privilege: int | None


@dataclass(slots=True)
class EnableAsked:
    """Somebody asks for privilege. `method` is "" where the list has none left."""

    session: int
    port: str
    listed: bool
    console: bool
    method: str


@dataclass(slots=True)
class EnableAnswered:
    """The method has looked at a password."""

    session: int
    passed: bool


@dataclass(slots=True)
class UserLocked:
    name: str


@dataclass(slots=True)
class UserUnlocked:
    name: str
    by: str
