"""The rows of shows of OSPFv3, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.features.ospf.describe import port_state, role, state_text
from iosemu.features.ospf.model import area_number
from iosemu.features.ospf.show_neighbor import SUMMARY
from iosemu.features.ospf.states import NbrState
from iosemu.features.ospf3.describe import area_name, found_ports, running
from iosemu.features.ospf3.show import neighbors
from iosemu.features.ospf3.show_database import KINDS, listed
from iosemu.records import dataclass
from iosemu.types import format_ipv4, format_ipv6
from iosemu.wire.ospf_lsa import EXTERNAL

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class Ospf3NeighborRow:
    """`state` as ``FULL``, `role` as ``DR``, ``BDR``, ``DROTHER`` or ``-``; `dead` in seconds, None: no timer."""

    process: int
    router_id: str
    priority: int
    state: str
    role: str
    dead: float | None
    interface_id: int
    address: str
    interface: str


def show_ospf3_neighbor(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None, router: IPv4 | None = None,
    detail: bool = False,
) -> Iterator[Ospf3NeighborRow]:  # fmt: skip
    """The same for `detail`."""
    for neighbor in neighbors(ctx, number, iface, router):
        yield Ospf3NeighborRow(
            process=neighbor.port.process.number,
            router_id=format_ipv4(neighbor.router_id),
            priority=neighbor.priority if neighbor.port.kind.elects else 0,
            state=state_text(neighbor.state),
            role=role(neighbor).strip(),
            dead=neighbor.dead_due,
            interface_id=neighbor.interface_id,
            address=format_ipv6(neighbor.address),
            interface=neighbor.port.text,
        )


@dataclass(slots=True)
class Ospf3InterfaceRow:
    """`full` of `neighbors` are adjacent; `state` as ``DR``, ``P2P``; `address` is link-local."""

    process: int
    area: str
    instance: int
    interface: str
    interface_id: int
    address: str
    cost: int
    state: str
    full: int
    neighbors: int


def show_ospf3_interface(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None, brief: bool = False
) -> Iterator[Ospf3InterfaceRow]:
    """The same for `brief`."""
    for port in found_ports(ctx, number, iface):
        yield Ospf3InterfaceRow(
            process=port.process.number,
            area=area_name(port.process, port.area.id),
            instance=port.instance,
            interface=port.text,
            interface_id=port.interface_id,
            address=format_ipv6(port.address),
            cost=port.cost,
            state=port_state(port, brief=True),
            full=port.count(NbrState.FULL),
            neighbors=port.count(NbrState.INIT),
        )


@dataclass(slots=True)
class Lsa3Row:
    """An entry of the database. `kind` is its word in the command ("router", "inter-area prefix"), `area` "" where it
    is of the whole system, `prefix` "" where it tells none by itself; `age` in seconds."""

    process: int
    area: str
    kind: str
    lsid: int
    router: str
    prefix: str
    age: int
    sequence: int
    checksum: int


_WORDS = {number: word for word, number in KINDS.items()}


def show_ospf3_database(
    ctx: Context, number: int | None = None, kind: str = "", own: bool = False, adv: IPv4 | None = None,
    area: int | None = None, dotted: IPv4 | None = None,
) -> Iterator[Lsa3Row]:  # fmt: skip
    only = area_number(area, dotted) if area is not None or dotted is not None else None
    for process in running(ctx, number):
        now = process.host.now
        for which, where, found in listed(process, kind, process.router_id if own else adv, only):
            for entry, _ in found:
                lsa = entry.lsa
                yield Lsa3Row(
                    process=process.number,
                    area="" if where is None else area_name(process, where),
                    kind=_WORDS[which],
                    lsid=lsa.lsid,
                    router=format_ipv4(lsa.adv),
                    prefix=str(lsa.prefix) if lsa.prefix is not None else "",
                    age=int(entry.age(now)),
                    sequence=lsa.sequence,
                    checksum=lsa.checksum,
                )


@dataclass(slots=True)
class Ospf3ProcessRow:
    number: int
    router_id: str
    areas: int
    external_lsas: int


def show_ospf3(ctx: Context, number: int | None = None) -> Iterator[Ospf3ProcessRow]:
    for process in running(ctx, number):
        external = len(process.lsdb.of(EXTERNAL))
        yield Ospf3ProcessRow(process.number, format_ipv4(process.router_id), len(process.areas), external)


def show_ospf3_neighbor_summary(ctx: Context, number: int | None = None) -> Iterator[CountRow]:
    found = neighbors(ctx, number, None, None)
    for state in SUMMARY:
        yield CountRow("", state_text(state), sum(neighbor.state is state for neighbor in found))


@dataclass(slots=True)
class Ospf3BorderRow:
    """A way to a router that borders areas (`border`) or the autonomous system (`boundary`)."""

    router_id: str
    cost: int
    area: str
    next_hop: str
    interface: str
    border: bool
    boundary: bool
    inter: bool


def show_ospf3_borders(ctx: Context, number: int | None = None) -> Iterator[Ospf3BorderRow]:
    for process in running(ctx, number):
        for router_id, found in process.calculator.routers.items():
            for route in found:
                for port, hop in route.hops:
                    yield Ospf3BorderRow(
                        format_ipv4(router_id), route.cost, area_name(process, route.area), format_ipv6(hop), port.text,
                        route.border, route.boundary, route.inter,
                    )  # fmt: skip
