"""From the table of a process into the routing table of its VRF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.rib import Path, Route
from iosemu.features.ospf.history import What
from iosemu.features.ospf.routes import INTER, INTRA, TYPE2, OspfRoute, Ways
from iosemu.features.policy import api as policy
from iosemu.records import dataclass
from iosemu.types import IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.features.ospf.process import Process

UNUSABLE = 255  # a distance that keeps a route out of the table
DISCARD_EXTERNAL = 254


_KINDS = {
    "": "Intra", "inter": "Inter", "external 1": "Ext1", "external 2": "Ext2", "nssa 1": "NSSA1", "nssa 2": "NSSA2",
}  # fmt: skip


@dataclass(slots=True)
class OspfDetails:
    """What `show ip route X` says beyond the common: the metric to the boundary router of a type 2 route."""

    forward_metric: int | None = None
    area: int | None = None


class Installer:
    """`installed` is what the routing table was given last."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.installed: dict[Prefix, Route] = {}

    def agree(self, prefixes: set[Prefix] | None = None) -> None:
        """The routing table gets what the process has found (of these prefixes)."""
        process = self.process
        table, source = process.table, process.source
        found = process.calculator.table
        discards = process.discards()
        wanted = {*found, *discards} if prefixes is None else prefixes
        gone = self.installed.keys() - wanted if prefixes is None else ()
        for prefix in sorted(gone):
            self._withdraw(prefix)
        for prefix in sorted(wanted):
            route = None
            if prefix in discards and not (prefix in found and found[prefix].level == INTRA):
                route = self._discard(prefix, *discards[prefix])
            elif prefix in found:
                route = self._route(found[prefix])
            old = self.installed.get(prefix)
            if route is None:
                if old is not None:
                    self._withdraw(prefix)
            elif old is None or not old.same(route):
                self.installed[prefix] = route
                table.update(source, prefix, route)
                kind = _KINDS.get(route.kind, "Summary")
                for path in route.paths:
                    facts = prefix, path.next_hop or 0, path.interface and path.interface.name, path.learned_from
                    process.history.add(What.INSTALLED, *facts, kind)

    def _withdraw(self, prefix: Prefix) -> None:
        process = self.process
        del self.installed[prefix]
        process.table.update(process.source, prefix, None)
        process.history.add(What.WITHDRAWN, prefix)

    def _discard(self, prefix: Prefix, metric: int, external: bool) -> Route:
        process = self.process
        distance = DISCARD_EXTERNAL if external else 110
        return Route(prefix, process.source, distance, metric, (Path(None, process.device.null0),), kind="summary")

    def _route(self, found: OspfRoute) -> Route | None:
        process = self.process
        config = process.config
        ways = self.leading(found)
        if config.distribute:
            ways = tuple(
                (hop, adv) for hop, adv in ways
                if policy.distributes(process.device, config.distribute, "in", hop[0].iface, found.prefix)
            )  # fmt: skip
        if not ways:
            return None
        distance = self._distance(found, ways[0][1])
        if distance >= UNUSABLE:
            return None
        paths = tuple(Path(hop or None, port.iface, adv) for (port, hop), adv in ways[: config.maximum_paths])
        details = OspfDetails(found.cost if found.level == TYPE2 else None, found.area)
        return Route(
            found.prefix, process.source, distance, found.metric, paths, found.tag, found.kind, details=details
        )

    def leading(self, found: OspfRoute) -> Ways:
        """Those that lead somewhere: what is attached here is no route of ours."""
        return () if found.connected else found.ways

    def _distance(self, found: OspfRoute, adv: IPv4) -> int:
        config, device = self.process.config, self.process.device
        told = policy.distance_from(device, config.distance_from, adv, found.prefix)
        if told is not None:
            return told
        own = (
            config.distance_intra if found.level == INTRA
            else config.distance_inter if found.level == INTER else config.distance_external
        )  # fmt: skip
        return config.distance if own is None else own

    def stop(self) -> None:
        """The process ends: its routes go."""
        for prefix in sorted(self.installed):
            self.process.table.update(self.process.source, prefix, None)
        self.installed.clear()
