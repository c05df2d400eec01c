"""The rows of shows of routes, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.vrf_names import named_table
from iosemu.features.routing.legend import code
from iosemu.features.routing.show import one_route
from iosemu.features.routing.show import rows as counted
from iosemu.features.routing.table import wanted_routes
from iosemu.records import dataclass
from iosemu.types import IPv4, Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.rib import Route, RoutingTable


@dataclass(slots=True)
class RouteRow:
    """One path of a route. `code` as the table has it ("S*", "D EX"), `source` in words ("eigrp 1").

    `next_hop` is "" where the network is attached, `interface` "" where only the next hop is known; `override` is the
    next hop that NHRP put in place. `age` in seconds since the path came.
    """

    code: str
    prefix: str
    source: str
    distance: int
    metric: int
    next_hop: str
    interface: str
    age: float
    tag: int = 0
    override: str = ""


def show_route(ctx: Context, vrf: str = "", source: str = "") -> Iterator[RouteRow]:
    table = named_table(ctx.device, vrf)
    if ctx.device.ip.routing:
        yield from _rows(table, wanted_routes(table, source))


def show_route_overrides(ctx: Context, vrf: str = "") -> Iterator[RouteRow]:
    return show_route(ctx, vrf)


def show_route_longer(ctx: Context, network: IPv4, length: int, vrf: str = "") -> Iterator[RouteRow]:
    table, prefix = named_table(ctx.device, vrf), Prefix.of(network, length)
    yield from _rows(table, [route for route in table if prefix.covers(route.prefix)])


def _rows(table: RoutingTable, routes: list[Route]) -> Iterator[RouteRow]:
    now = table.device.scheduler.now
    for route in routes:
        override = table.overrides.get(route.prefix)
        for path in route.paths:
            yield RouteRow(
                code=code(route.source, route.kind, table.is_candidate(route)),
                prefix=str(route.prefix),
                source=str(route.source),
                distance=route.distance,
                metric=path.metric if path.metric >= 0 else route.metric,
                next_hop="" if path.next_hop is None else format_ipv4(path.next_hop),
                interface="" if path.interface is None else path.interface.text,
                age=now - (path.since if path.since >= 0 else route.since),
                tag=route.tag,
                override="" if override is None else format_ipv4(override.next_hop),
            )


def show_route_entry(ctx: Context, network: IPv4, length: int | None = None, vrf: str = "") -> Iterator[RouteRow]:
    """The paths of the route that the show tells of; none where there is no such route."""
    table = named_table(ctx.device, vrf)
    route = one_route(table, network, length)
    yield from _rows(table, [route] if route is not None else [])


@dataclass(slots=True)
class RouteCountRow:
    """`networks` have the length of their class, `subnets` have not."""

    source: str
    networks: int
    subnets: int


def show_route_summary(ctx: Context, vrf: str = "") -> Iterator[RouteCountRow]:
    table = named_table(ctx.device, vrf)
    for source, (networks, subnets) in counted(table).items():
        yield RouteCountRow(str(source), networks, subnets)


def show_route_everywhere(ctx: Context) -> Iterator[RouteRow]:
    """Of all VRFs, the global one first."""
    return (row for vrf in ctx.device.vrfs.all() if vrf.ipv4 for row in show_route(ctx, vrf.name))
