"""`ip routing`, and events about the table for `debug ip routing`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine, Host
from iosemu.device.events import VrfMade
from iosemu.device.rib import Route
from iosemu.device.vrf import Vrf
from iosemu.features.routing.events import RouteChanged, seen
from iosemu.features.routing.model import RoutingConfig
from iosemu.types import Prefix

if TYPE_CHECKING:
    from iosemu.cli.context import Change


class Watch:
    """Tells of the changes of one table."""

    def __init__(self, host: Host, vrf: Vrf) -> None:
        self.host, self.vrf = host, vrf

    def changed(self, prefix: Prefix, old: Route | None, new: Route | None) -> None:
        if self.host.device.bus.wants(RouteChanged):
            self.host.emit(RouteChanged(prefix, seen(old), seen(new), self.vrf.name, self.vrf.number))


class RoutingEngine(Engine):
    def start(self) -> None:
        device = self.host.device
        for vrf in device.vrfs.all():
            self._watch(vrf)
        device.bus.listen(VrfMade, self._made)
        self._agree()

    def _made(self, event: VrfMade) -> None:
        vrf = self.host.device.vrfs.get(event.vrf)
        assert vrf is not None
        self._watch(vrf)

    def _watch(self, vrf: Vrf) -> None:
        vrf.v4.listen(Watch(self.host, vrf).changed)

    def changed(self, change: Change) -> None:
        self._agree()

    def _agree(self) -> None:
        device = self.host.device
        config = device[RoutingConfig]
        device.ip.routing, device.ip.default_gateway = config.routing, config.default_gateway
        device.paths_changed()
