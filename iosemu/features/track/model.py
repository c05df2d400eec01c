"""`track` as configured."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

INTERFACE, ROUTE, SLA, LIST, STUB = "interface", "ip route", "ip sla", "list", "stub-object"
POLLS = {ROUTE: 15, SLA: 5}  # seconds


@dataclass(slots=True)
class Member:
    """An object of a list."""

    inverted: bool = False
    weight: int | None = None


@dataclass(slots=True)
class TrackObject:
    """One object. `what`: which state of it; delays in seconds, thresholds in the unit of the metric or list."""

    number: int = 0
    kind: str = ""
    what: str = ""
    iface: InterfaceName | None = None
    network: IPv4 = 0
    length: int = 0
    vrf: str = ""
    sla: int = 0
    delay_up: int = 0
    delay_down: int = 0
    threshold_up: int | None = None
    threshold_down: int | None = None
    members: dict[int, Member] = field(default_factory=dict)
    default_up: bool | None = None


@dataclass(slots=True)
class TrackConfig:
    """Slot of the device."""

    objects: dict[int, TrackObject] = field(default_factory=dict)
    route_poll: int = POLLS[ROUTE]  # seconds
    sla_poll: int = POLLS[SLA]
