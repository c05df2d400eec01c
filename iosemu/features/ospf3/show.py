"""`show ipv6 ospf`: processes, neighbours, interfaces, border routers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.ospf.describe import TYPES, allowance, clock, port_state, role, state_text
from iosemu.features.ospf.model import short
from iosemu.features.ospf.show_neighbor import SUMMARY, dead_text, queue_lines
from iosemu.features.ospf.show_process import (
    EXCHANGES,
    checksums,
    event_log,
    kind_lines,
    limits,
    lsa_timers,
    max_metric,
    spf_timers,
    standing,
)
from iosemu.features.ospf.states import IfState, NbrState, NetworkType
from iosemu.features.ospf3.describe import area_name, bits, found_ports, heading, running
from iosemu.features.ospf3.port import Neighbor3
from iosemu.features.ospf3.show_database import show_ospf3_database
from iosemu.types import InterfaceName, IPv4, Prefix6, format_ipv4, format_ipv6
from iosemu.wire.ospf_lsa import EXTERNAL

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.ospf.area import Area
    from iosemu.features.ospf.process import Process
    from iosemu.features.ospf3.port import Port3

__all__ = [
    "show_ospf3", "show_ospf3_borders", "show_ospf3_database", "show_ospf3_interface", "show_ospf3_neighbor",
    "show_ospf3_neighbor_summary",
]  # fmt: skip


# processes


def show_ospf3(ctx: Context, number: int | None = None) -> Iterator[str]:
    for process in running(ctx, number):
        yield from _process(process)
        yield ""


def _process(process: Process) -> Iterator[str]:
    config, software = process.config, process.device.software
    yield f' Routing Process "ospfv3 {process.number}" with ID {format_ipv4(process.router_id)}'
    if config.shutdown:
        yield " Routing Process is shutdown"
    if software.ospf_limits_exchanges:
        yield " Supports NSSA (compatible with RFC 3101)"
        yield " Supports Database Exchange Summary List Optimization (RFC 5243)"
    yield from limits(process)
    yield from event_log(process)
    yield from (f" {line}" for line in standing(process))
    if software.ospf_event_log:
        yield from max_metric(process)
    yield from spf_timers(process)
    yield from lsa_timers(process)
    if software.ospf_limits_exchanges:
        yield " Retransmission limit dc 24 non-dc 24"
        yield EXCHANGES
    external = process.lsdb
    yield f" Number of external LSA {len(external.of(EXTERNAL))}. {checksums(external.checksum_sum(EXTERNAL))}"
    areas = process.areas.values()
    stub, nssa = sum(area.stub for area in areas), sum(area.nssa is not None for area in areas)
    kinds = f"{len(areas) - stub - nssa} normal {stub} stub {nssa} nssa"
    yield f" Number of areas in this router is {len(areas)}. {kinds}"
    if software.ospf_helps_restarts:
        yield " Graceful restart helper support enabled"
    yield f" Reference bandwidth unit is {config.reference_bandwidth} mbps"
    if software.ospf3_families:
        yield f" RFC1583 compatibility {'enabled' if config.rfc1583 else 'disabled'}"
    for number in sorted(process.areas):
        yield from _area(process.areas[number])


def _area(area: Area) -> Iterator[str]:
    process = area.process
    name = area_name(process, area.id)
    yield f"    Area {f'BACKBONE({name})' if area.id == 0 else name}{'' if area.active else ' (Inactive)'}"
    yield f"        Number of interfaces in this area is {area.interface_count}"
    yield from (f"        {line}" for line in kind_lines(area))
    yield f"        SPF algorithm executed {area.runs} times"
    for (network, length), said in sorted(area.config.ranges.items()):
        active = process.borders.active_ranges.get(Prefix6(network, length))
        state = f"Active({active[0]})" if active is not None else "Passive"
        told = "Advertise" if said.advertise else "DoNotAdvertise"
        yield f"        Area ranges are {Prefix6(network, length)} {state} {told}"
    lsdb = area.lsdb
    yield f"        Number of LSA {len(lsdb)}. {checksums(lsdb.checksum_sum())}"
    yield f"        Number of DCbitless LSA {lsdb.bitless}"
    yield "        Number of indication LSA 0"
    yield f"        Number of DoNotAge LSA {lsdb.still}"
    yield f"        Flood list length {sum(len(port.flooder.queue) for port in area.ports)}"


# neighbours


def neighbors(
    ctx: Context, number: int | None, iface: InterfaceName | None, router: IPv4 | None
) -> list[Neighbor3]:
    return [
        neighbor
        for port in found_ports(ctx, number, iface)
        for neighbor in port.neighbors.values()
        if isinstance(neighbor, Neighbor3) and (router is None or neighbor.router_id == router)
    ]


def show_ospf3_neighbor(
    ctx: Context,
    number: int | None = None,
    iface: InterfaceName | None = None,
    router: IPv4 | None = None,
    detail: bool = False,
) -> Iterator[str]:
    """A neighbour by its ID is told in detail."""
    for process in running(ctx, number):
        found = [each for each in neighbors(ctx, process.number, iface, router)]
        if not found:
            continue
        if ctx.device.software.ospf3_families:
            yield ""
            yield heading(process)
        yield ""
        if detail or router is not None:
            for neighbor in found:
                yield from _detail(neighbor)
            continue
        yield "Neighbor ID     Pri   State           Dead Time   Interface ID    Interface"
        for neighbor in found:
            state = f"{state_text(neighbor.state)}/{role(neighbor)}"
            priority = neighbor.priority if neighbor.port.kind.elects else 0
            yield (
                f"{format_ipv4(neighbor.router_id):<15} {priority:3}   {state:<15} {dead_text(neighbor):<11} "
                f"{neighbor.interface_id:<15} {neighbor.port.text}"
            )


def _options(value: int) -> tuple[str, str]:
    names = ", ".join(bits(value, "-Bit"))
    return f"0x{value:06X}", f" ({names})" if names else ""


def _detail(neighbor: Neighbor3) -> Iterator[str]:
    port = neighbor.port
    software = port.process.device.software
    yield f" Neighbor {format_ipv4(neighbor.router_id)}"
    yield f"    In the area {area_name(port.process, port.area.id)} via interface {port.text} "
    where = f"link-local address {format_ipv6(neighbor.address)}"
    yield f"    Neighbor: interface-id {neighbor.interface_id}, {where}"
    priority = neighbor.priority if port.kind.elects else 0
    yield (
        f"    Neighbor priority is {priority}, State is {state_text(neighbor.state)}, {neighbor.changes} state changes"
    )
    if port.kind.elects:
        yield f"    DR is {format_ipv4(neighbor.dr)} BDR is {format_ipv4(neighbor.bdr)}"
    if software.ospf_options_named:
        number, names = _options(neighbor.hello_options)
        yield f"    Options is {number} in Hello{names}"
        if neighbor.dd_options:
            number, names = _options(neighbor.dd_options)
            yield f"    Options is {number} in DBD{names}"
    else:
        yield f"    Options is 0x{neighbor.dd_options or neighbor.hello_options:X}"
    if neighbor.dead_due is not None:
        yield f"    Dead timer due in {dead_text(neighbor)}"
    if neighbor.dead_due is not None or neighbor.full:
        yield f"    Neighbor is up for {uptime(port.process.host.now - neighbor.up_since):<8}"
    yield from queue_lines(neighbor, 3, f"    Index {'/'.join(map(str, neighbor.index))}, ")


def show_ospf3_neighbor_summary(ctx: Context, number: int | None = None) -> Iterator[str]:
    found = neighbors(ctx, number, None, None)
    yield ""
    yield "         Neighbor summary for selected OSPFv3 processes"
    yield ""
    for state in SUMMARY:
        yield f"{state_text(state):<13}{sum(neighbor.state is state for neighbor in found)}"
    yield f"{'Total count':<13}{len(found):<6}(Undergoing GR {sum(neighbor.helped for neighbor in found)})"


# interfaces


def show_ospf3_interface(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None, brief: bool = False
) -> Iterator[str]:
    found = found_ports(ctx, number, iface)
    if iface is not None and not found:
        yield f"%OSPFv3: OSPF not enabled on {iface}"
    elif brief:
        yield "Interface    PID   Area            Intf ID    Cost  State Nbrs F/C"
        yield from map(_row, found)
    else:
        for port in found:
            yield from _block(port)


def _row(port: Port3) -> str:
    process = port.process
    name, area = short(port.name), area_name(process, port.area.id)
    counts = f"{port.count(NbrState.FULL)}/{port.count(NbrState.INIT)}"
    state = port_state(port, brief=True)
    return f"{name:<12} {process.number:<5} {area:<15} {port.interface_id:<10} {port.cost:<5} {state:<5} {counts}"


def _block(port: Port3) -> Iterator[str]:
    iface, process, settings = port.iface, port.process, port.settings
    software = process.device.software
    state = "up" if iface.up else "down" if iface.enabled else "administratively down"
    yield f"{port.text} is {state}, line protocol is {'up' if iface.line_up else 'down'} "
    tail = " (snmp-if-index)" if software.ospf_interface_ids else ""
    yield f"  Link Local Address {format_ipv6(port.address)}, Interface ID {port.interface_id}{tail}"
    who = f"Process ID {process.number}, Instance ID {port.instance}, Router ID {format_ipv4(process.router_id)}"
    yield f"  Area {area_name(process, port.area.id)}, {who}"
    yield f"  Network Type {TYPES[port.kind]}, Cost: {port.cost}"
    if settings.demand:
        yield "  Configured as demand circuit."
    if port.runs_demand:
        yield "  Run as demand circuit."
        yield f"  {allowance(port)}."
    if settings.flood_reduction:
        yield "  Reduce LSA flooding."
    if port.kind is NetworkType.LOOPBACK:
        yield "  Loopback interface is treated as a stub Host"
        return
    line = f"  Transmit Delay is {settings.transmit_delay} sec, State {port_state(port)}"
    yield f"{line}, Priority {port.priority}" if port.kind.elects else line
    if port.kind.elects:
        yield from _chiefs(port)
    dead = settings.dead
    times = f"Hello {settings.hello_told}, Dead {dead}, Wait {dead}, Retransmit {settings.retransmit}"
    yield f"  Timer intervals configured, {times}"
    if port.state is IfState.DOWN:
        return
    if settings.passive:
        yield "    No Hellos (Passive interface) "
    else:
        yield f"    Hello due in {clock(port.hello_due)}"
    if port.state is IfState.WAITING:
        yield f"    Wait time before Designated router selection {clock(port.wait_due)}"
    if software.ospf_helps_restarts:
        yield "  Graceful restart helper support enabled"
    yield f"  Index {'/'.join(map(str, port.index))}, flood queue length {len(port.flooder.queue)}"
    yield "  Next 0x0(0)/0x0(0)/0x0(0)"
    last, most = port.flooder.scan
    yield f"  Last flood scan length is {last}, maximum is {most}"
    yield "  Last flood scan time is 0 msec, maximum is 0 msec"
    full = port.full_neighbors()
    yield f"  Neighbor Count is {port.count(NbrState.INIT)}, Adjacent neighbor count is {len(full)} "
    for neighbor in full:
        title = {"DR": "  (Designated Router)", "BDR": "  (Backup Designated Router)"}.get(role(neighbor), "")
        silent = "  (Hello suppressed)" if port.suppresses(neighbor) else ""
        yield f"    Adjacent with neighbor {format_ipv4(neighbor.router_id)}{title}{silent}"
    yield f"  Suppress hello for {sum(map(port.suppresses, full))} neighbor(s)"


def _chiefs(port: Port3) -> Iterator[str]:
    for router, name in ((port.dr_id, "Designated Router"), (port.bdr_id, "Backup Designated router")):
        if router:
            own = router == port.process.router_id
            address = port.address if own else port.address_of(router)
            yield f"  {name} (ID) {format_ipv4(router)}, local address {format_ipv6(address)}"
        else:
            yield f"  No {name.lower()} on this network"


# borders


def show_ospf3_borders(ctx: Context, number: int | None = None) -> Iterator[str]:
    for process in running(ctx, number):
        yield ""
        yield heading(process)
        yield ""
        yield "Codes: i - Intra-area route, I - Inter-area route"
        yield ""
        for router_id, found in process.calculator.routers.items():
            for route in found:
                kinds = "/".join(word for word, is_one in (("ABR", route.border), ("ASBR", route.boundary)) if is_one)
                area = process.areas.get(route.area)
                tail = f"{kinds}, Area {area_name(process, route.area)}, SPF {area.runs if area is not None else 0}"
                for port, hop in route.hops:
                    way = f"via {format_ipv6(hop)}, {port.text}"
                    code = "I" if route.inter else "i"
                    yield f"{code} {format_ipv4(router_id)} [{route.cost}] {way}, {tail}"
