"""`clear ip inspect`, `debug ip inspect`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug_switch import debug_switch

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.inspect.engine import InspectEngine

do_debug_creation = debug_switch("inspect", "ip inspect object-creation")
do_debug_deletion = debug_switch("inspect", "ip inspect object-deletion")
do_debug_tcp = debug_switch("inspect", "ip inspect tcp")
do_debug_udp = debug_switch("inspect", "ip inspect udp")
do_debug_icmp = debug_switch("inspect", "ip inspect icmp")


def do_clear_session(ctx: Context, handle: int) -> None:
    engine: InspectEngine = ctx.device.engine("inspect")
    engine.clear(handle)
