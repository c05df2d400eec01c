"""`standby` as configured."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

PRIORITY, HELLO, HOLD = 100, 3000, 10000  # milliseconds


@dataclass(slots=True)
class Tracked:
    """Object or line: by how much the priority falls while it is down; `shutdown`: the group stops."""

    decrement: int = 10
    shutdown: bool = False


@dataclass(slots=True)
class StandbyGroup:
    """One group. `ip` 0: learnt; None: the group does not run. Times in milliseconds, delays in seconds."""

    ip: IPv4 | None = None
    secondary: dict[IPv4, bool] = field(default_factory=dict)
    priority: int = PRIORITY
    preempt: bool = False
    delay_minimum: int = 0
    delay_reload: int = 0
    hello: int = HELLO
    hold: int = HOLD
    text: str = ""
    md5: str = ""
    chain: str = ""
    name: str = ""
    tracks: dict[int | InterfaceName, Tracked] = field(default_factory=dict)


@dataclass(slots=True)
class HsrpInterface:
    """Slot of an interface."""

    version: int = 1
    groups: dict[int, StandbyGroup] = field(default_factory=dict)

