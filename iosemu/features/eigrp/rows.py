"""The rows of shows of EIGRP, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.features.eigrp.describe import processes
from iosemu.features.eigrp.show import PACKETS, accounts, listed, timers
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


def show_eigrp_traffic(ctx: Context, asn: int | None = None, vrf: str = "") -> Iterator[CountRow]:
    """Of each process, with the direction: "Hellos sent"."""
    for process in processes(ctx, asn, vrf):
        for label, kind in PACKETS:
            for word, way in (("sent", "sent"), ("received", "rcvd")):
                yield CountRow(str(process.source), f"{label} {word}", process.counters.get((way, kind), 0))


@dataclass(slots=True)
class EigrpAccountRow:
    """Prefixes by where they are from: a neighbour's address, or "Redistributed". `state` is A, P or D; `restart` in
    seconds."""

    asn: int
    state: str
    source: str
    interface: str
    prefixes: int
    restarts: int
    restart: int


def show_eigrp_accounting(ctx: Context, asn: int | None = None, vrf: str = "") -> Iterator[EigrpAccountRow]:
    for process in processes(ctx, asn, vrf):
        for state, source, name, count, whose in accounts(process):
            times, seconds = process.limits.account(whose).exceeded, process.limits.seconds(whose)
            yield EigrpAccountRow(process.asn, state, source, str(name or ""), count, times, seconds)


@dataclass(slots=True)
class EigrpTimerRow:
    """What is due in `left` seconds, of which process of EIGRP: Hello, Update, SIA."""

    asn: int
    process: str
    what: str
    left: float


def show_eigrp_timers(ctx: Context, asn: int | None = None, vrf: str = "") -> Iterator[EigrpTimerRow]:
    for process in processes(ctx, asn, vrf):
        for name, rows in timers(process).items():
            yield from (EigrpTimerRow(process.asn, name, what, left) for left, what in sorted(rows))


@dataclass(slots=True)
class EigrpEventRow:
    """An event of the log, the newest first; `at` in seconds of virtual time."""

    asn: int
    number: int
    at: float
    text: str


def show_eigrp_events(ctx: Context, asn: int | None = None, vrf: str = "") -> Iterator[EigrpEventRow]:
    for process in processes(ctx, asn, vrf):
        for number, (when, text) in enumerate(process.log.newest_first(), 1):
            yield EigrpEventRow(process.asn, number, when, text)


@dataclass(slots=True)
class EigrpProcessRow:
    """A process; `k` are the weights of its metric, `internal` and `external` its distances, `active` the minutes that
    a route may be active (0: for ever)."""

    asn: int
    name: str
    vrf: str
    router_id: str
    k: tuple[int, ...]
    internal: int
    external: int
    paths: int
    hops: int
    variance: int
    active: int
    prefixes: int
    redistributed: int


def show_eigrp_protocols(ctx: Context, vrf: str = "") -> Iterator[EigrpProcessRow]:
    for process in processes(ctx, vrf=vrf):
        instance, known = process.instance, process.topology.destinations.values()
        yield EigrpProcessRow(
            asn=process.asn,
            name=process.name,
            vrf=process.vrf.name,
            router_id=format_ipv4(process.router_id),
            k=tuple(process.k),
            internal=instance.distance[0],
            external=instance.distance[1],
            paths=instance.maximum_paths,
            hops=instance.maximum_hops,
            variance=instance.variance,
            active=instance.active_minutes or 0,
            prefixes=len(known),
            redistributed=sum("redistributed" in destination.paths for destination in known),
        )
