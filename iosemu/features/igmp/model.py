"""`ip igmp` as configured."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import IPv4

INTERVAL, RESPONSE = 60, 10  # seconds


@dataclass(slots=True)
class IgmpInterface:
    """Slot of an interface. Times in seconds; `joins` and `statics` are groups, `sources` (group, source)."""

    joins: dict[IPv4, bool] = field(default_factory=dict)
    sources: dict[tuple[IPv4, IPv4], bool] = field(default_factory=dict)
    statics: dict[IPv4, bool] = field(default_factory=dict)
    version: int = 2
    query_interval: int = INTERVAL
    max_response: int = RESPONSE
    querier_timeout: int = 0  # 0: twice the interval
    access_group: str = ""
