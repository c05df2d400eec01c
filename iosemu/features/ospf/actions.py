"""`clear ip ospf`, `debug ip ospf`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Ask, ProcessBody
from iosemu.device.debug_switch import debug_switch
from iosemu.features.ospf.describe import processes

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName


def _switch(flag: str) -> Callable[..., str]:
    """A flag that may be narrowed to one process."""

    def of(number: int | None = None) -> int | None:
        return number

    def note(number: int | None = None) -> str:
        return "" if number is None else f" for process {number}"

    return debug_switch("ospf", f"ip ospf {flag}", of, note)


do_debug_ospf_adj = _switch("adj")
do_debug_ospf_adj_older = _switch("adj older")
do_debug_ospf_hello = _switch("hello")
do_debug_ospf_hello_older = _switch("hello older")
do_debug_ospf_events = _switch("events")
do_debug_ospf_packet = _switch("packet")
do_debug_ospf_spf = _switch("spf")
do_debug_ospf_flood = _switch("flood")
do_debug_ospf_generation = _switch("lsa-generation")
do_debug_ospf_retransmission = _switch("retransmission")
do_debug_ospf_rate_limit = _switch("rate-limit")


def do_clear_ospf_process(ctx: Context, number: int | None = None) -> ProcessBody:
    """Everything begins anew, with the router ID that counts now. Asks first."""
    found = list(processes(ctx, number))
    question = "Reset ALL OSPF processes?" if number is None else f"Reset OSPF process {number}?"
    answer = yield Ask(f"{question} [no]: ")
    if answer and "yes".startswith(answer.strip().lower()) and answer.strip():
        for process in found:
            process.reset()


def do_clear_ospf_counters(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None, **typed: Any
) -> None:
    """State changes and retransmissions of neighbours."""
    for process in processes(ctx, number):
        for port in process.ports.values():
            if iface is None or port.name == iface:
                for neighbor in port.neighbors.values():
                    neighbor.changes = neighbor.retransmissions = 0
                    neighbor.scan = (0, 0)


def do_clear_ospf_traffic(ctx: Context, number: int | None = None, iface: InterfaceName | None = None) -> None:
    for process in processes(ctx, number):
        now = process.host.now
        for port in process.ports.values():
            if iface is None or port.name == iface:
                port.traffic.clear(now)
        if iface is None:
            process.traffic.clear(now)


def do_clear_ospf_events(ctx: Context, number: int | None = None) -> None:
    for process in processes(ctx, number):
        process.history.events.clear()


def do_clear_ospf_force_spf(ctx: Context, number: int | None = None) -> None:
    for process in processes(ctx, number):
        process.compute_now()


def do_clear_ospf_redistribution(ctx: Context, number: int | None = None) -> None:
    for process in processes(ctx, number):
        process.externals.look()
