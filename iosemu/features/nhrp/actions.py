"""`clear ip nhrp …` and `debug nhrp …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iosemu.device.debug_switch import debug_switch
from iosemu.features.nhrp.show import tunnels
from iosemu.features.nhrp.stats import Stats

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.nhrp.conditions import Conditions
    from iosemu.types import InterfaceName, IPv4

do_debug_nhrp = debug_switch("nhrp", "nhrp")
do_debug_nhrp_packet = debug_switch("nhrp", "nhrp packet")
do_debug_nhrp_cache = debug_switch("nhrp", "nhrp cache")
do_debug_nhrp_error = debug_switch("nhrp", "nhrp error")
do_debug_nhrp_extension = debug_switch("nhrp", "nhrp extension")
do_debug_nhrp_rate = debug_switch("nhrp", "nhrp rate")
do_debug_nhrp_event = debug_switch("nhrp", "nhrp event")
do_debug_nhrp_routing = debug_switch("nhrp", "nhrp routing")
do_debug_nhrp_group = debug_switch("nhrp", "nhrp group")
do_debug_nhrp_detail = debug_switch("nhrp", "nhrp detail")


def do_clear_nhrp(
    ctx: Context, address: IPv4 | None = None, length: int | None = None, interface: InterfaceName | None = None,
    vrf: str | None = None,
) -> None:  # fmt: skip
    """Dynamic and incomplete entries; static ones stay."""
    for tunnel in tunnels(ctx.device, interface, vrf):
        tunnel.engine.clear(tunnel, address, length)


def do_clear_nhrp_counters(ctx: Context, interface: InterfaceName | None = None) -> None:
    for tunnel in tunnels(ctx.device, interface):
        tunnel.traffic.clear()
        for state in tunnel.nhss.values():
            state.req_sent = state.req_failed = state.repl_recv = 0


def do_clear_nhrp_shortcut(ctx: Context, interface: InterfaceName | None = None) -> None:
    """Entries that stand in the routing table; traffic will bring them back."""
    for tunnel in tunnels(ctx.device, interface):
        tunnel.engine.clear_shortcuts(tunnel)


def do_clear_nhrp_stats(ctx: Context, interface: InterfaceName | None = None) -> None:
    for tunnel in tunnels(ctx.device, interface):
        tunnel.stats = Stats()


def do_debug_nhrp_condition(
    ctx: Context, interface: InterfaceName | None = None, nbma: IPv4 | None = None, tunnel: IPv4 | None = None
) -> None:
    """Silent. Without a condition (in the `no` form only) all of them go."""
    conditions: Conditions = ctx.device.engine("nhrp").conditions
    if interface is None and nbma is None and tunnel is None:
        conditions.clear()
        return
    if interface is not None:
        _put(conditions.interfaces, interface, ctx.negated)
    if nbma is not None:
        _put(conditions.nbmas, nbma, ctx.negated)
    if tunnel is not None:
        _put(conditions.tunnels, tunnel, ctx.negated)


def _put(found: set[Any], item: object, away: bool) -> None:
    if away:
        found.discard(item)
    else:
        found.add(item)
