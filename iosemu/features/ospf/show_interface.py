"""`show ip ospf interface`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ospf.describe import TYPES, allowance, area_name, clock, port_state, ports, processes
from iosemu.features.ospf.model import short
from iosemu.features.ospf.show_neighbor import index_text
from iosemu.features.ospf.states import IfState, NbrState, NetworkType
from iosemu.features.ospf.virtual import VirtualPort
from iosemu.types import InterfaceName, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.release import Software
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.neighbor import Neighbor


def show_ospf_interface(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None, brief: bool = False
) -> Iterator[str]:
    found = found_ports(ctx, number, iface)
    if iface is not None and not found:
        yield f"%OSPF: OSPF not enabled on {iface}"
    elif brief:
        yield "Interface    PID   Area            IP Address/Mask    Cost  State Nbrs F/C"
        yield from map(_row, found)
    else:
        for port in found:
            yield from _block(port, ctx.device.software)


def found_ports(ctx: Context, number: int | None, iface: InterfaceName | None) -> list[OspfPort]:
    return [
        port
        for process in processes(ctx, number)
        for port in ports(process)
        if iface is None or port.name == iface
    ]


def _row(port: OspfPort) -> str:
    process = port.process
    length = length_of(port)
    address = f"{format_ipv4(port.address)}/{length}" if length else "0.0.0.0/0"
    counts = f"{port.count(NbrState.FULL)}/{port.count(NbrState.INIT)}"
    name, area = short(port.name), area_name(process, port.area.id)
    state = port_state(port, brief=True)
    return f"{name:<12} {process.number:<5} {area:<15} {address:<18} {port.cost:<5} {state:<5} {counts}"


def length_of(port: OspfPort) -> int:
    """Of the prefix; a virtual link has that of the interface by which it leaves."""
    hops = port.hops() if isinstance(port, VirtualPort) else ()
    return hops[0][0].length if hops else port.length


def _block(port: OspfPort, software: Software) -> Iterator[str]:
    yield _first_line(port)
    yield from _address_lines(port, software)
    process = port.process
    kind = TYPES[port.kind]
    router = format_ipv4(process.router_id)
    yield f"  Process ID {process.number}, Router ID {router}, Network Type {kind}, Cost: {port.cost}"
    if software.ospf_topologies:
        yield "  Topology-MTID    Cost    Disabled    Shutdown      Topology Name"
        shut = "yes" if port.settings.shutdown else "no"
        yield f"        0           {port.cost:<10}no          {shut:<14}Base"
    yield from _demand_lines(port, "" if software.ospf_topologies else ".")
    if port.joined is not None:
        word = "including" if port.joined.secondaries else "excluding"
        yield f"  Enabled by interface config, {word} secondary ip addresses"
    if port.kind is NetworkType.LOOPBACK:
        yield "  Loopback interface is treated as a stub Host"
        return
    yield from _state_lines(port)
    yield from _timer_lines(port)
    if port.state is not IfState.DOWN:
        yield from _rest(port, software)


def _demand_lines(port: OspfPort, end: str) -> Iterator[str]:
    if port.kind is NetworkType.VIRTUAL or port.settings.demand:
        yield f"  Configured as demand circuit{end}"
    if port.kind is NetworkType.VIRTUAL or port.runs_demand:
        yield f"  Run as demand circuit{end}"
        yield f"  {allowance(port)}{end}"
    if port.settings.flood_reduction:
        yield "  Reduce LSA flooding."


def _first_line(port: OspfPort) -> str:
    iface = port.iface
    if port.kind is NetworkType.VIRTUAL:
        return f"{port.text} is {'up' if port.state else 'down'}, line protocol is {'up' if port.state else 'down'} "
    state = "up" if iface.up else "down" if iface.enabled else "administratively down"
    return f"{port.text} is {state}, line protocol is {'up' if iface.line_up else 'down'} "


def _address_lines(port: OspfPort, software: Software) -> Iterator[str]:
    area = area_name(port.process, port.area.id)
    lender = port.iface.config.unnumbered if port.unnumbered else None
    if lender is not None:
        where = f"Interface is unnumbered. Using address of {lender} ({format_ipv4(port.address)})"
    else:
        where = f"Internet Address {format_ipv4(port.address)}/{length_of(port)}"
    if port.kind is NetworkType.VIRTUAL:
        how = "Not Attached"
    else:
        how = "Interface Enable" if port.joined is not None else "Network Statement"
    if software.ospf_interface_numbers:
        yield f"  {where}, Interface ID {port.iface.index}, Area {area}"
        yield f"  Attached via {how}"
    elif software.ospf_attached:
        yield f"  {where}, Area {area}, Attached via {how}"
    else:
        yield f"  {where}, Area {area} "


def _state_lines(port: OspfPort) -> Iterator[str]:
    line = f"  Transmit Delay is {port.settings.transmit_delay} sec, State {port_state(port)}"
    bfd = ", BFD enabled" if port.settings.bfd else ""
    if not port.kind.elects:
        yield f"{line}{bfd}" if port.state is not IfState.DOWN else f"{line},"
        return
    yield f"{line}, Priority {port.priority}{bfd}"
    if port.state is IfState.DOWN:
        return
    for router, address, name in (
        (port.dr_id, port.dr, "Designated Router"), (port.bdr_id, port.bdr, "Backup Designated router"),
    ):  # fmt: skip
        if router:
            yield f"  {name} (ID) {format_ipv4(router)}, Interface address {format_ipv4(address)}"
        else:
            yield f"  No {name.lower()} on this network"


def _timer_lines(port: OspfPort) -> Iterator[str]:
    settings = port.settings
    hello = f"{1000 // settings.multiplier} msec" if settings.multiplier else str(int(settings.hello))
    dead = settings.dead
    yield f"  Timer intervals configured, Hello {hello}, Dead {dead}, Wait {dead}, Retransmit {settings.retransmit}"
    yield f"    oob-resync timeout {max(dead, 40)}"
    if port.state is IfState.DOWN:
        return
    due = port.hello_due
    if settings.passive:
        yield "    No Hellos (Passive interface) "
    elif settings.multiplier:
        yield f"    Hello due in {(due or 0) * 1000:.0f} msec"
    else:
        yield f"    Hello due in {clock(due)}"
    if port.state is IfState.WAITING:
        yield f"    Wait time before Designated router selection {clock(port.wait_due)}"


def _rest(port: OspfPort, software: Software) -> Iterator[str]:
    if port.settings.lls:
        yield "  Supports Link-local Signaling (LLS)"
    if software.ospf_helps_restarts:
        yield "  Cisco NSF helper support enabled"
        yield f"  IETF NSF helper support {'enabled' if port.process.config.nsf_helps else 'disabled'}"
    yield from ttl_lines(port)
    if port.settings.suppressed:
        yield "  Prefix-suppression is enabled"
    if software.ospf_fast_reroute:
        yield "  Can be protected by per-prefix Loop-Free FastReroute"
        yield "  Can be used for per-prefix Loop-Free FastReroute repair paths"
        yield "  Not Protected by per-prefix TI-LFA"
    yield f"  Index {index_text(port.index, software)}, flood queue length {len(port.flooder.queue)}"
    if not port.flooder.queue:
        yield f"  Next {'/'.join(['0x0(0)'] * (3 if software.ospf_three_indexes else 2))}"
    last, most = port.flooder.scan
    yield f"  Last flood scan length is {last}, maximum is {most}"
    yield "  Last flood scan time is 0 msec, maximum is 0 msec"
    full = port.full_neighbors()
    yield f"  Neighbor Count is {port.count(NbrState.INIT)}, Adjacent neighbor count is {len(full)} "
    for neighbor in full:
        yield f"    Adjacent with neighbor {format_ipv4(neighbor.router_id)}{_title(neighbor)}"
    yield f"  Suppress hello for {sum(map(port.suppresses, full))} neighbor(s)"
    yield from authentication_lines(port, software)


def ttl_lines(port: OspfPort) -> Iterator[str]:
    hops = port.settings.ttl_hops
    if hops:
        yield "  Strict TTL checking enabled" + (f", up to {hops} hops allowed" if hops > 1 else "")


def _title(neighbor: Neighbor) -> str:
    port = neighbor.port
    if not port.kind.elects:
        return "  (Hello suppressed)" if port.suppresses(neighbor) else ""
    if neighbor.address == port.dr:
        return "  (Designated Router)"
    return "  (Backup Designated Router)" if neighbor.address == port.bdr else ""


def _rollover(port: OspfPort, software: Software) -> Iterator[str]:
    old = port.old_keys()
    if not old:
        return
    yield f"    Rollover in progress, {sum(old.values())} neighbor(s) using the old key(s):"
    newer = software.ospf_crypto_words.startswith("Crypto")
    yield from (f"    key id {number} algorithm MD5" if newer else f"      key id {number}" for number in old)


def authentication_lines(port: OspfPort, software: Software) -> Iterator[str]:
    settings = port.settings
    if settings.authentication == "simple":
        yield "  Simple password authentication enabled"
    elif settings.authentication == "message-digest":
        yield f"  {software.ospf_crypto_words} authentication enabled"
        if settings.md5_keys:
            yield f"    Youngest key id is {port.youngest_key}"
            yield from _rollover(port, software)
        else:
            yield "      No key configured, using default key id 0"
    elif settings.authentication == "key-chain":
        yield "  Cryptographic authentication enabled"
        live = port.sending_key()
        if live is not None:
            algorithm = (live.algorithm or "md5").upper()
            yield f"    Sending SA: Key {live.number}, Algorithm {algorithm} - key chain {settings.key_chain}"
