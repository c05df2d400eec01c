"""`show ip ospf rib`, `… border-routers`, `… statistics`, `… virtual-links`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.ospf.describe import (
    TOPOLOGY,
    allowance,
    area_name,
    clock,
    heading,
    not_running,
    processes,
    state_text,
)
from iosemu.features.ospf.routes import INTER, INTRA, OspfRoute
from iosemu.features.ospf.show_neighbor import index_text, queue_lines
from iosemu.types import IPv4, Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.ospf.process import Process
    from iosemu.features.ospf.virtual import VirtualPort


def _heads(ctx: Context, number: int | None) -> Iterator[tuple[Process, list[str]]]:
    """Processes that run, each with its heading; the others have words of their own."""
    for process in processes(ctx, number):
        if process.router_id:
            yield process, ["", heading(process), ""]


def show_ospf_rib(
    ctx: Context, number: int | None = None, address: IPv4 | None = None, length: int | None = None
) -> Iterator[str]:
    for process, head in _heads(ctx, number):
        yield from [*head, "", TOPOLOGY, "", "OSPF local RIB", "Codes: * - Best, > - Installed in global RIB", ""]
        for prefix in sorted(process.calculator.table):
            if address is None or (prefix == Prefix.of(address, 32 if length is None else length)):
                yield from _rib_entry(process, process.calculator.table[prefix])


_LEVELS = {INTRA: "Intra", INTER: "Inter"}


def _rib_entry(process: Process, route: OspfRoute) -> Iterator[str]:
    mark = "*>" if installed(process, route) else "* "
    if route.level in _LEVELS:
        line = f"{_LEVELS[route.level]}, cost {route.cost}, area {area_name(process, route.area or 0)}"
    else:
        kind = "NSSA" if route.nssa else "Ext"
        line = f"{kind}{route.level - 1}, cost {route.metric}"
        line += f", fwd cost {route.cost}" if route.level == 3 else ""
        line += f", tag {route.tag}"
    yield f"{mark}  {route.prefix}, {line}{', Connected' if route.connected else ''}"
    yield from (f"      via {format_ipv4(hop)}, {iface}" for hop, iface in ways(process, route))


def installed(process: Process, route: OspfRoute) -> bool:
    best = process.vrf.v4.best(route.prefix)
    return best is not None and best.source is process.source


def ways(process: Process, route: OspfRoute) -> list[tuple[IPv4, str]]:
    """Next hops and interfaces."""
    found = [(hop or port.address, port.text) for (port, hop), _ in route.ways]
    if route.connected and not found:
        own = next((port for port in process.ports.values() if port.length and port.prefix == route.prefix), None)
        return [(own.address, own.text)] if own is not None else []
    return found


def show_ospf_redistribution(ctx: Context, number: int | None = None) -> Iterator[str]:
    for process, head in _heads(ctx, number):
        yield from [*head, "", TOPOLOGY, "", "OSPF Redistribution"]
        for prefix, found in sorted(process.externals.imported.items()):
            if found.source is None:
                continue
            facts = f"type {1 + found.type2}, metric {found.metric}, tag {found.tag}"
            yield f"{prefix}, {facts}, from {found.source}"
            route = process.vrf.v4.best(prefix)
            for path in route.paths if route is not None else ():
                hop = f"{format_ipv4(path.next_hop)}, " if path.next_hop else ""
                yield f"   via {hop}{path.interface.text if path.interface is not None else ''}".rstrip(", ")


def show_ospf_borders(ctx: Context, number: int | None = None) -> Iterator[str]:
    for process, head in _heads(ctx, number):
        if process.device.software.ospf_topologies:
            yield from [*head, "", TOPOLOGY, "", "Internal Router Routing Table"]
        else:
            yield from ["", f"OSPF Process {process.number} internal Routing Table", ""]
        yield from ["Codes: i - Intra-area route, I - Inter-area route", ""]
        for router_id, found in process.calculator.routers.items():
            for route in found:
                what = "/".join(word for word, is_so in (("ABR", route.border), ("ASBR", route.boundary)) if is_so)
                area = process.areas[route.area]
                for port, hop in route.hops:
                    yield (
                        f"{'I' if route.inter else 'i'} {format_ipv4(router_id)} [{route.cost}] via "
                        f"{format_ipv4(hop or router_id)}, {port.text}, {what}, "
                        f"Area {area_name(process, route.area)}, SPF {area.runs}"
                    )


def show_ospf_statistics(ctx: Context, number: int | None = None) -> Iterator[str]:
    for process in processes(ctx, number):
        if not process.router_id:
            yield not_running(process)
            continue
        yield ""
        if process.device.software.ospf_statistic_heading:
            yield heading(process)
        else:
            yield f"OSPF process ID {process.number}"
            yield "------------------------------------------"
        for area in sorted(process.areas):
            yield ""
            yield f"  Area {area_name(process, area)}: SPF algorithm executed {process.areas[area].runs} times"
        yield ""
        yield "  Summary OSPF SPF statistic"
        yield ""
        yield "  SPF calculation time"
        yield "Delta T   Intra\tD-Intra\tSumm\tD-Summ\tExt\tD-Ext\tTotal\tReason"
        for run in reversed(process.spf_log):
            reasons = ", ".join(run.reasons)
            yield f"{uptime(process.host.now - run.at)}   0\t0\t0\t0\t0\t0\t0\t{reasons}{',' if reasons else ''}"


def show_ospf_virtual(ctx: Context, number: int | None = None) -> Iterator[str]:
    for process in processes(ctx, number):
        for port in process.virtual_ports():
            yield from _virtual(port)


def _virtual(port: VirtualPort) -> Iterator[str]:
    process, software = port.process, port.process.device.software
    up = bool(port.state)
    yield f"Virtual Link {port.text} to router {format_ipv4(port.peer)} is {'up' if up else 'down'}"
    yield "  Run as demand circuit"
    yield f"  {allowance(port)}."
    hops = port.hops()
    via = f", via interface {hops[0][0].text}" if hops else ""
    cost = "" if software.ospf_topologies else f", Cost of using {port.cost}"
    yield f"  Transit area {area_name(process, port.transit.id)}{via}{cost}"
    if software.ospf_topologies:
        yield " Topology-MTID    Cost    Disabled     Shutdown      Topology Name"
        yield f"        0           {port.cost:<10}no          no            Base"
    state = "POINT_TO_POINT" if up else "DOWN"
    settings = port.settings
    yield f"  Transmit Delay is {settings.transmit_delay} sec, State {state},"
    dead = settings.dead
    yield (
        f"  Timer intervals configured, Hello {settings.hello:.0f}, Dead {dead}, Wait {dead}, "
        f"Retransmit {settings.retransmit}"
    )
    if up:
        yield f"    Hello due in {clock(port.hello_due)}"
    for neighbor in port.neighbors.values():
        suppressed = " (Hello suppressed)" if neighbor.full and port.suppresses(neighbor) else ""
        yield f"    Adjacency State {state_text(neighbor.state)}{suppressed}"
        indexes = 3 if software.ospf_three_indexes else 2
        yield from queue_lines(neighbor, indexes, f"    Index {index_text(neighbor.index, software)}, ")
