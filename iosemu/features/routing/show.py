"""`show ip route` in its forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from iosemu.cli.context import Context
from iosemu.device.as_numbers import source_text
from iosemu.device.rib import Route, RoutingTable
from iosemu.device.sources import RouteSource, sources
from iosemu.device.tells import running_sources
from iosemu.device.vrf_names import named_table
from iosemu.features.routing.detail import entry_text
from iosemu.features.routing.table import body, heading, known_subnets, major_network, of_source, subnets_text, title
from iosemu.types import IPv4, Prefix, classful_length, format_ipv4


def show_route_everywhere(ctx: Context) -> Iterator[str]:
    """`vrf *`: the tables of all VRFs, the global one first."""
    for vrf in ctx.device.vrfs.all():
        if vrf.ipv4:
            yield from show_route(ctx, vrf.name)


def show_route(ctx: Context, vrf: str = "", source: str = "") -> Iterable[str]:
    """The table, or the routes of one source or of one of its processes."""
    if not ctx.device.ip.routing:
        return _host_table(ctx)
    table = named_table(ctx.device, vrf)
    if not source:
        return [*heading(table), *body(table)]

    lines = list(body(table, of_source(source)))
    return [*(heading(table) if ctx.device.software.legend_of_one_protocol else title(table)), *lines]


def _host_table(ctx: Context) -> list[str]:
    """What a router without `ip routing` says of its routes. Redirects are not followed: the cache stays empty."""
    gateway = ctx.device.ip.default_gateway
    return [
        f"Default gateway is {format_ipv4(gateway) if gateway is not None else 'not set'}",
        "",
        "Host               Gateway           Last Use    Total Uses  Interface",
        "ICMP redirect cache is empty",
    ]


def show_route_overrides(ctx: Context, vrf: str = "") -> Iterable[str]:
    table = named_table(ctx.device, vrf)
    return [*heading(table), *body(table, overrides=True)]


def show_route_longer(ctx: Context, network: IPv4, length: int, vrf: str = "") -> Iterable[str]:
    table = named_table(ctx.device, vrf)
    prefix = Prefix.of(network, length)
    return [*heading(table), *body(table, lambda route: prefix.covers(route.prefix))]


def show_route_entry(ctx: Context, network: IPv4, length: int | None = None, vrf: str = "") -> Iterable[str]:
    """One entry: of exactly this prefix, or the longest match; the default route only when it is asked for."""
    table = named_table(ctx.device, vrf)
    return [*title(table), *_entry(table, network, length)]


def _entry(table: RoutingTable, network: IPv4, length: int | None) -> Iterable[str]:
    if length is None and network:
        major = Prefix.of(network, classful_length(network))
        if network == major.network and table.best(major) is None:
            members = known_subnets(table, major)
            if members:
                return subnets_text(table, major, members)
    route = one_route(table, network, length)
    if route is None:
        return ["% Network not in table"] if length is None and network == 0 else [_missing(table, network)]
    return entry_text(table, route)


def one_route(table: RoutingTable, network: IPv4, length: int | None) -> Route | None:
    """See `show_route_entry`."""
    if length is not None:
        return table.best(Prefix.of(network, length))
    if network == 0:
        return table.best(Prefix(0, 0))
    route = table.lookup(network)
    return None if route is None or route.prefix.length == 0 else route


def _missing(table: RoutingTable, network: IPv4) -> str:
    major = Prefix.of(network, classful_length(network))
    return "% Subnet not in table" if known_subnets(table, major) else "% Network not in table"


def rows(table: RoutingTable) -> dict[RouteSource, tuple[int, int]]:
    """Source -> (major networks, subnets); what each router has and what runs are always there."""
    device = table.device
    always = [source for source in sources().values() if source.always and source.exists(device.software)]
    vrf = device.vrfs.get(table.vrf)
    running = sorted(running_sources(vrf) if vrf is not None else (), key=lambda source: source.rank)
    counts = {source: [0, 0] for source in (*always, *running)}
    for route in table:
        is_subnet = route.prefix.length > classful_length(route.prefix.network)
        counts.setdefault(route.source.shown, [0, 0])[is_subnet] += 1
    return {source: (networks, subnets) for source, (networks, subnets) in counts.items()}


def _name(table: RoutingTable) -> str:
    vrf = table.device.vrfs.get(table.vrf)
    software = table.device.software
    if vrf is None or not vrf.number:
        return software.route_table_name
    return f"{vrf.name} (0x{vrf.number:X})" if software.replicates else f"{vrf.name}({vrf.number})"


def show_route_summary(ctx: Context, vrf: str = "") -> Iterator[str]:
    table = named_table(ctx.device, vrf)
    software = ctx.device.software
    overhead, memory, major_memory = software.route_sizes
    yield f"IP routing table name is {_name(table)}"
    yield f"IP routing table maximum-paths is {software.maximum_paths}"
    old = not software.replicates
    replicates = "" if old else "Replicates  "
    yield f"Route Source    Networks    Subnets     {replicates}Overhead    Memory (bytes)"
    totals = [0, 0]
    kinds: dict[RouteSource, Counter[str]] = {}
    for route in table:
        kinds.setdefault(route.source.shown, Counter())[route.kind] += 1
    for source, (networks, subnets) in rows(table).items():
        count = networks + subnets
        totals[0] += networks
        totals[1] += subnets
        zero = "" if old else f"{0:<12}"
        name = source_text(ctx.device, source)
        yield f"{name:<16}{networks:<12}{subnets:<12}{zero}{count * overhead:<12}{count * memory}"
        yield from source.summary(kinds.get(source, Counter()))
    subnetted = {
        major_network(route.prefix) for route in table if route.prefix.length > classful_length(route.prefix.network)
    }
    majors = len(subnetted)
    extra = majors * major_memory
    yield f"{'internal':<16}{majors:<{36 if old else 48}}{extra}"
    count = sum(totals)
    zero = "" if old else f"{0:<12}"
    total = f"{totals[0] + majors:<12}{totals[1]:<12}{zero}{count * overhead:<12}{count * memory + extra}"
    yield f"{'Total':<16}{total}"
