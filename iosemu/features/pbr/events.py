"""What policy routing tells."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4
from iosemu.wire.ipv4 import IPv4 as Datagram


@dataclass(slots=True)
class PolicyRouted:
    """A packet matched entry `sequence` of the map and went out of `out` to `next_hop`."""

    packet: Datagram
    iface: InterfaceName | None  # None: made here
    route_map: str
    sequence: int
    out: InterfaceName
    next_hop: IPv4


@dataclass(slots=True)
class PolicyRejected:
    """It is routed normally: no entry matched, or one that denies (`sequence`), or whose way is unusable."""

    packet: Datagram
    iface: InterfaceName | None
    route_map: str
    sequence: int | None = None  # None: no entry matched
    permit: bool = False
