"""clear cdp, debug cdp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug_switch import debug_switch

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def do_clear_cdp_table(ctx: Context) -> None:
    ctx.device.engine("cdp").clear()


def do_clear_cdp_counters(ctx: Context) -> None:
    traffic = ctx.device.engine("cdp").traffic
    traffic.output = traffic.input = traffic.syntax = traffic.checksum = 0


do_debug_cdp_packets = debug_switch("cdp", "cdp packets")
do_debug_cdp_adjacency = debug_switch("cdp", "cdp adjacency")
