"""Text of `show ip route`: major networks with their subnets, each route with its paths."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from iosemu.device.rib import Path, Route, RoutingTable
from iosemu.device.sources import CONNECTED, named
from iosemu.device.times import uptime
from iosemu.features.routing.legend import code, legend
from iosemu.types import DEFAULT_ROUTE, Prefix, classful_length, format_ipv4

_HELD_DOWN = "possibly down"
_WIDEST = 78  # a longer first line is broken behind the prefix

Wanted = Callable[[Route], bool]


def gateway_of_last_resort(table: RoutingTable) -> str:
    route = table.gateway()
    if route is None:
        return "Gateway of last resort is not set"
    hop, network = route.paths[0].next_hop or 0, route.prefix.network
    return f"Gateway of last resort is {format_ipv4(hop)} to network {format_ipv4(network)}"


def wanted_routes(table: RoutingTable, source: str = "") -> list[Route]:
    """All routes in their order, or those of one source or of one of its processes."""
    if not source:
        return list(table)
    wants = of_source(source)
    return [route for route in table if wants(route)]


def of_source(source: str) -> Wanted:
    asked = named(source)
    return lambda route: asked.takes(route.source) or asked.takes(route.source.shown)


def title(table: RoutingTable) -> list[str]:
    """Which table it is, if not the global one."""
    return ["", f"Routing Table: {table.vrf}"] if table.vrf else []


def heading(table: RoutingTable) -> list[str]:
    """Legend and gateway of last resort, with the blank lines around them."""
    return [*title(table), *legend(table.device.software), "", gateway_of_last_resort(table), ""]


def major_network(prefix: Prefix) -> Prefix:
    """The classful network that a prefix lies in; the prefix itself when it is a supernet."""
    length = classful_length(prefix.network)
    return Prefix.of(prefix.network, length) if prefix.length >= length else prefix


def _by_major(routes: list[Route]) -> Iterator[tuple[Prefix, list[Route]]]:
    """Routes in order -> each major network with those inside it (a supernet is one of its own)."""
    start = 0
    while start < len(routes):
        major = major_network(routes[start].prefix)
        end = start + 1
        if major.length >= classful_length(major.network):
            end = bisect_right(routes, major.broadcast, end, key=_network)
        yield major, routes[start:end]
        start = end


def _network(route: Route) -> int:
    return route.prefix[0]


def body(table: RoutingTable, wanted: Wanted | None = None, overrides: bool = False) -> Iterator[str]:
    """The routes; `overrides` adds the next hops that NHRP put in place."""
    software = table.device.software
    net_column, sub_column = software.route_columns
    now = table.device.scheduler.now
    routes = list(table)
    marked = bool(table.default_networks) or any(route.exterior for route in routes)
    last = [routes.pop(0)] if software.default_route_last and routes and routes[0].prefix == DEFAULT_ROUTE else []
    for major, members in chain(_by_major(routes), _by_major(last)):
        shown = members if wanted is None else [route for route in members if wanted(route)]
        if not shown:
            continue
        if len(members) == 1 and members[0].prefix == major:
            yield from route_lines(table, shown[0], net_column, now, overrides)
            continue
        lengths = {route.prefix.length for route in members}
        with_length = len(lengths) > 1
        yield " " * net_column + _subnetted(major, lengths, len(members))
        before, mark = shown[0], _mark(table, shown[0], sub_column)
        for route in shown:
            if route.source is not before.source or route.kind != before.kind or marked:
                before, mark = route, _mark(table, route, sub_column)
            line = None if table.overrides else _one_line(route, mark, now, with_length)
            if line is not None:
                yield line
            else:
                yield from route_lines(table, route, sub_column, now, overrides, with_length)


def _subnetted(major: Prefix, lengths: set[int], count: int) -> str:
    if len(lengths) == 1:
        return f"{format_ipv4(major.network)}/{next(iter(lengths))} is subnetted, {count} subnets"
    return f"{major} is variably subnetted, {count} subnets, {len(lengths)} masks"


def route_lines(
    table: RoutingTable, route: Route, column: int, now: float, overrides: bool = False, with_length: bool = True
) -> Iterator[str]:
    """A route: its prefix begins at `column`, further paths stand under the first one."""
    override = table.overrides.get(route.prefix)
    mark = _mark(table, route, column, override is not None)
    line = None if override is not None else _one_line(route, mark, now, with_length)
    if line is not None:
        yield line
        return
    head = mark + _prefix_text(route.prefix, with_length)
    if route.kind == _HELD_DOWN:  # held down: used until it is flushed
        yield f"{head}is possibly down,"
        for path in route.paths:
            iface = f", {path.interface.text}" if path.interface is not None else ""
            yield f"          routing via {format_ipv4(path.next_hop or 0)}{iface}"
        return
    paths = [path_text(route, path, now) for path in route.paths]
    if overrides and override is not None:
        age = uptime(now - override.since)
        via = f"via {format_ipv4(override.next_hop)}, {age}, {override.interface.text}"
        paths.append(f"[NHO][{route.distance}/{table.device.software.override_metric}] {via}")
    indent = " " * len(head)
    if any(len(head) + len(text) > _WIDEST for text in paths):
        yield head
        indent = " " * 11
    else:
        yield head + paths.pop(0)
    for text in paths:
        yield indent + text


def _one_line(route: Route, mark: str, now: float, with_length: bool) -> str | None:
    """A route as most are: one path that fits behind the prefix. None for others."""
    paths = route.paths
    if len(paths) != 1 or route.kind == _HELD_DOWN:
        return None
    line = f"{mark}{_prefix_text(route.prefix, with_length)}{path_text(route, paths[0], now)}"
    return line if len(line) <= _WIDEST else None


def _mark(table: RoutingTable, route: Route, column: int, overridden: bool = False) -> str:
    """The code, as far as `column`, where the prefix begins."""
    return f"{code(route.source, route.kind, table.is_candidate(route), overridden):<{column - 1}} "


def _prefix_text(prefix: Prefix, with_length: bool) -> str:
    return f"{format_ipv4(prefix[0])}/{prefix[1]} " if with_length else f"{format_ipv4(prefix[0])} "


def path_text(route: Route, path: Path, now: float) -> str:
    """``[90/3072] via 10.0.0.2, 00:00:15, Tunnel0``, ``is directly connected, Null0``."""
    age = f", {uptime(now - (path.since if path.since >= 0 else route.since))}" if route.source.learnt else ""
    iface = f", {path.interface.text}" if path.interface is not None else ""
    if path.next_hop is None:
        if route.kind == "summary":
            return f"is a summary{age}{iface}"
        return f"is directly connected{age}{iface}"
    metric = path.metric if path.metric >= 0 else route.metric
    return f"[{route.distance}/{metric}] via {format_ipv4(path.next_hop)}{age}{iface}"


def known_subnets(table: RoutingTable, major: Prefix) -> list[Route]:
    """The routes inside a major network."""
    return [route for route in table if major.covers(route.prefix)]


def subnets_text(table: RoutingTable, major: Prefix, members: list[Route]) -> Iterable[str]:
    """`show ip route 10.0.0.0` where only subnets are known."""
    lengths = {route.prefix.length for route in members}
    attached = sum(route.source.shown is CONNECTED for route in members)
    shown = Prefix(major.network, next(iter(lengths))) if len(lengths) == 1 else major
    yield f"Routing entry for {shown}, {len(members)} known subnets"
    if attached:
        yield f"  Attached ({attached} connections)"
    if len(lengths) > 1:
        yield f"  Variably subnetted with {len(lengths)} masks"
    notes = dict.fromkeys(line for route in members for fn in table.annotators for line in fn(route))
    yield from (f"  {line}" for line in notes)
    now = table.device.scheduler.now
    for route in members:
        yield from route_lines(table, route, 9, now, with_length=len(lengths) > 1)
