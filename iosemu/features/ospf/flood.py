"""What one interface sends of link state: floods, acknowledgments, retransmissions (RFC 2328 sections 13.3 to 13.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.ospf.events import FloodStep, Step
from iosemu.features.ospf.exchange import RETRIES
from iosemu.features.ospf.states import NbrState, NetworkType
from iosemu.types import IPv4
from iosemu.wire.ospf import Key, Kind
from iosemu.wire.ospf_lsa import DO_NOT_AGE, MAX_AGE, Lsa

if TYPE_CHECKING:
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.lsdb import Entry
    from iosemu.features.ospf.neighbor import Neighbor

ACK_DELAY = 2.5  # seconds: acknowledgments gather


class Flooder:
    """The queues of an interface."""

    def __init__(self, port: OspfPort) -> None:
        self.port = port
        self.queue: dict[Key, Entry] = {}  # to be flooded
        # to be acknowledged, to an address: 0 is everybody
        self.acks: dict[tuple[IPv4, Key], tuple[int, Lsa]] = {}
        self.scan = (0, 0)  # LSAs flooded at the last flush, at most

    @property
    def text(self) -> str:
        """As timers name it."""
        return self.port.text

    def stop(self) -> None:
        host = self.port.process.host
        for method in (self.flush, self.send_acks, self.retransmit):
            host.cancel(method)
        self.queue.clear()
        self.acks.clear()

    # floods

    def add(self, entry: Entry) -> None:
        """It goes out with what else comes within the pacing time."""
        host = self.port.process.host
        if not self.queue:
            host.after(self.port.process.pacing_flood, self.flush)
        self.queue[entry.lsa.key] = entry

    def flush(self) -> None:
        """Out with a packet of it, the next when that is due: to all at once where that can be, else to each who has to
        have it."""
        port = self.port
        host = port.process.host
        packet = next(self._packets(self.queue.values()), [])
        now = host.now
        self.scan = (len(packet), max(self.scan[1], len(packet)))
        keys = {entry.lsa.key for entry in packet}
        for key in keys:
            del self.queue[key]
        adjacent = [n for n in port.neighbors.values() if n.retransmit and n.state >= NbrState.EXCHANGE]
        for neighbor in adjacent:
            owed = neighbor.retransmit
            for key in keys if len(keys) < len(owed) else [key for key in owed if key in keys]:
                if key in owed:
                    owed[key] = (owed[key][0], now)
        everybody = port.all()
        if everybody and packet:
            self._update(packet, everybody)
        elif packet:
            for neighbor in adjacent:
                self.send([entry for entry in packet if entry.lsa.key in neighbor.retransmit], neighbor.address)
        self.watch()
        if self.queue:
            host.after(port.process.pacing_flood, self.flush)

    def flush_all(self) -> None:
        """Nothing may wait any longer."""
        while self.queue:
            self.flush()
        self.port.process.host.cancel(self.flush)

    def send(self, entries: Iterable[Entry], to: IPv4) -> None:
        """Updates with them, each as full as it may be."""
        for packet in self._packets(entries):
            self._update(packet, to)

    def _packets(self, entries: Iterable[Entry]) -> Iterator[list[Entry]]:
        room = self.port.room - 4
        packet: list[Entry] = []
        size = 0
        for entry in entries:
            length = len(entry.lsa.data) + 2
            if packet and size + length > room:
                yield packet
                packet, size = [], 0
            packet.append(entry)
            size += length
        if packet:
            yield packet

    def _update(self, packet: list[Entry], to: IPv4) -> None:
        port = self.port
        now = port.process.host.now
        batch = [(self._wire_age(entry, now), entry.lsa) for entry in packet]
        wire = port.process.wire
        body = wire.encode_update(batch)
        port.tell(Step.UPDATE_SENT, address=to, length=wire.HEADER + len(body), count=len(batch))
        self.say(FloodStep.SENT, batch, to)
        port.transmit(Kind.UPDATE, body, to)

    def _wire_age(self, entry: Entry, now: float) -> int:
        """Older by the transmit delay; what goes over a demand circuit does not age behind it."""
        age = min(entry.age(now) + self.port.settings.transmit_delay, MAX_AGE)
        return age | DO_NOT_AGE if age < MAX_AGE and (self.port.demand or not entry.ages) else age

    def say(self, step: FloodStep, batch: Iterable[tuple[int, Lsa]], address: IPv4 = 0, router_id: IPv4 = 0) -> None:
        """To who listens to floods."""
        port = self.port
        process = port.process
        if process.device.bus.wants(process.events.Flood):
            for age, lsa in batch:
                about = *lsa.key, lsa.sequence, age, port.name, router_id, address
                process.host.emit(process.events.Flood(process.number, step, *about))

    # retransmissions

    def owe(self, neighbor: Neighbor, entry: Entry) -> None:
        """The neighbour has to acknowledge it; it is sent with the next retransmission if nobody floods it before."""
        neighbor.retransmit[entry.lsa.key] = (entry, 0.0)
        self.watch()

    def watch(self) -> None:
        """A look at what was not acknowledged is due."""
        host = self.port.process.host
        if host.due(self.retransmit) is None:
            host.after(self.port.settings.retransmit, self.retransmit)

    def retransmit(self) -> None:
        """What was not acknowledged in time goes again, to each alone; who is being sent it has time."""
        port = self.port
        host, limit = port.process.host, port.process.host.now - port.settings.retransmit + 0.001
        oldest: float | None = None
        for neighbor in list(port.neighbors.values()):
            owed = neighbor.retransmit
            if not owed or neighbor.again:
                continue
            late = [entry for entry, sent in owed.values() if sent <= limit]
            if late:
                neighbor.retries += 1
                if neighbor.retries > RETRIES:
                    port.exchange.give_up(neighbor)
                    continue
                neighbor.scan = (len(late), max(neighbor.scan[1], len(late)))
                neighbor.again = list(self._packets(late))
                self.send_again(neighbor)
                if neighbor.again:
                    continue
            first = min(sent for _, sent in owed.values())
            oldest = first if oldest is None else min(oldest, first)
        if oldest is not None:
            host.after(max(oldest - limit, port.process.pacing_retransmission), self.retransmit)

    def send_again(self, neighbor: Neighbor) -> None:
        """The next packet of retransmissions to it, without what it has acknowledged meanwhile."""
        process = self.port.process
        now = process.host.now
        while neighbor.again:
            packet, owed = neighbor.again.pop(0), neighbor.retransmit
            late = [entry for entry in packet if entry.lsa.key in owed and owed[entry.lsa.key][0] is entry]
            if late:
                neighbor.retransmissions += len(late)
                for entry in late:
                    owed[entry.lsa.key] = (entry, now)
                self.say(FloodStep.RETRANSMITTED, [(e.age(now), e.lsa) for e in late], router_id=neighbor.router_id)
                self._update(late, neighbor.address)
                if neighbor.again:
                    process.host.after(process.pacing_retransmission, self.send_again, neighbor)
                    return
        self.watch()

    def acknowledged(self, neighbor: Neighbor, key: Key) -> None:
        """It has what we sent."""
        if neighbor.retransmit.pop(key, None) is not None:
            neighbor.retries = 0

    # acknowledgments

    def ack_later(self, neighbor: Neighbor, age: int, lsa: Lsa) -> None:
        """With others. Where each has what it floods to itself, nobody else has to hear it."""
        if not self.acks:
            self.port.process.host.after(ACK_DELAY, self.send_acks)
        kind = self.port.kind
        alone = kind.multipoint or kind.polls or kind is NetworkType.VIRTUAL
        self.acks[neighbor.address if alone else 0, lsa.key] = (age, lsa)

    def send_acks(self) -> None:
        """Those that gathered."""
        acks, self.acks = self.acks, {}
        by_address: dict[IPv4, list[tuple[int, Lsa]]] = {}
        for (address, _), acknowledged in acks.items():
            by_address.setdefault(address, []).append(acknowledged)
        for address, batch in by_address.items():
            self.ack(batch, address or self.port.all())

    def ack(self, batch: list[tuple[int, Lsa]], to: IPv4) -> None:
        """At once."""
        port = self.port
        self.say(FloodStep.ACK_SENT, batch, to)
        size = max(port.room // 20, 1)
        for at in range(0, len(batch), size):
            port.transmit(Kind.ACK, port.process.wire.encode_ack(batch[at : at + size]), to)
