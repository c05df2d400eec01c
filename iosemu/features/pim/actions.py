"""`debug ip pim`, `clear ip mroute`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug_switch import debug_switch
from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context

do_debug_pim = debug_switch("pim", "pim")


def do_clear_mroute(ctx: Context, group: IPv4 = 0) -> None:
    engine = ctx.device.engine("pim")
    for route in [each for each in engine.table.values() if group in (0, each.group)]:
        engine.remove(route)
    igmp = ctx.device.engine("igmp")
    for name in engine.ports:  # who listens still does
        for each, source in tuple(igmp.listeners(name)):
            if group in (0, each) and bool(source) == engine.is_ssm(each):
                engine.entry(source, each)
