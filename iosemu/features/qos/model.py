"""Class maps, policy maps and where they are attached, as configured."""

from __future__ import annotations

from iosemu.records import dataclass, field, replace
from iosemu.types import InterfaceName

DEFAULT_CLASS = "class-default"


@dataclass(slots=True)
class Match:
    """One line of a class map: `what` as typed ("dscp", "ip-dscp", "access-group", …), with what belongs to it."""

    what: str
    values: tuple[int, ...] = ()
    name: str = ""  # of an access list (numbers too), a class map, a protocol
    interface: InterfaceName | None = None
    inverted: bool = False


@dataclass(slots=True)
class ClassMap:
    name: str = ""
    kind: str = "match-all"
    description: str = ""
    matches: list[Match] = field(default_factory=list)


@dataclass(slots=True)
class Police:
    """Rates in bit/s, or in percent of what the policy has, bursts in bytes, or in milliseconds; 0: not configured.
    Actions are words, with a value where they set one."""

    cir: int = 0
    bc: int = 0
    pir: int = 0
    be: int = 0
    cir_percent: int = 0
    bc_ms: int = 0
    pir_percent: int = 0
    be_ms: int = 0
    conform: str = "transmit"
    conform_value: int = 0
    exceed: str = "drop"
    exceed_value: int = 0
    violate: str = ""
    violate_value: int = 0

    @property
    def given(self) -> bool:
        """Is there a rate?"""
        return bool(self.cir or self.cir_percent)

    def of(self, kbps: float) -> Police:
        """With percentages of `kbps` as rates."""
        if not self.cir_percent:
            return self
        cir, pir = int(kbps * 10 * self.cir_percent), int(kbps * 10 * self.pir_percent)
        bc, be = cir * self.bc_ms // 8000, (pir or cir) * self.be_ms // 8000
        return replace(self, cir=max(cir, 1), pir=pir, bc=bc, be=be)

    @property
    def burst(self) -> int:
        """Committed burst, bytes: a quarter of a second of the rate where nothing is configured (at least 1500)."""
        return self.bc or max(self.cir // 32, 1500)

    @property
    def excess(self) -> int:
        """Excess burst, bytes; of a policer of one rate and two colours 0."""
        if self.pir:
            return self.be or max(self.pir // 32, 1500)
        return self.be or (self.burst if self.violate else 0)


@dataclass(slots=True)
class Thresholds:
    """Of random early detection, for one value of DSCP or precedence: packets, and one of how many is dropped at the
    upper one."""

    low: int
    high: int
    mark: int = 10


@dataclass(slots=True)
class ClassPolicy:
    """What a policy does with one class. Rates in kbit/s or bit/s as their lines have them; None: not configured."""

    name: str = ""
    priority: bool = False
    priority_kbps: int | None = None
    priority_percent: int | None = None
    priority_burst: int | None = None  # bytes
    priority_level: int | None = None
    bandwidth_kbps: int | None = None
    bandwidth_percent: int | None = None
    remaining_percent: int | None = None
    remaining_ratio: int | None = None
    shape: str = ""  # "average", "peak"
    shape_rate: int | None = None  # bit/s
    shape_percent: int | None = None
    shape_bc: int | None = None  # bits
    shape_be: int | None = None
    fair_queue: bool = False
    wred: str = ""  # "precedence", "dscp"
    thresholds: dict[int, Thresholds] = field(default_factory=dict)  # by value
    wred_weight: int | None = None  # exponent of two
    queue_limit: int | None = None  # packets
    police: Police | None = None
    marks: dict[str, int] = field(default_factory=dict)  # "dscp", "ip dscp", "ip precedence", "qos-group", "cos", …
    drop: bool = False
    child: str = ""

    @property
    def guaranteed(self) -> bool:
        """Has it bandwidth of its own?"""
        given = (self.bandwidth_kbps, self.bandwidth_percent, self.remaining_percent, self.remaining_ratio)
        return any(each is not None for each in given)

    @property
    def queues(self) -> bool:
        """Does it keep datagrams waiting?"""
        return bool(self.priority or self.guaranteed or self.shape or self.fair_queue or self.wred or self.queue_limit)


@dataclass(slots=True)
class PolicyMap:
    name: str = ""
    description: str = ""
    classes: dict[str, ClassPolicy] = field(default_factory=dict)

    def ordered(self) -> list[ClassPolicy]:
        """In the order of matching: what is left over comes last, whether it was typed or not."""
        named = [each for each in self.classes.values() if each.name != DEFAULT_CLASS]
        return [*named, self.classes.get(DEFAULT_CLASS) or ClassPolicy(DEFAULT_CLASS)]

    @property
    def queues(self) -> bool:
        return any(each.queues for each in self.classes.values())


@dataclass(slots=True)
class QosConfig:
    """Slot of the device."""

    classes: dict[str, ClassMap] = field(default_factory=dict)
    policies: dict[str, PolicyMap] = field(default_factory=dict)


@dataclass(slots=True)
class QosInterface:
    """Slot of an interface: the policies attached to it. `tx_ring`: packets that are chosen ahead of the line, with the
    one that it sends; 0: that one."""

    input: str = ""
    output: str = ""
    pre_classify: bool = False
    tx_ring: int = 0
    groups: dict[str, str] = field(default_factory=dict)  # of NHRP -> policy of each far end that registers with it
