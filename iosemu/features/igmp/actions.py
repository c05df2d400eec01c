"""`debug ip igmp`, `clear ip igmp group`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug_switch import debug_switch

if TYPE_CHECKING:
    from iosemu.cli.context import Context

do_debug_igmp = debug_switch("igmp", "igmp")


def do_clear_igmp_groups(ctx: Context) -> None:
    for port in tuple(ctx.device.engine("igmp").ports.values()):
        port.clear()
