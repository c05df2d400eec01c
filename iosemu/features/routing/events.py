"""What happens to the routing table."""

from __future__ import annotations

from iosemu.device.rib import Route
from iosemu.records import dataclass
from iosemu.types import Prefix


@dataclass(slots=True)
class RouteChanged:
    """The installed route to a prefix was added (`old` None), changed, or removed (`new` None)."""

    prefix: Prefix
    old: Route | None
    new: Route | None
