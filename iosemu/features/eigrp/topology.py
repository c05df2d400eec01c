"""The topology table and DUAL, the diffusing update algorithm (RFC 7868 sections 3, 4)."""

from __future__ import annotations

from collections.abc import Hashable
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from iosemu.features.eigrp.events import Dual, NbrReason, Step, StuckInActive
from iosemu.features.eigrp.metric import UNREACHABLE
from iosemu.records import dataclass, field
from iosemu.types import IPv4, Prefix, format_ipv4
from iosemu.wire.eigrp import External, Metric, RouteTlv

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.sources import RouteSource
    from iosemu.features.eigrp.neighbors import Neighbor
    from iosemu.features.eigrp.process import Process

SIA_QUERIES = 3


class Origin(IntEnum):
    """QUERY-origin flag (RFC 7868 section 4.3): who began the diffusing computation, and did it get worse meanwhile."""

    LOCAL_WORSE = 0  # we, and our distance by the successor has grown since
    LOCAL = 1
    MULTIPLE = 2  # the successor asked too, after we had, or its distance has grown since it asked
    SUCCESSOR = 3


@dataclass(slots=True)
class TopologyPath:
    """One way to a destination. `vector` and `distance` are ours, `reported` is the neighbour's distance."""

    kind: str  # "neighbor", "connected", "redistributed", "summary"
    vector: Metric
    distance: int
    reported: int
    iface: Interface | None
    next_hop: IPv4 = 0
    neighbor: Neighbor | None = None
    external: External | None = None
    originator: IPv4 = 0
    more: tuple[IPv4, ...] = ()  # next hops that the neighbour told beside `next_hop` (add-paths)
    tlv: RouteTlv | None = field(default=None, compare=False, repr=False)  # as the neighbour sent it
    source: RouteSource | None = None  # of a redistributed route

    @property
    def next_hops(self) -> tuple[IPv4, ...]:
        return (self.next_hop, *self.more)


@dataclass(slots=True)
class Destination:
    """`fd` is the least distance since the destination was last passive."""

    prefix: Prefix
    fd: int = UNREACHABLE
    paths: dict[Hashable, TopologyPath] = field(default_factory=dict)
    successors: list[TopologyPath] = field(default_factory=list)
    active_since: float | None = None
    origin: int = 1  # QUERY-origin flag, see Origin
    waiting: dict[Hashable, Neighbor] = field(default_factory=dict)  # replies outstanding
    owed: dict[Hashable, Neighbor] = field(default_factory=dict)  # neighbours to whom we owe a reply
    sia_queries: int = 0
    sia_silent: set[Hashable] = field(default_factory=set)
    serial: int = 0
    refused: bool = False  # the routing table prefers another source: not in use, not announced

    @property
    def active(self) -> bool:
        return self.active_since is not None

    @property
    def best(self) -> TopologyPath | None:
        """The successor that is announced."""
        return self.successors[0] if self.successors else None

    @property
    def ways(self) -> int:
        """Next hops of all successors: what the shows count as successors."""
        return sum(len(path.next_hops) for path in self.successors)


