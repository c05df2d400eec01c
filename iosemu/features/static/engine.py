"""Static routes go into the routing table: one candidate per prefix and distance, with all paths of that distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli.context import Change
from iosemu.device.engine import Engine
from iosemu.device.events import VrfEmptied
from iosemu.device.rib import Path, Route
from iosemu.features.static import STATIC
from iosemu.features.static.gateways import Gateways
from iosemu.features.static.model import Key, StaticConfig, StaticRoute
from iosemu.features.track.events import TrackChanged
from iosemu.types import InterfaceName, IPv4, Prefix, classful_length

if TYPE_CHECKING:
    from iosemu.device.interface import Interface

Place = tuple[str, Prefix]  # VRF, prefix


class StaticEngine(Engine):
    def start(self) -> None:
        self._offered: dict[Place, set[str]] = {}  # candidates in the tables
        self._lines: dict[Place, dict[Key, None]] = {}  # configured lines of each prefix
        self._named: dict[InterfaceName, dict[Place, None]] = {}  # prefixes whose lines name an interface
        self.host.device.bus.listen(VrfEmptied, self._emptied)
        self.host.device.bus.listen(TrackChanged, self._tracked)
        self.gateways = Gateways(self)
        for key in self.host.device[StaticConfig].routes:
            self._note(key)
        for place in list(self._lines):
            self._agree(place)
        self.gateways.agree()
        self._flag()

    def changed(self, change: Change) -> None:
        if change.path[0] == "watched":
            self.gateways.agree()
        elif change.path[0] == "default_networks":
            self._flag()
        elif len(change.path) > 1:
            key: Key = change.path[1]
            self._note(key)
            self._agree(key[:2])
            self.gateways.agree()

    def _flag(self) -> None:
        """`ip default-network` means classful networks of the global table."""
        networks = self.host.device[StaticConfig].default_networks
        found = {network: Prefix.of(network, classful_length(network)) for network in networks}
        self.host.device.vrfs.default.v4.flag(found[network] for network in found if found[network].network == network)

    def look_again(self, name: InterfaceName) -> None:
        """At all prefixes whose lines name an interface."""
        for place in list(self._named.get(name, ())):
            self._agree(place)

    def _tracked(self, event: TrackChanged) -> None:
        routes = self.host.device[StaticConfig].routes
        for place in {key[:2] for key, route in routes.items() if route.track == event.number}:
            self._agree(place)

    def interface_changed(self, iface: Interface) -> None:
        """An interface that a route names may have come into being, have another address or none, or be gone."""
        if iface.removed:
            self._drop([key for key in self.host.device[StaticConfig].routes if key[2] == iface.name])
        self.look_again(iface.name)
        self.gateways.agree()

    def _emptied(self, event: VrfEmptied) -> None:
        """The lines of a VRF go with it."""
        self._drop([key for key in self.host.device[StaticConfig].routes if key[0] == event.vrf])

    def _drop(self, keys: list[Key]) -> None:
        """Lines whose VRF or interface has been deleted are in the configuration no longer."""
        config = self.host.device[StaticConfig]
        for key in keys:
            old = config.routes.pop(key)
            self.host.device.commit([Change(self.host.device, StaticConfig, ("routes", key), old, None, config)])

    def _note(self, key: Key) -> None:
        """A line has come or gone."""
        place, name = key[:2], key[2]
        if key in self.host.device[StaticConfig].routes:
            self._lines.setdefault(place, {})[key] = None
            if name is not None:
                self._named.setdefault(name, {})[place] = None
        else:
            lines = self._lines.get(place, {})
            lines.pop(key, None)
            if not lines:
                self._lines.pop(place, None)
            if name is not None and not any(other[2] == name for other in lines):
                named = self._named.get(name, {})
                named.pop(place, None)
                if not named:
                    self._named.pop(name, None)

    def _agree(self, place: Place) -> None:
        """Make the candidates for a prefix agree with the configuration."""
        device = self.host.device
        routes = device[StaticConfig].routes
        levels: dict[int, list[tuple[InterfaceName | None, IPv4 | None, StaticRoute]]] = {}
        for key in self._lines.get(place, ()):
            config = routes[key]
            levels.setdefault(config.distance, []).append((key[2], key[3], config))
        vrf, prefix = device.vrfs.get(place[0]), place[1]
        if vrf is None:
            self._offered.pop(place, None)
            return
        table = vrf.v4
        offered: set[str] = set()
        for distance, lines in levels.items():
            paths: list[Path] = []
            for name, next_hop, config in lines:
                iface = device.interface(name) if name is not None else None
                if config.track is not None and not self.host.peer("track").up(config.track):
                    continue
                if name is not None and self.gateways.dead(name, next_hop):
                    continue
                if name is None or (iface is not None and (config.permanent or _runs_ip(iface))):
                    paths.append(Path(next_hop, iface, table=device.vrfs.default.v4 if config.outside else None))
            if not paths or distance == 255:
                continue
            slot = f"{STATIC} {distance}"
            offered.add(slot)
            permanent = any(config.permanent for *_, config in lines)
            route = Route(prefix, STATIC, distance, 0, tuple(paths), lines[0][2].tag, permanent=permanent)
            table.update(slot, prefix, route)
        for slot in sorted(self._offered.pop(place, set()) - offered):
            table.update(slot, prefix, None)
        if offered:
            self._offered[place] = offered


def _runs_ip(iface: Interface) -> bool:
    """It has an address, its own or a borrowed one; Null0 needs none."""
    return iface.kind == "Null" or iface.address is not None
