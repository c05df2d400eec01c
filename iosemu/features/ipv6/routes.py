"""Text of `show ipv6 route` in its forms; `show ipv6 static`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from iosemu.cli import Refused
from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.rib import Path, Route, RoutingTable
from iosemu.device.sources import CONNECTED, DISCOVERED, LOCAL, RouteSource, named
from iosemu.device.times import uptime
from iosemu.features.ipv6.model import StaticConfig6, StaticRoute6
from iosemu.types import InterfaceName, Prefix6, format_ipv6

_OLD = """Codes: C - Connected, L - Local, S - Static, R - RIP, B - BGP
       U - Per-user Static route
       I1 - ISIS L1, I2 - ISIS L2, IA - ISIS interarea, IS - ISIS summary
       O - OSPF intra, OI - OSPF inter, OE1 - OSPF ext 1, OE2 - OSPF ext 2
       ON1 - OSPF NSSA ext 1, ON2 - OSPF NSSA ext 2
       D - EIGRP, EX - EIGRP external"""
_MIDDLE = """Codes: C - Connected, L - Local, S - Static, U - Per-user Static route
       B - BGP, HA - Home Agent, MR - Mobile Router, R - RIP
       H - NHRP, I1 - ISIS L1, I2 - ISIS L2, IA - ISIS interarea
       IS - ISIS summary, D - EIGRP, EX - EIGRP external, NM - NEMO
       ND - ND Default, NDp - ND Prefix, DCE - Destination, NDr - Redirect
       O - OSPF Intra, OI - OSPF Inter, OE1 - OSPF ext 1, OE2 - OSPF ext 2
       ON1 - OSPF NSSA ext 1, ON2 - OSPF NSSA ext 2, l - LISP"""
_NEW = """Codes: C - Connected, L - Local, S - Static, U - Per-user Static route
       B - BGP, R - RIP, H - NHRP, I1 - ISIS L1
       I2 - ISIS L2, IA - ISIS interarea, IS - ISIS summary, D - EIGRP
       EX - EIGRP external, ND - ND Default, NDp - ND Prefix, DCE - Destination
       NDr - Redirect, RL - RPL, O - OSPF Intra, OI - OSPF Inter
       OE1 - OSPF ext 1, OE2 - OSPF ext 2, ON1 - OSPF NSSA ext 1
       ON2 - OSPF NSSA ext 2, la - LISP alt, lr - LISP site-registrations
       ld - LISP dyn-eid, lA - LISP away, le - LISP extranet-policy
       lp - LISP publications, ls - LISP destinations-summary, a - Application"""
_LEGENDS = {"12.4": _OLD, "15.2": _MIDDLE, "15.6": _MIDDLE, "XE": _NEW}

def table_of(device: Device, vrf: str) -> RoutingTable:
    """Raises Refused where there is no such VRF."""
    found = device.vrfs.get(vrf)
    if found is None:
        raise Refused(f"% IPv6 routing table {vrf} does not exist")
    return found.v6


def code(route: Route) -> str:
    """``C``, ``LC``, ``OE2``."""
    if route.source is CONNECTED and route.kind == "local":
        return "LC"
    kind = route.source.kind(route.kind)
    return f"{route.source.code}{kind.wide or kind.code}"


def path_text(route: Route, path: Path) -> str:
    """``via FE80::2, FastEthernet0/0``, ``via FastEthernet0/0, receive``."""
    where = path.interface.text if path.interface is not None else ""
    if path.next_hop is None:
        if route.source is LOCAL or route.kind == "local":
            return f"via {where}, receive"
        return f"via {where}, directly connected"
    hop = format_ipv6(path.next_hop)
    return f"via {hop}, {where}" if where else f"via {hop}"


def _count(table: RoutingTable) -> str:
    name = table.vrf or "default"
    return f"IPv6 Routing Table - {name} - {len(table)} entries"


def heading(table: RoutingTable) -> list[str]:
    software = table.device.software
    count = _count(table)
    if software.legend == "12.4":
        count = f"IPv6 Routing Table - {'Default' if not table.vrf else table.vrf} - {len(table)} entries"
    return [count, *_LEGENDS[software.legend].split("\n")]


def show_ipv6_route(ctx: Context, vrf: str = "", source: str = "") -> Iterator[str]:
    table = table_of(ctx.device, vrf)
    asked = named(source) if source else None
    yield from heading(table)
    for route in table:
        if asked is None or asked.takes(route.source):
            yield f"{code(route):<3} {route.prefix} [{route.distance}/{route.metric}]"
            for path in route.paths:
                yield f"     {path_text(route, path)}"


def show_ipv6_route_entry(
    ctx: Context, vrf: str = "", address: int | None = None, prefix: tuple[int, int] | None = None
) -> Iterator[str]:
    table = table_of(ctx.device, vrf)
    route = table.lookup(address) if address is not None else None
    if prefix is not None:
        route = table.best(Prefix6.of(*prefix))
    if route is None:
        yield "% Route not found"
        return
    now = ctx.device.scheduler.now
    yield f"Routing entry for {route.prefix}"
    kind = route.source.kind(route.kind).type
    name = str(route.source.shown if route.source is not LOCAL else LOCAL)
    yield f'  Known via "{name}", distance {route.distance}, metric {route.metric}{f", type {kind}" if kind else ""}'
    if route.tag:
        yield f"  Tag {route.tag}"
    yield f"  Route count is {len(route.paths)}/{len(route.paths)}, share count 0"
    yield "  Routing paths:"
    for path in route.paths:
        where = f", {path.interface.text}" if path.interface is not None else ""
        if path.next_hop is None:
            said = "receive" if route.source is LOCAL or route.kind == "local" else "directly connected"
            yield f"    {said} via {where.removeprefix(', ')}"
        else:
            yield f"    {format_ipv6(path.next_hop)}{where}"
        if path.learned_from:
            yield f"      From {format_ipv6(path.learned_from)}"
        yield f"      Last updated {uptime(now - (path.since if path.since >= 0 else route.since))} ago"


def always_shown(device: Device) -> tuple[RouteSource, ...]:
    """What the summary counts without a route of it, too."""
    return (CONNECTED, LOCAL, DISCOVERED) if device.software.nd_prefixes else (CONNECTED, LOCAL)


def show_ipv6_route_summary(ctx: Context, vrf: str = "") -> Iterator[str]:
    table = table_of(ctx.device, vrf)
    yield f"IPv6 routing table name is {vrf or 'default'}(0) global scope - {len(table)} entries"
    yield "IPv6 routing table default maximum-paths is 16"
    yield "Route Source    Networks    Overhead    Memory (bytes)"
    kinds: dict[RouteSource, Counter[str]] = {source: Counter() for source in always_shown(ctx.device)}
    for route in table:
        kinds.setdefault(route.source, Counter())[route.kind] += 1
    for source, counted in kinds.items():
        count = counted.total()
        yield f"{source!s:<16}{count:<12}{count * 192:<12}{count * 216:<12}"
        if source is named("static"):
            yield f"  Static: {count}  Per-user static: 0"
        for row in source.summary(counted, "  "):
            yield row.replace("NSSA External-", "NSSA External ")
    total = len(table)
    yield f"{'Total':<16}{total:<12}{total * 192:<12}{total * 216:<12}"
    yield ""
    yield "  Number of prefixes:"
    lengths: dict[int, int] = {}
    for route in table:
        lengths[route.prefix.length] = lengths.get(route.prefix.length, 0) + 1
    yield "    " + ", ".join(f"/{length}: {count}" for length, count in sorted(lengths.items()))


def show_ipv6_static(ctx: Context, vrf: str = "") -> Iterator[str]:
    table_of(ctx.device, vrf)
    yield f"IPv6 Static routes Table - {vrf or 'default'}"
    yield "Codes: * - installed in RIB, u/m - Unicast/Multicast only"
    yield "       U - Per-user Static route"
    yield "       N - ND Static route"
    yield "       M - MIP Static route"
    yield "       P - DHCP-PD Static route"
    yield "       R - RHI Static route"
    for prefix, iface, next_hop, line, used in static_lines(ctx.device, vrf):
        hops = [format_ipv6(next_hop)] if next_hop is not None else []
        via = ", ".join(hops + ([str(iface)] if iface is not None else []))
        tag = f", tag {line.tag}" if line.tag else ""
        yield f"{'*' if used else ' '}   {prefix} via {via}, distance {line.distance}{tag}"


def static_lines(
    device: Device, vrf: str
) -> Iterator[tuple[Prefix6, InterfaceName | None, int | None, StaticRoute6, bool]]:
    """Prefix, interface, next hop, the rest of the line, and whether it is in the table. Raises Refused."""
    table, config = table_of(device, vrf), device.get(StaticConfig6)
    for (where, prefix, iface, next_hop), line in (config.routes.items() if config is not None else ()):
        if where == vrf:
            route = table.best(prefix)
            used = route is not None and route.source.name == "static" and route.distance == line.distance
            yield prefix, iface, next_hop, line, used
