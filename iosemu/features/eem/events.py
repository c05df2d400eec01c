"""What happens to applets."""

from __future__ import annotations

from enum import Enum, auto

from iosemu.records import dataclass


@dataclass(slots=True)
class AppletSaid:
    """`action syslog`, or `puts` where nobody waits."""

    name: str
    line: str
    severity: int


class Told(Enum):
    """What the library that types tells in debugs."""

    CONTROL = "CTL"
    OUTPUT = "OUT"
    INPUT = "IN "


@dataclass(slots=True)
class CliTold:
    """Of a command that an applet types, or of its answer."""

    name: str
    told: Told
    line: str


class Wrong(Enum):
    """Why an applet goes no further."""

    UNKNOWN_VARIABLE = auto()
    NO_LINE = auto()  # every virtual terminal is taken
    NO_ANSWER = auto()  # its session has ended
    NO_OBJECT = auto()  # that is not tracked
    ACTION = auto()  # values that the action has nothing to do with
    TOO_LONG = auto()  # maxrun


@dataclass(slots=True)
class ActionFailed:
    """`line` is the variable, or the number of the object."""

    name: str
    wrong: Wrong
    line: str = ""


@dataclass(slots=True)
class AppletStopped:
    """At the action of this label: it could not be carried out."""

    name: str
    label: str


@dataclass(slots=True)
class NothingToWaitFor:
    """An applet was registered that has no event, or no action."""

    name: str
    event: bool
