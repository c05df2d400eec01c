"""`udp-jitter`: a train of datagrams to a responder, and what their times tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.sockets import PortInUse
from iosemu.features.sla.events import Code
from iosemu.features.sla.probes import PATTERN, Outcome, Probe
from iosemu.features.sla.responder import ntp_time
from iosemu.records import dataclass, field
from iosemu.wire import Malformed, sla

if TYPE_CHECKING:
    from iosemu.device.claims import Claim
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf
    from iosemu.features.sla.engine import Operation
    from iosemu.types import IPv4
    from iosemu.wire.udp import Udp

TRIES = 3  # to reach the responder's control port
PATIENCE = 1.0  # seconds for each
FIRST_PORT, PORTS = 49152, 16000


@dataclass(slots=True)
class Jitter:
    """All in seconds. `out`, `back`: differences between the gaps of two datagrams there and here."""

    trips: list[float] = field(default_factory=list)
    out: list[float] = field(default_factory=list)
    back: list[float] = field(default_factory=list)
    lost_out: int = 0
    lost_back: int = 0
    disordered: int = 0
    late: int = 0


class JitterProbe(Probe):
    def __init__(self, operation: Operation) -> None:
        super().__init__(operation)
        self.claim: Claim | None = None
        self.port = 0
        self.source: IPv4 = 0
        self.tries = 0
        self.sent: dict[int, float] = {}
        self.answers: dict[int, sla.Measured] = {}
        self.received: dict[int, float] = {}
        self.order: list[int] = []

    def begin(self) -> None:
        """There is a wait for each datagram; nobody waits for the whole."""
        self.begun = self.host.now
        vrf, source = self.vrf, self.own()
        if vrf is None or source is None or not self.start(vrf, source):
            self.operation.measured(Outcome(Code.NO_CONNECTION))

    def start(self, vrf: Vrf, source: IPv4) -> bool:
        udp, device = self.host.device.ip.udp, self.host.device
        own = source or device.ip.source_for(vrf, self.entry.target)
        if not own:
            return False
        self.source = own
        first = self.entry.source_port or FIRST_PORT + self.host.rng.randrange(PORTS)
        try:
            self.claim = udp.listen(first, self._came)
        except PortInUse:
            return False
        self.port = first
        if self.entry.control:
            self._ask()
        else:
            self._next(0)
        return True

    # the responder is asked to listen

    def _ask(self) -> None:
        if self.tries == TRIES:
            self.operation.measured(Outcome(Code.NO_CONNECTION))
            return
        self.tries += 1
        entry, vrf = self.entry, self.vrf
        duration = entry.packets * entry.interval + entry.waits
        control = sla.Control(
            self.tries, self.source, entry.target, self.port, self.port, entry.port, duration, time=ntp_time(self.host)
        )
        self.host.after(PATIENCE, self._ask)
        if vrf is not None:
            self.host.device.ip.udp.send(
                vrf, self.source, self.port, entry.target, sla.PORTS[0], control.encode(), tos=entry.tos
            )

    def _came(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        if passage.packet.src != self.entry.target:
            return
        try:
            if udp.src_port in sla.PORTS:
                self._heard(sla.Control.decode(udp.payload))
            elif udp.src_port == self.entry.port:
                self._answered(sla.Measured.decode(udp.payload))
        except Malformed:
            return

    def _heard(self, control: sla.Control) -> None:
        if self.sent or control.sequence > self.tries or control.port != self.entry.port:
            return
        self.host.cancel(self._ask)
        if control.status == sla.OK:
            self._next(0)
        else:
            self.operation.measured(Outcome(Code.BUSY))

    # the train

    def _next(self, number: int) -> None:
        entry, vrf = self.entry, self.vrf
        if number == entry.packets:
            self.host.after(entry.waits / 1000, self._finished)
            return
        packet = sla.Measured(number + 1, ntp_time(self.host), data=(PATTERN * (entry.bytes // 4 + 1))[: entry.bytes])
        self.sent[number + 1] = self.host.now
        self.host.after(entry.interval / 1000, self._next, number + 1)
        if vrf is not None:
            self.host.device.ip.udp.send(
                vrf, self.source, self.port, entry.target, entry.port, packet.encode(), tos=entry.tos
            )

    def _answered(self, packet: sla.Measured) -> None:
        if packet.sequence not in self.sent or packet.sequence in self.answers:
            return
        self.answers[packet.sequence] = packet
        self.received[packet.sequence] = self.host.now
        self.order.append(packet.sequence)
        if len(self.answers) == self.entry.packets:
            self._finished()

    def _finished(self) -> None:
        if not self.answers:
            self.operation.measured(Outcome(Code.TIMEOUT))
            return
        found = Jitter([self.received[each] - self.sent[each] for each in self.order])
        for number in sorted(self.answers):
            if number - 1 in self.answers:
                before, after = self.answers[number - 1], self.answers[number]
                found.out.append((after.there - before.there - (after.sent - before.sent)) / 2**32)
                gap = self.received[number] - self.received[number - 1]
                found.back.append(gap - (after.back - before.back) / 2**32)
        there = max(each.answered for each in self.answers.values())
        found.lost_out, found.lost_back = self.entry.packets - there, there - len(self.answers)
        found.disordered = sum(later < earlier for earlier, later in zip(self.order, self.order[1:], strict=False))
        self.operation.measured(Outcome(Code.OK, sum(found.trips) / len(found.trips), found))

    def end(self) -> None:
        super().end()
        self.host.cancel(self._ask)
        self.host.cancel(self._finished)
        for number in range(self.entry.packets + 1):
            self.host.cancel(self._next, number)
        if self.claim is not None:
            self.claim()
            self.claim = None
