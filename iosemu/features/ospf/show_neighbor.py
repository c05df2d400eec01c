"""`show ip ospf neighbor` in its forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.ospf.describe import area_name, clock, ports, processes, role, state_text
from iosemu.features.ospf.states import NbrState
from iosemu.types import InterfaceName, IPv4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.release import Software
    from iosemu.features.ospf.neighbor import Neighbor

# of an Options octet, in the order in which they are named
_BITS = ((0x02, "E-bit"), (0x08, "N/P-bit"), (0x10, "L-bit"), (0x20, "DC-bit"), (0x40, "O-bit"))


def neighbors(ctx: Context, number: int | None, iface: InterfaceName | None, router: IPv4 | None) -> list[Neighbor]:
    return [
        neighbor
        for process in processes(ctx, number)
        for port in ports(process)
        if iface is None or port.name == iface
        for neighbor in port.neighbors.values()
        if router is None or neighbor.router_id == router
    ]


def show_ospf_neighbor(
    ctx: Context,
    number: int | None = None,
    iface: InterfaceName | None = None,
    router: IPv4 | None = None,
    detail: bool = False,
) -> Iterator[str]:
    """A neighbour by its ID is told in detail."""
    found = neighbors(ctx, number, iface, router)
    if detail or router is not None:
        for neighbor in found:
            yield from _detail(neighbor, ctx.device.software)
        return
    yield ""
    if found:
        yield "Neighbor ID     Pri   State           Dead Time   Address         Interface"
    for neighbor in found:
        who = format_ipv4(neighbor.router_id) if neighbor.router_id else "N/A"
        state = f"{state_text(neighbor.state)}/{role(neighbor)}"
        address = format_ipv4(neighbor.address)
        priority = neighbor.priority if neighbor.port.kind.elects else 0
        yield f"{who:<15} {priority:3}   {state:<15} {dead_text(neighbor):<11} {address:<15} {neighbor.port.text}"


def dead_text(neighbor: Neighbor) -> str:
    due = neighbor.dead_due
    if due is None or neighbor.state is NbrState.DOWN:
        return "   -"
    return f"{due * 1000:.0f} msec" if neighbor.port.settings.multiplier else clock(due)


def _named(value: int) -> str:
    words = [word for bit, word in _BITS if value & bit]
    return f" ({', '.join(words)})" if words else ""


def _detail(neighbor: Neighbor, software: Software) -> Iterator[str]:
    port = neighbor.port
    number = ", interface-id unknown" if software.ospf_interface_ids else ""
    yield f" Neighbor {format_ipv4(neighbor.router_id)}, interface address {format_ipv4(neighbor.address)}{number}"
    yield f"    In the area {area_name(port.process, port.area.id)} via interface {port.text} "
    state = state_text(neighbor.state)
    priority = neighbor.priority if port.kind.elects else 0
    yield f"    Neighbor priority is {priority}, State is {state}, {neighbor.changes} state changes"
    yield f"    DR is {format_ipv4(neighbor.dr)} BDR is {format_ipv4(neighbor.bdr)}"
    if software.ospf_options_named:
        yield f"    Options is 0x{neighbor.hello_options:X} in Hello{_named(neighbor.hello_options)}"
        if neighbor.dd_options:
            yield f"    Options is 0x{neighbor.dd_options:X} in DBD{_named(neighbor.dd_options)}"
    else:
        yield f"    Options is 0x{neighbor.dd_options or neighbor.hello_options:X}"
    if neighbor.lls_options is not None:
        yield f"    LLS Options is 0x{neighbor.lls_options:X}{' (LR)' if neighbor.lls_options & 1 else ''}"
    if neighbor.dead_due is not None:
        yield f"    Dead timer due in {dead_text(neighbor)}"
    if neighbor.dead_due is not None or neighbor.full:
        yield f"    Neighbor is up for {uptime(port.process.host.now - neighbor.up_since):<8}"
    indexes = 3 if software.ospf_three_indexes else 2
    yield from queue_lines(neighbor, indexes, f"    Index {index_text(neighbor.index, software)}, ")


def index_text(index: tuple[int, ...], software: Software) -> str:
    """On the interface, in the area, in the process; older releases know the last two alone."""
    return "/".join(map(str, index if software.ospf_three_indexes else index[-2:]))


def queue_lines(neighbor: Neighbor, indexes: int, before: str) -> Iterator[str]:
    """What waits to be acknowledged. Where it is kept (an address on IOS) is told of an empty list alone."""
    waiting = len(neighbor.retransmit)
    yield f"{before}retransmission queue length {waiting}, number of retransmission {neighbor.retransmissions}"
    if not waiting:
        nothing = "/".join(["0x0(0)"] * indexes)
        yield f"    First {nothing} Next {nothing}"
    last, most = neighbor.scan
    yield f"    Last retransmission scan length is {last}, maximum is {most}"
    yield "    Last retransmission scan time is 0 msec, maximum is 0 msec"


SUMMARY = (
    NbrState.DOWN, NbrState.ATTEMPT, NbrState.INIT, NbrState.TWO_WAY, NbrState.EXSTART, NbrState.EXCHANGE,
    NbrState.LOADING, NbrState.FULL,
)  # fmt: skip


def show_ospf_neighbor_summary(ctx: Context, number: int | None = None) -> Iterator[str]:
    found = neighbors(ctx, number, None, None)
    helped = sum(neighbor.helped for neighbor in found)
    yield ""
    if number is None:
        yield "         Neighbor summary for all OSPF processes"
    else:
        yield f"         Neighbor summary for OSPF process {number}"
    yield ""
    for state in SUMMARY:
        yield f"{state_text(state):<13}{sum(neighbor.state is state for neighbor in found)}"
    yield f"{'Total count':<13}{len(found):<6}(Undergoing NSF {helped})"
