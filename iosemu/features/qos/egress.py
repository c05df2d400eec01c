"""What waits for the line of one interface."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.features.interface.model import InterfaceOptions
from iosemu.features.qos.model import QosInterface
from iosemu.features.qos.queueing import Item, Level, Queue, Shaper, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iosemu.device.engine import Host
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage


def line_rate(iface: Interface) -> float | None:
    """bit/s that the port sends at; None: what is beneath takes all at once (tunnels, subinterfaces)."""
    kind = iface.kind
    if kind in ("Tunnel", "Virtual-Access") or iface.name[2] is not None:
        return None
    port = iface.defaults.bandwidth * 1000.0  # `bandwidth` is what is told of it
    options = iface.get(InterfaceOptions) if kind == "Serial" else None
    if options is not None and options.clock_rate:
        port = float(options.clock_rate)
    link = iface.link
    return min(port, link.rate) if link is not None and link.rate else port


class Egress:
    """Takes datagrams in the place of the driver and hands them to it when it is their turn. `framing`: bytes beneath a
    datagram on the line.

    Between the queues and the line is the transmit ring: what is in it has been chosen and goes out in its order. One
    packet, that which the line sends, unless `tx-ring-limit` lets more in.
    """

    def __init__(self, host: Host, iface: Interface, level: Level, framing: int) -> None:
        self.host = host
        self.iface = iface
        self.level = level
        self.framing = framing + int(getattr(iface.driver, "overhead", 0))
        self.free_at = 0.0  # when the line has sent what it has
        self.ring: deque[Item] = deque()  # behind what the line sends
        self.flat = all(isinstance(each, Queue) for each in (*level.strict, *(share.source for share in level.shares)))
        self.waits = False  # may something wait?
        for queue in _queues(level):
            queue.egress = self

    def put(self, passage: Passage, queue: Queue) -> None:
        """It goes at once, waits, or is dropped."""
        ip = self.iface.device.ip
        item = Item(passage, passage.packet.length + self.framing)
        if queue.bucket is not None and not queue.bucket.take(self.host.now, item.size) and self.congested:
            queue.exceeded += 1
            queue.lost.note(self.host.now, item.size)
            ip.drop(passage, self.iface, Reason.OUTPUT_QUEUE)
            return
        if not queue.admit(item, self.host.rng):
            queue.lost.note(self.host.now, item.size)
            ip.drop(passage, self.iface, Reason.OUTPUT_QUEUE)
            return
        self.run()

    def passes(self, queue: Queue, length: int, now: float) -> bool:
        """Does a datagram of that many bytes, of this queue's class, go at once? Then it is counted as gone."""
        if self.waits or now < self.free_at or not self.flat or queue.early or not queue.limit:
            return False
        size = length + self.framing
        if queue.bucket is not None:
            queue.bucket.take(now, size)
        queue.out_packets += 1
        queue.out_bytes += size
        self.level.passed(queue, size)
        rate = line_rate(self.iface)
        if rate is not None:
            self.free_at = now + size * 8 / rate
        return True

    @property
    def congested(self) -> bool:
        """Does anything wait, or the line send?"""
        now = self.host.now
        waits = len(self.level) > 0 or bool(self.ring)
        return now < self.free_at or waits or any(each.busy(now) for each in _shapers(self.level))

    def run(self) -> None:
        """Send what may go now; come again when the next may."""
        now, slot = self.host.now, self.iface.get(QosInterface)
        behind = slot.tx_ring - 1 if slot is not None and slot.tx_ring else 0
        self.waits = True
        while True:
            if now >= self.free_at and self.ring:
                self._send(self.ring.popleft())
            elif now < self.free_at and len(self.ring) >= behind:
                if self.ring or not self.flat or len(self.level):
                    self._again(self.free_at)
                else:
                    self.waits = False
                    self.level.rest()
                return
            else:
                found = self.level.pull(now)
                if not isinstance(found, Item):
                    self._later(found)
                    return
                if now < self.free_at:
                    self.ring.append(found)
                else:
                    self._send(found)

    def _send(self, item: Item) -> None:
        rate = line_rate(self.iface)
        if rate is not None:
            self.free_at = self.host.now + item.size * 8 / rate
        self.iface.device.ip.leaves(item.passage, self.iface)

    def _later(self, pulled: float | None) -> None:
        """No queue has anything before then; the line may have something of its ring."""
        if self.ring:
            self._again(self.free_at)
        elif pulled is not None:
            self._again(pulled)
        else:
            self.waits = False

    def _again(self, at: float) -> None:
        due = self.host.due(self.run)
        if due is None or (self.ring and due > at - self.host.now):
            self.host.after(max(at - self.host.now, 1e-9), self.run)

    def flush(self) -> None:
        """The line is down: nobody sends what waits."""
        for item in self._ringed():
            self.iface.device.ip.drop(item.passage, self.iface, Reason.LINE_DOWN)
        for queue in _queues(self.level):
            for item in queue.empty():
                self.iface.device.ip.drop(item.passage, self.iface, Reason.LINE_DOWN)

    def end(self) -> None:
        """The policy goes: what waits is sent as if there had been none."""
        self.host.cancel(self.run)
        for item in self._ringed():
            self.iface.device.ip.leaves(item.passage, self.iface)
        for queue in _queues(self.level):
            for item in queue.empty():
                self.iface.device.ip.leaves(item.passage, self.iface)

    def _ringed(self) -> list[Item]:
        found = list(self.ring)
        self.ring.clear()
        return found


def _queues(source: Source) -> Iterator[Queue]:
    if isinstance(source, Queue):
        yield source
    elif isinstance(source, Shaper):
        yield from _queues(source.source)
    elif isinstance(source, Level):
        for each in (*source.strict, *(share.source for share in source.shares)):
            yield from _queues(each)


def _shapers(source: Source) -> Iterator[Shaper]:
    if isinstance(source, Shaper):
        yield source
        yield from _shapers(source.source)
    elif isinstance(source, Level):
        for each in (*source.strict, *(share.source for share in source.shares)):
            yield from _shapers(each)
