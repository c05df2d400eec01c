"""What static routes tell in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.static.model import StaticConfig

if TYPE_CHECKING:
    from iosemu.features.static.engine import StaticEngine


def track_clients(engine: StaticEngine, number: int) -> Iterator[str]:
    routes = engine.host.device[StaticConfig].routes
    if any(route.track == number for route in routes.values()):
        yield "Static IP Routing 0"
