"""Networks of our own: `network`, `redistribute`, `aggregate-address`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.sources import CONNECTED
from iosemu.device.v6.addresses import is_here_only
from iosemu.features.bgp.events import RedistributionSeen, RouteSourced
from iosemu.features.bgp.paths import LOCAL_WEIGHT, Destination, Path
from iosemu.features.bgp.policy import Candidate, run_map
from iosemu.features.policy import api as policy
from iosemu.records import replace
from iosemu.types import DEFAULT_ROUTE, Prefix, classful_length
from iosemu.wire.bgp_attributes import (
    CONFED_SEQUENCE,
    CONFED_SET,
    IGP,
    INCOMPLETE,
    SEQUENCE,
    SET,
    AsPath,
    Attributes,
    Segment,
)

if TYPE_CHECKING:
    from iosemu.device.rib import Route
    from iosemu.features.bgp.model import Aggregate
    from iosemu.features.bgp.table import Table

USUAL = ("internal",)  # of OSPF no external routes are taken unless `match` says so
Own = dict[tuple[Prefix, str], tuple[Attributes, int]]  # (network, kind) -> attributes, weight


class Origin:
    """Of a table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._own: Own = {}

    def look(self) -> None:
        """The configuration or the routing table is otherwise."""
        wanted: Own = {}
        wanted.update(self._networks())
        for key, value in self._redistributed():
            wanted.setdefault(key, value)
        self._agree(wanted, ("network", "redistributed"))

    def kinds(self, prefix: Prefix) -> list[str]:
        """How it is ours: "network", "redistributed"."""
        return [kind for kind in ("network", "redistributed") if (prefix, kind) in self._own]

    def _agree(self, wanted: Own, kinds: tuple[str, ...]) -> None:
        for key in [key for key in self._own if key[1] in kinds and key not in wanted]:
            self._drop(*key)
        for (prefix, kind), value in wanted.items():
            if self._own.get((prefix, kind)) != value:
                self._put(prefix, kind, *value)

    def _put(self, prefix: Prefix, kind: str, attributes: Attributes, weight: int) -> None:
        table = self.table
        destination = table.destination(prefix)
        hop = table.hops.hold(attributes.next_hop) if attributes.next_hop else None
        self._own[prefix, kind] = (attributes, weight)
        if kind == "redistributed":
            table.process.host.emit(RedistributionSeen(table.vrf.name, prefix))
        path = Path(attributes, None, hop, weight, table.process.host.now, kind)
        table.put(destination, path, destination.of(None, kind))
        table.process.host.emit(RouteSourced(table.vrf.name, prefix, kind, attributes.next_hop, weight, True))

    def _drop(self, prefix: Prefix, kind: str) -> None:
        table = self.table
        attributes, weight = self._own.pop((prefix, kind))
        destination = table.destinations.get(prefix)
        path = destination.of(None, kind) if destination is not None else None
        if destination is not None and path is not None:
            table.take(destination, path)
            table.process.host.emit(RouteSourced(table.vrf.name, prefix, kind, attributes.next_hop, weight, False))

    # network

    def _networks(self) -> Iterator[tuple[tuple[Prefix, str], tuple[Attributes, int]]]:
        family, rib, own = self.table.family, self.table.rib, self.table.process.source
        for prefix, network in family.networks.items():
            if network.backdoor:
                continue
            route = rib.best(prefix)
            if route is not None and route.source is own and route.kind != "local":
                route = next((r for r in rib.candidates(prefix) if r.source is not own), None)
            major = not family.wide and prefix.length == classful_length(prefix.network)
            if route is None and family.auto_summary and major:
                route = next((r for r in rib if prefix.covers(r.prefix) and r.source is not own), None)
                if route is not None:
                    yield (prefix, "network"), (Attributes.make(IGP), LOCAL_WEIGHT)
                    continue
            if route is None or route.source is own:
                continue
            found = self._candidate(prefix, route, IGP)
            if not network.route_map or run_map(self.table.process.device, network.route_map, found):
                yield (prefix, "network"), (found.attributes, found.weight)

    def _candidate(self, prefix: Prefix, route: Route, origin: int) -> Candidate:
        path = route.paths[0] if route.paths else None
        hop = path.next_hop or 0 if path is not None and route.source is not CONNECTED else 0
        if self.table.wide and is_here_only(hop):
            hop = 0  # nobody else could use it
        metric = route.metric if route.source is not CONNECTED else 0
        found = Candidate(prefix, Attributes.make(origin, (), hop, metric), LOCAL_WEIGHT)
        found.local = True
        found.source = route.source
        found.tag = route.tag
        found.metric = metric
        found.own_as = self.table.process.instance.asn
        found.learned_from = path.learned_from if path is not None else 0
        found.interface = path.interface if path is not None else None
        return found

    # redistribute

    def _redistributed(self) -> Iterator[tuple[tuple[Prefix, str], tuple[Attributes, int]]]:
        table, family = self.table, self.table.family
        if not family.redistribute:
            return
        device, source = table.process.device, table.process.source
        plain = {name: replace(options, route_map="") for name, options in family.redistribute.items()}
        for each in policy.redistributed(table.rib, plain, source, USUAL):
            route = each.route
            prefix = route.prefix
            if prefix == table.default and not family.default_information:
                continue
            found = self._candidate(prefix, route, INCOMPLETE)
            metric = each.options.metric if each.options.metric is not None else family.default_metric
            if metric is not None:
                found.attributes = found.attributes.but(med=metric)
            name = next((o.route_map for n, o in family.redistribute.items() if plain[n] is each.options), "")
            if name and not run_map(device, name, found):
                continue
            if not self._passes(str(route.source), prefix):
                continue
            if family.auto_summary and not table.wide and prefix != DEFAULT_ROUTE:
                major = Prefix.of(prefix.network, classful_length(prefix.network))
                if major != prefix and major.length < prefix.length:
                    found.attributes = found.attributes.but(next_hop=0)
                    prefix = major
            yield (prefix, "redistributed"), (found.attributes, found.weight)

    def _passes(self, source: str, prefix: Prefix) -> bool:
        """`distribute-list N out SOURCE` of the router."""
        lists = self.table.family.distribute_out
        names = [lists[scope] for scope in ("", source) if scope in lists]
        return all(policy.acl_permits(self.table.process.device, name, prefix) for name in names)

    # aggregates

    def aggregate(self) -> None:
        """Networks that aggregates cover have changed."""
        table = self.table
        aggregates = table.family.aggregates
        suppressed: dict[Prefix, int] = {}
        wanted: Own = {}
        for prefix, settings in aggregates.items():
            parts = [
                each for each in table.destinations.values()
                if each.best is not None and each.prefix != prefix and prefix.covers(each.prefix)
            ]  # fmt: skip
            if not parts:
                continue
            for part in parts:
                if self._hides(settings, part):
                    suppressed[part.prefix] = suppressed.get(part.prefix, 0) + 1
            told = [part for part in parts if self._counts(settings, part)]
            if told:
                wanted[prefix, "aggregate"] = self._summary(prefix, settings, told)
        self._agree(wanted, ("aggregate",))
        for destination in table.destinations.values():
            count = suppressed.get(destination.prefix, 0)
            if destination.suppressed != count:
                destination.suppressed = count
                table.advertiser.changed([destination])

    def _hides(self, settings: Aggregate, part: Destination) -> bool:
        if settings.summary_only:
            return True
        return bool(settings.suppress_map) and self._matches(settings.suppress_map, part)

    def _counts(self, settings: Aggregate, part: Destination) -> bool:
        return not settings.advertise_map or self._matches(settings.advertise_map, part)

    def _matches(self, name: str, part: Destination) -> bool:
        best = part.best
        assert best is not None
        return run_map(self.table.process.device, name, Candidate(part.prefix, best.attributes, best.weight))

    def _summary(self, prefix: Prefix, settings: Aggregate, parts: list[Destination]) -> tuple[Attributes, int]:
        process = self.table.process
        sets = [part.best.attributes for part in parts if part.best is not None]
        aggregator = (process.public_as, process.router_id(self.table.vrf))
        path: AsPath = ()
        communities: tuple[int, ...] = ()
        atomic = True
        if settings.as_set:
            path = common_path([each.as_path for each in sets])
            communities = tuple(sorted({community for each in sets for community in each.communities}))
            atomic = False
        found = Candidate(
            prefix,
            Attributes.make(
                max(each.origin for each in sets) if settings.as_set else IGP, path, 0, None, None, atomic, aggregator,
                communities,
            ),
            LOCAL_WEIGHT,
        )  # fmt: skip
        found.local = True
        found.own_as = process.instance.asn
        if settings.attribute_map:
            run_map(process.device, settings.attribute_map, found)
        return found.attributes, found.weight

    def stop(self) -> None:
        self._own.clear()


def common_path(paths: list[AsPath]) -> AsPath:
    """What all paths begin with, then a set of all other numbers (RFC 4271 section 9.2.2.2). Members of a confederation
    are apart, in segments of their own (RFC 5065), which stay behind at its border."""
    if len(set(paths)) == 1:
        return paths[0]
    inside = [tuple(each for each in path if each[0] in (CONFED_SEQUENCE, CONFED_SET)) for path in paths]
    outside = [tuple(each for each in path if each[0] in (SEQUENCE, SET)) for path in paths]
    return (*_common(inside, CONFED_SEQUENCE, CONFED_SET), *_common(outside, SEQUENCE, SET))


def _common(paths: list[AsPath], sequence: int, set_: int) -> Iterator[Segment]:
    lead: list[int] = []
    firsts = [path[0][1] if path and path[0][0] == sequence else () for path in paths]
    for numbers in zip(*firsts, strict=False):
        if len(set(numbers)) != 1:
            break
        lead.append(numbers[0])
    rest = {asn for path in paths for _, asns in path for asn in asns} - set(lead)
    if lead:
        yield sequence, tuple(lead)
    if rest:
        yield set_, tuple(sorted(rest))
