"""`clear ip route`, `debug ip routing`."""

from __future__ import annotations

from iosemu.cli.context import Context
from iosemu.device.debug_switch import debug_switch
from iosemu.device.vrf_names import named_table
from iosemu.types import IPv4, Prefix, mask_of

do_debug_ip_routing = debug_switch("routing", "ip routing")


def do_clear_route(ctx: Context, network: IPv4 | None = None, length: int | None = None, vrf: str = "") -> str | None:
    """All routes, or one: it is taken out and chosen anew, so that its age starts again."""
    table = named_table(ctx.device, vrf)
    if network is None:
        table.reconsider()
        return None
    if length is not None and network & mask_of(length) != network:
        return "%Inconsistent address and mask"
    route = table.best(Prefix.of(network, length)) if length is not None else table.lookup(network)
    if route is None:
        return "% Subnet not in table" if table.lookup(network) else "% Network not in table"
    table.reconsider(route.prefix)
    return None
