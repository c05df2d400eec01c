"""The rows of shows of IPv6, for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.device.sources import named
from iosemu.features.ipv6.routes import always_shown, code, static_lines, table_of
from iosemu.features.ipv6.show import line_state
from iosemu.records import dataclass
from iosemu.types import Prefix6, format_ipv6, format_mac

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.rib import Route
    from iosemu.types import InterfaceName


@dataclass(slots=True)
class Ipv6InterfaceRow:
    """`local` is "" where IPv6 does not run; `addresses` without their lengths."""

    interface: str
    status: str
    protocol: str
    local: str
    addresses: tuple[str, ...]
    mtu: int


def show_ipv6_interface_brief(ctx: Context, iface: InterfaceName | None = None) -> Iterator[Ipv6InterfaceRow]:
    for each in ctx.device.interfaces.in_order():
        if iface is not None and each.name != iface:
            continue
        if not each.wide or each.v6.local is None:
            yield Ipv6InterfaceRow(each.text, *line_state(each), "", (), 0)
            continue
        own = tuple(format_ipv6(address.value) for address in each.v6.addresses.values())
        yield Ipv6InterfaceRow(each.text, *line_state(each), format_ipv6(each.v6.local.value), own, each.v6.mtu)


def show_ipv6_interface(ctx: Context, iface: InterfaceName | None = None) -> Iterator[Ipv6InterfaceRow]:
    return (row for row in show_ipv6_interface_brief(ctx, iface) if row.local)


@dataclass(slots=True)
class Ipv6PrefixRow:
    """A prefix of an interface as routers tell of it; `advertised`: they do."""

    interface: str
    prefix: str
    advertised: bool


def show_ipv6_interface_prefix(ctx: Context, iface: InterfaceName) -> Iterator[Ipv6PrefixRow]:
    found = ctx.device.interfaces.get(iface)
    if found is None or not found.wide:
        return
    lines = found.v6.config.prefixes
    own = {(each.prefix.network, each.prefix.length) for each in found.v6.addresses.values()}
    for key in sorted(own | {key for key in lines if key != (0, 0)}):
        line = lines.get(key, lines.get((0, 0)))
        yield Ipv6PrefixRow(found.text, str(Prefix6(*key)), line is None or not line.no_advertise)


@dataclass(slots=True)
class Ipv6NeighborRow:
    """`mac` is "" while it is asked for; `heard` seconds ago, None: it is static."""

    address: str
    mac: str
    state: str
    interface: str
    heard: float | None


def show_ipv6_neighbors(
    ctx: Context, iface: InterfaceName | None = None, address: int | None = None
) -> Iterator[Ipv6NeighborRow]:
    now = ctx.device.scheduler.now
    for entry in ctx.device.ip6.neighbours.entries() if ctx.device.has_ip6 else ():
        if iface in (None, entry.iface.name) and address in (None, entry.address):
            mac = format_mac(entry.mac) if entry.mac is not None else ""
            heard = None if entry.static else now - entry.heard
            yield Ipv6NeighborRow(format_ipv6(entry.address), mac, entry.state.value, entry.iface.text, heard)


@dataclass(slots=True)
class Ipv6RouterRow:
    """A router that was heard `heard` seconds ago; it wants to be used for `lifetime` seconds."""

    address: str
    interface: str
    heard: float
    lifetime: int
    prefixes: tuple[str, ...]


def show_ipv6_routers(ctx: Context, iface: InterfaceName | None = None) -> Iterator[Ipv6RouterRow]:
    now = ctx.device.scheduler.now
    for each in ctx.device.interfaces.in_order() if ctx.device.has_ip6 else ():
        if iface in (None, each.name):
            for router in ctx.device.ip6.routers.known.get(each, {}).values():
                told = router.message
                prefixes = tuple(str(Prefix6(prefix.network, prefix.length)) for prefix in told.options.prefixes)
                heard = now - router.heard
                yield Ipv6RouterRow(format_ipv6(router.address), each.text, heard, told.lifetime, prefixes)


@dataclass(slots=True)
class Ipv6MtuRow:
    """The MTU of a path, known for `left` seconds more."""

    destination: str
    vrf: str
    mtu: int
    left: float


def show_ipv6_mtu(ctx: Context) -> Iterator[Ipv6MtuRow]:
    now = ctx.device.scheduler.now
    for (vrf, dst), (mtu, until) in ctx.device.ip6.paths.items() if ctx.device.has_ip6 else ():
        yield Ipv6MtuRow(format_ipv6(dst), vrf, mtu, until - now)


@dataclass(slots=True)
class Ipv6RouteRow:
    """A path of a route. `next_hop` is "" where the network is attached; `age` in seconds since the path came."""

    code: str
    prefix: str
    source: str
    distance: int
    metric: int
    next_hop: str
    interface: str
    age: float


def _rows(ctx: Context, routes: Iterable[Route]) -> Iterator[Ipv6RouteRow]:
    now = ctx.device.scheduler.now
    for route in routes:
        for path in route.paths:
            hop = format_ipv6(path.next_hop) if path.next_hop is not None else ""
            where = path.interface.text if path.interface is not None else ""
            since = path.since if path.since >= 0 else route.since
            yield Ipv6RouteRow(
                code(route), str(route.prefix), str(route.source), route.distance, route.metric, hop, where, now - since
            )


def show_ipv6_route(ctx: Context, vrf: str = "", source: str = "") -> Iterator[Ipv6RouteRow]:
    table = table_of(ctx.device, vrf)
    asked = named(source) if source else None
    return _rows(ctx, (route for route in table if asked is None or asked.takes(route.source)))


def show_ipv6_route_entry(
    ctx: Context, vrf: str = "", address: int | None = None, prefix: tuple[int, int] | None = None
) -> Iterator[Ipv6RouteRow]:
    table = table_of(ctx.device, vrf)
    route = table.lookup(address) if address is not None else None
    if prefix is not None:
        route = table.best(Prefix6.of(*prefix))
    return _rows(ctx, [route] if route is not None else [])


def show_ipv6_route_summary(ctx: Context, vrf: str = "") -> Iterator[CountRow]:
    """Routes by source."""
    counts = {str(source): 0 for source in always_shown(ctx.device)}
    for route in table_of(ctx.device, vrf):
        counts[str(route.source)] = counts.get(str(route.source), 0) + 1
    return (CountRow(vrf, name, count) for name, count in counts.items())


@dataclass(slots=True)
class Ipv6StaticRow:
    """`next_hop` and `interface` as they were typed, "" where they were not."""

    prefix: str
    next_hop: str
    interface: str
    distance: int
    tag: int
    installed: bool


def show_ipv6_static(ctx: Context, vrf: str = "") -> Iterator[Ipv6StaticRow]:
    for prefix, iface, next_hop, line, used in static_lines(ctx.device, vrf):
        hop = format_ipv6(next_hop) if next_hop is not None else ""
        yield Ipv6StaticRow(str(prefix), hop, str(iface or ""), line.distance, line.tag or 0, used)


def show_ipv6_traffic(ctx: Context) -> Iterator[CountRow]:
    """Of IPv6, and ICMP messages by type number."""
    stack = ctx.device.ip6
    yield from (CountRow("IPv6", name, getattr(stack.stats, name)) for name in stack.stats.__slots__)
    for way, counts in (("received", stack.icmp.received), ("sent", stack.icmp.sent)):
        for kind in sorted({kind for kind, _ in counts}):
            yield CountRow("ICMP", f"type {kind} {way}", sum(n for (each, _), n in counts.items() if each == kind))
