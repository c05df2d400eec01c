"""The Reliable Transport Protocol (RFC 7868 section 5.3) on one interface.

One reliable packet is outstanding per neighbour. A packet for all neighbours of an interface goes out once as
multicast when none of them has anything outstanding, else it waits in each neighbour's queue and goes unicast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.eigrp.events import NbrReason, PacketSent
from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire.eigrp import GROUP, MORE_SIZE, Flag, Opcode, Packet, RouteTlv

if TYPE_CHECKING:
    from iosemu.features.eigrp.neighbors import EigrpPort, Neighbor

RETRIES = 16
PACED = 0.001  # seconds that a full packet takes; below, pacing is not worth it (shown as 0)
BITS_PER_OCTET = 9  # in pacing: RTO 1512 ms (six packets of 1400 octets) at the 50 kbit/s of a tunnel
RTO_INITIAL = 2.0  # seconds, before anything was measured; `debug eigrp packets` says 3000 at the first retry
RTO_MAX = 5.0
NOT_YET = -1.0  # when a packet that waits was sent


@dataclass(slots=True)
class Reliable:
    """A packet that must be acknowledged."""

    opcode: int
    flags: int
    routes: list[RouteTlv]
    sequence: int
    sent: float = NOT_YET
    retries: int = 0
    rto: float = 0.0

    @property
    def under_way(self) -> bool:
        return self.sent >= 0


@dataclass(slots=True)
class PortStats:
    """Hellos are the only packets that go to all without being acknowledged."""

    hellos_sent: int = 0
    hellos_expedited: int = 0
    reliable_multicasts: int = 0
    unreliable_unicasts: int = 0
    reliable_unicasts: int = 0
    retransmissions: int = 0
    out_of_sequence: int = 0
    packetized: int = 0


class Transport:
    """What one interface sends, to all neighbours or to one, until they have it."""

    def __init__(self, port: EigrpPort) -> None:
        self.port = port
        self.stats = PortStats()
        self._clear_at = 0.0  # when the next reliable packet may leave, see `pacing`
        self._paced: dict[IPv4, Neighbor] = {}  # those whose next packet waits for that

    @property
    def text(self) -> str:
        return self.port.text

    @property
    def pacing(self) -> float:
        """Seconds between two full reliable packets at the configured share of the bandwidth, as IOS counts them."""
        share = self.port.iface.bandwidth * 10.0 * max(self.port.settings.bandwidth_percent, 1)  # bit/s
        return self.port.iface.ip_mtu * BITS_PER_OCTET / share if share else 0.0

    def broadcast(self, opcode: int, routes: list[RouteTlv], to: list[Neighbor] | None = None) -> None:
        """A reliable packet for all neighbours (or those of `to`) that know our table already."""
        targets = self.port.synchronized() if to is None else to
        if not targets:
            return
        everyone = len(targets) == len(self.port.neighbors)
        for chunk in self._chunks(routes):
            self.stats.packetized += 1
            self._broadcast_one(opcode, chunk, targets, everyone)

    def _broadcast_one(self, opcode: int, routes: list[RouteTlv], targets: list[Neighbor], everyone: bool) -> None:
        process = self.port.process
        sequence = process.next_sequence()
        multicast = (
            everyone and len(targets) > 1 and not process.static_neighbors(self.port.iface)
            and not any(neighbor.queue for neighbor in targets)
            and len({neighbor.wide for neighbor in targets}) == 1
        )  # fmt: skip
        if not multicast:
            for neighbor in targets:
                self.enqueue(neighbor, Reliable(opcode, 0, neighbor.readable(routes), sequence))
            return
        routes = targets[0].readable(routes)
        self.stats.reliable_multicasts += 1
        self.send(Packet(opcode, process.asn, 0, sequence, routes=routes), None)
        for neighbor in targets:
            entry = Reliable(opcode, 0, routes, sequence, process.host.now, 0, neighbor.rto)
            neighbor.queue.append(entry)
            self._arm(neighbor)

    def unicast(self, neighbor: Neighbor, opcode: int, routes: list[RouteTlv], flags: int = 0) -> None:
        """Reliable packets for one neighbour: END_OF_TABLE goes on the last of them, other flags on the first."""
        chunks = self._chunks(neighbor.readable(routes))
        for number, chunk in enumerate(chunks):
            self.stats.packetized += bool(chunk)
            own = flags & ~Flag.END_OF_TABLE if number == 0 else 0
            if number == len(chunks) - 1:
                own |= flags & Flag.END_OF_TABLE
            self.enqueue(neighbor, Reliable(opcode, own, chunk, self.port.process.next_sequence()))

    def _chunks(self, routes: list[RouteTlv]) -> list[list[RouteTlv]]:
        """As many routes as fit a packet (a classic TLV takes up to 49 bytes, a wide one up to 69 and its ways)."""
        longest = 72 + MORE_SIZE * max((len(route.more) for route in routes), default=0)
        size = max((self.port.iface.ip_mtu - 80) // longest, 1)
        return [routes[at : at + size] for at in range(0, len(routes), size)] or [[]]

    def enqueue(self, neighbor: Neighbor, entry: Reliable) -> None:
        neighbor.queue.append(entry)
        if len(neighbor.queue) == 1:
            self.transmit(neighbor)

    def transmit(self, neighbor: Neighbor) -> None:
        entry = neighbor.queue[0]
        process = self.port.process
        if not entry.under_way and self._must_wait(neighbor):
            return
        if entry.retries:
            self.stats.retransmissions += 1
            neighbor.stats.retransmissions += 1
            neighbor.stats.retries = entry.retries
        else:
            entry.sent = process.host.now
            entry.rto = neighbor.rto
        self.stats.reliable_unicasts += 1
        ids = process.asn, entry.flags, entry.sequence, neighbor.last_sequence
        packet = Packet(entry.opcode, *ids, routes=entry.routes)
        self._arm(neighbor)
        self.send(packet, neighbor.address, entry)

    def _must_wait(self, neighbor: Neighbor) -> bool:
        """Reliable packets take no more of the link than their share: each waits until the one before is through."""
        host = self.port.process.host
        delay = self._clear_at - host.now
        if delay <= 0:
            return False
        self._paced[neighbor.address] = neighbor
        if host.due(self.paced) is None:
            host.after(delay, self.paced)
        return True

    def paced(self) -> None:
        """The link is clear for the next packet."""
        waiting, self._paced = self._paced, {}
        for neighbor in waiting.values():
            stays = self.port.neighbors.get(neighbor.address) is neighbor
            if stays and neighbor.queue and not neighbor.queue[0].under_way:
                self.transmit(neighbor)

    def _arm(self, neighbor: Neighbor) -> None:
        self.port.process.host.after(neighbor.queue[0].rto, self.retransmit, neighbor)

    def retransmit(self, neighbor: Neighbor) -> None:
        """The acknowledgment did not come in time."""
        if self.port.neighbors.get(neighbor.address) is not neighbor or not neighbor.queue:
            return
        entry = neighbor.queue[0]
        entry.retries += 1
        if entry.retries > RETRIES:
            self.port.drop(neighbor, NbrReason.RETRY_LIMIT_EXCEEDED, tell=True)
            return
        entry.rto = min(entry.rto * 1.5, RTO_MAX)
        self.transmit(neighbor)

    def acknowledged(self, neighbor: Neighbor, ack: int) -> None:
        """The neighbour has the packet of this sequence number."""
        if not neighbor.queue or neighbor.queue[0].sequence != ack or not neighbor.queue[0].under_way:
            return
        entry = neighbor.queue.popleft()
        process = self.port.process
        process.host.cancel(self.retransmit, neighbor)
        if not entry.retries:  # Karn: a retransmitted packet measures nothing
            neighbor.measured(process.host.now - entry.sent)
        neighbor.stats.retries = 0
        if entry.flags & Flag.INIT and not neighbor.synchronized:
            neighbor.synchronized = True
            process.announcer.send_table(neighbor)
        if neighbor.queue:
            again = self._arm if neighbor.queue[0].under_way else self.transmit
            again(neighbor)

    def send_ack(self, neighbor: Neighbor) -> None:
        self.stats.unreliable_unicasts += 1
        self.send(Packet(Opcode.HELLO, self.port.process.asn, ack=neighbor.last_sequence), neighbor.address)

    def send(
        self, packet: Packet, to: IPv4 | None, entry: Reliable | None = None, data: bytes | None = None
    ) -> None:
        """`data`: the packet sealed already."""
        process = self.port.process
        process.count("sent", packet)
        if data is None:
            data = process.seal(packet, self.port)
        if packet.sequence and (full := self.pacing) >= PACED:
            share = (20 + len(data)) / self.port.iface.ip_mtu
            self._clear_at = max(self._clear_at, process.host.now) + full * share
        if process.device.bus.wants(PacketSent):
            retry = entry.retries if entry is not None else 0
            rto = int(entry.rto * 1000) if entry is not None else 0
            process.host.emit(PacketSent(packet, self.port.iface.name, to, len(data), retry, rto))
        process.transmit(self.port.iface, GROUP if to is None else to, data)
