"""`ip route`, both ways."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli import DELETED, BadArgument, Refused
from iosemu.cli.context import Context
from iosemu.features.static.model import Key, StaticConfig, StaticRoute
from iosemu.types import InterfaceName, IPv4, Prefix, classful_length, format_ipv4, format_mask, is_multicast


def set_route(
    ctx: Context,
    negated: bool,
    network: IPv4,
    length: int,
    vrf: str = "",
    iface: InterfaceName | None = None,
    next_hop: IPv4 | None = None,
    outside: bool = False,
    distance: int | None = None,
    tag: int = 0,
    permanent: bool = False,
    name: str = "",
    track: int | None = None,
) -> str | BadArgument | None:
    """One `ip route` line; without interface and next hop (`no` form only), all routes to the prefix go."""
    prefix = Prefix.of(network, length)
    if prefix.network != network:
        raise Refused("%Inconsistent address and mask")
    routes = ctx.record.routes
    table = ctx.device.vrfs.routed(vrf)
    if table is None:
        raise Refused("% Unknown VRF specified")
    if negated:
        found = [key for key in routes if _matches(key, routes[key], (vrf, prefix), iface, next_hop, distance)]
        if not found:
            raise Refused("%No matching route to delete")
        for key in found:
            ctx.change(("routes", key), DELETED)
        return None
    leads = ctx.device.vrfs.default if outside else table
    own = next_hop is not None and ctx.device.owner_of(leads, next_hop) is not None
    if own and not ctx.device.booting:
        raise Refused("%Invalid next hop address (it's this router)")
    if next_hop is not None and (is_multicast(next_hop) or next_hop in (0, 0xFFFFFFFF)):
        raise Refused("%Invalid next hop address")
    if " " in name:
        if not (name.startswith('"') and name.endswith('"')):
            return BadArgument("name")
        name = name[1:-1]
    route = StaticRoute(outside, distance or 1, tag, permanent, name, track)
    ctx.change(("routes", (vrf, prefix, iface, next_hop)), route)
    if iface is not None and next_hop is None and not length and iface.kind.endswith("Ethernet"):
        return "%Default route without gateway, if not a point-to-point interface, may impact performance"
    return None


def set_default_network(ctx: Context, negated: bool, network: IPv4) -> str | BadArgument | None:
    """A subnet that the table has becomes a static route for its classful network, which is what can be a default."""
    if negated:
        ctx.change(("default_networks", network), DELETED)
        return None
    major = Prefix.of(network, classful_length(network))
    table = ctx.device.vrfs.default.v4
    known = any(route.prefix.network == network and route.prefix.length > major.length for route in table)
    if major.network == network or ctx.device.booting or not known or table.best(major) is not None:
        ctx.change(("default_networks", network), True)
        return None
    return set_route(ctx, False, major.network, major.length, next_hop=network)


def render_default_network(config: StaticConfig) -> Iterator[str]:
    for network in sorted(config.default_networks):
        yield f"ip default-network {format_ipv4(network)}"


def _matches(
    key: Key,
    route: StaticRoute,
    place: tuple[str, Prefix],
    iface: InterfaceName | None,
    next_hop: IPv4 | None,
    distance: int | None,
) -> bool:
    if key[:2] != place or (distance is not None and distance != route.distance):
        return False
    return (iface is None and next_hop is None) or key[2:] == (iface, next_hop)


def render_route(config: StaticConfig) -> list[str]:
    """The lines of the running-config, by VRF and prefix; the paths of a prefix in the order of typing."""
    lines: list[str] = []
    for (vrf, (network, length), iface, next_hop), route in sorted(config.routes.items(), key=_place):
        line = "ip route"
        if vrf:
            line += f" vrf {vrf}"
        line += f" {format_ipv4(network)} {format_mask(length)}"
        if iface is not None:
            line += f" {iface}"
        if next_hop is not None:
            line += f" {format_ipv4(next_hop)}"
        if route.outside:
            line += " global"
        if route.distance != 1:
            line += f" {route.distance}"
        if route.tag:
            line += f" tag {route.tag}"
        if route.permanent:
            line += " permanent"
        if route.track is not None:
            line += f" track {route.track}"
        if route.name:
            line += f' name "{route.name}"' if " " in route.name else f" name {route.name}"
        lines.append(line)
    return lines


def _place(route: tuple[Key, StaticRoute]) -> tuple[str, Prefix]:
    return route[0][:2]
