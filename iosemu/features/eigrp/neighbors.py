"""Neighbours on one interface (RFC 7868 section 5.4): hellos, who comes up, who goes and why."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from iosemu.device.bounded import remember
from iosemu.features.eigrp.events import (
    Adjacency,
    NbrReason,
    NeighborChange,
    NotOnCommonSubnet,
    PeerLost,
    PeerSeen,
)
from iosemu.features.eigrp.metric import to_classic
from iosemu.features.eigrp.told import Told
from iosemu.features.eigrp.transport import RTO_INITIAL, RTO_MAX, Reliable, Transport
from iosemu.records import dataclass, field, replace
from iosemu.types import IPv4, Prefix, format_ipv4
from iosemu.wire.eigrp import GROUP, Flag, Opcode, Packet, Parameters, RouteTlv

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.eigrp.model import PortSettings
    from iosemu.features.eigrp.process import Process

HELLO_JITTER = 0.16  # of the interval, at most: hellos of each 5 s are 4.6 s apart on average
GREETING_GAP = 0.1  # seconds between two expedited hellos: neighbours that appear meanwhile share one
GOODBYE = (255, 255, 255, 255, 255, 255)


@dataclass(slots=True)
class NeighborStats:
    retransmissions: int = 0
    retries: int = 0


class Neighbor:
    """One neighbour on one interface."""

    def __init__(self, port: EigrpPort, address: IPv4, number: int) -> None:
        self.port = port
        self.address = address
        self.number = number  # the H column
        self.up_since = port.process.host.now
        self.last_update = port.process.host.now
        self.hold = 15
        self.queue: deque[Reliable] = deque()
        self.srtt = 0.0  # seconds; 0: not measured
        self.rto = RTO_INITIAL
        self.last_sequence = 0  # of the last reliable packet taken from it
        self.last_said: tuple[int, list[RouteTlv]] = (0, [])  # its opcode and routes
        self.initialized = False  # its INIT has come
        self.init_heard = 0  # sequence of its INIT
        self.init_sequence = 0  # of our INIT
        self.synchronized = False  # our INIT has been acknowledged, our table is on its way
        self.version: tuple[int, int, int, int] = (0, 0, 1, 2)
        self.stub: int | None = None
        # its last hello, and our K values then: the same again needs no look inside
        self.hello: tuple[bytes, tuple[int, ...]] | None = None
        self.stale: set[Prefix] | None = None  # during a resync: not yet told again
        self.stats = NeighborStats()

    @property
    def text(self) -> str:
        return f"{self.port.text} {format_ipv4(self.address)}"

    @property
    def wide(self) -> bool:
        """Does it read wide metrics?"""
        return self.version[2] >= 2

    def readable(self, routes: list[RouteTlv]) -> list[RouteTlv]:
        """In the form that it reads."""
        if self.wide or not self.port.process.wide:
            return routes
        return [replace(route, metric=to_classic(route.metric), more=()) for route in routes]

    @property
    def current_rto(self) -> float:
        """Of what is under way, which grows with each retry; else of the next packet."""
        return self.queue[0].rto if self.queue and self.queue[0].under_way else self.rto

    def measured(self, seconds: float) -> None:
        self.srtt = seconds if self.srtt == 0 else 0.8 * self.srtt + 0.2 * seconds
        self.rto = min(max(6 * self.srtt, 6 * self.port.rtp.pacing, 0.1), RTO_MAX)

@dataclass(slots=True)
class Heard:
    """Neighbours that may not come up: said once per address, of those heard last."""

    off_subnet: dict[IPv4, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Saying:
    """A hello as the configuration makes it: `edits` and `settings` say which one; `to` are static neighbours, `data`
    its bytes (None: made for each), `interval` in seconds."""

    edits: int
    settings: PortSettings
    packet: Packet
    data: bytes | None
    to: list[IPv4]
    interval: int

class EigrpPort:
    """EIGRP on one interface: its neighbours come and go."""

    def __init__(self, process: Process, iface: Interface) -> None:
        self.process = process
        self.iface = iface
        self.neighbors: dict[IPv4, Neighbor] = {}
        self.rtp = Transport(self)
        self.statics = set(process.static_neighbors(iface))
        self.heard = Heard()
        self.told = Told()
        self._newcomers: list[Neighbor] = []  # to be greeted
        self._greeted_at = -GREETING_GAP
        self._said: Saying | None = None

    @property
    def text(self) -> str:
        return self.iface.text

    # what it is told

    @property
    def settings(self) -> PortSettings:
        return self.process.settings(self.iface)

    @property
    def slow(self) -> bool:
        """Multipoint and no faster than T1: hellos each minute. Tunnels count as fast."""
        return self.iface.kind == "Serial" and self.iface.is_multipoint and self.iface.bandwidth <= 1544

    @property
    def hello(self) -> int:
        return self.settings.hello or (60 if self.slow else 5)

    @property
    def hold(self) -> int:
        return self.settings.hold or (180 if self.slow else 15)

    def synchronized(self) -> list[Neighbor]:
        """The neighbours that know our table."""
        return [neighbor for neighbor in self.neighbors.values() if neighbor.synchronized]

    def alone(self, neighbor: Neighbor | None = None) -> bool:
        """Does nobody know our table, but perhaps this neighbour?"""
        return not any(one.synchronized and one is not neighbor for one in self.neighbors.values())

    # coming and going

    def start(self) -> None:
        process = self.process
        process.device.ip.join(self.iface, GROUP)
        self.send_hello()

    def stop(self, reason: NbrReason, goodbye: bool = False) -> None:
        process = self.process
        for method in (self.send_hello, self.greet, self.rtp.paced):
            process.host.cancel(method)
        if goodbye and self.neighbors:
            self.rtp.send(Packet(Opcode.HELLO, process.asn, parameters=Parameters(GOODBYE, self.hold)), None)
        for neighbor in list(self.neighbors.values()):
            self.drop(neighbor, reason)
        process.device.ip.leave(self.iface, GROUP)

    def send_hello(self, to: Neighbor | None = None) -> None:
        """The periodic hello, or an expedited one to greet a new neighbour."""
        process = self.process
        saying = self._saying()
        self.rtp.stats.hellos_sent += 1
        if to is not None:
            self.rtp.stats.hellos_expedited += 1
            self.rtp.send(saying.packet, to.address if saying.to else None, data=saying.data)
            return
        for address in saying.to or (None,):
            self.rtp.send(saying.packet, address, data=saying.data)
        wait = saying.interval * (1 - HELLO_JITTER * process.host.rng.random())
        process.host.after(wait, self.send_hello, background=True)

    def _saying(self) -> Saying:
        """Worked out once for each state of the configuration."""
        process = self.process
        said, edits, settings = self._said, process.device.edits, self.settings
        if said is not None and said.edits == edits and said.settings is settings:
            return said
        packet = Packet(
            Opcode.HELLO, process.asn, parameters=Parameters(process.k, self.hold), version=process.version,
            stub=process.stub_flags,
        )  # fmt: skip
        said = Saying(edits, settings, packet, None, process.static_neighbors(self.iface), self.hello)
        if not settings.authentication:  # which may be another one each time
            said.data = process.seal(packet, self)
            self._said = said
        return said

    def hello_received(self, packet: Packet, source: IPv4) -> None:
        parameters = packet.parameters
        if parameters is None:
            return
        process = self.process
        neighbor = self.neighbors.get(source)
        if parameters.k[:5] == GOODBYE[:5]:
            if neighbor is not None:
                self.drop(neighbor, NbrReason.GOODBYE_RECEIVED)
            return
        if any(own in packet.peer_termination for own, _ in self.iface.addresses):
            if neighbor is not None:
                self.drop(neighbor, NbrReason.PEER_TERMINATION_RECEIVED)
            return
        if parameters.k != process.k:
            if neighbor is not None:
                self.drop(neighbor, NbrReason.K_VALUE_MISMATCH)
            else:  # again with every hello, as IOS does
                self._say(source, Adjacency.DOWN, NbrReason.K_VALUE_MISMATCH)
            return
        if neighbor is None:
            shared = self.iface.config.unnumbered is None  # else there is no subnet to share
            if shared and not any((source ^ own) >> (32 - length) == 0 for own, length in self.iface.addresses):
                if remember(self.heard.off_subnet, source, True):
                    own = self.iface.config.address
                    process.host.emit(NotOnCommonSubnet(process.asn, source, self.iface.name, own))
                return
            neighbor = self._adopt(source, packet, parameters.hold)
        neighbor.hold = parameters.hold
        neighbor.stub = packet.stub
        if packet.version is not None:
            neighbor.version = packet.version
        self.touch(neighbor)

    def _adopt(self, source: IPv4, packet: Packet, hold: int) -> Neighbor:
        process = self.process
        neighbor = Neighbor(self, source, process.numbers.take())
        neighbor.hold = hold
        neighbor.stub = packet.stub
        if packet.version is not None:
            neighbor.version = packet.version
        self.neighbors[source] = neighbor
        process.host.emit(PeerSeen(source))
        self._say(source, Adjacency.UP, NbrReason.NEW_ADJACENCY)
        process.liveness.begin(neighbor)
        # before anything else that it may have to hear, an answer to its first question for instance
        neighbor.init_sequence = process.next_sequence()
        neighbor.queue.append(Reliable(Opcode.UPDATE, Flag.INIT, [], neighbor.init_sequence))
        self._newcomers.append(neighbor)
        if len(self._newcomers) == 1:
            wait = max(self._greeted_at + GREETING_GAP - process.host.now, 0.0)
            process.host.after(wait, self.greet)
        return neighbor

    def greet(self) -> None:
        """A hello at once, so that newcomers know us, then to each the INIT that begins its table.

        On a hub that many find at the same time, a hello for each would reach all of them: n squared packets.
        """
        newcomers = [one for one in self._newcomers if self.neighbors.get(one.address) is one]
        self._newcomers.clear()
        if not newcomers:
            return
        self._greeted_at = self.process.host.now
        if self.process.static_neighbors(self.iface):
            for neighbor in newcomers:
                self.send_hello(neighbor)
        else:
            self.send_hello(newcomers[0])
        for neighbor in newcomers:
            self.rtp.transmit(neighbor)

    def touch(self, neighbor: Neighbor) -> None:
        """Anything from a neighbour proves that it lives."""
        self.process.host.after(neighbor.hold, self.silent, neighbor, background=True)

    def silent(self, neighbor: Neighbor) -> None:
        """Nothing was heard of it for its hold time."""
        self.drop(neighbor, NbrReason.HOLDING_TIME_EXPIRED, tell=True)

    def holds(self, neighbor: Neighbor) -> float | None:
        """Seconds that are left of its hold time."""
        return self.process.host.due(self.silent, neighbor)

    def _say(self, address: IPv4, state: Adjacency, reason: NbrReason) -> None:
        process = self.process
        number = process.vrf.number
        process.host.emit(NeighborChange(process.asn, address, self.iface.name, state, reason, process.logs, number))

    def drop(self, neighbor: Neighbor, reason: NbrReason, tell: bool = False) -> None:
        """The adjacency is over; `tell` the neighbour, which may believe otherwise."""
        process = self.process
        if self.neighbors.get(neighbor.address) is not neighbor:
            return
        del self.neighbors[neighbor.address]
        process.numbers.give(neighbor.number)
        process.host.cancel(self.silent, neighbor)
        process.host.cancel(self.rtp.retransmit, neighbor)
        neighbor.queue.clear()
        for to in (GROUP, self.iface.address or 0):
            process.device.ip.repeats.forget(self.iface, neighbor.address, to)
        process.host.emit(PeerLost(neighbor.address, self.iface.name))
        self._say(neighbor.address, Adjacency.DOWN, reason)
        if tell:
            self._terminate(neighbor)
        self.told.forget(neighbor.address)
        if self.alone():
            self.told.clear()
        process.receiver.forget(neighbor)
        process.topology.neighbor_down(neighbor)
        process.limits.gone(neighbor)
        process.liveness.end(neighbor)

    def _terminate(self, neighbor: Neighbor) -> None:
        """Since IOS 15 a hello names the peer that was dropped; before, the peer learns it from our next INIT."""
        process = self.process
        if not process.device.software.eigrp_peer_termination:
            return
        packet = Packet(
            Opcode.HELLO, process.asn, parameters=Parameters(process.k, self.hold), version=process.version,
            stub=process.stub_flags, peer_termination=[neighbor.address],
        )  # fmt: skip
        self.rtp.send(packet, neighbor.address if self.statics else None)

    def resync(self, reason: NbrReason, only: Neighbor | None = None) -> None:
        """The adjacencies stay; the neighbours get the whole table anew and forget what it lacks."""
        for neighbor in [one for one in self.synchronized() if only in (None, one)]:
            self._say(neighbor.address, Adjacency.RESYNC, reason)
            self.process.announcer.send_table(neighbor, Flag.INIT | Flag.RESTART)

    def tell_anew(self, neighbor: Neighbor) -> None:
        """Our INIT went to one who has forgotten it since: the table again, before all that waits."""
        waiting = [entry for entry in neighbor.queue if entry.opcode != Opcode.UPDATE]
        neighbor.queue.clear()
        self.process.host.cancel(self.rtp.retransmit, neighbor)
        self.process.announcer.send_table(neighbor, Flag.INIT | Flag.RESTART)
        neighbor.init_sequence = neighbor.queue[0].sequence
        for entry in waiting:
            self.rtp.enqueue(neighbor, Reliable(entry.opcode, 0, entry.routes, self.process.next_sequence()))

    def began_anew(self, neighbor: Neighbor) -> None:
        """The peer restarted before it knew of us: what it said is void, what it asked is forgotten."""
        while len(neighbor.queue) > 1:
            neighbor.queue.pop()
        self.process.receiver.forget(neighbor)
        self.process.topology.neighbor_down(neighbor)
