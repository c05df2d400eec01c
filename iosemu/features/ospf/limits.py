"""`max-lsa`: too many LSAs of others, and the process ignores its neighbours for a while, in the end for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ospf.model import MaxLsa

if TYPE_CHECKING:
    from iosemu.features.ospf.process import Process

GRACE = 60.0  # seconds over the limit before neighbours are ignored
_NONE = MaxLsa()


class Limit:
    """`ignoring` while neighbours are ignored; `ignored` is how often they were since it was counted anew."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.warned = False
        self.ignoring = False
        self.ignored = 0
        self._said = process.config.max_lsa  # as last seen

    @property
    def text(self) -> str:
        """As timers name it."""
        return self.process.text

    @property
    def settings(self) -> MaxLsa:
        """What counts: as it was typed, else as the release has it; `limit` 0 is none."""
        told = self.process.config.max_lsa
        if told is not None:
            return told
        limit = self.process.device.software.ospf_max_lsa
        return MaxLsa(limit) if limit else _NONE

    @property
    def count(self) -> int:
        """LSAs of others."""
        process = self.process
        held = process.flooding.external.others
        for area in process.areas.values():
            held += area.lsdb.others + sum(port.lsdb.others for port in area.ports)
        return held

    @property
    def for_good(self) -> bool:
        """It was too often: only a reset of the process helps."""
        return self.ignoring and self.process.host.due(self.again) is None

    def agree(self) -> bool:
        """The line was typed, or typed anew. True: the process has to begin anew."""
        told = self.process.config.max_lsa
        if told == self._said:
            return False
        self._said = told
        return True

    def forget(self) -> None:
        """The process begins anew, and with it all counting."""
        self.warned = self.ignoring = False
        self.ignored = 0

    def check(self) -> None:
        """One more has come."""
        settings = self.settings
        if not settings.limit or self.ignoring:
            return
        process, host, count = self.process, self.process.host, self.count
        if count > settings.limit:
            if host.due(self.over) is None:
                host.emit(process.events.MaxLsaReached(process.number, count, settings.limit, True))
                host.after(GRACE, self.over)
        elif count > settings.limit * settings.threshold // 100:
            if not self.warned:
                self.warned = True
                host.emit(process.events.MaxLsaReached(process.number, count, settings.limit, False))
        else:
            self.warned = False

    def over(self) -> None:
        """A minute has passed since there were too many."""
        settings = self.settings
        self.warned = False
        if settings.warning_only or self.count <= settings.limit or not settings.limit:
            return
        self.ignoring = True
        self.ignored += 1
        self.process.reset(limited=True)
        if self.ignored <= settings.ignore_count:
            self.process.host.after(settings.ignore_time * 60.0, self.again)

    def again(self) -> None:
        """Neighbours are heard again; if all goes well for some time, that was the first time."""
        self.ignoring = False
        self.process.reset(limited=True)
        self.process.host.after(self.settings.reset_time * 60.0, self.well, background=True)

    def well(self) -> None:
        """Nothing has happened for the reset time."""
        self.ignored = 0
