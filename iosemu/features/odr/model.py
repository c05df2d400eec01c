"""ODR as configured."""

from __future__ import annotations

from iosemu.features.odr import ODR
from iosemu.features.policy.model import DistributeList
from iosemu.records import dataclass, field


@dataclass(slots=True)
class OdrProcess:
    """`router odr`. Timers in seconds: update, invalid, holddown, flush."""

    timers: tuple[int, int, int, int] = (60, 180, 0, 240)
    distance: int = ODR.distance
    maximum_paths: int = 4
    distribute: dict[tuple[str, str], DistributeList] = field(default_factory=dict)


@dataclass(slots=True)
class OdrConfig:
    """Slot of the device."""

    process: OdrProcess | None = None
