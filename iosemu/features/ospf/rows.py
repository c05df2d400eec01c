"""The rows of shows of OSPF, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ospf.describe import area_name, port_state, processes, role, state_text
from iosemu.features.ospf.model import area_number
from iosemu.features.ospf.show_database import KINDS, listed
from iosemu.features.ospf.show_interface import found_ports, length_of
from iosemu.features.ospf.show_neighbor import neighbors
from iosemu.features.ospf.states import NbrState
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName, IPv4


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
