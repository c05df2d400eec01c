"""The rows of `show ip mroute` and `show ip pim`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.pim.show import flags
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.pim.engine import PimEngine


@dataclass(slots=True)
class MrouteRow:
    """An entry; `source` "" is (*, G). `outgoing` are interfaces that datagrams go out by; `uptime` in seconds."""

    source: str
    group: str
    rp: str
    flags: str
    incoming: str
    neighbor: str
    outgoing: list[str] = field(default_factory=list)
    uptime: float = 0.0
    packets: int = 0


@dataclass(slots=True)
class PimNeighborRow:
    """`uptime` and `expires` in seconds."""

    address: str
    interface: str
    uptime: float
    expires: float
    priority: int
    designated: bool


@dataclass(slots=True)
class PimInterfaceRow:
    address: str
    interface: str
    mode: str
    neighbors: int
    query_interval: int
    priority: int
    dr: str


@dataclass(slots=True)
class RpRow:
    """`groups`: an access list, or 224.0.0.0/4."""

    rp: str
    groups: str


@dataclass(slots=True)
class RpfRow:
    """`neighbor` "": directly connected."""

    source: str
    interface: str
    neighbor: str


def show_mroute(ctx: Context, group: IPv4 = 0, source: IPv4 = 0, summary: bool = False) -> Iterator[MrouteRow]:
    engine: PimEngine = ctx.device.engine("pim")
    for route in engine.table.values():
        if group not in (0, route.group) or source not in (0, route.source):
            continue
        ways = engine.forwarder.ways(route)
        yield MrouteRow(
            format_ipv4(route.source) if route.source else "", format_ipv4(route.group),
            format_ipv4(engine.rp(route.group)), flags(engine, route, ways),
            route.iif.text if route.iif is not None else "Null", format_ipv4(route.neighbor),
            [str(name) for name, _ in ways], engine.host.now - route.since, route.packets,
        )  # fmt: skip


def show_pim_neighbor(ctx: Context, interface: InterfaceName | None = None) -> Iterator[PimNeighborRow]:
    engine: PimEngine = ctx.device.engine("pim")
    now = engine.host.now
    for name, port in engine.ports.items():
        for each in port.neighbors.values() if interface in (None, name) else ():
            yield PimNeighborRow(
                format_ipv4(each.address), port.text, now - each.since, each.expires - now, each.priority or 0,
                each.address == port.dr,
            )  # fmt: skip


def show_pim_interface(ctx: Context, interface: InterfaceName | None = None) -> Iterator[PimInterfaceRow]:
    engine: PimEngine = ctx.device.engine("pim")
    for name, port in engine.ports.items():
        if interface in (None, name):
            config = port.config
            yield PimInterfaceRow(
                format_ipv4(port.own), port.text, config.mode, len(port.neighbors), config.hello, config.priority,
                format_ipv4(port.dr),
            )  # fmt: skip


def show_pim_rp_mapping(ctx: Context) -> Iterator[RpRow]:
    engine: PimEngine = ctx.device.engine("pim")
    for address, line in engine.config.rps.items():
        yield RpRow(format_ipv4(address), line.acl or "224.0.0.0/4")


def show_rpf(ctx: Context, address: IPv4) -> Iterator[RpfRow]:
    engine: PimEngine = ctx.device.engine("pim")
    iface, neighbor = engine.upstream.towards(address)
    if iface is not None and engine.config.routing:
        yield RpfRow(format_ipv4(address), iface.text, format_ipv4(neighbor) if neighbor else "")
