"""What BGP tells the other protocols of a router: which of its routes may be redistributed, and their attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.bgp.policy import path_text
from iosemu.features.policy import api as policy
from iosemu.features.policy.paths import PathFacts
from iosemu.types import Prefix, Prefix6

if TYPE_CHECKING:
    from iosemu.device.rib import Route, RoutingTable
    from iosemu.features.bgp.engine import BgpEngine
    from iosemu.features.bgp.paths import Path
    from iosemu.features.bgp.table import Table


class Exports:
    """Of the process that runs."""

    def __init__(self, engine: BgpEngine) -> None:
        self.engine = engine

    def _best(self, routes: RoutingTable, prefix: Prefix) -> Path | None:
        process = self.engine.process
        table = process.tables.get((routes.vrf, routes.family is Prefix6)) if process is not None else None
        found = table.destinations.get(prefix) if table is not None else None
        return found.best if found is not None else None

    def exports(self, table: RoutingTable, route: Route) -> bool:
        """What came from internal neighbours only with `bgp redistribute-internal`."""
        process = self.engine.process
        if process is None or route.kind != "internal":
            return True
        family = process.instance.families.get((table.vrf, table.family is Prefix6))
        return family is not None and family.redistribute_internal

    def path_facts(self, table: RoutingTable, route: Route) -> PathFacts | None:
        best = self._best(table, route.prefix)
        if best is None:
            return None
        attributes = best.attributes
        text = path_text(attributes.as_path, self.engine.host.device.as_dot)
        return PathFacts(
            text, attributes.communities, attributes.local_pref, best.weight
        )


class Imports:
    """What BGP takes from the routing table of a VRF, for `show ip route X`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def networks(self) -> list[Prefix]:
        """Connected networks that others take along when they redistribute BGP: none."""
        return []

    def imports(self, prefix: Prefix) -> str | None:
        """Behind "Advertised by bgp N"; None: it does not tell others of this route."""
        kinds = self.table.origin.kinds(prefix)
        if "redistributed" in kinds:
            route = self.table.rib.best(prefix)
            return policy.options_text(self.table.family.redistribute, route.source if route is not None else None)
        return "" if kinds else None
