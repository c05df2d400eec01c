"""The rows of shows of EIGRP, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.eigrp.describe import processes
from iosemu.features.eigrp.show import listed
from iosemu.features.eigrp.show_topology import chosen, listed_paths, ways
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName, IPv4, Prefix


@dataclass(slots=True)
class EigrpNeighborRow:
    """`handle` is the column H; `hold`, `uptime`, `srtt` and `rto` in seconds; `queue` packets wait for it."""

    asn: int
    handle: int
    address: str
    interface: str
    hold: float
    uptime: float
    srtt: float
    rto: float
    queue: int
    sequence: int
    vrf: str


def show_eigrp_neighbors(
    ctx: Context, detail: bool = False, asn: int | None = None, iface: InterfaceName | None = None,
    vrf: str = "",
) -> Iterator[EigrpNeighborRow]:  # fmt: skip
    """The same for `detail`."""
    for process in processes(ctx, asn, vrf):
        for neighbor in listed(process, iface):
            yield EigrpNeighborRow(
                asn=process.asn,
                handle=neighbor.number,
                address=format_ipv4(neighbor.address),
                interface=neighbor.port.iface.text,
                hold=neighbor.port.holds(neighbor) or 0.0,
                uptime=process.host.now - neighbor.up_since,
                srtt=neighbor.srtt,
                rto=neighbor.current_rto,
                queue=len(neighbor.queue),
                sequence=neighbor.last_sequence,
                vrf=process.vrf.name,
            )


@dataclass(slots=True)
class EigrpPathRow:
    """A path of the topology table. `next_hop` is "" for what is connected, a summary or redistributed: `kind` says it;
    `distance` and `reported` as the table has them."""

    asn: int
    prefix: str
    active: bool
    successors: int
    feasible_distance: int
    kind: str
    next_hop: str
    interface: str
    distance: int
    reported: int
    vrf: str


def show_eigrp_topology(
    ctx: Context, all_links: bool = False, active: bool = False, summary: bool = False, zero: bool = False,
    prefix: Prefix | None = None, address: IPv4 | None = None, length: int | None = None, asn: int | None = None,
    vrf: str = "",
) -> Iterator[EigrpPathRow]:  # fmt: skip
    """Of one destination all its paths."""
    one = prefix is not None or address is not None
    for process in processes(ctx, asn, vrf):
        for destination in chosen(process, active, zero, prefix, address, length):
            for path in listed_paths(destination, all_links or one):
                for hop in path.next_hops:
                    learnt = path.kind not in ("connected", "redistributed", "summary")
                    yield EigrpPathRow(
                        asn=process.asn,
                        prefix=str(destination.prefix),
                        active=destination.active,
                        successors=ways(destination),
                        feasible_distance=destination.fd,
                        kind=path.kind,
                        next_hop=format_ipv4(hop) if learnt else "",
                        interface=path.iface.text if path.iface is not None else "",
                        distance=path.distance,
                        reported=path.reported,
                        vrf=process.vrf.name,
                    )


@dataclass(slots=True)
class EigrpInterfaceRow:
    """`queued` packets wait for neighbours; `hello` and `hold` in seconds."""

    asn: int
    interface: str
    peers: int
    queued: int
    hello: float
    hold: float
    vrf: str


def show_eigrp_interfaces(
    ctx: Context, detail: bool = False, asn: int | None = None, iface: InterfaceName | None = None, vrf: str = "",
) -> Iterator[EigrpInterfaceRow]:  # fmt: skip
    """The same for `detail`."""
    for process in processes(ctx, asn, vrf):
        for port in (*process.ports.values(), *process.loopbacks.values()):
            if iface in (None, port.iface.name):
                yield EigrpInterfaceRow(
                    asn=process.asn,
                    interface=port.iface.text,
                    peers=len(port.neighbors),
                    queued=sum(len(neighbor.queue) for neighbor in port.neighbors.values()),
                    hello=port.hello,
                    hold=port.hold,
                    vrf=process.vrf.name,
                )
