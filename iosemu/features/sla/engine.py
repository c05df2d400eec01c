"""Operations on their schedules, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine, Host
from iosemu.features.sla import probes
from iosemu.features.sla.events import Code, Measured
from iosemu.features.sla.model import Entry, SlaConfig
from iosemu.features.sla.responder import Responder

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.features.sla.probes import Outcome


class Operation:
    """An entry that is scheduled. `rtt` in seconds; `started`: when the last measurement began."""

    def __init__(self, engine: SlaEngine, entry: Entry) -> None:
        self.engine = engine
        self.host: Host = engine.host.child()
        self.entry = entry
        self.successes = self.failures = 0
        self.code = Code.UNKNOWN
        self.rtt: float | None = None
        self.started: float | None = None
        self.outcome: Outcome | None = None
        self.probe: probes.Probe | None = None
        self.active = False
        self.ends: float | None = None  # virtual time
        schedule = entry.schedule
        if schedule is not None and schedule.after is not None:
            self.host.after(schedule.after, self._begin, background=schedule.after > 0)

    @property
    def text(self) -> str:
        return f"ip sla {self.entry.number}"

    def _begin(self) -> None:
        schedule = self.entry.schedule
        self.active = True
        if schedule is not None and schedule.life is not None:
            self.ends = self.host.now + schedule.life
            self.host.after(schedule.life, self._finish, background=True)
        self._measure()

    def _finish(self) -> None:
        self.active = False
        self.host.cancel(self._measure)
        if self.probe is not None:
            self.probe.end()
            self.probe = None

    def _measure(self) -> None:
        self.host.after(self.entry.frequency, self._measure, background=True)
        if self.probe is not None:  # a TCP connection may take longer to fail than until the next one is due
            return
        self.started = self.host.now
        self.probe = probes.probe_of(self)
        self.probe.begin()

    def measured(self, outcome: Outcome) -> None:
        """The probe under way has its answer, or will not get one."""
        if self.probe is not None:
            self.probe.end()
            self.probe = None
        self.outcome, self.code, self.rtt = outcome, outcome.code, outcome.rtt
        if outcome.code is Code.OK and outcome.rtt is not None and outcome.rtt * 1000 > self.entry.over:
            self.code = Code.OVER_THRESHOLD
        if self.code in (Code.OK, Code.OVER_THRESHOLD):
            self.successes += 1
        else:
            self.failures += 1
        self.host.emit(Measured(self.entry.number, self.code, self.rtt))

    def stop(self) -> None:
        if self.probe is not None:
            self.probe.end()
            self.probe = None
        self.host.stop()


class SlaEngine(Engine):
    def start(self) -> None:
        self.operations: dict[int, Operation] = {}
        self.responder = Responder(self.host)
        self._agree()

    def stop(self) -> None:
        for operation in self.operations.values():
            operation.stop()
        self.operations.clear()
        self.responder.listen(False)

    def changed(self, change: Change) -> None:
        self._agree()

    def _agree(self) -> None:
        config = self.host.device[SlaConfig]
        self.responder.listen(config.responder)
        for number, operation in list(self.operations.items()):
            entry = config.entries.get(number)
            if entry is not operation.entry or entry.schedule is None:
                self.operations.pop(number).stop()
        for number, entry in config.entries.items():
            if entry.schedule is not None and entry.kind and number not in self.operations:
                self.operations[number] = Operation(self, entry)
