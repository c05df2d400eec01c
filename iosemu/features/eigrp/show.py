"""show ip eigrp neighbors, interfaces, topology, traffic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.eigrp import metric as m
from iosemu.features.eigrp.process import Process
from iosemu.features.eigrp.topology import Destination, TopologyPath
from iosemu.features.eigrp.transport import EigrpPort, Neighbor
from iosemu.features.policy import describe
from iosemu.types import InterfaceName, IPv4, Prefix, format_ipv4
from iosemu.wire.eigrp import ExternalProtocol, StubFlag

if TYPE_CHECKING:
    from iosemu.cli.context import Context

_ORIGIN: dict[int, str] = {
    ExternalProtocol.CONNECTED: "Connected", ExternalProtocol.STATIC: "Static", ExternalProtocol.RIP: "RIP",
    ExternalProtocol.OSPF: "OSPF", ExternalProtocol.BGP: "BGP", ExternalProtocol.EIGRP: "EIGRP",
    ExternalProtocol.ISIS: "IS-IS",
}  # fmt: skip


def _processes(ctx: Context, asn: int | None = None) -> list[Process]:
    engine = ctx.device.engines.get("eigrp")
    if engine is None:
        return []
    return [process for process in engine.processes.values() if asn in (None, process.asn)]


def _heading(process: Process, what: str) -> str:
    if process.device.platform.train < 15:
        return (
            f"IP-EIGRP {what} for process {process.asn}"
            if what != "Topology Table"
            else f"IP-EIGRP {what} for AS({process.asn})"
        )
    if process.name:
        family = "" if what == "Topology Table" else "Address-Family "
        return f"EIGRP-IPv4 VR({process.name}) {family}{what} for AS({process.asn})"
    return f"EIGRP-IPv4 {what} for AS({process.asn})"


def show_eigrp_neighbors(
    ctx: Context, detail: bool = False, asn: int | None = None, iface: InterfaceName | None = None
) -> Iterator[str]:
    for process in _processes(ctx, asn):
        yield _heading(process, "neighbors" if ctx.device.platform.train < 15 else "Neighbors")
        neighbors = [n for n in process.neighbors() if iface is None or n.port.iface.name == iface]
        if neighbors:
            yield "H   Address                 Interface              Hold Uptime   SRTT   RTO  Q  Seq"
            yield "                                                   (sec)         (ms)       Cnt Num"
        for neighbor in sorted(neighbors, key=lambda n: -n.number):
            yield _neighbor(process, neighbor)
            if detail:
                yield from _neighbor_detail(process, neighbor)
        if detail and neighbors and ctx.device.platform.train >= 15:
            yield ""
            yield "Max Nbrs: 0, Current Nbrs: 0"


def _neighbor(process: Process, neighbor: Neighbor) -> str:
    hold = process.host.due((*neighbor.key, process.asn)) or 0.0
    up = uptime(process.host.now - neighbor.up_since)
    srtt = max(round(neighbor.srtt * 1000), 1)
    return (
        f"{neighbor.number:<3} {format_ipv4(neighbor.address):<23} {neighbor.port.iface.name.short:<22} {int(hold):>4} "
        f"{up:<8} {srtt:>4} {round(neighbor.rto * 1000):>5} {len(neighbor.queue):>2}  {neighbor.last_sequence}"
    )


def _neighbor_detail(process: Process, neighbor: Neighbor) -> Iterator[str]:
    major, minor, tlv_major, tlv_minor = neighbor.version
    line = (
        f"   Version {major}.{minor}/{tlv_major}.{tlv_minor}, Retrans: {neighbor.stats.retransmissions}, "
        f"Retries: {neighbor.stats.retries}"
    )
    key = process.topology.key(neighbor)
    prefixes = sum(1 for destination in process.topology.destinations.values() if key in destination.paths)
    yield f"{line}, Prefixes: {prefixes}" if prefixes else line
    if process.device.platform.train >= 15:
        yield "   Topology-ids from peer - 0 "
        yield "   Topologies advertised to peer:   base"
    if neighbor.stub is not None:
        names = [
            name for flag, name in (
                (StubFlag.CONNECTED, "CONNECTED"), (StubFlag.STATIC, "STATIC"), (StubFlag.SUMMARY, "SUMMARY"),
                (StubFlag.REDISTRIBUTED, "REDISTRIBUTED"), (StubFlag.RECEIVE_ONLY, "RECEIVE-ONLY"),
            ) if neighbor.stub & flag
        ]  # fmt: skip
        yield f"   Stub Peer Advertising ({' '.join(names)} ) Routes"
        yield "   Suppressing queries"


def show_eigrp_interfaces(
    ctx: Context, detail: bool = False, asn: int | None = None, iface: InterfaceName | None = None
) -> Iterator[str]:
    for process in _processes(ctx, asn):
        yield _heading(process, "interfaces" if ctx.device.platform.train < 15 else "Interfaces")
        yield "                              Xmit Queue   PeerQ        Mean   Pacing Time   Multicast    Pending"
        yield "Interface              Peers  Un/Reliable  Un/Reliable  SRTT   Un/Reliable   Flow Timer   Routes"
        for port in process.ports.values():
            if iface is None or port.iface.name == iface:
                yield _interface(port)
                if detail:
                    yield from _interface_detail(process, port)


def _interface(port: EigrpPort) -> str:
    peers = list(port.neighbors.values())
    mean = round(sum(max(n.srtt * 1000, 1) for n in peers) / len(peers)) if peers else 0
    pacing = round(port.pacing * 1000)
    unreliable = round(pacing / 38) if pacing > 1 else 0  # a hello is that much shorter than a full packet
    flow = max((round(n.rto * 1000) for n in peers), default=0) if peers else 0
    queued = sum(len(n.queue) for n in peers)
    return (
        f"{port.iface.name.short:<22} {len(peers):>3}{'0/' + str(queued):>11}{'0/0':>10}{mean:>12}"
        f"{f'{unreliable}/{pacing if pacing > 1 else 0}':>10}{max(flow, 50) if peers else 0:>13}{queued:>12}"
    )


def _interface_detail(process: Process, port: EigrpPort) -> Iterator[str]:
    settings, stats = port.settings, port.stats
    yield f"  Hello-interval is {port.hello}, Hold-time is {port.hold}"
    yield f"  Split-horizon is {'enabled' if settings.split_horizon else 'disabled'}"
    if not settings.next_hop_self:
        yield "  Next-hop-self disabled, next-hop info forwarded"
    yield "  Next xmit serial <none>"
    yield f"  Packetized sent/expedited: {stats.reliable_multicasts}/0"
    yield f"  Hello's sent/expedited: {stats.hellos_sent}/{stats.hellos_expedited}"
    yield (
        f"  Un/reliable mcasts: 0/{stats.reliable_multicasts}  "
        f"Un/reliable ucasts: {stats.unreliable_unicasts}/{stats.reliable_unicasts}"
    )
    yield "  Mcast exceptions: 0  CR packets: 0  ACKs suppressed: 0"
    yield f"  Retransmissions sent: {stats.retransmissions}  Out-of-sequence rcvd: {stats.out_of_sequence}"
    yield "  Topology-ids on interface - 0 "
    if settings.authentication == "md5":
        yield f'  Authentication mode is md5,  key-chain is "{settings.key_chain or "<not set>"}"'
    elif settings.authentication:
        yield "  Authentication mode is HMAC-SHA-256, key-chain is not set"
    else:
        yield "  Authentication mode is not set"


def show_eigrp_topology(
    ctx: Context,
    all_links: bool = False,
    active: bool = False,
    prefix: Prefix | None = None,
    address: IPv4 | None = None,
    length: int | None = None,
) -> Iterator[str]:
    if address is not None and length is not None:
        prefix = Prefix.of(address, length)
    for process in _processes(ctx):
        if prefix is not None:
            yield from _entry(process, prefix)
            continue
        yield f"{_heading(process, 'Topology Table')}/ID({format_ipv4(process.router_id)})"
        yield "Codes: P - Passive, A - Active, U - Update, Q - Query, R - Reply,"
        yield "       r - reply Status, s - sia Status "
        yield ""
        for destination in sorted(process.topology.destinations.values(), key=lambda d: d.prefix):
            if active and not destination.active:
                continue
            yield from _destination(process, destination, all_links)
        yield ""


def _shown(distance: int) -> str:
    return "Infinity" if distance >= m.UNREACHABLE else str(distance)


def _destination(process: Process, destination: Destination, all_links: bool) -> Iterator[str]:
    state = "A" if destination.active else "P"
    fd = "Inaccessible" if destination.fd >= m.UNREACHABLE else str(destination.fd)
    best = destination.best
    line = f"{state} {destination.prefix}, {len(destination.successors)} successors, FD is {fd}"
    if best is not None and best.external is not None and best.external.tag:
        line += f", tag is {best.external.tag}"
    if all_links:
        line += f", serno {destination.serial}"
    if destination.active:
        line += f", Q\n    {len(destination.waiting)} replies, active {_active(process, destination)}, query-origin: "
        line += {1: "Local origin", 2: "Multiple Origins", 3: "Successor Origin"}[destination.origin]
    yield from line.split("\n")
    for path in _ordered(destination):
        if all_links or path in destination.successors or path.reported < destination.fd:
            yield f"        {_via(path)}"
    if destination.active and destination.waiting:
        yield "      Remaining replies:"
        for neighbor in destination.waiting.values():
            yield f"         via {format_ipv4(neighbor.address)}, r, {neighbor.port.iface.text}"


def _active(process: Process, destination: Destination) -> str:
    return uptime(process.host.now - (destination.active_since or 0.0))


def _ordered(destination: Destination) -> list[TopologyPath]:
    return sorted(destination.paths.values(), key=lambda path: (path.distance, path.next_hop))


def _via(path: TopologyPath) -> str:
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
    return f"via {format_ipv4(path.next_hop)} ({path.distance}/{path.reported}), {name}"


def _entry(process: Process, prefix: Prefix) -> Iterator[str]:
    destination = process.topology.destinations.get(prefix)
    if destination is None:
        family = "EIGRP-IPv4" if process.device.platform.train >= 15 else "IP-EIGRP"
        yield f"{family} (AS {process.asn}): Route not in topology table"
        return
    heading = "EIGRP-IPv4 "
    if process.name:
        heading += f"VR({process.name}) "
    yield f"{heading}Topology Entry for AS({process.asn})/ID({format_ipv4(process.router_id)}) for {prefix}"
    state = "Active" if destination.active else "Passive"
    fd = destination.fd
    line = (
        f"  State is {state}, Query origin flag is {destination.origin}, {len(destination.successors)} Successor(s), "
        f"FD is {fd if fd < m.UNREACHABLE else 'Infinity'}"
    )
    if process.wide and fd < m.UNREACHABLE:
        line += f", RIB is {m.rib_metric(fd, True)}"
    yield line
    yield "  Descriptor Blocks:"
    for path in _ordered(destination):
        yield from _block(process, path)


def _block(process: Process, path: TopologyPath) -> Iterator[str]:
    name = path.iface.text if path.iface is not None else "Null0"
    source = format_ipv4(path.neighbor.address) if path.neighbor else path.kind.capitalize()
    if path.kind == "redistributed":
        source = {3: "Rstatic", 11: "Rconnected"}.get(path.external.protocol if path.external else 0, "Redistributed")
    yield f"  {format_ipv4(path.next_hop)} ({name}), from {source}, Send flag is 0x0"
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


def show_eigrp_traffic(ctx: Context) -> Iterator[str]:
    for process in _processes(ctx):
        counters = process.counters
        yield _heading(process, "Traffic Statistics")
        for label, kind in (
            ("Hellos", "hello"), ("Updates", "update"), ("Queries", "query"), ("Replies", "reply"), ("Acks", "ack"),
            ("SIA-Queries", "sia_query"), ("SIA-Replies", "sia_reply"),
        ):  # fmt: skip
            yield f"  {label} sent/received: {counters.get(('sent', kind), 0)}/{counters.get(('rcvd', kind), 0)}"
        yield ""


def protocol_lines(process: Process) -> Iterator[str]:
    """The block of `show ip protocols`."""
    instance = process.instance
    internal, external = instance.distance
    yield f'Routing Protocol is "eigrp {process.asn}"'
    yield from describe.filters(instance.distribute)
    yield from describe.offsets(instance.offsets)
    yield f"  Default networks {'' if instance.default_out else 'not '}flagged in outgoing updates"
    yield f"  Default networks {'' if instance.default_in else 'not '}accepted from incoming updates"
    names = [key if isinstance(key, str) else f"{key[0]} {key[1]}" for key in instance.redistribute]
    if names:
        yield f"  Redistributing: {', '.join(names)}"
    k1, k2, k3, k4, k5, k6 = process.k
    weights = f"Metric weight K1={k1}, K2={k2}, K3={k3}, K4={k4}, K5={k5}"
    if process.name:
        yield f"  EIGRP-IPv4 VR({process.name}) Address-Family Protocol for AS({process.asn})"
        yield f"    {weights} K6={k6}"
        yield "    Metric rib-scale 128"
        yield "    Metric version 64bit"
    else:
        yield f"  EIGRP-IPv4 Protocol for AS({process.asn})"
        yield f"    {weights}"
    yield f"    Router-ID: {format_ipv4(process.router_id)}"
    if instance.stub is not None:
        words = [
            w for w in ("connected", "static", "summary", "redistributed", "receive_only") if getattr(instance.stub, w)
        ]
        yield f"    Stub, {', '.join(word.replace('_', '-') for word in words)}"
    yield "    Topology : 0 (base) "
    minutes = instance.active_minutes
    yield f"      Active Timer: {minutes} min" if minutes else "      Active Timer: disabled"
    yield f"      Distance: internal {internal} external {external}"
    yield f"      Maximum path: {instance.maximum_paths}"
    yield f"      Maximum hopcount {instance.maximum_hops}"
    yield f"      Maximum metric variance {instance.variance}"
    yield ""
    yield f"  Automatic Summarization: {'enabled' if instance.auto_summary else 'disabled'}"
    summaries = [(key, port) for port in process.ports.values() for key in port.settings.summaries]
    if summaries:
        yield "  Address Summarization:"
        for key, port in summaries:
            yield f"    {Prefix(*key)} for {port.iface.name.short}"
            components = process.components(Prefix(*key))
            if components:
                metric = min(path.distance for path in components)
                yield f"      Summarizing {len(components)} components with metric {metric}"
    yield f"  Maximum path: {instance.maximum_paths}"
    yield "  Routing for Networks:"
    for network, wildcard in sorted(instance.networks):
        length = "" if wildcard < 0 else f"/{32 - wildcard.bit_count()}"
        yield f"    {format_ipv4(network)}{length}"
    yield from describe.passive(
        iface.name for iface in process.device if process.covers(iface) and process.is_passive(iface)
    )
    now = process.host.now
    yield from describe.sources((n.address, internal, now - n.last_update) for n in process.neighbors())
    yield f"  Distance: internal {internal} external {external}"
