"""Text of `show ip route A.B.C.D`: one routing entry with its descriptor blocks."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.as_numbers import source_text
from iosemu.device.rib import Path, Route, RoutingTable
from iosemu.device.sources import CONNECTED
from iosemu.device.times import uptime
from iosemu.types import classful_length, format_ipv4


def entry_text(table: RoutingTable, route: Route) -> Iterator[str]:
    """The whole entry."""
    prefix = route.prefix
    supernet = ", supernet" if prefix.length < classful_length(prefix.network) else ""
    yield f"Routing entry for {prefix}{supernet}"
    name = source_text(table.device, route.source.shown)
    yield f'  Known via "{name}", distance {route.distance}, metric {route.metric}{_suffix(table, route)}'
    kind = route.source.kind(route.kind).type
    if route.tag:
        yield f"  Tag {route.tag}" + (f", type {kind}" if kind else "") + _forward(route)
    for fn in table.annotators:
        yield from (f"  {line}" for line in fn(route))
    now = table.device.scheduler.now
    dynamic = route.source.learnt
    if dynamic and route.paths[0].next_hop is not None:
        yield f"  Last update from {_last_update(route, now)} ago"
    yield "  Routing Descriptor Blocks:"
    for number, path in enumerate(route.paths):
        mark = "*" if number == 0 else " "
        yield f"  {mark} {_path(route, path, dynamic, now)}"
        metric = path.metric if path.metric >= 0 else route.metric
        yield f"      Route metric is {metric}, traffic share count is {path.share}"
        describe = getattr(route.details, "describe", None)
        if route.tag and not getattr(route.details, "tells_tag", False):
            yield f"      Route tag {route.tag}"
        if describe is not None:
            yield from (f"      {line}" for line in describe(route, path))


def _suffix(table: RoutingTable, route: Route) -> str:
    parts = []
    source, software = route.source, table.device.software
    kind = source.kind(route.kind).type
    if table.is_candidate(route):
        parts.append(", candidate default path")
    if source.precedence and getattr(software, source.precedence):
        parts.append(", precedence routine (0)")
    if not route.tag and kind:
        parts.append(f", type {kind}{_forward(route)}")
    if all(path.next_hop is None for path in route.paths) and not kind:
        new = software.descriptor_names_interface and source.shown is CONNECTED
        parts.append(" (connected, via interface)" if new else " (connected)")
    return "".join(parts)


def _forward(route: Route) -> str:
    """The metric of the way to who told it, where the route's own does not contain it."""
    metric = getattr(route.details, "forward_metric", None)
    return "" if metric is None else f", forward metric {metric}"


def _last_update(route: Route, now: float) -> str:
    path = route.paths[0]
    where = f" on {path.interface.text}," if path.interface is not None else ""
    return f"{format_ipv4(path.next_hop or 0)}{where} {_age(route, path, now)}"


def _age(route: Route, path: Path, now: float) -> str:
    return uptime(now - (path.since if path.since >= 0 else route.since))


def _path(route: Route, path: Path, dynamic: bool, now: float) -> str:
    via = f", via {path.interface.text}" if path.interface is not None else ""
    if path.next_hop is None:
        return f"directly connected{via}"
    text = format_ipv4(path.next_hop)
    if dynamic:
        text += f", from {format_ipv4(path.learned_from or path.next_hop)}, {_age(route, path, now)} ago"
    return text + via
