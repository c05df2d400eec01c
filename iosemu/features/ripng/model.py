"""RIPng as configured."""

from __future__ import annotations

from iosemu.features.policy.model import DistributeList, Redistribution
from iosemu.features.rip import RIP
from iosemu.records import dataclass, field
from iosemu.wire.ripng import GROUP, PORT


@dataclass(slots=True)
class RipngProcess:
    """`ipv6 router rip NAME`"""

    name: str = ""
    distance: int = RIP.distance
    maximum_paths: int = 16
    port: int = PORT
    group: int = GROUP
    split_horizon: bool = True
    poison_reverse: bool = False
    timers: tuple[int, int, int, int] = (30, 180, 0, 120)  # update, expire, holddown, garbage collection; seconds
    redistribute: dict[str, Redistribution] = field(default_factory=dict)
    distribute: dict[tuple[str, str], DistributeList] = field(default_factory=dict)


@dataclass(slots=True)
class RipngConfig:
    """Slot of the device."""

    processes: dict[str, RipngProcess] = field(default_factory=dict)


@dataclass(slots=True)
class RipngJoin:
    """What an interface is told of one process. Prefixes as (network, length)."""

    enabled: bool = False
    default: str = ""  # "originate"; "only": nothing else is told
    default_metric: int = 0  # 0: not said
    metric_offset: int = 1  # added to what comes in
    summaries: dict[tuple[int, int], bool] = field(default_factory=dict)


@dataclass(slots=True)
class RipngInterface:
    """Slot of an interface."""

    rips: dict[str, RipngJoin] = field(default_factory=dict)  # by name of the process
