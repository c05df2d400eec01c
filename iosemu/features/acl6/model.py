"""IPv6 access lists as configured. Entries are those of IPv4 lists with wide addresses."""

from __future__ import annotations

from iosemu.features.acl.model import AccessList, Entry
from iosemu.records import dataclass, field

__all__ = ["AccessList", "Acl6Config", "Entry", "TrafficFilters"]


@dataclass(slots=True)
class Acl6Config:
    lists: dict[str, AccessList] = field(default_factory=dict)


@dataclass(slots=True)
class TrafficFilters:
    """`ipv6 traffic-filter` of one interface; "" is none."""

    inbound: str = ""
    outbound: str = ""
