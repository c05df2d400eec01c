"""From trees and summaries to the table of routes of a process (RFC 2328 section 16, RFC 3101 section 2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iosemu.features.ospf.area import BACKBONE, Area
from iosemu.features.ospf.events import SpfStep
from iosemu.features.ospf.spf import Hop, Hops, merge
from iosemu.records import dataclass, replace
from iosemu.types import IPv4, Prefix
from iosemu.wire.ospf import Option
from iosemu.wire.ospf_lsa import (
    ASBR,
    BORDER,
    EXTERNAL,
    EXTERNAL_ROUTER,
    LS_INFINITY,
    MAX_AGE,
    NSSA,
    SUMMARY,
    ExternalBody,
    SummaryBody,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iosemu.features.ospf.lsdb import Entry, Lsdb
    from iosemu.features.ospf.process import Process
    from iosemu.wire.ospf_lsa import Lsa

Ways = tuple[tuple[Hop, IPv4], ...]  # with the router that tells each

INTRA, INTER, TYPE1, TYPE2 = 0, 1, 2, 3


@dataclass(slots=True)
class OspfRoute:
    """`level` orders kinds; `ways` empty or with a next hop of 0: on a network of our own.

    `cost` is all the way (of type 2: to the router or forwarding address), `metric` what shows.
    """

    prefix: Prefix
    level: int
    area: int | None
    cost: int
    ways: Ways
    nssa: bool = False
    type2: int = 0
    tag: int = 0
    propagate: bool = False  # the P bit of a type 7

    @property
    def connected(self) -> bool:
        return not self.ways or any(not hop[1] for hop, _ in self.ways)

    @property
    def metric(self) -> int:
        return self.type2 if self.level == TYPE2 else self.cost

    @property
    def kind(self) -> str:
        """As the source of routes has it."""
        if self.level < TYPE1:
            return "inter" if self.level == INTER else ""
        return f"{'nssa' if self.nssa else 'external'} {self.level - 1}"


@dataclass(slots=True)
class BoundaryRoute:
    """The way to a router: an area border (`border`) or boundary router (`boundary`)."""

    router_id: IPv4
    area: int
    cost: int
    hops: Hops
    border: bool
    boundary: bool
    inter: bool = False


def live(lsdb: Lsdb, kind: int, now: float) -> Iterator[Entry]:
    for entry in lsdb.of(kind).values():
        if now - entry.born < MAX_AGE:
            yield entry


def ways_of(hops: Hops, adv: IPv4) -> Ways:
    return tuple((hop, adv) for hop in hops)


def merged(ways: Ways, more: Ways) -> Ways:
    known = {hop for hop, _ in ways}
    return ways + tuple(way for way in more if way[0] not in known)


class Calculator:
    """`table` is the result; the parts are kept, so that a change of one does not cost all."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.intra: dict[Prefix, OspfRoute] = {}
        self.internal: dict[Prefix, OspfRoute] = {}  # intra and inter
        self.table: dict[Prefix, OspfRoute] = {}
        self.routers: dict[IPv4, list[BoundaryRoute]] = {}  # borders and boundaries, by router ID
        self._inner_routers: dict[IPv4, list[BoundaryRoute]] = {}  # of them those inside our areas
        self._lengths: list[int] = []  # of the internal prefixes, longest first

    @property
    def now(self) -> float:
        return self.process.host.now

    # what is told

    def _looks(self, step: SpfStep, area: Area | None, entry: Entry, prefix: Prefix) -> None:
        """At an LSA, for who listens."""
        process, lsa = self.process, entry.lsa
        if process.device.bus.wants(process.events.Spf):
            number = None if area is None else area.id
            what = process.number, step, number
            facts = process.events.Spf(*what, kind=lsa.kind, lsid=lsa.lsid, adv=lsa.adv, prefix=prefix)
            facts.age, facts.sequence = entry.age(self.now), lsa.sequence
            process.host.emit(facts)

    def _adds(self, route: OspfRoute) -> None:
        """A route, for who listens."""
        process = self.process
        if process.device.bus.wants(process.events.Spf):
            for (port, hop), _ in route.ways:
                process.host.emit(
                    process.events.Spf(
                        process.number, SpfStep.PATH, route.area, prefix=route.prefix, cost=route.cost, hop=hop,
                        iface=port.name,
                    )
                )  # fmt: skip

    # inside areas

    def from_trees(self) -> None:
        """Networks of all areas; those of equal cost in several belong to the one of the higher number."""
        found: dict[Prefix, OspfRoute] = {}
        routers: dict[IPv4, list[BoundaryRoute]] = {}
        for area in self.process.areas.values():
            tree = area.tree
            if tree is None:
                continue
            for prefix, (cost, ways) in tree.networks.items():
                known = found.get(prefix)
                if known is None or cost < known.cost or (cost == known.cost and area.id > (known.area or 0)):
                    found[prefix] = OspfRoute(prefix, INTRA, area.id, cost, ways)
                    self._adds(found[prefix])
            for router_id, (cost, hops, flags) in tree.routers.items():
                if flags & (BORDER | EXTERNAL_ROUTER) and router_id != self.process.router_id:
                    kinds = bool(flags & BORDER), bool(flags & EXTERNAL_ROUTER)
                    routers.setdefault(router_id, []).append(BoundaryRoute(router_id, area.id, cost, hops, *kinds))
        self.intra, self._inner_routers = found, routers

    # between areas

    def summary_areas(self) -> list[Area]:
        """A border router looks into the backbone alone, while it has a neighbour there (RFC 3509)."""
        process = self.process
        backbone = process.areas.get(BACKBONE)
        if process.is_border and backbone is not None and backbone.connected:
            return [backbone]
        return list(process.areas.values())

    def from_summaries(self) -> None:
        """Types 3 and 4, then better ways through transit areas."""
        process = self.process
        table = dict(self.intra)
        self.routers = {router: list(ways) for router, ways in self._inner_routers.items()}
        ranges = process.borders.active_ranges if process.is_border else {}
        for area in self.summary_areas():
            tree = area.tree
            if tree is None:
                continue
            if process.device.bus.wants(process.events.Spf):
                process.host.emit(process.events.Spf(process.number, SpfStep.SUMMARIES, area.id))
            for entry in live(area.lsdb, SUMMARY, self.now):
                lsa, body = entry.lsa, cast("SummaryBody", entry.lsa.body)
                prefix = cast("Prefix", lsa.prefix)
                self._looks(SpfStep.SUMMARY, area, entry, prefix)
                if body.metric >= LS_INFINITY or lsa.adv == process.router_id or self._came_down(lsa):
                    continue
                border = tree.routers.get(lsa.adv)
                if border is None or not border[2] & BORDER:
                    continue
                if prefix in ranges or not process.usable(prefix):
                    continue
                cost = border[0] + body.metric
                known = table.get(prefix)
                if known is None or (known.level == INTER and cost < known.cost):
                    table[prefix] = OspfRoute(prefix, INTER, area.id, cost, ways_of(border[1], lsa.adv))
                    self._adds(table[prefix])
                elif known.level == INTER and cost == known.cost:
                    known.ways = merged(known.ways, ways_of(border[1], lsa.adv))
            self._boundaries(area)
        if process.is_border:
            for area in process.areas.values():
                if area.id != BACKBONE and area.transit:
                    self._through(area, table)
        self.internal = table
        self._lengths = sorted({prefix.length for prefix in table}, reverse=True)

    def _came_down(self, lsa: Lsa) -> bool:
        """A provider gave it to the VRF: no other end of the provider takes it back (RFC 4576, 4577)."""
        if not self.process.at_provider:
            return False
        tag = lsa.body.tag if isinstance(lsa.body, ExternalBody) else 0
        return bool(lsa.options & Option.DOWN) or (tag != 0 and tag in self.process.provider_tags)

    def _boundaries(self, area: Area) -> None:
        process, tree = self.process, area.tree
        assert tree is not None
        for entry in live(area.lsdb, ASBR, self.now):
            lsa, body = entry.lsa, cast("SummaryBody", entry.lsa.body)
            border = tree.routers.get(lsa.adv)
            if (
                body.metric >= LS_INFINITY or process.router_id in (lsa.adv, lsa.destination)
                or border is None or not border[2] & BORDER
            ):  # fmt: skip
                continue
            found = BoundaryRoute(lsa.destination, area.id, border[0] + body.metric, border[1], False, True, inter=True)
            routes = self.routers.setdefault(lsa.destination, [])
            same = next((each for each in routes if each.inter and each.area == area.id), None)
            if same is None:
                routes.append(found)
            elif found.cost < same.cost:
                routes[routes.index(same)] = found
            elif found.cost == same.cost:
                same.hops += tuple(hop for hop in found.hops if hop not in same.hops)

    def _through(self, area: Area, table: dict[Prefix, OspfRoute]) -> None:
        """What the backbone reaches may be nearer through a transit area (RFC 2328 section 16.3)."""
        tree = area.tree
        if tree is None:
            return
        for entry in live(area.lsdb, SUMMARY, self.now):
            lsa, body = entry.lsa, cast("SummaryBody", entry.lsa.body)
            border = tree.routers.get(lsa.adv)
            prefix = cast("Prefix", lsa.prefix)
            known = table.get(prefix)
            if body.metric >= LS_INFINITY or border is None or known is None or known.area != BACKBONE:
                continue
            if lsa.adv == self.process.router_id or known.connected:
                continue
            cost = border[0] + body.metric
            ways = ways_of(border[1], lsa.adv)
            if cost < known.cost:
                table[prefix] = OspfRoute(prefix, known.level, BACKBONE, cost, ways)
            elif cost == known.cost:
                table[prefix] = OspfRoute(prefix, known.level, BACKBONE, cost, merged(known.ways, ways))
        for entry in live(area.lsdb, ASBR, self.now):
            lsa, body = entry.lsa, cast("SummaryBody", entry.lsa.body)
            border = tree.routers.get(lsa.adv)
            routes = self.routers.get(lsa.destination, [])
            old = next((each for each in routes if each.area == BACKBONE and each.boundary), None)
            if body.metric >= LS_INFINITY or border is None or old is None or lsa.adv == self.process.router_id:
                continue
            cost = border[0] + body.metric
            if cost <= old.cost:
                hops = border[1] if cost < old.cost else merge(old.hops, border[1])
                routes[routes.index(old)] = replace(old, cost=cost, hops=hops)

    # from outside

    def boundary(self, router_id: IPv4, area: Area | None = None) -> BoundaryRoute | None:
        """The best way to a boundary router: within `area`, or, for LSAs of type 5 and summaries of type 4, of the
        areas that these come into (RFC 3101 section 2.5 (3)): a way through an NSSA hides none of those."""
        found = [each for each in self.routers.get(router_id, ()) if each.boundary]
        if area is not None:
            found = [each for each in found if each.area == area.id and not each.inter]
        else:
            found = [each for each in found if self._takes_externals(each.area)]
        if not self.process.config.rfc1583 and any(not each.inter for each in found):
            found = [each for each in found if not each.inter]
            found = [each for each in found if each.area != BACKBONE] or found
        return min(found, key=lambda each: (each.cost, -each.area), default=None)

    def _takes_externals(self, number: int) -> bool:
        area = self.process.areas.get(number)
        return area is not None and area.external

    def internal_route(self, address: int) -> OspfRoute | None:
        """Longest match among what is inside."""
        for length in self._lengths:
            found = self.internal.get(self.process.prefixes.of(address, length))
            if found is not None:
                return found
        return None

    def from_externals(self, only: set[Prefix] | None = None) -> None:
        """Types 5 and 7; `only` these prefixes have changed."""
        process = self.process
        if only is None:
            self.table = dict(self.internal)
        else:
            for prefix in only:
                inside = self.internal.get(prefix)
                if inside is not None:
                    self.table[prefix] = inside
                else:
                    self.table.pop(prefix, None)
        for entry in live(process.flooding.external, EXTERNAL, self.now):
            self._external(entry, None, only)
        for area in process.areas.values():
            if area.nssa is not None:
                for entry in live(area.lsdb, NSSA, self.now):
                    self._external(entry, area, only)

    def _external(self, entry: Entry, area: Area | None, only: set[Prefix] | None) -> None:
        lsa, body = entry.lsa, cast("ExternalBody", entry.lsa.body)
        process = self.process
        if body.metric >= LS_INFINITY or lsa.adv == process.router_id or self._came_down(lsa):
            return
        prefix = cast("Prefix", lsa.prefix)
        if (only is not None and prefix not in only) or not process.usable(prefix):
            return
        self._looks(SpfStep.EXTERNAL, area, entry, prefix)
        propagate = bool(lsa.options & Option.NSSA) and area is not None
        default = area is not None and prefix == process.default_route and process.is_border
        if default and area is not None and (not propagate or area.no_summary):
            return
        boundary = self.boundary(lsa.adv, area)
        if boundary is None:
            return
        cost, hops = boundary.cost, boundary.hops
        if body.forward:
            inside = self.internal_route(body.forward)
            if inside is None or (area is not None and (inside.level != INTRA or inside.area != area.id)):
                return
            cost = inside.cost
            if inside.connected:
                hops = self._on_link(body.forward)
                if not hops:
                    return
            else:
                hops = tuple(hop for hop, _ in inside.ways)
        level = TYPE2 if body.type2 else TYPE1
        found = OspfRoute(
            prefix, level, None if area is None else area.id, cost + (0 if body.type2 else body.metric),
            ways_of(hops, lsa.adv), area is not None, body.metric if body.type2 else 0, body.tag, propagate,
        )  # fmt: skip
        known = self.table.get(prefix)
        if known is None or (known.level >= TYPE1 and _preference(found) < _preference(known)):
            self.table[prefix] = found
            self._adds(found)
        elif known.level >= TYPE1 and _preference(found) == _preference(known):
            if _rank(found) < _rank(known):
                found.ways = merged(found.ways, known.ways)
                self.table[prefix] = found
            else:
                known.ways = merged(known.ways, found.ways)

    def _on_link(self, address: int) -> Hops:
        for port in self.process.ports.values():
            if port.on_link(address):
                return ((port, address),)
        return ()


def _preference(route: OspfRoute) -> tuple[int, int, int]:
    return route.level, route.type2, route.cost


def _rank(route: OspfRoute) -> int:
    """Of equal ones: type 7 with the P bit, then type 5, then other type 7 (RFC 3101 section 2.5 (6) e)."""
    if route.nssa:
        return 0 if route.propagate else 2
    return 1
