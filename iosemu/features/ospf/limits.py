"""`max-lsa`: too many LSAs of others, and the process falls silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ospf.events import MaxLsa

if TYPE_CHECKING:
    from iosemu.features.ospf.process import Process

THRESHOLD = 75  # percent: where a warning comes
GRACE = 60.0  # seconds over the limit before the process is silent
SILENT = 300.0  # seconds that it stays so


class Limit:
    """`ignoring` while the process is silent."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.warned = False
        self.ignoring = False

    @property
    def text(self) -> str:
        """As timers name it."""
        return self.process.text

    @property
    def count(self) -> int:
        """LSAs of others."""
        process = self.process
        held = process.flooding.external.others
        for area in process.areas.values():
            held += area.lsdb.others + sum(port.lsdb.others for port in area.ports)
        return held

    def check(self) -> None:
        """One more has come."""
        limit = self.process.config.max_lsa
        if not limit:
            return
        process, host, count = self.process, self.process.host, self.count
        if count > limit and host.due(self.over) is None and not self.ignoring:
            host.emit(MaxLsa(process.number, count, limit, True))
            host.after(GRACE, self.over)
        elif count > limit * THRESHOLD // 100 and not self.warned:
            self.warned = True
            host.emit(MaxLsa(process.number, count, limit, False))

    def over(self) -> None:
        """A minute has passed over the limit."""
        if self.count > self.process.config.max_lsa > 0:
            self.ignoring = True
            self.process.reset()
            self.process.host.after(SILENT, self.again)
        self.warned = False

    def again(self) -> None:
        self.ignoring = False
        self.process.reset()
