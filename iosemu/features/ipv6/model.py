"""What the `ipv6` lines configure; what the way of a datagram needs is the device's own."""

from __future__ import annotations

from iosemu.device.v6.config import AddressLine, Ipv6Config, Ipv6Global, PrefixLine
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, Prefix6

__all__ = ["AddressLine", "Ipv6Config", "Ipv6Global", "Key", "PrefixLine", "StaticConfig6", "StaticRoute6"]

Key = tuple[str, Prefix6, InterfaceName | None, int | None]  # VRF, prefix, interface, next hop


@dataclass(slots=True)
class StaticRoute6:
    """The options of one `ipv6 route`. `outside`: the next hop of a route of a VRF is looked up in the global table
    (`nexthop-vrf default`)."""

    distance: int = 1
    tag: int = 0
    name: str = ""


@dataclass(slots=True)
class StaticConfig6:
    routes: dict[Key, StaticRoute6] = field(default_factory=dict)
