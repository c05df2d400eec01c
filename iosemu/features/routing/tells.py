"""What the routing table tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.features.routing.engine import RoutingEngine


def processes_memory(engine: RoutingEngine) -> Iterator[Collection[Any]]:
    for vrf in engine.host.device.vrfs.all():
        yield from vrf.v4.holds()
