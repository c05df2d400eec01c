"""What routing protocols ask of policy. An undefined list or map permits everything, as on IOS."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from iosemu.device.sources import CONNECTED, LOCAL, named
from iosemu.features.policy.model import (
    DistanceFrom,
    DistributeList,
    OffsetList,
    PolicyConfig,
    PrefixList,
    PrefixListEntry,
    Redistribution,
    RouteMapEntry,
)
from iosemu.features.policy.paths import PathFacts, apply_path, asks_path, path_matches
from iosemu.records import dataclass, field
from iosemu.types import IPv4, Prefix, Prefix6

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.rib import Route, RoutingTable
    from iosemu.device.sources import RouteSource
    from iosemu.features.policy.counts import Counts
    from iosemu.features.policy.engine import Exporter


def acl_permits(device: Device, name: str, prefix: Prefix, counted: bool = True) -> bool:
    """A standard list looks at the network, an extended one also at the mask; an undefined one permits. A show that
    asks what would pass is not `counted`, here and below. To a list of IPv6 the network is the source, the mask the
    destination."""
    answer: bool | None = device.engine("acl").matches_prefix(str(name), prefix, counted)
    return answer is not False


def counts_of(device: Device) -> Counts:
    """How often entries of prefix lists and route maps have decided."""
    found: Counts = device.engine("policy").counts
    return found


def prefix_list_permits(device: Device, entries: PrefixList, prefix: Prefix, counted: bool = True) -> bool:
    """The first entry that matches decides; none: deny."""
    ordered: list[tuple[int, PrefixListEntry]] = device.engine("policy").prefix_list(entries.name, entries.wide) or []
    for sequence, entry in ordered:
        if entry.matches(prefix):
            if counted:
                counts_of(device).of(entries.name, sequence, entry).times += 1
            return entry.permit
    return not ordered


def permits(device: Device, kind: str, name: str, prefix: Prefix, counted: bool = True) -> bool:
    """Does a list ("acl" or "prefix") or a route map let this prefix pass?"""
    if kind == "prefix":
        config = device.get(PolicyConfig)
        found = config.lists(isinstance(prefix, Prefix6)).get(name) if config is not None else None
        return found is None or prefix_list_permits(device, found, prefix, counted)
    if kind == "route-map":
        return route_map(device, name, Facts(prefix), counted) is not None
    return acl_permits(device, name, prefix, counted)


def distributes(
    device: Device,
    lists: dict[tuple[str, str], DistributeList],
    direction: str,
    iface: Interface,
    prefix: Prefix,
    source: RouteSource | None = None,
) -> bool:
    """Do the distribute-lists of a process let it pass: the general one, the interface's, and (out) the source's?"""
    if not lists:
        return True
    for scope in ("", iface.text, *((str(source),) if source is not None else ())):
        entry = lists.get((direction, scope))
        if entry is not None and not permits(device, entry.kind, entry.name, prefix):
            return False
    return True


def offset(
    device: Device, lists: dict[tuple[str, str], OffsetList], direction: str, iface: Interface, prefix: Prefix
) -> int:
    """What offset-lists add: that of the interface wins over the general one."""
    for scope in (iface.text, ""):
        entry = lists.get((direction, scope))
        if entry is not None and (entry.acl == "0" or acl_permits(device, entry.acl, prefix)):
            return entry.offset
    return 0


def distance_from(
    device: Device,
    told: dict[tuple[IPv4, IPv4], DistanceFrom],
    source: IPv4,
    prefix: Prefix,
    counted: bool = True,
) -> int | None:
    """The distance that a route has because of the router that told it, if a line says one."""
    for (router, wildcard), entry in told.items():
        if (router ^ source) & ~wildcard & 0xFFFFFFFF == 0 and (
            not entry.acl or acl_permits(device, entry.acl, prefix, counted)
        ):
            return entry.distance
    return None


@dataclass(slots=True)
class Facts:
    """What a route map may match on, and (in its answer) what it has set."""

    prefix: Prefix
    next_hop: IPv4 | None = None
    interface: Interface | None = None
    tag: int = 0
    metric: int = 0
    source: RouteSource | None = None
    learned_from: IPv4 = 0
    vector: tuple[int, int, int, int, int] | None = None
    metric_set: bool = False
    metric_type: int = 0  # of OSPF; 0: not set
    kind: str = ""  # of the route, as its source calls it
    path: PathFacts | None = None  # of BGP
    set_interfaces: list[str] = field(default_factory=list)


def entries_of(device: Device, name: str) -> list[tuple[int, RouteMapEntry]]:
    """The entries of a route map by sequence number; empty if there is none of that name."""
    if device.get(PolicyConfig) is None:
        return []
    found: list[tuple[int, RouteMapEntry]] = device.engine("policy").route_map(name)
    return found


def route_map(device: Device, name: str, facts: Facts, counted: bool = True) -> Facts | None:
    """Run a route through a map: the facts with what was set, or None when it is denied."""
    entries = entries_of(device, name)
    if not entries:
        return facts
    matched = False
    resume = 0
    for sequence, entry in entries:
        if sequence < resume or not _matches(device, entry, facts, counted):
            continue
        if not entry.permit:
            return facts if matched else None
        matched = True
        _apply(device, entry, facts)
        if entry.goto is None:
            return facts
        resume = entry.goto or sequence + 1
    return facts if matched else None


def _matches(device: Device, entry: RouteMapEntry, facts: Facts, counted: bool) -> bool:
    """All kinds of clauses must hold, any value of one kind. Those of a family fit no route of the other one."""
    matches = _matches6 if isinstance(facts.prefix, Prefix6) else _matches4
    if not matches(device, entry, facts, counted):
        return False
    if entry.match_interfaces and (facts.interface is None or facts.interface.name not in entry.match_interfaces):
        return False
    if entry.match_tags and facts.tag not in entry.match_tags:
        return False
    if entry.match_metrics and facts.metric not in entry.match_metrics:
        return False
    if (entry.match_route_types or entry.match_external_type) and not _is_type(entry, facts.kind):
        return False
    if asks_path(entry) and (facts.path is None or not path_matches(device, entry, facts.path)):
        return False
    return not entry.match_sources or str(facts.source) in entry.match_sources


def _matches6(device: Device, entry: RouteMapEntry, facts: Facts, counted: bool) -> bool:
    """Clauses about addresses, of a route of IPv6."""
    if (entry.match_acls or entry.match_prefix_lists or entry.match_next_hop_acls or entry.match_next_hop_prefix_lists
            or entry.match_source_acls):  # fmt: skip
        return False
    hop = Prefix6(facts.next_hop or 0, 128)
    asked = ((entry.match_prefix_lists6, entry.match_acls6, facts.prefix),
             (entry.match_next_hop_prefix_lists6, entry.match_next_hop_acls6, hop))  # fmt: skip
    return all(
        not (lists or acls)
        or any(acl_permits(device, name, prefix, counted) for name in acls)
        or any(permits(device, "prefix", name, prefix, counted) for name in lists)
        for lists, acls, prefix in asked
    )


def asks_wide(entry: RouteMapEntry) -> bool:
    """Has it clauses about addresses of IPv6?"""
    return bool(
        entry.match_prefix_lists6
        or entry.match_next_hop_prefix_lists6
        or entry.match_acls6
        or entry.match_next_hop_acls6
    )


def _matches4(device: Device, entry: RouteMapEntry, facts: Facts, counted: bool) -> bool:
    """The same, of a route of IPv4."""
    if asks_wide(entry):
        return False
    if (entry.match_acls or entry.match_prefix_lists) and not (
        any(acl_permits(device, name, facts.prefix, counted) for name in entry.match_acls)
        or any(permits(device, "prefix", name, facts.prefix, counted) for name in entry.match_prefix_lists)
    ):
        return False
    if entry.match_next_hop_acls or entry.match_next_hop_prefix_lists:
        hop = Prefix(facts.next_hop or 0, 32)
        if not (
            any(acl_permits(device, name, hop, counted) for name in entry.match_next_hop_acls)
            or any(permits(device, "prefix", name, hop, counted) for name in entry.match_next_hop_prefix_lists)
        ):
            return False
    return not entry.match_source_acls or any(
        acl_permits(device, name, Prefix(facts.learned_from, 32), counted) for name in entry.match_source_acls
    )


def _is_type(entry: RouteMapEntry, kind: str) -> bool:
    """By what the source calls the route; `internal` is what has come from no other protocol."""
    if entry.match_external_type and kind == f"external{entry.match_external_type[-1]}":
        return True
    word = "internal" if kind in ("", "inter") else {"nssa": "nssa-external"}.get(kind.rstrip("12"), kind.rstrip("12"))
    return word in entry.match_route_types


def _apply(device: Device, entry: RouteMapEntry, facts: Facts) -> None:
    if facts.path is not None:
        apply_path(device, entry, facts.path, isinstance(facts.prefix, Prefix6))
    if entry.set_metric is not None:
        facts.metric = entry.set_metric
        facts.metric_set = True
    if entry.set_metric_type.startswith("type-"):
        facts.metric_type = int(entry.set_metric_type[-1])
    if entry.set_vector is not None:
        facts.vector = entry.set_vector
    if entry.set_tag is not None:
        facts.tag = entry.set_tag
    facts.set_interfaces.extend(map(str, entry.set_interfaces))


@dataclass(slots=True)
class Redistributed:
    """A route of another source, with the options of its `redistribute` and what the route map set."""

    route: Route
    options: Redistribution
    tag: int
    metric: int | None  # set by the map or by the options
    metric_vector: tuple[int, int, int, int, int] | None
    metric_type: int = 0  # of OSPF, if the map sets it


def options_text(configured: Mapping[str, Redistribution], source: RouteSource | None) -> str:
    """What the line `redistribute SOURCE` says of metric and map, as `show ip route PREFIX` repeats it."""
    options = next((options for text, options in configured.items() if named(text) is source), None)
    if options is None:  # connected, brought along by a protocol that runs there
        return ""
    metric = options.vector or (() if options.metric is None else (options.metric,))
    words = ["metric", *map(str, metric)] if metric else ["metric", "transparent"] if options.transparent else []
    return " ".join([*words, *(("route-map", options.route_map) if options.route_map else ())])


def _taken(route: Route, kinds: Collection[str]) -> bool:
    """Is it of one of these kinds, or of a source that has none?"""
    kind = route.source.kind(route.kind).match
    return not kinds or not kind or kind in kinds


def redistributed(
    table: RoutingTable, configured: Mapping[str, Redistribution], own: RouteSource, usual: Collection[str] = ()
) -> Iterator[Redistributed]:
    """The installed routes of a table that `redistribute` takes, map applied.

    A protocol brings along the connected networks that it runs on, as on IOS; in IPv6 where that is said. `usual`: of a
    source that tells kinds of routes apart, those that are taken where no `match` says so (none: all).
    """
    if not configured:
        return
    options_of = {named(text): options for text, options in configured.items()}
    device, wide = table.device, table.family is Prefix6
    engine = device.engine("policy")
    exporters: dict[str, Exporter] = engine.exporters
    running: dict[Prefix, RouteSource] = {}
    for source, said in options_of.items():
        for prefix in engine.own_networks(table, source) if said.include_connected or not wide else ():
            running[prefix] = source
    for route in table:
        source = route.source
        if source is own or source is LOCAL or route.kind == "summary":
            continue
        if source is CONNECTED and CONNECTED not in options_of:
            source = running.get(route.prefix, source)
        options = options_of.get(source)
        exporter = exporters.get(source.name)
        if options is None or (exporter is not None and not exporter.exports(table, route)):
            continue
        if not _taken(route, options.match or usual):
            continue
        tag = options.tag or route.tag
        if not options.route_map:
            yield Redistributed(route, options, tag, options.metric, options.vector)
            continue
        path = route.paths[0] if route.paths else None
        facts = Facts(
            route.prefix, path.next_hop if path else None, path.interface if path else None, tag, route.metric, source,
            path.learned_from if path else 0, kind=route.kind,
            path=exporter.path_facts(table, route) if exporter is not None else None,
        )  # fmt: skip
        result = route_map(device, options.route_map, facts)
        if result is not None:
            metric = result.metric if result.metric_set else options.metric
            vector = result.vector or options.vector
            yield Redistributed(route, options, result.tag, metric, vector, result.metric_type)
