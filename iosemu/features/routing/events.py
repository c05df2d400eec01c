"""What happens to the routing table."""

from __future__ import annotations

from iosemu.device.rib import Route
from iosemu.device.sources import RouteSource
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, Prefix


@dataclass(slots=True)
class Seen:
    """A route as it was: `hops` are its next hops (0: attached) with their interfaces (None: looked up)."""

    source: RouteSource
    distance: int
    metric: int
    kind: str
    hops: tuple[tuple[IPv4, InterfaceName | None], ...]


def seen(route: Route | None) -> Seen | None:
    if route is None:
        return None
    hops = [(path.next_hop or 0, path.interface.name if path.interface is not None else None) for path in route.paths]
    return Seen(route.source, route.distance, route.metric, route.kind, tuple(hops))


@dataclass(slots=True)
class RouteChanged:
    """The installed route to a prefix was added (`old` None), changed, or removed (`new` None)."""

    prefix: Prefix
    old: Seen | None
    new: Seen | None
    vrf: str = ""
    table: int = 0  # its number
