"""Tells routing protocols that policy has changed, and knows on which networks each of them runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from iosemu.device.as_numbers import source_text
from iosemu.device.engine import Engine
from iosemu.device.sources import CONNECTED, LOCAL
from iosemu.features.acl.events import ListsChanged
from iosemu.features.policy.counts import Counts
from iosemu.features.policy.events import PolicyChanged
from iosemu.features.policy.model import PolicyConfig, PrefixListEntry, RouteMapEntry

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.rib import Route, RoutingTable
    from iosemu.device.sources import RouteSource
    from iosemu.features.policy.paths import PathFacts
    from iosemu.types import Prefix


class Exporter(Protocol):
    """A protocol whose routes others may not all take, or that knows more of them than the routing table does."""

    def exports(self, table: RoutingTable, route: Route) -> bool:
        """May it be redistributed?"""
        ...

    def path_facts(self, table: RoutingTable, route: Route) -> PathFacts | None: ...


Networks = Callable[[], "list[Prefix]"]
Imports = Callable[["Prefix"], "str | None"]


class Tellers:
    """The protocols at work in one table."""

    def __init__(self, table: RoutingTable) -> None:
        self.networks: dict[RouteSource, Networks] = {}
        self.imports: dict[RouteSource, Imports] = {}
        self._table = table
        self._table.annotators.append(self.redistributing)

    def stop(self) -> None:
        if self.redistributing in self._table.annotators:
            self._table.annotators.remove(self.redistributing)

    def redistributing(self, route: Route) -> Iterator[str]:
        """For `show ip route PREFIX`: the protocols that tell others of this route."""
        if route.source is LOCAL:
            return
        attached = route.source is CONNECTED
        tellers = [
            source_text(self._table.device, source)
            for source, networks in self.networks.items()
            if (source.tells_own and (route.source is source or (attached and route.prefix in networks())))
            or (source in self.imports and self.imports[source](route.prefix) is not None)
        ]
        if tellers:
            yield f"Redistributing via {', '.join(tellers)}"
        for source, imports in self.imports.items():
            said = imports(route.prefix) if route.source is not source else None
            if said is not None:
                yield f"Advertised by {source_text(self._table.device, source)} {said}".rstrip()


class PolicyEngine(Engine):
    def start(self) -> None:
        self._tellers: dict[RoutingTable, Tellers] = {}
        self.exporters: dict[str, Exporter] = {}  # by name of the source
        self._maps: dict[str, list[tuple[int, RouteMapEntry]]] = {}  # sorted, until something changes
        self._lists: dict[tuple[str, bool], list[tuple[int, PrefixListEntry]]] = {}
        self.counts = Counts()
        self.last_list = {False: "", True: ""}  # the prefix list touched last, of IPv4 and of IPv6
        self._deafen = self.host.device.bus.listen(ListsChanged, self._lists_changed)

    def stop(self) -> None:
        self._deafen()
        for tellers in self._tellers.values():
            tellers.stop()

    def _lists_changed(self, event: ListsChanged) -> None:
        self.touched()

    def register(
        self, table: RoutingTable, source: RouteSource, networks: Networks | None, imports: Imports | None = None
    ) -> None:
        """`source` runs on the connected networks of `table` that `networks()` lists; None: no longer.

        `imports(prefix)` says with which options it redistributes the route to `prefix`; None: it does not.
        """
        tellers = self._tellers.get(table)
        if tellers is None:
            tellers = self._tellers[table] = Tellers(table)
        tellers.imports.pop(source, None)
        if imports is not None:
            tellers.imports[source] = imports
        if networks is not None:
            tellers.networks[source] = networks
            return
        tellers.networks.pop(source, None)
        if not tellers.networks:
            tellers.stop()
            del self._tellers[table]

    def own_networks(self, table: RoutingTable, source: RouteSource) -> list[Prefix]:
        """Connected networks of a table on which a protocol runs."""
        tellers = self._tellers.get(table)
        networks = tellers.networks.get(source) if tellers is not None else None
        return networks() if networks is not None else []

    def changed(self, change: Change) -> None:
        if change.path[0] in ("prefix_lists", "prefix_lists6") and len(change.path) > 1:
            self.last_list[change.path[0] == "prefix_lists6"] = str(change.path[1])
        if change.new is None:
            self.counts.keep(self.host.device[PolicyConfig])
        self.touched()

    def route_map(self, name: str) -> list[tuple[int, RouteMapEntry]]:
        """The entries of a route map by sequence number; empty if there is none of that name."""
        found = self._maps.get(name)
        if found is None:
            config = self.host.device[PolicyConfig]
            own = [(seq, entry) for (other, seq), entry in config.route_maps.items() if other == name]
            found = sorted(own, key=lambda item: item[0])
            if found:  # names that stand for nothing are not kept
                self._maps[name] = found
        return found

    def prefix_list(self, name: str, wide: bool = False) -> list[tuple[int, PrefixListEntry]] | None:
        """The entries of a prefix list (`wide`: of IPv6) by sequence number; None if there is none of that name."""
        found = self._lists.get((name, wide))
        if found is None:
            entries = self.host.device[PolicyConfig].lists(wide).get(name)
            if entries is None:
                return None
            found = self._lists[name, wide] = sorted(entries.entries.items())
        return found

    def touched(self) -> None:
        """Something that protocols may use is different: they look again at the end of the burst."""
        self._maps.clear()
        self._lists.clear()
        self.host.after(0.0, self._tell)

    def _tell(self) -> None:
        self.host.emit(PolicyChanged())
