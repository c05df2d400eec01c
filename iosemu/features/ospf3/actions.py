"""`clear ipv6 ospf`, `debug ipv6 ospf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli.context import Ask, ProcessBody
from iosemu.device.debug_switch import debug_switch
from iosemu.features.ospf3.describe import processes

if TYPE_CHECKING:
    from iosemu.cli.context import Context

do_debug_ospf3_hello = debug_switch("ospf3", "ipv6 ospf hello")
do_debug_ospf3_hello_older = debug_switch("ospf3", "ipv6 ospf hello older")
do_debug_ospf3_adj = debug_switch("ospf3", "ipv6 ospf adj")


def do_clear_ospf3_process(ctx: Context, number: int | None = None) -> ProcessBody:
    """Everything begins anew, with the router ID that counts now. Asks first."""
    found = list(processes(ctx, number))
    which = "ALL OSPF processes" if number is None else f"OSPF process {number}"
    if ctx.device.software.ospf3_families:
        which = "selected OSPFv3 processes"
    answer = yield Ask(f"Reset {which}? [no]: ")
    if answer and "yes".startswith(answer.strip().lower()) and answer.strip():
        for process in found:
            process.reset()


def do_clear_ospf3_force_spf(ctx: Context, number: int | None = None) -> None:
    for process in processes(ctx, number):
        process.compute_now()


def do_clear_ospf3_redistribution(ctx: Context, number: int | None = None) -> None:
    for process in processes(ctx, number):
        process.externals.look()
