"""Cables and shared segments: bytes go in at one port and come out at the others, later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from iosemu.records import dataclass
from iosemu.sim.scheduler import Scheduler

Tap = Callable[[float, str, bytes], None]
"""Called with (time sent, "R1:FastEthernet0/0", frame) for each frame that enters the link."""


class Chance(Protocol):
    """What a link needs of a stream of chance."""

    def random(self) -> float: ...


class Port(Protocol):
    """What a link needs of an interface."""

    @property
    def label(self) -> str: ...  # "R1:FastEthernet0/0"

    def receive(self, frame: bytes) -> None: ...

    def carrier(self, up: bool) -> None: ...

    @property
    def hold_queue(self) -> int: ...  # frames that may wait for the cable

    def overflow(self) -> None: ...  # a frame found the queue full

    @property
    def enabled(self) -> bool: ...  # not administratively down: the far end of a two-ended cable sees it


@dataclass(slots=True)
class Line:
    """What one station sends on a link with a rate: when the last frame that it has will be out, and how many wait."""

    free_at: float = 0.0
    waiting: int = 0


class Link:
    """Two endpoints make a cable, more a shared segment. `delay` in seconds, `loss` a probability (0-1).

    So are `duplicate` (a station gets a frame twice) and `reorder` (a frame comes up to `reorder_within` seconds late,
    so that others overtake it); each station and each copy has chance of its own. What such a link holds back waits in
    the sender's hold queue, and what finds that full is dropped: copies in a routing loop would multiply without end.

    `rate` (bit/s; 0: any) is how fast each station sends: a frame takes its time, and the next one waits, in the hold
    queue too.

    `rate` (bit/s, 0: any) is how fast each station sends: a frame takes its time, and the next one waits, in the hold
    queue too.
    """

    def __init__(
        self, scheduler: Scheduler, rng: Chance, name: str = "", delay: float = 0.0, loss: float = 0.0,
        rate: float = 0.0,
    ) -> None:  # fmt: skip
        self.scheduler = scheduler
        self.rng = rng
        self.name = name
        self.delay = delay
        self.loss = loss
        self.rate = rate
        self.duplicate = 0.0
        self.reorder = 0.0
        self.reorder_within = 0.0
        self.ports: list[Port] = []
        self.taps: list[Tap] = []
        self.filters: list[Callable[[str, bytes], bool]] = []  # faults: False drops the frame after the taps saw it
        self.is_cut = False
        self.unplugged: set[str] = set()  # labels, so that a router finds its cable as it left it after a reload
        self.dropped = 0
        self._held: dict[tuple[Port, Port], int] = {}  # (sender, station) -> frames that a disorderly link holds
        self._sending: dict[Port, Line] = {}  # of a link with a rate

    def __getstate__(self) -> dict[str, Any]:
        """Without the ports, which the lab saves: the way through all routers does not lead over the cables."""
        return {name: value for name, value in self.__dict__.items() if name != "ports"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.ports = []

    def attach(self, port: Port) -> None:
        self.ports.append(port)

    def detach(self, port: Port) -> None:
        """The port is gone (its router lost power); the others see what is left. No error if it was not attached."""
        if port in self.ports:
            self.ports.remove(port)
            self.refresh()

    def carrier_for(self, port: Port) -> bool:
        """Does this port see a live line? A cut cable is dead; a two-ended one also when the far end is shut."""
        if self.is_cut or port.label in self.unplugged:
            return False
        others = [other for other in self.ports if other is not port]
        if len(others) == 1:
            return others[0].enabled
        return bool(others)

    def refresh(self) -> None:
        """Tell each port its carrier again, after a cut, a repair or a shutdown at one end."""
        for port in self.ports:
            port.carrier(self.carrier_for(port))

    def cut(self) -> None:
        """Every end loses carrier."""
        self.is_cut = True
        self.refresh()

    def repair(self) -> None:
        """Every end is plugged in again, stations unplugged one by one, too."""
        self.is_cut = False
        self.unplugged.clear()
        self.refresh()

    def unplug(self, label: str) -> None:
        """Pull the cable of one station ("R1:FastEthernet0/0") out of a shared segment; the others keep carrier."""
        self.unplugged.add(label)
        self.refresh()

    def plug(self, label: str) -> None:
        """Plug one station in again. Where the whole segment was cut, it is the only one."""
        if self.is_cut:
            self.is_cut = False
            self.unplugged.update(port.label for port in self.ports)
        self.unplugged.discard(label)
        self.refresh()

    def show(self, sender: Port, frame: bytes) -> None:
        """A frame to the sender itself: it is on the cable for whoever listens, and no station takes it in."""
        if not self.is_cut and sender.label not in self.unplugged:
            for tap in self.taps:
                tap(self.scheduler.now, sender.label, frame)

    def send(self, sender: Port, frame: bytes) -> None:
        if self.is_cut or (self.unplugged and sender.label in self.unplugged):
            self.dropped += 1
            return
        if self.rate:
            self._in_turn(sender, frame)
        else:
            self._enter(sender, frame, self.delay)

    def _in_turn(self, sender: Port, frame: bytes) -> None:
        """It waits until the sender has sent what came before."""
        now = self.scheduler.now
        line = self._sending.get(sender)
        if line is None:
            line = self._sending[sender] = Line()
        start = max(now, line.free_at)
        if start > now + 1e-9 and line.waiting >= sender.hold_queue:
            self.dropped += 1
            sender.overflow()
            return
        takes = len(frame) * 8 / self.rate
        line.free_at = start + takes
        if start > now:
            line.waiting += 1
            self.scheduler.call(start - now, self._begun, sender, frame, takes)
        else:
            self._enter(sender, frame, takes + self.delay)

    def _begun(self, sender: Port, frame: bytes, takes: float) -> None:
        self._sending[sender].waiting -= 1
        if self.is_cut or (self.unplugged and sender.label in self.unplugged):
            self.dropped += 1
        else:
            self._enter(sender, frame, takes + self.delay)

    def _enter(self, sender: Port, frame: bytes, delay: float) -> None:
        scheduler = self.scheduler
        for tap in self.taps:
            tap(scheduler.now, sender.label, frame)
        for keep in self.filters:
            if not keep(sender.label, frame):
                self.dropped += 1
                return
        for port in self.ports:
            if port is sender:
                continue
            if self.loss and self.rng.random() < self.loss:
                self.dropped += 1
                continue
            if self.duplicate or self.reorder:
                self._disorderly(sender, port, frame, delay)
            else:
                scheduler.call(delay, self._arrive, port, frame)

    def _disorderly(self, sender: Port, port: Port, frame: bytes, delay: float) -> None:
        for _ in range(2 if self.rng.random() < self.duplicate else 1):
            late = self.rng.random() * self.reorder_within if self.rng.random() < self.reorder else 0.0
            held = self._held.get((sender, port), 0)
            if held > sender.hold_queue:  # one is on the cable
                self.dropped += 1
                sender.overflow()
                continue
            self._held[sender, port] = held + 1
            self.scheduler.call(delay + late, self._released, sender, port, frame)

    def _released(self, sender: Port, port: Port, frame: bytes) -> None:
        held = self._held.pop((sender, port)) - 1
        if held:
            self._held[sender, port] = held
        self._arrive(port, frame)

    def held(self, sender: Port) -> int:
        """How many frames of a port wait for the cable, at most for one station."""
        line = self._sending.get(sender)
        waiting = line.waiting if line is not None else 0
        return max((count - 1 for (who, _), count in self._held.items() if who is sender), default=0) + waiting

    def _arrive(self, port: Port, frame: bytes) -> None:
        if self.is_cut or (self.unplugged and port.label in self.unplugged):  # maybe pulled while it was under way
            self.dropped += 1
            return
        port.receive(frame)
