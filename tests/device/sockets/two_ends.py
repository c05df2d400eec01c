"""Two machines and a path between them that loses, doubles and reorders."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from random import Random

from iosemu.device.sockets.machine import Settings, State, TcpMachine
from iosemu.wire.tcp import RST, SYN, Tcp


@dataclass
class Path:
    """`loss`, `double` are chances of a segment; `jitter` seconds are added at random."""

    seed: int = 1
    delay: float = 0.01
    loss: float = 0.0
    double: float = 0.0
    jitter: float = 0.0
    client: TcpMachine = field(default_factory=lambda: TcpMachine(Settings(), 0xFFFFFF00))
    settings: Settings = field(default_factory=Settings)  # of the server
    server: TcpMachine | None = None
    log: list[tuple[float, str, Tcp]] = field(default_factory=list)
    now: float = 0.0

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        self._queue: list[tuple[float, int, bool, Tcp]] = []
        self._serial = 0
        self.cut = False
        self.got = {True: bytearray(), False: bytearray()}  # what the server (True) and the client read
        self.reads = True

    def _put(self, to_server: bool, segment: Tcp) -> None:
        self.log.append((self.now, ">" if to_server else "<", segment))
        assert len(self.log) < 1_000_000, "they answer each other for ever"
        copies = 1 + (self.rng.random() < self.double)
        for _ in range(copies):
            if self.cut or self.rng.random() < self.loss:
                continue
            self._serial += 1
            at = self.now + self.delay + self.rng.random() * self.jitter
            heapq.heappush(self._queue, (at, self._serial, to_server, segment))

    def _flush(self) -> None:
        for to_server, machine in ((True, self.client), (False, self.server)):
            if machine is None:
                continue
            if self.reads:
                self.got[not to_server] += machine.read()
            for segment in machine.poll(self.now):
                self._put(to_server, segment)

    def run(self, until: float) -> None:
        """To `until`, or until nothing is due."""
        self._flush()
        while True:
            due = [m.deadline() for m in (self.client, self.server) if m is not None]
            times = [time for time in due if time is not None] + [self._queue[0][0] for _ in self._queue[:1]]
            if not times or min(times) > until:
                break
            self.now = max(self.now, min(times))
            while self._queue and self._queue[0][0] <= self.now:
                _, _, to_server, segment = heapq.heappop(self._queue)
                self._arrive(to_server, segment)
            self._flush()
        self.now = max(self.now, until)

    def _arrive(self, to_server: bool, segment: Tcp) -> None:
        machine = self.server if to_server else self.client
        if machine is not None and machine.state is State.CLOSED:  # what a router does for a connection that is gone
            if not segment.flags & RST:
                self._put(not to_server, Tcp(0, 0, segment.acknowledgment, 0, RST))
        elif not to_server:
            self.client.receive(segment, self.now)
        elif self.server is None:
            if segment.flags & SYN:
                self.server = TcpMachine(self.settings, 77)
                self.server.accept(segment, self.now)
        else:
            self.server.receive(segment, self.now)

    def open(self) -> None:
        self.client.connect(self.now)
        self.run(self.now + 1)
        assert self.server is not None
        assert (self.client.state, self.server.state) == (State.ESTABLISHED, State.ESTABLISHED)
