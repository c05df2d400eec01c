"""`clear ip nhrp …` and `debug nhrp …`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug_switch import debug_switch
from iosemu.features.nhrp.model import NhrpConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iosemu.cli.context import Context
    from iosemu.features.nhrp.engine import NhrpEngine
    from iosemu.features.nhrp.tunnel import NhrpTunnel
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


def _tunnels(ctx: Context, interface: InterfaceName | None) -> Iterator[NhrpTunnel]:
    if any(iface.get(NhrpConfig) is not None for iface in ctx.device.interfaces.values()):
        engine: NhrpEngine = ctx.device.engine("nhrp")
        for name, tunnel in sorted(engine.tunnels.items()):
            if interface in (None, name):
                yield tunnel


def do_clear_nhrp(
    ctx: Context, address: IPv4 | None = None, length: int | None = None, interface: InterfaceName | None = None
) -> None:
    """Dynamic and incomplete entries; static ones stay."""
    for tunnel in _tunnels(ctx, interface):
        tunnel.engine.clear(tunnel, address, length)


def do_clear_nhrp_counters(ctx: Context, interface: InterfaceName | None = None) -> None:
    for tunnel in _tunnels(ctx, interface):
        tunnel.traffic.clear()
        for state in tunnel.nhss.values():
            state.req_sent = state.req_failed = state.repl_recv = 0
