"""`clear ipv6 …`."""

from __future__ import annotations

from iosemu.cli.context import Context
from iosemu.types import InterfaceName


def do_clear_ipv6_neighbors(ctx: Context, iface: InterfaceName | None = None) -> None:
    if ctx.device.has_ip6:
        ctx.device.ip6.neighbours.clear(ctx.device.interfaces.get(iface) if iface is not None else None)


def do_clear_ipv6_traffic(ctx: Context) -> None:
    if ctx.device.has_ip6:
        ctx.device.ip6.clear_counters()


def do_clear_ipv6_mtu(ctx: Context) -> None:
    if ctx.device.has_ip6:
        ctx.device.ip6.paths.clear()
