"""Hands what is configured to the device's IPv6; static routes of IPv6."""

from __future__ import annotations

from iosemu.cli.context import Change
from iosemu.device.engine import Engine
from iosemu.device.events import VrfEmptied6
from iosemu.device.interface import Interface
from iosemu.device.rib import Path, Route
from iosemu.features.ipv6.model import Ipv6Config, Ipv6Global, Key, StaticConfig6, StaticRoute6
from iosemu.features.static import STATIC
from iosemu.types import InterfaceName, Prefix6

_TOLD = frozenset({
    "ra_suppress", "ra_suppress_all", "ra_interval", "ra_lifetime", "managed", "other", "preference", "prefixes",
    "reachable_time", "ns_interval",
})  # fmt: skip  # by advertisements


class Ipv6Engine(Engine):
    at_once = True  # addresses of the start-up configuration are there when the next line is read

    def start(self) -> None:
        self.stack = self.host.device.ip6
        self._offered: dict[tuple[str, Prefix6], set[str]] = {}
        self._neighbors: dict[tuple[int, InterfaceName], int] = {}
        self.host.device.bus.listen(VrfEmptied6, self._emptied)

    def changed(self, change: Change) -> None:
        if change.record is Ipv6Config:
            if isinstance(change.owner, Interface):
                self._interface(change.owner, str(change.path[0]))
        elif change.record is StaticConfig6:
            for place in {key[:2] for key in self.host.device[StaticConfig6].routes} | self._offered.keys():
                self._place(place)
        else:
            self._globally()

    def _globally(self) -> None:
        config = self.host.device[Ipv6Global]
        self.stack.hop_limit = config.hop_limit
        self.stack.icmp.interval = config.icmp_interval / 1000
        self.stack.set_routing(config.routing)
        for (address, name), mac in list(self._neighbors.items()):
            if config.neighbors.get((address, name)) != mac:
                del self._neighbors[address, name]
                if name in self.host.device.interfaces:
                    self.stack.neighbours.set_static(self.host.device.interfaces[name], address, None)
        for (address, name), mac in config.neighbors.items():
            if (address, name) not in self._neighbors and name in self.host.device.interfaces:
                self._neighbors[address, name] = mac
                self.stack.neighbours.set_static(self.host.device.interfaces[name], address, mac)

    def _interface(self, iface: Interface, field: str) -> None:
        if field in _TOLD:
            if iface.wide:
                self.stack.routers.restart(iface)
            return
        self.stack.interface_changed(iface)
        iface.device.paths_changed()

    def interface_changed(self, iface: Interface) -> None:
        """Static routes that name it are there while it is."""
        config = self.host.device.get(StaticConfig6)
        if config is not None and iface.removed:
            self._drop(config, [key for key in config.routes if key[2] == iface.name])
        elif config is not None:
            for place in {key[:2] for key in config.routes if key[2] == iface.name}:
                self._place(place)

    # static routes

    def _emptied(self, event: VrfEmptied6) -> None:
        """The lines of a VRF go with it."""
        config = self.host.device.get(StaticConfig6)
        if config is not None:
            self._drop(config, [key for key in config.routes if key[0] == event.vrf])

    def _drop(self, config: StaticConfig6, keys: list[Key]) -> None:
        """Lines whose VRF or interface has been deleted are in the configuration no longer."""
        for key in keys:
            old = config.routes.pop(key)
            self.host.device.commit([Change(self.host.device, StaticConfig6, ("routes", key), old, None, config)])

    def _place(self, place: tuple[str, Prefix6]) -> None:
        """All lines of one prefix: a candidate for each distance."""
        vrf, prefix = place
        device = self.host.device
        found = device.vrfs.get(vrf)
        if found is None:
            self._offered.pop(place, None)
            return
        by_distance: dict[int, list[tuple[Key, StaticRoute6]]] = {}
        for key, line in device[StaticConfig6].routes.items():
            if key[:2] == place:
                by_distance.setdefault(line.distance, []).append((key, line))
        offered = set()
        for distance, lines in by_distance.items():
            paths = []
            for (_, _, name, next_hop), _ in lines:
                iface = device.interface(name) if name is not None else None
                if name is None or iface is not None:
                    paths.append(Path(next_hop, iface))
            if paths:
                slot = f"{STATIC} {distance}"
                offered.add(slot)
                found.v6.update(slot, prefix, Route(prefix, STATIC, distance, 0, tuple(paths), lines[0][1].tag))
        for slot in sorted(self._offered.pop(place, set()) - offered):
            found.v6.update(slot, prefix, None)
        if offered:
            self._offered[place] = offered
