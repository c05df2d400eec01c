"""Makes the device's VRFs agree with the definitions; what stood in one that goes is cleaned up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli.context import Change
from iosemu.device.engine import Engine, Host
from iosemu.device.interface import InterfaceConfig
from iosemu.device.v6.config import Ipv6Config
from iosemu.features.vrf.limit import Limit
from iosemu.features.vrf.model import Maximum, VrfConfig

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf


class VrfEngine(Engine):
    at_once = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._limits: dict[str, tuple[int, int, int, bool]] = {}  # in force

    def start(self) -> None:
        for name in self.host.device[VrfConfig].vrfs:
            self._agree(name)

    def changed(self, change: Change) -> None:
        if len(change.path) > 1:
            self._agree(change.path[1])

    def _agree(self, name: str) -> None:
        device = self.host.device
        definition = device[VrfConfig].vrfs.get(name)
        if definition is None:
            old = device.vrfs.get(name)
            for iface in members(device, name):
                if old is not None and not old.ipv4_only:
                    without_ipv6(iface)
                self._configure(iface, address=None, vrf="")
            self._limits.pop(name, None)
            device.vrfs.remove(name)
            return
        vrf = device.vrfs.create(name)
        if vrf.ipv4 and not definition.ipv4:
            for iface in members(device, name):
                self._configure(iface, address=None)
            device.vrfs.empty(vrf)
        vrf.ipv4 = definition.ipv4
        if vrf.ipv6 and definition.v6 is None and not definition.old:
            for iface in members(device, name):
                without_ipv6(iface)
            device.vrfs.empty6(vrf)
        vrf.ipv4_only, vrf.ipv6 = definition.old, definition.old or definition.v6 is not None
        self._bound(vrf, definition.maximum)

    def _bound(self, vrf: Vrf, maximum: Maximum | None) -> None:
        """The limit that is typed is in force; what it has told is forgotten with another one."""
        wanted = (maximum.routes, maximum.threshold, maximum.reinstall, maximum.warning_only) if maximum else None
        if self._limits.get(vrf.name) != wanted:
            self._limits.pop(vrf.name, None)
            if wanted is not None:
                self._limits[vrf.name] = wanted
            vrf.v4.bound(Limit(self.host, vrf.name, *wanted) if wanted is not None else None)

    def _configure(self, iface: Interface, **fields: object) -> None:
        """As if lines had been typed there; without an address there are no secondary ones."""
        config, changes = iface.config, []
        for own in list(config.secondaries):
            gone = config.secondaries.pop(own)
            changes.append(Change(iface, InterfaceConfig, ("secondaries", own), gone, None, config))
        for name, value in fields.items():
            old = getattr(config, name)
            if old != value:
                setattr(config, name, value)
                changes.append(Change(iface, InterfaceConfig, (name,), old, value, config))
        self.host.device.commit(changes)


def without_ipv6(iface: Interface) -> None:
    """As if its IPv6 addresses had been taken away by lines."""
    config = iface.get(Ipv6Config)
    if config is None or not config.runs:
        return
    changes = []
    for key in list(config.addresses):
        changes.append(Change(iface, Ipv6Config, ("addresses", key), config.addresses.pop(key), None, config))
    for field, value in config.given_up():
        changes.append(Change(iface, Ipv6Config, (field,), getattr(config, field), value, config))
        setattr(config, field, value)
    iface.device.commit(changes)


def members(device: Device, name: str) -> list[Interface]:
    """The interfaces of a VRF, as `show vrf` lists them."""
    return [iface for iface in device if iface.config.vrf == name]
