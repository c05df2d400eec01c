"""`ip routing`, and events about the table for `debug ip routing`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.rib import Route
from iosemu.features.routing.events import RouteChanged, seen
from iosemu.features.routing.model import RoutingConfig
from iosemu.types import Prefix

if TYPE_CHECKING:
    from iosemu.cli.context import Change


class RoutingEngine(Engine):
    def start(self) -> None:
        self.host.device.vrfs.default.v4.listen(self._route_changed)
        self._agree()

    def changed(self, change: Change) -> None:
        self._agree()

    def _agree(self) -> None:
        device = self.host.device
        config = device[RoutingConfig]
        device.ip.routing, device.ip.default_gateway = config.routing, config.default_gateway
        device.paths_changed()

    def _route_changed(self, prefix: Prefix, old: Route | None, new: Route | None) -> None:
        if self.host.device.bus.wants(RouteChanged):
            self.host.emit(RouteChanged(prefix, seen(old), seen(new)))
