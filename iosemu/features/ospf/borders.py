"""What an area border router tells each area of the others (RFC 2328 section 12.4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iosemu.features.ospf.area import BACKBONE, Area
from iosemu.features.ospf.routes import INTER, INTRA, OspfRoute
from iosemu.features.policy import api as policy
from iosemu.types import IPv4, Prefix
from iosemu.wire.ospf_lsa import ASBR, LS_INFINITY, SUMMARY

if TYPE_CHECKING:
    from iosemu.features.ospf.process import Process


class LinkStateIds:
    """One each: the network, and where several share it all but the shortest have their host bits set (appendix E)."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._refused: dict[tuple[int | None, int], set[Prefix]] = {}  # area, type -> those that have none

    def of(self, area: Area | None, kind: int, prefixes: Iterable[Prefix]) -> dict[Prefix, IPv4]:
        """What cannot be told, a host route that collides, is said once."""
        found: dict[Prefix, IPv4] = {}
        taken: dict[IPv4, Prefix] = {}
        refused: dict[Prefix, Prefix] = {}
        for prefix in sorted(prefixes):
            lsid = prefix.network if prefix.network not in taken else prefix.broadcast
            if lsid in taken:
                refused[prefix] = taken[lsid]
                continue
            taken[lsid] = prefix
            found[prefix] = lsid
        scope = None if area is None else area.id, kind
        known = self._refused.pop(scope, set())
        for prefix in [prefix for prefix in refused if prefix not in known]:
            there = refused[prefix]
            event = self.process.events.ConflictingLsid
            self.process.host.emit(event(self.process.number, scope[0], kind, found[there], there.length, prefix))
        if refused:
            self._refused[scope] = set(refused)
        return found


class Borders:
    """`active_ranges`: prefixes of `area range` that hold a route of their area, with their cost."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.active_ranges: dict[Prefix, tuple[int, bool]] = {}  # cost, are they told?
        self._ids = process.link_state_ids(process)
        self._told: dict[int, set[tuple[int, IPv4]]] = {}  # area -> (type, link state ID)

    def look_for_ranges(self) -> None:
        """Which are active, before summaries are looked at."""
        process = self.process
        found: dict[Prefix, tuple[int, bool]] = {}
        if process.is_border:
            for area in process.areas.values():
                for (network, length), settings in area.config.ranges.items():
                    whole = process.prefixes(network, length)
                    costs = [
                        route.cost for prefix, route in process.calculator.intra.items()
                        if route.area == area.id and whole.covers(prefix)
                    ]  # fmt: skip
                    if costs:
                        least = min(costs) if process.config.rfc1583 else max(costs)
                        found[whole] = (settings.cost if settings.cost is not None else least, settings.advertise)
        self.active_ranges = found

    def agree(self) -> None:
        """Summaries of all areas follow the routes."""
        process = self.process
        for number in [number for number in self._told if number not in process.areas]:
            del self._told[number]
        for area in process.areas.values():
            wanted = self._wanted(area) if process.is_border and area.active else {}
            told = self._told.setdefault(area.id, set())
            for kind, lsid in sorted(told - wanted.keys()):
                process.origin.drop(area, kind, lsid)
            for (kind, lsid), body in wanted.items():
                process.origin.want(area, kind, lsid, area.lsa_options, body)
            self._told[area.id] = set(wanted)
        self._told = {number: told for number, told in self._told.items() if told}

    def _wanted(self, area: Area) -> dict[tuple[int, IPv4], bytes]:
        process = self.process
        costs: dict[Prefix, int] = {}
        most = process.max_metric
        if not area.no_summary:
            for prefix, route in process.calculator.internal.items():
                self._consider(area, prefix, route, costs)
            for source in process.areas.values():
                if source is not area:
                    for network, length in source.config.ranges:
                        whole = process.prefixes(network, length)
                        active = self.active_ranges.get(whole)
                        if active is not None and active[1] and self._admits(area, source, whole):
                            costs[whole] = active[0]
        if area.stub or area.no_summary:
            costs[process.default_route] = area.config.default_cost
        if most is not None and most.summary:
            costs = dict.fromkeys(costs, most.summary)
        lsids = self._ids.of(area, SUMMARY, costs)
        wanted = {(SUMMARY, lsid): process.origin.summary(prefix, costs[prefix]) for prefix, lsid in lsids.items()}
        if area.external:
            for router_id in process.calculator.routers:
                best = process.calculator.boundary(router_id)
                if best is None or best.area == area.id or best.cost >= LS_INFINITY:
                    continue
                if best.inter and area.id == BACKBONE:
                    continue
                if any(port.area is area for port, _ in best.hops):
                    continue  # by a virtual link through it
                wanted[ASBR, router_id] = process.origin.boundary(area, router_id, best.cost)
        return wanted

    def _consider(self, area: Area, prefix: Prefix, route: OspfRoute, costs: dict[Prefix, int]) -> None:
        process = self.process
        if route.area == area.id or route.cost >= LS_INFINITY or prefix in self.active_ranges:
            return
        if route.level == INTER and (route.area != BACKBONE or area.id == BACKBONE):
            return
        if any(hop[0].area is area for hop, _ in route.ways):
            return  # the area is on the way itself
        source = process.areas.get(route.area if route.area is not None else -1)
        if source is None:
            return
        if route.level == INTRA and source.config.ranges and not (source.id == BACKBONE and area.transit):
            for network, length in source.config.ranges:
                if process.prefixes(network, length).covers(prefix):
                    return
        if (area.stub or area.nssa is not None) and prefix == process.default_route:
            return
        if self._admits(area, source, prefix):
            costs[prefix] = route.cost

    def _admits(self, area: Area, source: Area, prefix: Prefix) -> bool:
        """`area N filter-list prefix … in | out`"""
        device = self.process.device
        return all(
            policy.permits(device, "prefix", name, prefix)
            for name in (area.config.filter_in, source.config.filter_out)
            if name
        )

    def discards(self) -> dict[Prefix, tuple[int, bool]]:
        """Routes to nowhere for ranges that are told."""
        return {prefix: (cost, False) for prefix, (cost, told) in self.active_ranges.items() if told}
