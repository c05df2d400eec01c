"""Zones, pairs of zones, and their class, policy and parameter maps, as configured."""

from __future__ import annotations

from iosemu.records import dataclass, field

SELF = "self"  # the router
DEFAULT = "default"  # interfaces without a zone, where it is defined
DEFAULT_CLASS = "class-default"


@dataclass(slots=True)
class InspectMatch:
    """One line of a class map: "access-group", "protocol" or "class-map", and whose name."""

    what: str
    name: str
    inverted: bool = False


@dataclass(slots=True)
class InspectClass:
    name: str = ""
    kind: str = "match-all"
    description: str = ""
    matches: list[InspectMatch] = field(default_factory=list)


@dataclass(slots=True)
class InspectAction:
    """What a policy does with one class: "inspect", "pass", "drop"; "" is to drop, too."""

    name: str = ""
    default: bool = False  # of what is left over
    action: str = ""
    log: bool = False
    parameters: str = ""  # name of a parameter map


@dataclass(slots=True)
class InspectPolicy:
    name: str = ""
    description: str = ""
    classes: dict[str, InspectAction] = field(default_factory=dict)

    def ordered(self) -> list[InspectAction]:
        """In the order of matching: what is left over comes last, whether it was typed or not."""
        named = [each for each in self.classes.values() if each.name != DEFAULT_CLASS]
        return [*named, self.classes.get(DEFAULT_CLASS) or InspectAction(DEFAULT_CLASS, True)]


@dataclass(slots=True)
class ParameterMap:
    """Times in seconds; a limit of None is none."""

    name: str = ""
    audit_trail: str = ""  # on, off
    alert: str = ""
    max_incomplete_low: int | None = None  # half-open sessions
    max_incomplete_high: int | None = None
    one_minute_low: int | None = None  # new sessions in a minute
    one_minute_high: int | None = None
    host_limit: int | None = None  # half-open TCP sessions with one host
    host_block: int = 0  # minutes that it gets no new ones then
    tcp_idle: int = 3600
    tcp_finwait: int | None = None
    tcp_synwait: int = 30
    udp_idle: int = 30
    icmp_idle: int = 10
    dns_timeout: int = 5
    sessions_maximum: int | None = None


@dataclass(slots=True)
class Zone:
    name: str = ""
    description: str = ""


@dataclass(slots=True)
class ZonePair:
    name: str = ""
    source: str = ""
    destination: str = ""
    description: str = ""
    policy: str = ""


@dataclass(slots=True)
class GlobalParameters:
    """`parameter-map type inspect-global`"""

    log_dropped: bool = False


@dataclass(slots=True)
class ZoneConfig:
    """Slot of the device."""

    classes: dict[str, InspectClass] = field(default_factory=dict)
    policies: dict[str, InspectPolicy] = field(default_factory=dict)
    parameters: dict[str, ParameterMap] = field(default_factory=dict)
    overall: GlobalParameters | None = None
    zones: dict[str, Zone] = field(default_factory=dict)
    pairs: dict[str, ZonePair] = field(default_factory=dict)

    def between(self, source: str, destination: str) -> ZonePair | None:
        return next(
            (each for each in self.pairs.values() if (each.source, each.destination) == (source, destination)), None
        )


@dataclass(slots=True)
class ZoneInterface:
    """The zone that an interface is a member of; "": none."""

    zone: str = ""
