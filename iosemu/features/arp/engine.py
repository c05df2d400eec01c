"""Hands the configuration of ARP to the device's cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.arp import TIMEOUT
from iosemu.device.engine import Engine
from iosemu.device.events import VrfEmptied
from iosemu.features.arp.model import ArpConfig, ArpTiming

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface


class ArpEngine(Engine):
    def start(self) -> None:
        self.host.device.bus.listen(VrfEmptied, self._emptied)
        self._agree()

    def _emptied(self, event: VrfEmptied) -> None:
        """The lines of a VRF go with it."""
        lines = self.host.device[ArpConfig].vrf_static
        for key in [key for key in lines if key[0] == event.vrf]:
            del lines[key]
        self._agree()

    def runs(self) -> int:
        return self.host.device.ip.arp.runs

    def changed(self, change: Change) -> None:
        self._agree()

    def interface_changed(self, iface: Interface) -> None:
        if iface.removed:
            self.host.device.ip.arp.timeouts.pop(iface, None)

    def _agree(self) -> None:
        device = self.host.device
        cache = device.ip.arp
        config = device[ArpConfig]
        cache.set_static({("", address): mac for address, mac in config.static.items()} | config.vrf_static)
        timings = ((iface, iface.get(ArpTiming)) for iface in device.interfaces.values())
        cache.timeouts = {iface: own.timeout for iface, own in timings if own is not None and own.timeout != TIMEOUT}
        cache.timeout_changed()
        device.paths_changed()
