"""`event manager` as configured."""

from __future__ import annotations

from iosemu.records import dataclass, field

SYSLOG, TIMER, TRACK, NONE, CLI = "syslog", "timer", "track", "none", "cli"
MAXRUN = 20.0  # seconds that an applet may take


@dataclass(slots=True)
class Event:
    """What an applet waits for. `timer`: "watchdog", "countdown", "cron", "absolute"; times in seconds."""

    kind: str = ""
    pattern: str = ""
    occurs: int = 1
    period: float = 0.0
    priority: str = ""  # of a message; "" all
    timer: str = ""
    time: str = ""  # as typed: seconds, with a fraction
    name: str = ""  # of a timer
    number: int = 0  # of a tracked object
    state: str = "any"
    sync: bool | None = None
    skip: bool | None = None
    maxrun: str = ""  # as typed


@dataclass(slots=True)
class Action:
    """`verb` and what follows it, without quotes."""

    label: str = ""
    verb: str = ""
    args: tuple[str, ...] = ()


@dataclass(slots=True)
class Applet:
    name: str = ""
    description: str = ""
    bypass: bool = False  # authorization
    event: Event | None = None
    actions: dict[str, Action] = field(default_factory=dict)

    def ordered(self) -> tuple[Action, ...]:
        """As they are carried out: labels are texts, 10.0 comes before 2.0."""
        return tuple(action for _, action in sorted(self.actions.items()))


@dataclass(slots=True)
class EemConfig:
    """Slot of the device."""

    applets: dict[str, Applet] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    username: str = ""  # on whose behalf applets type
