"""Static routes go into the routing table: one candidate per prefix and distance, with all paths of that distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.rib import Path, Route
from iosemu.features.static.model import Key, StaticConfig, StaticRoute
from iosemu.types import InterfaceName, IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface

SOURCE = "static"


class StaticEngine(Engine):
    def start(self) -> None:
        self._offered: dict[Prefix, set[str]] = {}  # candidates in the table
        self._lines: dict[Prefix, dict[Key, None]] = {}  # configured lines of each prefix
        self._named: dict[InterfaceName, dict[Prefix, None]] = {}  # prefixes whose lines name an interface
        for key in self.host.device[StaticConfig].routes:
            self._note(key)
        for prefix in list(self._lines):
            self._agree(prefix)

    def changed(self, change: Change) -> None:
        if len(change.path) > 1:
            key: Key = change.path[1]
            self._note(key)
            self._agree(key[0])

    def interface_changed(self, iface: Interface) -> None:
        """An interface that a route names may have come into being, or be another one now."""
        for prefix in list(self._named.get(iface.name, ())):
            self._agree(prefix)

    def _note(self, key: Key) -> None:
        """A line has come or gone."""
        prefix, name, _ = key
        if key in self.host.device[StaticConfig].routes:
            self._lines.setdefault(prefix, {})[key] = None
            if name is not None:
                self._named.setdefault(name, {})[prefix] = None
        else:
            lines = self._lines.get(prefix, {})
            lines.pop(key, None)
            if not lines:
                self._lines.pop(prefix, None)

    def _agree(self, prefix: Prefix) -> None:
        """Make the candidates for a prefix agree with the configuration."""
        device = self.host.device
        routes = device[StaticConfig].routes
        levels: dict[int, list[tuple[InterfaceName | None, IPv4 | None, StaticRoute]]] = {}
        for key in self._lines.get(prefix, ()):
            config = routes[key]
            levels.setdefault(config.distance, []).append((key[1], key[2], config))
        table = device.vrfs.default.v4
        offered: set[str] = set()
        for distance, lines in levels.items():
            paths: list[Path] = []
            for name, next_hop, _ in lines:
                iface = device.interface(name) if name is not None else None
                if name is None or iface is not None:
                    paths.append(Path(next_hop, iface))
            if not paths or distance == 255:
                continue
            slot = f"{SOURCE} {distance}"
            offered.add(slot)
            permanent = any(config.permanent for *_, config in lines)
            route = Route(prefix, SOURCE, distance, 0, tuple(paths), lines[0][2].tag, permanent=permanent)
            table.update(slot, prefix, route)
        for slot in sorted(self._offered.pop(prefix, set()) - offered):
            table.update(slot, prefix, None)
        if offered:
            self._offered[prefix] = offered
