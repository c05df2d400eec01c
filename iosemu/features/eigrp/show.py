"""show ip eigrp neighbors, interfaces, traffic, timers; the same as show eigrp address-family ipv4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.eigrp.describe import heading, processes
from iosemu.features.eigrp.limits import PROCESS, REDISTRIBUTED, Source
from iosemu.features.eigrp.neighbors import EigrpPort, Neighbor
from iosemu.features.eigrp.process import Process
from iosemu.features.eigrp.show_protocols import show_eigrp_protocols as show_eigrp_protocols
from iosemu.features.eigrp.show_topology import show_eigrp_topology as show_eigrp_topology
from iosemu.types import InterfaceName, format_ipv4
from iosemu.wire.eigrp import StubFlag

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def show_eigrp_neighbors(
    ctx: Context, detail: bool = False, asn: int | None = None, iface: InterfaceName | None = None,
    vrf: str = "",
) -> Iterator[str]:
    for process in processes(ctx, asn, vrf):
        yield from heading(process, "Neighbors" if ctx.device.software.eigrp_topologies else "neighbors")
        neighbors = listed(process, iface)
        counts = _prefixes(process)
        if neighbors:
            yield "H   Address                 Interface              Hold Uptime   SRTT   RTO  Q  Seq"
            yield "                                                   (sec)         (ms)       Cnt Num"
        for neighbor in neighbors:
            yield _neighbor(process, neighbor)
            if detail:
                yield from _neighbor_detail(process, neighbor, counts[process.topology.key(neighbor)])
        if detail and neighbors and ctx.device.software.eigrp_topologies:
            yield ""
            yield "Max Nbrs: 0, Current Nbrs: 0"  # of `neighbor … maximum-prefix` groups, of which there are none


def listed(process: Process, iface: InterfaceName | None) -> list[Neighbor]:
    """In the order of the table, those on one interface or all."""
    found = [n for n in process.neighbors() if iface is None or n.port.iface.name == iface]
    return sorted(found, key=lambda n: -n.number)


def _neighbor(process: Process, neighbor: Neighbor) -> str:
    hold = neighbor.port.holds(neighbor) or 0.0
    up = uptime(process.host.now - neighbor.up_since)
    srtt = max(round(neighbor.srtt * 1000), 1)
    return (
        f"{neighbor.number:<3} {format_ipv4(neighbor.address):<23} {neighbor.port.iface.name.short:<22} {int(hold):>4} "
        f"{up:<8} {srtt:>4} {round(neighbor.current_rto * 1000):>5} {len(neighbor.queue):>2}  {neighbor.last_sequence}"
    )


def _prefixes(process: Process) -> Counter[Hashable]:
    """How many prefixes each neighbour told, and how many are redistributed."""
    return Counter(source for destination in process.topology.destinations.values() for source in destination.paths)


def _neighbor_detail(process: Process, neighbor: Neighbor, prefixes: int) -> Iterator[str]:
    major, minor, tlv_major, tlv_minor = neighbor.version
    line = (
        f"   Version {major}.{minor}/{tlv_major}.{tlv_minor}, Retrans: {neighbor.stats.retransmissions}, "
        f"Retries: {neighbor.stats.retries}"
    )
    if neighbor.address in neighbor.port.statics:
        yield "   Static neighbor"
    yield f"{line}, Prefixes: {prefixes}" if prefixes else line
    if process.device.software.eigrp_topologies:
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
    ctx: Context, detail: bool = False, asn: int | None = None, iface: InterfaceName | None = None,
    vrf: str = "",
) -> Iterator[str]:
    for process in processes(ctx, asn, vrf):
        yield from heading(process, "Interfaces" if ctx.device.software.eigrp_topologies else "interfaces")
        yield "                              Xmit Queue   PeerQ        Mean   Pacing Time   Multicast    Pending"
        yield "Interface              Peers  Un/Reliable  Un/Reliable  SRTT   Un/Reliable   Flow Timer   Routes"
        for port in (*process.ports.values(), *process.loopbacks.values()):
            if iface is None or port.iface.name == iface:
                yield _interface(port)
                if detail:
                    yield from _interface_detail(process, port)


def _interface(port: EigrpPort) -> str:
    peers = list(port.neighbors.values())
    mean = round(sum(max(n.srtt * 1000, 1) for n in peers) / len(peers)) if peers else 0
    pacing = round(port.rtp.pacing * 1000)
    unreliable = round(pacing / 38) if pacing > 1 else 0  # a hello is that much shorter than a full packet
    flow = max((round(n.rto * 1000) for n in peers), default=0) if peers else 0
    queued = sum(len(n.queue) for n in peers)
    return (
        f"{port.iface.name.short:<22} {len(peers):>3}{'0/' + str(queued):>11}{'0/0':>10}{mean:>12}"
        f"{f'{unreliable}/{pacing if pacing > 1 else 0}':>10}{max(flow, 50) if peers else 0:>13}{queued:>12}"
    )


def _interface_detail(process: Process, port: EigrpPort) -> Iterator[str]:
    settings, stats = port.settings, port.rtp.stats
    yield f"  Hello-interval is {port.hello}, Hold-time is {port.hold}"
    yield f"  Split-horizon is {'enabled' if settings.split_horizon else 'disabled'}"
    if not settings.next_hop_self:
        yield "  Next-hop-self disabled, next-hop info forwarded"
    yield "  Next xmit serial <none>"
    yield f"  Packetized sent/expedited: {stats.packetized}/0"
    yield f"  Hello's sent/expedited: {stats.hellos_sent}/{stats.hellos_expedited}"
    yield (
        f"  Un/reliable mcasts: 0/{stats.reliable_multicasts}  "
        f"Un/reliable ucasts: {stats.unreliable_unicasts}/{stats.reliable_unicasts}"
    )
    yield "  Mcast exceptions: 0  CR packets: 0  ACKs suppressed: 0"
    yield f"  Retransmissions sent: {stats.retransmissions}  Out-of-sequence rcvd: {stats.out_of_sequence}"
    software = process.device.software
    if software.eigrp_topologies:
        yield "  Topology-ids on interface - 0 "
    if settings.authentication == "md5":
        yield f'  Authentication mode is md5,  key-chain is "{settings.key_chain or "<not set>"}"'
    elif settings.authentication:
        yield "  Authentication mode is HMAC-SHA-256, key-chain is not set"
    else:
        yield "  Authentication mode is not set"
    if software.eigrp_advertised_topologies:
        yield "  Topologies advertised on this interface:  base"
        yield "  Topologies not advertised on this interface:"
        yield ""


PACKETS = (
    ("Hellos", "hello"), ("Updates", "update"), ("Queries", "query"), ("Replies", "reply"), ("Acks", "ack"),
    ("SIA-Queries", "sia_query"), ("SIA-Replies", "sia_reply"),
)  # fmt: skip


def show_eigrp_traffic(ctx: Context, asn: int | None = None, vrf: str = "") -> Iterator[str]:
    software = ctx.device.software
    most = software.eigrp_queue
    for process in processes(ctx, asn, vrf):
        counters = process.counters
        yield from heading(process, "Traffic Statistics", asn="" if software.eigrp_topologies else f"AS {process.asn}")
        for label, kind in PACKETS:
            yield f"  {label} sent/received: {counters.get(('sent', kind), 0)}/{counters.get(('rcvd', kind), 0)}"
        # what comes is worked on at once: no queue ever holds more than that one packet
        figures = f"0/{most}/{int(any(way == 'rcvd' for way, _ in counters))}/0 (current/max/highest/drops)"
        if software.eigrp_topologies:
            yield f"  Socket Queue: {figures}"
            yield f"  Input Queue: {figures}"
        else:
            yield f"  IP Socket queue:   {figures}"
            yield f"  Eigrp input queue: {figures}"
        yield ""


def show_eigrp_accounting(ctx: Context, asn: int | None = None, vrf: str = "") -> Iterator[str]:
    """Prefixes by where they are from, how often each was stopped by a limit, and when that ends or is forgotten."""
    for process in processes(ctx, asn, vrf):
        title = "Accounting" if ctx.device.software.eigrp_topologies else "accounting"
        yield from heading(process, title, router_id=True)
        destinations = process.topology.destinations.values()
        yield f"Total Prefix Count: {len(destinations)}  States: A-Adjacency, P-Pending, D-Down"
        yield "State Address/Source   Interface       Prefix   Restart  Restart/"
        yield "                                       Count     Count   Reset(s)"
        for state, source, name, count, whose in accounts(process):
            times, seconds = process.limits.account(whose).exceeded, process.limits.seconds(whose)
            where = name.short if name is not None else "----"
            yield f" {state}    {source:<16} {where:<15} {count:>3} {times:>10} {seconds:>10}"


def accounts(process: Process) -> Iterator[tuple[str, str, InterfaceName | None, int, Source]]:
    """State, source, its interface, prefixes, and whose account of the limits it is."""
    counts, limits = _prefixes(process), process.limits
    if process.instance.redistribute:
        whose: Source = PROCESS if limits.account(PROCESS).state != "A" else REDISTRIBUTED
        yield limits.account(whose).state, "Redistributed", None, counts["redistributed"], whose
    for neighbor in process.neighbors():
        count = counts[process.topology.key(neighbor)]
        state = "A" if neighbor.initialized and neighbor.synchronized else "P"
        iface = neighbor.port.iface
        yield state, format_ipv4(neighbor.address), iface.name, count, (iface.text, neighbor.address)
    for (text, address), whose in limits.stopped():
        yield limits.account(whose).state, format_ipv4(address), InterfaceName.parse(text), 0, whose


def show_eigrp_timers(ctx: Context, asn: int | None = None, vrf: str = "") -> Iterator[str]:
    for process in processes(ctx, asn, vrf):
        yield from heading(process, "Timers" if ctx.device.software.eigrp_topologies else "timers")
        for name, rows in timers(process).items():
            yield from _timers(name, rows, int(name == "Update"))


def timers(process: Process) -> dict[str, list[tuple[float, str]]]:
    """What is due in so many seconds, by the process of EIGRP."""
    due = process.host.due
    hellos = [(due(port.send_hello), port.iface.name.short) for port in process.ports.values()]
    holding = [neighbor.port.holds(neighbor) for neighbor in process.neighbors()]
    topology = process.topology
    active = [due(topology.active_time, each.prefix) for each in topology.destinations.values() if each.active]
    return {
        "Hello": [(seconds, f"Hello ({name})") for seconds, name in hellos if seconds is not None],
        "Update": [(seconds, "Peer holding") for seconds in holding if seconds is not None],
        "SIA": [(seconds, "Active timer") for seconds in active if seconds is not None],
    }


def _timers(name: str, rows: list[tuple[float, str]], levels: int = 0) -> Iterator[str]:
    """A tree: each parent expires with the first of its children."""
    first = min((seconds for seconds, _ in rows), default=0.0)
    yield f"  {name} Process"
    yield "    Expiration    Type"
    for level in range(levels + 1):
        yield f"{'  ' * level}|{first:>16.3f}  (parent)"
        if not rows:
            break
    for seconds, text in sorted(rows):
        yield f"{'  ' * (levels + 1)}|{seconds:>16.3f}  {text}"
    yield ""


def show_eigrp_events(ctx: Context, asn: int | None = None, vrf: str = "") -> Iterator[str]:
    clock = ctx.device.engine("clock")
    for process in processes(ctx, asn, vrf):
        yield f"Event information for AS {process.asn}:"
        for number, (when, text) in enumerate(process.log.newest_first(), 1):
            local = clock.local(when)[0]
            yield f"{number:<5}{local:%H:%M:%S}.{local.microsecond // 1000:03} {text}"