class Topology:
    """All destinations of a process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.destinations: dict[Prefix, Destination] = {}
        self.serial = 0

    # inputs

    def set_path(self, prefix: Prefix, key: Hashable, path: TopologyPath | None) -> None:
        """A path of our own (connected, redistributed, summary) or a neighbour's update: new, changed or gone."""
        self._told("rcvupdate", prefix, key[1] if isinstance(key, tuple) else None, path)
        destination = self._take(prefix, key, path)
        if destination is None:
            return
        if destination.active:
            self._watch(destination, key)
        else:
            self._evaluate(destination)

    def query(self, neighbor: Neighbor, prefix: Prefix, path: TopologyPath | None) -> None:
        """A neighbour lost its way and asks."""
        self._told("rcvquery", prefix, neighbor.address, path)
        destination = self._take(prefix, self.key(neighbor), path)
        if destination is None:
            self.process.announcer.reply(neighbor, prefix)
            return
        if destination.active:
            best = destination.best
            if best is not None and best.neighbor is neighbor:
                destination.origin = Origin.MULTIPLE
                destination.owed[self.key(neighbor)] = neighbor
            else:
                self.process.announcer.reply(neighbor, prefix)
            return
        destination.owed[self.key(neighbor)] = neighbor
        self._evaluate(destination, asked_by=neighbor)

    def reply(self, neighbor: Neighbor, prefix: Prefix, path: TopologyPath | None) -> None:
        """The answer to our query."""
        self._told("rcvreply", prefix, neighbor.address, path)
        destination = self._take(prefix, self.key(neighbor), path)
        if destination is None or not destination.active:
            if destination is not None:
                self._evaluate(destination)
            return
        self._fsm(Step.REPLY_COUNT, count=len(destination.waiting))
        self._watch(destination, self.key(neighbor))
        destination.waiting.pop(self.key(neighbor), None)
        if not destination.waiting:
            self._resolve(destination)

    def sia_query(self, neighbor: Neighbor, prefix: Prefix) -> bool:
        """Are we still looking ourselves?"""
        destination = self.destinations.get(prefix)
        return destination is not None and destination.active

    def sia_reply(self, neighbor: Neighbor, prefix: Prefix, still_active: bool) -> None:
        destination = self.destinations.get(prefix)
        if destination is None or not destination.active:
            return
        destination.sia_silent.discard(self.key(neighbor))
        if not still_active:
            destination.waiting.pop(self.key(neighbor), None)
            if not destination.waiting:
                self._resolve(destination)

    def neighbor_down(self, neighbor: Neighbor) -> None:
        """All that it told is void, and it owes and is owed nothing."""
        key = self.key(neighbor)
        gone = [d for d in self.destinations.values() if key in d.paths or key in d.waiting or key in d.owed]
        if gone:
            self._fsm(Step.LINK_DOWN, hop=neighbor.address, iface=neighbor.port.iface.name)
        for destination in gone:
            destination.owed.pop(key, None)
            had = destination.paths.pop(key, None) is not None
            if had:
                self._fsm(Step.PATH_LOST, destination.prefix)
            if destination.active:
                self._watch(destination, key)
                if destination.waiting.pop(key, None) is not None and not destination.waiting:
                    self._resolve(destination)
            elif had:
                self._evaluate(destination)
        if gone:
            self._fsm(Step.LINK_DOWN_ENDS)

    def active_time(self, prefix: Prefix) -> None:
        """Half of the active time is over: ask the silent whether they still work on it, or give them up."""
        destination = self.destinations.get(prefix)
        if destination is None or not destination.active:
            return
        process = self.process
        silent = [neighbor for key, neighbor in destination.waiting.items() if key in destination.sia_silent]
        if destination.sia_queries >= SIA_QUERIES:
            silent = list(destination.waiting.values())
        if silent and destination.sia_queries:
            process.host.emit(StuckInActive(process.asn, prefix))
            for neighbor in silent:
                neighbor.port.drop(neighbor, NbrReason.STUCK_IN_ACTIVE, tell=True)
            if not destination.active:
                return
        destination.sia_queries += 1
        destination.sia_silent = set(destination.waiting)
        for neighbor in list(destination.waiting.values()):
            process.announcer.send_sia_query(neighbor, destination)
        self._arm(destination)

    def stop(self) -> None:
        """The process ends: nobody waits for answers any more."""
        for destination in self.destinations.values():
            if destination.active:
                self._disarm(destination)

    # the machine

    def _watch(self, destination: Destination, key: Hashable) -> None:
        """While we ask, what we said stands; but when the successor got worse, the answers may be of no worth."""
        best = destination.best
        if best is None or best.neighbor is None or self.key(best.neighbor) != key:
            return
        now = destination.paths.get(key)
        if now is not None and now.distance <= best.distance:
            return
        if destination.origin == Origin.LOCAL:
            destination.origin = Origin.LOCAL_WORSE
        elif destination.origin == Origin.SUCCESSOR:
            destination.origin = Origin.MULTIPLE if now is not None else Origin.LOCAL_WORSE
        elif now is None:
            destination.origin = Origin.LOCAL_WORSE

    @staticmethod
    def key(neighbor: Neighbor) -> Hashable:
        return (neighbor.port.iface.text, neighbor.address)

    def _take(self, prefix: Prefix, key: Hashable, path: TopologyPath | None) -> Destination | None:
        """Write the path down; None when there is nothing to know about this destination."""
        destination = self.destinations.get(prefix)
        if destination is None:
            if path is None or path.distance >= UNREACHABLE:
                return None
            destination = self.destinations[prefix] = Destination(prefix)
        if path is None or path.distance >= UNREACHABLE:
            destination.paths.pop(key, None)
        else:
            destination.paths[key] = path
        return destination

    def _told(self, what: str, prefix: Prefix, source: IPv4 | None, path: TopologyPath | None) -> None:
        """What came in, for the event log and `debug eigrp fsm`."""
        if source is not None:
            self.process.log.heard(what.removeprefix("rcv"), prefix, source, path)
        if path is None:
            origin = "" if source is not None else "connected"
            self._fsm(Step.HEARD, prefix, source, what=what, origin=origin, distance=UNREACHABLE, reported=UNREACHABLE)
        else:
            hop, origin = (path.next_hop, "") if path.kind == "neighbor" else (None, path.kind)
            self._fsm(
                Step.HEARD, prefix, hop, what=what, origin=origin, distance=path.distance, reported=path.reported
            )

    def _searched(self, destination: Destination, least: int, found: bool) -> None:
        """The search for a feasible successor, for the event log and `debug eigrp fsm`."""
        self.process.log.note("Find FS", destination.prefix, destination.fd)
        if found:
            reported = min(path.reported for path in destination.paths.values() if path.distance == least)
            self.process.log.note("FC sat rdbmet/succmet", least, reported)
        else:
            self.process.log.note("FC not sat Dmin/met", least, destination.fd)
        if self.process.debugging:
            paths = tuple((path.next_hop, path.distance, path.reported) for path in destination.paths.values())
            self._fsm(Step.SEARCHED, destination.prefix, distance=least, fd=destination.fd, paths=paths, found=found)

    def _evaluate(self, destination: Destination, asked_by: Neighbor | None = None) -> None:
        """Local computation if a feasible successor gives the least distance, else a diffusing one."""
        paths = destination.paths.values()
        least = min((path.distance for path in paths), default=UNREACHABLE)
        best_feasible = min((p.distance for p in paths if p.reported < destination.fd), default=UNREACHABLE)
        self._searched(destination, least, least < UNREACHABLE and best_feasible == least)
        if least < UNREACHABLE and best_feasible == least:
            destination.fd = min(destination.fd, least)
            self._settle(destination, least)
        elif least >= UNREACHABLE and not destination.successors:
            self._finish(destination)
        else:
            self._go_active(destination, least, asked_by)

    def _go_active(self, destination: Destination, least: int, asked_by: Neighbor | None) -> None:
        process = self.process
        lost = destination.best
        self._fsm(Step.ACTIVE, destination.prefix)
        destination.active_since = process.host.now
        destination.origin = Origin.SUCCESSOR if destination.owed else Origin.LOCAL
        destination.successors = [
            p for p in destination.paths.values() if lost is not None and p.neighbor is lost.neighbor
        ]
        destination.sia_queries = 0
        destination.sia_silent.clear()
        process.installer.install(destination)
        targets = [
            neighbor
            for port in process.ports.values()
            for neighbor in port.neighbors.values()
            if neighbor is not asked_by and neighbor.stub is None and neighbor.synchronized
        ]
        destination.waiting = {self.key(neighbor): neighbor for neighbor in targets}
        process.log.note("Active net/peers", destination.prefix, len(targets))
        self._fsm(Step.ASKED, count=len(targets))
        if not targets:
            self._resolve(destination)
            return
        process.announcer.send_query(destination, targets)
        self._arm(destination)

    def _arm(self, destination: Destination) -> None:
        minutes = self.process.instance.active_minutes
        if minutes:
            self.process.host.after(minutes * 30.0, self.active_time, destination.prefix)

    def _disarm(self, destination: Destination) -> None:
        self.process.host.cancel(self.active_time, destination.prefix)

    def _resolve(self, destination: Destination) -> None:
        """All replies are in. Any neighbour may be successor now, unless our distance grew while we asked: then only a
        feasible one, and without one we ask again (RFC 7868 section 4.3.3).
        """
        process = self.process
        self._disarm(destination)
        destination.active_since = None
        destination.waiting.clear()
        least = min((path.distance for path in destination.paths.values()), default=UNREACHABLE)
        process.log.note("Free reply status", destination.prefix)
        self._fsm(Step.ANSWERED)
        if destination.origin in (Origin.LOCAL_WORSE, Origin.MULTIPLE) and least < UNREACHABLE:
            feasible = (p.distance for p in destination.paths.values() if p.reported < destination.fd)
            if min(feasible, default=UNREACHABLE) != least:
                asker = next(iter(destination.owed.values()), None)
                self._go_active(destination, least, asker)
                return
            destination.fd = min(destination.fd, least)
        else:
            destination.fd = least
        if least < UNREACHABLE:
            self._settle(destination, least, resolved=True)
        else:
            destination.successors = []
            self._finish(destination)

    def _settle(self, destination: Destination, least: int, resolved: bool = False) -> None:
        """Passive with a way: take all paths of the least distance (and, by variance, feasible ones)."""
        before, ways_before = destination.best, destination.successors
        destination.successors = sorted(
            (p for p in destination.paths.values() if p.distance == least),
            key=lambda p: (p.kind == "neighbor", p.next_hop),
        )
        after = destination.best
        self.serial += 1
        destination.serial = self.serial
        self.process.installer.install(destination)
        self.process.log.note("Metric set", destination.prefix, least)
        for hop in (hop for path in destination.successors for hop in path.next_hops):
            self.process.log.note("Route installed", destination.prefix, format_ipv4(hop))
            self._fsm(Step.INSTALLED, destination.prefix, hop=hop)
        self._pay(destination)
        if resolved or before is None or after is None or _announcement(before) != _announcement(after):
            self._fsm(Step.ANNOUNCED, destination.prefix, found=before is not None)
            self.process.announcer.changed(destination.prefix)
        elif _ways(ways_before) != _ways(destination.successors):  # add-paths and no-ecmp-mode tell of the others too
            self.process.announcer.changed(destination.prefix)

    def _finish(self, destination: Destination) -> None:
        """Passive without a way: gone, once everybody has been told."""
        destination.fd = UNREACHABLE
        destination.successors = []
        self.process.installer.install(destination)
        self.process.announcer.changed(destination.prefix)
        self._pay(destination)
        if not destination.paths:
            self.process.log.note("NDB delete", destination.prefix, 1)
            self._fsm(Step.FLUSHED, destination.prefix)
            self.destinations.pop(destination.prefix, None)

    def _pay(self, destination: Destination) -> None:
        owed, destination.owed = destination.owed, {}
        for neighbor in owed.values():
            self.process.announcer.reply(neighbor, destination.prefix)

    def _fsm(self, step: Step, prefix: Prefix | None = None, hop: IPv4 | None = None, **values: Any) -> None:
        if self.process.debugging:
            self.process.host.emit(Dual(self.process.asn, step, prefix, hop, **values))


def _announcement(path: TopologyPath) -> tuple[object, ...]:
    """What neighbours get to see of a successor."""
    vector = path.vector
    return (
        vector.delay, vector.bandwidth, vector.mtu, vector.hops, vector.reliability, vector.load, vector.flags,
        path.kind, path.iface.text if path.iface else "", path.next_hop, _origin(path.external),
    )  # fmt: skip


def _ways(successors: list[TopologyPath]) -> list[tuple[str, tuple[IPv4, ...]]]:
    return [(path.iface.text if path.iface else "", path.next_hops) for path in successors]


def _origin(external: External | None) -> tuple[int, ...]:
    return (
        () if external is None else (external.router_id, external.asn, external.tag, external.metric, external.protocol)
    )
