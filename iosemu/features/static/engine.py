"""Static routes go into the routing table: one candidate per prefix and distance, with all paths of that distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.rib import Path, Route
from iosemu.features.static.model import StaticConfig, StaticRoute
from iosemu.types import InterfaceName, IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface

SOURCE = "static"


class StaticEngine(Engine):
    def start(self) -> None:
        self._offered: dict[Prefix, set[str]] = {}
        self._agree()

    def changed(self, change: Change) -> None:
        self._agree()

    def interface_changed(self, iface: Interface) -> None:
        """An interface that a route names may have come into being, or be another one now."""
        routes = self.host.device[StaticConfig].routes
        if any(name == iface.name for _, name, _ in routes):
            self._agree()

    def _agree(self) -> None:
        """Make the candidates in the table agree with the configuration."""
        device = self.host.device
        wanted: dict[Prefix, dict[int, list[tuple[InterfaceName | None, IPv4 | None, StaticRoute]]]] = {}
        for (prefix, name, next_hop), config in device[StaticConfig].routes.items():
            wanted.setdefault(prefix, {}).setdefault(config.distance, []).append((name, next_hop, config))
        table = device.table()
        offered: dict[Prefix, set[str]] = {}
        for prefix, levels in wanted.items():
            for distance, lines in levels.items():
                paths: list[Path] = []
                for name, next_hop, _ in lines:
                    iface = device.interface(name) if name is not None else None
                    if name is None or iface is not None:
                        paths.append(Path(next_hop, iface))
                if not paths or distance == 255:
                    continue
                slot = f"{SOURCE} {distance}"
                offered.setdefault(prefix, set()).add(slot)
                permanent = any(config.permanent for *_, config in lines)
                route = Route(prefix, SOURCE, distance, 0, tuple(paths), lines[0][2].tag, permanent=permanent)
                table.update(slot, prefix, route)
        for prefix, slots in self._offered.items():
            for slot in slots - offered.get(prefix, set()):
                table.update(slot, prefix, None)
        self._offered = offered
