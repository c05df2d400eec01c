"""show ip eigrp topology: the table and single entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.eigrp import metric as m
from iosemu.features.eigrp.describe import heading, processes
from iosemu.features.eigrp.process import Process
from iosemu.features.eigrp.topology import Destination, TopologyPath
from iosemu.types import IPv4, Prefix, format_ipv4
from iosemu.wire.eigrp import ExternalProtocol

if TYPE_CHECKING:
    from iosemu.cli.context import Context

_ORIGIN: dict[int, str] = {
    ExternalProtocol.CONNECTED: "Connected", ExternalProtocol.STATIC: "Static", ExternalProtocol.RIP: "RIP",
    ExternalProtocol.OSPF: "OSPF", ExternalProtocol.BGP: "BGP", ExternalProtocol.EIGRP: "EIGRP",
    ExternalProtocol.ISIS: "IS-IS",
}  # fmt: skip


def show_eigrp_topology(
    ctx: Context,
    all_links: bool = False,
    active: bool = False,
    summary: bool = False,
    zero: bool = False,
    prefix: Prefix | None = None,
    address: IPv4 | None = None,
    length: int | None = None,
    asn: int | None = None,
    vrf: str = "",
) -> Iterator[str]:
    for process in processes(ctx, asn, vrf):
        asked = _asked(process, prefix, address, length)
        if asked is not None:
            yield from _entry(process, asked)
            continue
        yield from heading(process, "Topology Table", router_id=True)
        if summary:
            yield from _summary(process)
            continue
        yield "Codes: P - Passive, A - Active, U - Update, Q - Query, R - Reply,"
        yield "       r - reply Status, s - sia Status "
        yield ""
        for destination in chosen(process, active, zero):
            yield from _destination(process, destination, all_links)
        yield ""


def _asked(process: Process, prefix: Prefix | None, address: IPv4 | None, length: int | None) -> Prefix | None:
    """The one destination that is asked for: an address alone means the longest match."""
    if address is None:
        return prefix
    if length is not None:
        return Prefix.of(address, length)
    around = [known for known in process.topology.destinations if address in known]
    return max(around, key=lambda known: known.length, default=Prefix(address, 32))


def chosen(
    process: Process, active: bool = False, zero: bool = False, prefix: Prefix | None = None,
    address: IPv4 | None = None, length: int | None = None,
) -> list[Destination]:  # fmt: skip
    """By prefix: all, those that are active, those without a successor, or one."""
    asked = _asked(process, prefix, address, length)
    if asked is not None:
        one = process.topology.destinations.get(asked)
        return [] if one is None else [one]
    found = sorted(process.topology.destinations.values(), key=lambda d: d.prefix)
    if active:
        found = [each for each in found if each.active]
    return [each for each in found if not each.successors or each.refused] if zero else found


def ways(destination: Destination) -> int:
    """How many successors the table tells."""
    return 0 if destination.refused else destination.ways


def listed_paths(destination: Destination, all_links: bool) -> list[TopologyPath]:
    """Successors and feasible ones, or all."""
    return [
        path
        for path in _ordered(destination)
        if all_links or path in destination.successors or path.reported < destination.fd
    ]


def _summary(process: Process) -> Iterator[str]:
    topology = process.topology
    numbers = [destination.serial for destination in topology.destinations.values()]
    pending = sum(len(destination.waiting) for destination in topology.destinations.values())
    ports = [port for port in process.ports.values() if port.neighbors]
    yield f"Head serial {min(numbers, default=0)}, next serial {topology.serial + 1}"
    yield f"{len(numbers)} routes, {pending} pending replies, 0 dummies"
    software = process.device.software
    family = f"{software.eigrp_family}({process.asn if software.eigrp_topologies else 0})"
    yield (
        f"{family} enabled on {len(process.ports) + len(process.loopbacks)} interfaces, "
        f"{sum(len(port.neighbors) for port in ports)} neighbors present on {len(ports)} interfaces"
    )
    quiet = [port.iface.name.short for port in ports if not any(n.queue for n in port.neighbors.values())]
    yield f"Quiescent interfaces:  {' '.join(quiet)}".rstrip()
    yield ""


def _shown(distance: int) -> str:
    return "Infinity" if distance >= m.UNREACHABLE else str(distance)


def _destination(process: Process, destination: Destination, all_links: bool) -> Iterator[str]:
    state = "A" if destination.active else "P"
    best = destination.best
    fd = str(destination.fd) if destination.fd < m.UNREACHABLE and not destination.refused else "Inaccessible"
    line = f"{state} {destination.prefix}, {ways(destination)} successors, FD is {fd}"
    if best is not None and best.external is not None and best.external.tag:
        line += f", tag is {best.external.tag}"
    if all_links:
        line += f", serno {destination.serial}"
    if destination.active:
        line += f", Q\n    {len(destination.waiting)} replies, active {_active(process, destination)}, query-origin: "
        line += ("Clear", "Local origin", "Multiple Origins", "Successor Origin")[destination.origin]
    yield from line.split("\n")
    for path in listed_paths(destination, all_links):
        yield from (f"        {_via(path, hop)}" for hop in path.next_hops)
    if destination.active and destination.waiting:
        yield "      Remaining replies:"
        for neighbor in destination.waiting.values():
            yield f"         via {format_ipv4(neighbor.address)}, r, {neighbor.port.iface.text}"


def _active(process: Process, destination: Destination) -> str:
    return uptime(process.host.now - (destination.active_since or 0.0))


def _ordered(destination: Destination) -> list[TopologyPath]:
    return sorted(destination.paths.values(), key=lambda path: (path.distance, path.next_hop))


def _via(path: TopologyPath, hop: IPv4) -> str:
    name = path.iface.text if path.iface is not None else ""
    if path.kind == "connected":
        return f"via Connected, {name}"
    if path.kind == "redistributed":
        external = path.external
        if external is not None and external.protocol == ExternalProtocol.STATIC:
            return f"via Rstatic ({path.distance}/0)"
        if external is not None and external.protocol == ExternalProtocol.CONNECTED:
            return f"via Rconnected ({path.distance}/0)"
        return f"via Redistributed ({path.distance}/0)"
    if path.kind == "summary":
        return f"via Summary ({path.distance}/0), Null0"
    return f"via {format_ipv4(hop)} ({path.distance}/{path.reported}), {name}"


def _entry(process: Process, prefix: Prefix) -> Iterator[str]:
    destination = process.topology.destinations.get(prefix)
    if destination is None:
        yield f"{process.device.software.eigrp_family} (AS {process.asn}): Route not in topology table"
        return
    yield from _entry_heading(process, prefix)
    state = "Active" if destination.active else "Passive"
    fd = destination.fd
    line = (
        f"  State is {state}, Query origin flag is {destination.origin}, {destination.ways} Successor(s), "
        f"FD is {fd if fd < m.UNREACHABLE else 'Infinity'}"
    )
    if process.wide and fd < m.UNREACHABLE:
        line += f", RIB is {m.rib_metric(fd, True)}"
    yield line
    yield "  Descriptor Blocks:"
    for path in _ordered(destination):
        for hop in path.next_hops:
            yield from _block(process, path, hop)


def _entry_heading(process: Process, prefix: Prefix) -> Iterator[str]:
    if process.vrf.name:
        yield from heading(process, "Topology Entry", router_id=True)
        yield f"EIGRP-IPv4({process.asn}): Topology base(0) entry for {prefix}"
        return
    who = f"VR({process.name}) " if process.name else ""
    yield f"EIGRP-IPv4 {who}Topology Entry for AS({process.asn})/ID({format_ipv4(process.router_id)}) for {prefix}"


def _block(process: Process, path: TopologyPath, hop: IPv4) -> Iterator[str]:
    name = path.iface.text if path.iface is not None else "Null0"
    source = format_ipv4(path.neighbor.address) if path.neighbor else path.kind.capitalize()
    if path.kind == "redistributed":
        source = {3: "Rstatic", 11: "Rconnected"}.get(path.external.protocol if path.external else 0, "Redistributed")
    yield f"  {format_ipv4(hop)} ({name}), from {source}, Send flag is 0x0"
    kind = "External" if path.external is not None else "Internal"
    reported = path.reported
    yield f"      Composite metric is ({path.distance}/{reported}), route is {kind}"
    vector = path.vector
    yield "      Vector metric:"
    if process.wide:
        delay, bandwidth = f"{vector.delay} picoseconds", vector.bandwidth
    else:
        delay = f"{vector.delay * 10 // 256} microseconds"
        bandwidth = 256 * 10_000_000 // max(vector.bandwidth, 1)
    yield f"        Minimum bandwidth is {bandwidth} Kbit"
    yield f"        Total delay is {delay}"
    yield f"        Reliability is {vector.reliability}/255"
    yield f"        Load is {vector.load}/255"
    yield f"        Minimum MTU is {vector.mtu}"
    yield f"        Hop count is {vector.hops}"
    if path.originator:
        yield f"        Originating router is {format_ipv4(path.originator)}"
    external = path.external
    if external is not None:
        own = " (this system)" if external.router_id == process.router_id else ""
        yield "      External data:"
        yield f"        Originating router is {format_ipv4(external.router_id)}{own}"
        yield f"        AS number of route is {external.asn}"
        origin = _ORIGIN.get(external.protocol, "Static")
        yield f"        External protocol is {origin}, external metric is {external.metric}"
        yield f"        Administrator tag is {external.tag} (0x{external.tag:08X})"
