"""The `ip route` lines behind a static route; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import Line, said
from iosemu.features.static import STATIC
from iosemu.features.static.model import StaticConfig

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.rib import Route


def route(device: Device, found: Route) -> Iterator[Line]:
    """Those of its prefix that gave its paths."""
    config = device.get(StaticConfig)
    if found.source is not STATIC or config is None:
        return
    ways = {(path.interface.name if path.interface is not None else None, path.next_hop) for path in found.paths}
    hops = {hop for _, hop in ways}
    for key in config.routes:
        if key[1] == found.prefix and ((key[2], key[3]) in ways or (key[2] is None and key[3] in hops)):
            yield from said(device, config, "routes", key)
