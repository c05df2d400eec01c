"""Checks and escape hatches of the `ipv6` lines."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli import DELETED, Refused
from iosemu.cli.context import Context
from iosemu.device.interface import Interface
from iosemu.device.v6.addresses import is_link_local, is_multicast
from iosemu.features.ipv6.model import Ipv6Config, Key, StaticConfig6, StaticRoute6
from iosemu.types import InterfaceName, Prefix6, format_ipv6


def check_ipv6_address(
    ctx: Context, address: tuple[int, int], eui64: bool = False, anycast: bool = False
) -> str | None:
    if ctx.negated or ctx.defaulted:
        return None
    if (refused := _vrf_without6(ctx)) is not None:
        return refused
    value, length = address
    prefix = Prefix6.of(value, length)
    text = f"{format_ipv6(value)}/{length}"
    if is_multicast(value):
        return f"%{text} can not be configured on {ctx.obj.text}, it is a multicast address"
    if is_link_local(value):
        return "% Invalid link-local address"
    if value <= 1:
        return f"%{text} is invalid"
    if eui64 and length > 64:
        return f"%{text}: prefix length too long for eui-64"
    iface: Interface = ctx.obj
    for other in ctx.device.interfaces.in_order():
        if other is iface or other.v6.vrf is not iface.v6.vrf or not other.wide or not other.enabled:
            continue
        for (theirs, size), _ in other.v6.config.addresses.items():
            shared = Prefix6.of(theirs, size)
            if shared.covers(prefix) or prefix.covers(shared):
                return f"%{iface.text}: Error: {text} is overlapping with {shared} on {other.text}"
    return None


def check_link_local(ctx: Context, link_local: int = 0) -> str | None:
    if ctx.negated or ctx.defaulted:
        return None
    return _vrf_without6(ctx) or (None if is_link_local(link_local) else "% Invalid link-local address")


def check_runs6(ctx: Context, **values: object) -> str | None:
    """`ipv6 enable`, `ipv6 address autoconfig`, `ipv6 unnumbered`"""
    return None if ctx.negated or ctx.defaulted else _vrf_without6(ctx)


def _vrf_without6(ctx: Context) -> str | None:
    iface: Interface = ctx.obj
    return None if iface.vrf.ipv6 else f"% {iface.text} is linked to a VRF. Enable IPv6 on that VRF first."


def set_no_ipv6_address(ctx: Context, negated: bool) -> None:
    """All of them go."""
    config: Ipv6Config = ctx.record
    for key in list(config.addresses):
        ctx.change(("addresses", key), DELETED)
    for field, value in (("link_local", None), ("autoconfig", False), ("default", False)):
        if getattr(config, field) != value:
            ctx.change(field, value)


def render_no_ipv6_address(config: Ipv6Config) -> Iterator[str]:
    return iter(())


def set_suppress_ra(ctx: Context, negated: bool) -> None:
    """The old spelling."""
    ctx.change("ra_suppress", not negated)


def render_suppress_ra(config: Ipv6Config) -> Iterator[str]:
    return iter(())


def set_ipv6_route(
    ctx: Context,
    negated: bool,
    prefix: tuple[int, int],
    vrf: str = "",
    iface: InterfaceName | None = None,
    next_hop: int | None = None,
    distance: int | None = None,
    tag: int = 0,
    name: str = "",
) -> str | None:
    routes: dict[Key, StaticRoute6] = ctx.record.routes
    wanted = Prefix6.of(*prefix)
    table = ctx.device.vrfs.get(vrf)
    if table is None:
        raise Refused("% Unknown VRF specified")
    if negated:
        found = [
            key for key, route in routes.items()
            if key[:2] == (vrf, wanted) and ((iface is None and next_hop is None) or key[2:] == (iface, next_hop))
            and distance in (None, route.distance)
        ]  # fmt: skip
        if not found:
            raise Refused("%No matching route to delete")
        for key in found:
            ctx.change(("routes", key), DELETED)
        return None
    if next_hop is not None and is_link_local(next_hop) and iface is None:
        raise Refused("% Interface has to be specified for a link-local nexthop")
    if next_hop is not None and is_multicast(next_hop):
        raise Refused("% Invalid next hop address")
    if next_hop is not None and not ctx.device.booting and next_hop in table.v6.receive:
        raise Refused("%Invalid next hop address (it's this router)")
    ctx.change(("routes", (vrf, wanted, iface, next_hop)), StaticRoute6(distance or 1, tag, name))
    return None


def render_ipv6_route(config: StaticConfig6) -> Iterator[str]:
    lines = sorted(config.routes.items(), key=lambda item: (item[0][0], *item[0][1]))
    for (vrf, prefix, iface, next_hop), route in lines:
        words = [f"ipv6 route vrf {vrf}" if vrf else "ipv6 route", str(prefix)]
        words += [str(iface)] if iface is not None else []
        words += [format_ipv6(next_hop)] if next_hop is not None else []
        words += [str(route.distance)] if route.distance != 1 else []
        words += [f"tag {route.tag}"] if route.tag else []
        words += [f"name {route.name}"] if route.name else []
        yield " ".join(words)
