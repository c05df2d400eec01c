"""The rows of shows of OSPF, for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.features.ospf.describe import area_name, port_state, ports, processes, role, state_text
from iosemu.features.ospf.model import area_number
from iosemu.features.ospf.routes import INTER, INTRA
from iosemu.features.ospf.show_database import COUNTED, KINDS, entries, listed
from iosemu.features.ospf.show_events import words
from iosemu.features.ospf.show_interface import found_ports, length_of
from iosemu.features.ospf.show_lists import talking_neighbors, talking_ports
from iosemu.features.ospf.show_neighbor import SUMMARY, neighbors
from iosemu.features.ospf.show_routes import installed, ways
from iosemu.features.ospf.show_traffic import passed
from iosemu.features.ospf.states import NbrState, NetworkType
from iosemu.records import dataclass
from iosemu.types import Prefix, format_ipv4
from iosemu.wire.ospf_lsa import EXTERNAL, MAX_AGE

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.types import InterfaceName, IPv4
    from iosemu.wire.ospf_lsa import LsaHeader


@dataclass(slots=True)
class OspfNeighborRow:
    """`state` as ``FULL``, `role` as ``DR``, ``BDR``, ``DROTHER`` or ``-``; `dead` in seconds, None: no timer."""

    process: int
    router_id: str
    priority: int
    state: str
    role: str
    dead: float | None
    address: str
    interface: str


def show_ospf_neighbor(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None, router: IPv4 | None = None,
    detail: bool = False,
) -> Iterator[OspfNeighborRow]:  # fmt: skip
    """The same for `detail`."""
    for neighbor in neighbors(ctx, number, iface, router):
        yield OspfNeighborRow(
            process=neighbor.port.process.number,
            router_id=format_ipv4(neighbor.router_id) if neighbor.router_id else "",
            priority=neighbor.priority if neighbor.port.kind.elects else 0,
            state=state_text(neighbor.state),
            role=role(neighbor).strip(),
            dead=neighbor.dead_due,
            address=format_ipv4(neighbor.address),
            interface=neighbor.port.text,
        )


@dataclass(slots=True)
class LsaRow:
    """An entry of the database. `kind` is its word in the command ("router", "external"), `area` "" where it is of the
    whole system; `age` in seconds."""

    process: int
    area: str
    kind: str
    lsid: str
    router: str
    age: int
    sequence: int
    checksum: int


_WORDS = {number: word for word, number in KINDS.items()}


def show_ospf_database(
    ctx: Context, number: int | None = None, kind: str = "", lsid: IPv4 | None = None, own: bool = False,
    adv: IPv4 | None = None, area: int | None = None, dotted: IPv4 | None = None,
) -> Iterator[LsaRow]:  # fmt: skip
    only = area_number(area, dotted) if area is not None or dotted is not None else None
    for process in processes(ctx, number):
        if not process.router_id:
            continue
        now = process.host.now
        for which, where, found in listed(process, kind, lsid, process.router_id if own else adv, only):
            for entry in found:
                yield LsaRow(
                    process=process.number,
                    area="" if where is None else area_name(process, where),
                    kind=_WORDS[which],
                    lsid=format_ipv4(entry.lsa.lsid),
                    router=format_ipv4(entry.lsa.adv),
                    age=int(entry.age(now)),
                    sequence=entry.lsa.sequence,
                    checksum=entry.lsa.checksum,
                )


@dataclass(slots=True)
class OspfInterfaceRow:
    """`address` with its length, "" without one; `full` of `neighbors` are adjacent; `state` as ``DR``, ``P2P``."""

    process: int
    area: str
    interface: str
    address: str
    cost: int
    state: str
    full: int
    neighbors: int


def show_ospf_interface(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None, brief: bool = False
) -> Iterator[OspfInterfaceRow]:
    """The same for `brief`."""
    for port in found_ports(ctx, number, iface):
        length = length_of(port)
        yield OspfInterfaceRow(
            process=port.process.number,
            area=area_name(port.process, port.area.id),
            interface=port.text,
            address=f"{format_ipv4(port.address)}/{length}" if length else "",
            cost=port.cost,
            state=port_state(port, brief=True),
            full=port.count(NbrState.FULL),
            neighbors=port.count(NbrState.INIT),
        )


@dataclass(slots=True)
class OspfProcessRow:
    """`router_id` is "" while the process has none; `areas` as they are written ("0", "0.0.0.7")."""

    process: int
    router_id: str
    vrf: str
    areas: tuple[str, ...]
    border: bool
    boundary: bool


def show_ospf(ctx: Context, number: int | None = None) -> Iterator[OspfProcessRow]:
    for process in processes(ctx, number):
        yield OspfProcessRow(
            process=process.number,
            router_id=format_ipv4(process.router_id) if process.router_id else "",
            vrf=process.vrf.name,
            areas=tuple(area_name(process, area) for area in sorted(process.areas)),
            border=process.is_border,
            boundary=process.is_boundary,
        )


@dataclass(slots=True)
class OspfBorderRow:
    """A way to a router that joins areas or tells of other systems. `inter`: through another area."""

    process: int
    router_id: str
    cost: int
    next_hop: str
    interface: str
    border: bool
    boundary: bool
    area: str
    inter: bool


def show_ospf_borders(ctx: Context, number: int | None = None) -> Iterator[OspfBorderRow]:
    for process in processes(ctx, number):
        for router_id, found in process.calculator.routers.items():
            for route in found:
                for port, hop in route.hops:
                    yield OspfBorderRow(
                        process=process.number,
                        router_id=format_ipv4(router_id),
                        cost=route.cost,
                        next_hop=format_ipv4(hop or router_id),
                        interface=port.text,
                        border=route.border,
                        boundary=route.boundary,
                        area=area_name(process, route.area),
                        inter=route.inter,
                    )


@dataclass(slots=True)
class VirtualLinkRow:
    process: int
    name: str
    router_id: str
    up: bool
    area: str
    cost: int


def show_ospf_virtual(ctx: Context, number: int | None = None) -> Iterator[VirtualLinkRow]:
    for process in processes(ctx, number):
        for port in process.virtual_ports():
            yield VirtualLinkRow(
                process=process.number,
                name=port.text,
                router_id=format_ipv4(port.peer),
                up=bool(port.state),
                area=area_name(process, port.transit.id),
                cost=port.cost,
            )


@dataclass(slots=True)
class LsaCountRow:
    """LSAs of a kind in an area ("" of the whole process); `oldest` are at their highest age."""

    process: int
    area: str
    kind: str
    count: int
    oldest: int


def show_ospf_database_summary(
    ctx: Context, number: int | None = None, area: int | None = None, dotted: IPv4 | None = None
) -> Iterator[LsaCountRow]:
    only = area_number(area, dotted) if area is not None or dotted is not None else None
    for process in processes(ctx, number):
        now, found = process.host.now, entries(process)
        for each in sorted(process.areas) if only is None else [only] if only in process.areas else []:
            for name, kind in COUNTED:
                held = found.get((kind, each), [])
                old = sum(entry.age(now) >= MAX_AGE for entry in held)
                yield LsaCountRow(process.number, area_name(process, each), name, len(held), old)
        for name, kind in (*COUNTED, ("Type-5 Ext", EXTERNAL)) if only is None else ():
            held = [entry for (which, _), some in found.items() if which == kind for entry in some]
            yield LsaCountRow(process.number, "", name, len(held), sum(e.age(now) >= MAX_AGE for e in held))


@dataclass(slots=True)
class OspfEventRow:
    """`at` in seconds of virtual time; `kind` is the name of the event, `text` the words of the show."""

    process: int
    at: float
    kind: str
    text: str


def show_ospf_events(
    ctx: Context, number: int | None = None, kind: str = "", reverse: bool = False
) -> Iterator[OspfEventRow]:
    """The newest first; `reverse`: as they happened."""
    for process in processes(ctx, number):
        found = [event for event in process.history.events if not kind or event[1].value[0] == kind]
        for event in found if reverse else reversed(found):
            yield OspfEventRow(process.number, event[0], event[1].name, words(process, event))


@dataclass(slots=True)
class OspfQueueRow:
    """An LSA that waits, to be flooded by an interface, or asked from or sent again to a neighbour ("" of a flood)."""

    interface: str
    neighbor: str
    kind: int
    lsid: str
    router: str
    sequence: int
    age: int


def _waiting(port: OspfPort, neighbor: str, headers: Iterable[LsaHeader]) -> Iterator[OspfQueueRow]:
    for each in headers:
        names = format_ipv4(each.lsid), format_ipv4(each.adv)
        yield OspfQueueRow(port.text, neighbor, each.kind, *names, each.sequence, each.age)


def show_ospf_flood_list(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None
) -> Iterator[OspfQueueRow]:
    for port, _ in talking_ports(ctx, number, iface):
        now = port.process.host.now
        yield from _waiting(port, "", (entry.header(now) for entry in port.flooder.queue.values()))


def show_ospf_request_list(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None, router: IPv4 | None = None
) -> Iterator[OspfQueueRow]:
    for neighbor, _ in talking_neighbors(ctx, number, iface, router):
        yield from _waiting(neighbor.port, format_ipv4(neighbor.router_id), neighbor.requests.values())


def show_ospf_retransmission_list(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None, router: IPv4 | None = None
) -> Iterator[OspfQueueRow]:
    for neighbor, _ in talking_neighbors(ctx, number, iface, router):
        now = neighbor.port.process.host.now
        headers = (entry.header(now) for entry, _ in neighbor.retransmit.values())
        yield from _waiting(neighbor.port, format_ipv4(neighbor.router_id), headers)


@dataclass(slots=True)
class MaxMetricRow:
    """Whether a process tells others to go around it; `on_startup` in seconds (None: always, or never), `left` of
    them."""

    process: int
    configured: bool
    active: bool
    on_startup: int | None
    left: float | None


def show_ospf_max_metric(ctx: Context, number: int | None = None) -> Iterator[MaxMetricRow]:
    for process in processes(ctx, number):
        said = process.config.max_metric
        startup = said.on_startup if said is not None else None
        active = process.max_metric is not None
        yield MaxMetricRow(process.number, said is not None, active, startup, process.startup_left)


def show_ospf_neighbor_summary(ctx: Context, number: int | None = None) -> Iterator[CountRow]:
    """Neighbours by their state, and "Total"."""
    found = neighbors(ctx, number, None, None)
    for state in SUMMARY:
        yield CountRow("", state_text(state), sum(neighbor.state is state for neighbor in found))
    yield CountRow("", "Total", len(found))


@dataclass(slots=True)
class OspfRestartRow:
    """`helped` neighbours restart just now."""

    process: int
    helps: bool
    helped: int


def show_ospf_nsf(ctx: Context, number: int | None = None) -> Iterator[OspfRestartRow]:
    for process in processes(ctx, number):
        yield OspfRestartRow(process.number, process.config.nsf_helps, len(process.helper.helped()))


@dataclass(slots=True)
class OspfThrottledRow:
    """An LSA that has to wait before it is made; `due` in seconds."""

    process: int
    kind: int
    lsid: str
    router: str
    due: float


def show_ospf_rate_limit(ctx: Context, number: int | None = None) -> Iterator[OspfThrottledRow]:
    for process in processes(ctx, number):
        for (kind, lsid, adv), due in process.origin.waiting():
            yield OspfThrottledRow(process.number, kind, format_ipv4(lsid), format_ipv4(adv), due)


@dataclass(slots=True)
class OspfRedistributedRow:
    process: int
    prefix: str
    source: str
    kind: int  # 1, 2
    metric: int
    tag: int


def show_ospf_redistribution(ctx: Context, number: int | None = None) -> Iterator[OspfRedistributedRow]:
    for process in processes(ctx, number):
        for prefix, found in sorted(process.externals.imported.items()) if process.router_id else ():
            if found.source is not None:
                yield OspfRedistributedRow(
                    process.number, str(prefix), str(found.source), 1 + found.type2, found.metric, found.tag
                )


@dataclass(slots=True)
class OspfRouteRow:
    """A way in the table of a process. `kind` is intra, inter, external 1 or external 2; `area` is "" of an external
    one; `installed` in the routing table."""

    process: int
    prefix: str
    kind: str
    area: str
    cost: int
    next_hop: str
    interface: str
    connected: bool
    installed: bool


def show_ospf_rib(
    ctx: Context, number: int | None = None, address: IPv4 | None = None, length: int | None = None
) -> Iterator[OspfRouteRow]:
    for process in processes(ctx, number):
        for prefix, route in sorted(process.calculator.table.items()) if process.router_id else ():
            if address is not None and prefix != Prefix.of(address, 32 if length is None else length):
                continue
            inside = route.level in (INTRA, INTER)
            kind = "intra" if route.level == INTRA else "inter" if inside else f"external {route.level - 1}"
            area, cost = (area_name(process, route.area or 0), route.cost) if inside else ("", route.metric)
            for hop, iface in ways(process, route):
                yield OspfRouteRow(
                    process.number, str(prefix), kind, area, cost, format_ipv4(hop), iface, bool(route.connected),
                    installed(process, route),
                )  # fmt: skip


@dataclass(slots=True)
class SpfRow:
    """A run of the algorithm, the newest first; `ago` in seconds."""

    process: int
    ago: float
    reasons: tuple[str, ...]


def show_ospf_statistics(ctx: Context, number: int | None = None) -> Iterator[SpfRow]:
    for process in processes(ctx, number):
        for run in reversed(process.spf_log):
            yield SpfRow(process.number, process.host.now - run.at, tuple(run.reasons))


@dataclass(slots=True)
class OspfSummaryRow:
    """`metric` and `kind` (1, 2) are None while nothing is summarized."""

    process: int
    prefix: str
    metric: int | None
    kind: int | None
    tag: int


def show_ospf_summary(ctx: Context, number: int | None = None) -> Iterator[OspfSummaryRow]:
    for process in processes(ctx, number):
        for (network, length), settings in sorted(process.config.summaries.items()):
            prefix = Prefix(network, length)
            active = process.externals.summaries.get(prefix)
            metric, kind = (active[0].metric, 1 + active[0].type2) if active is not None else (None, None)
            yield OspfSummaryRow(process.number, str(prefix), metric, kind, settings.tag)


@dataclass(slots=True)
class OspfTrafficRow:
    """Packets of a process ("" for `interface`) or of an interface, by their name in the show ("RX Hello")."""

    process: int
    interface: str
    name: str
    packets: int
    bytes: int


def show_ospf_traffic(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None
) -> Iterator[OspfTrafficRow]:
    for process in processes(ctx, number):
        if iface is None:
            yield from (OspfTrafficRow(process.number, "", *row) for row in passed(process.traffic))
        for port in ports(process):
            if port.kind is not NetworkType.LOOPBACK and (iface is None or port.name == iface):
                yield from (OspfTrafficRow(process.number, port.text, *row) for row in passed(port.traffic))
