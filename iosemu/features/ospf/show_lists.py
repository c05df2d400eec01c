"""`show ip ospf flood-list`, `… request-list`, `… retransmission-list`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.ospf.describe import heading, ports, processes
from iosemu.features.ospf.states import NetworkType
from iosemu.types import InterfaceName, IPv4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.wire.ospf_lsa import LsaHeader


def talking_ports(
    ctx: Context, number: int | None, iface: InterfaceName | None
) -> Iterator[tuple[OspfPort, list[str]]]:
    """Each with what stands before it: the heading of its process before the first."""
    for process in processes(ctx, number):
        before = ["", heading(process), ""]
        for port in ports(process):
            if port.kind is not NetworkType.LOOPBACK and (iface is None or port.name == iface):
                yield port, before
                before = []


def _rows(headers: Iterable[LsaHeader]) -> Iterator[str]:
    yield " Type  LS ID           ADV RTR         Seq NO      Age    Checksum"
    for header in headers:
        where = f"{format_ipv4(header.lsid):<15} {format_ipv4(header.adv):<15}"
        yield f"{header.kind:5}  {where} 0x{header.sequence:08X}  {header.age:<6} 0x{header.checksum:04X}"
    yield ""


def show_ospf_flood_list(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None
) -> Iterator[str]:
    for port, before in talking_ports(ctx, number, iface):
        yield from before
        queue, host = port.flooder.queue, port.process.host
        yield f" Interface {port.text}, Queue length {len(queue)}"
        if queue:
            yield f" Link state flooding due in {(host.due(port.flooder.flush) or 0) * 1000:.0f} msec"
            yield ""
            yield from _rows(entry.header(host.now) for entry in queue.values())
        else:
            yield ""


def talking_neighbors(
    ctx: Context, number: int | None, iface: InterfaceName | None, router: IPv4 | None
) -> Iterator[tuple[Neighbor, list[str]]]:
    for port, before in talking_ports(ctx, number, iface):
        for neighbor in port.neighbors.values():
            if router is None or neighbor.router_id == router:
                yield neighbor, before
                before = []


def _who(neighbor: Neighbor) -> str:
    name, port = format_ipv4(neighbor.router_id), neighbor.port
    return f" Neighbor {name}, interface {port.text} address {format_ipv4(neighbor.address)}"


def show_ospf_request_list(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None, router: IPv4 | None = None
) -> Iterator[str]:
    for neighbor, before in talking_neighbors(ctx, number, iface, router):
        yield from before
        yield _who(neighbor)
        yield ""
        if neighbor.requests:
            yield from _rows(neighbor.requests.values())


def show_ospf_retransmission_list(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None, router: IPv4 | None = None
) -> Iterator[str]:
    for neighbor, before in talking_neighbors(ctx, number, iface, router):
        yield from before
        yield _who(neighbor)
        host, port = neighbor.port.process.host, neighbor.port
        if neighbor.retransmit:
            due = (host.due(port.flooder.retransmit) or 0) * 1000
            yield f" Link state retransmission due in {due:.0f} msec, Queue length {len(neighbor.retransmit)}"
        yield ""
        if neighbor.retransmit:
            yield from _rows(entry.header(host.now) for entry, _ in neighbor.retransmit.values())
