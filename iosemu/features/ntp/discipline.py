"""The system process: what the router's clock makes of what its associations tell (RFC 5905 sections 11.2, 11.3).

Oscillators are exact here: where the release measures its frequency at first, the time passes and nothing is corrected.
An offset is taken away by a step or little by little.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from iosemu.features.clock.events import ClockUpdated
from iosemu.features.ntp.association import LOCL, NOWHERE, PHI, STEP, Association
from iosemu.features.ntp.events import ClockStepped, Synchronized, SyncLost
from iosemu.features.ntp.select import select
from iosemu.wire.ntp import UNSYNCHRONIZED

if TYPE_CHECKING:
    from iosemu.features.ntp.engine import NtpEngine

STEP_THRESHOLD = 0.128  # seconds
STEP_OUT = 900.0  # how long a greater offset must last once the clock was right, and the frequency is measured
_LOOP_GAIN = 16  # the clock follows with a time constant of so many poll intervals
_LIMIT = 30  # of the counter that makes poll intervals longer
_GATE = 4


class Loop(Enum):
    """State of the loop filter, in the words of `show ntp status`."""

    NEVER_SET = "NSET", "Never set"
    MEASURED = "FREQ", "Drift being measured"
    SPIKE = "SPIK", "Spike"
    CONTROLLED = "CTRL", "Normal Controlled Loop"


class System:
    def __init__(self, engine: NtpEngine) -> None:
        self.engine = engine
        self.loop = Loop.NEVER_SET
        self.loop_since = 0.0  # begin of the measuring; else when the clock was right for the last time
        self.peer: Association | None = None
        self.leap = UNSYNCHRONIZED
        self.stratum = NOWHERE
        self.refid = 0
        self.reference = 0  # timestamp
        self.offset = 0.0
        self.root_delay = self.root_dispersion = 0.0
        self.peer_dispersion = 0.0
        self.spread_at = engine.host.now  # when the root dispersion was that
        self.poll = 3  # log2 of seconds
        self.updated_at: float | None = None
        self.sampled_at = -1.0  # of the sample that it was updated with
        self._counter = 0

    @property
    def synchronized(self) -> bool:
        return self.leap != UNSYNCHRONIZED

    def choose(self) -> None:
        """Somebody tells something else, or nothing any more."""
        engine = self.engine
        now = engine.host.now
        for each in engine.associations.values():
            each.mark = " "
        fit = [each for each in engine.associations.values() if self._fits(each, now)]
        chosen, offset = select([each for each in fit if each.kind != "master"], now, self.peer)
        if chosen is None:
            chosen, offset = next((each for each in fit if each.kind == "master"), None), 0.0
            if chosen is not None:
                chosen.mark = "*"
        if chosen is None:
            self._nobody()
        elif self.updated_at is None or chosen.sampled_at > self.sampled_at:
            self._update(chosen, offset)
        elif chosen is not self.peer and self.synchronized:
            self._follow(chosen, self.offset)  # its samples say nothing about the clock as it is by now

    def _fits(self, each: Association, now: float) -> bool:
        if not each.reach or each.stratum >= NOWHERE or each.leap == UNSYNCHRONIZED:
            return False
        if each.distance(now) >= self.engine.farthest:
            return False
        vrf = self.engine.host.device.vrfs.get(each.vrf)
        follows_us = each.kind != "master" and each.stratum > 1 and vrf is not None and vrf.v4.is_own(each.refid)
        return not follows_us

    def _nobody(self) -> None:
        if self.peer is None and not self.synchronized:
            return
        if self.synchronized:
            self.engine.host.emit(SyncLost())
        self._lose()

    def _lose(self) -> None:
        self.peer = None
        self.leap, self.stratum, self.refid = UNSYNCHRONIZED, NOWHERE, 0
        self.offset = self.root_delay = self.root_dispersion = self.peer_dispersion = 0.0
        self.spread_at = self.engine.host.now
        self.engine.clock.follow(False)

    def _refid(self, peer: Association) -> int:
        if peer.kind == "master" and peer.stratum == 0:
            return LOCL
        return peer.address or 0

    def _update(self, peer: Association, offset: float) -> None:
        """By a sample that is newer than the last one that counted."""
        now = self.engine.host.now
        self.updated_at, self.sampled_at = now, peer.sampled_at
        lasted = now - self.loop_since >= STEP_OUT
        if abs(offset) > STEP_THRESHOLD:
            if self.loop is Loop.NEVER_SET or (self.loop is not Loop.CONTROLLED and lasted):
                self._step(peer, offset)
                return
            if self.loop is Loop.CONTROLLED:
                self.loop = Loop.SPIKE
        elif self.loop is Loop.NEVER_SET and self.engine.host.device.software.ntp_measures_drift:
            self.loop, self.loop_since = Loop.MEASURED, now
        elif self.loop is not Loop.MEASURED or lasted:
            self.loop, self.loop_since = Loop.CONTROLLED, now
        new = peer is not self.peer or not self.synchronized
        self._follow(peer, offset)
        self.reference = self.engine.timestamp()
        if self.loop is Loop.CONTROLLED:
            self._count(peer, offset)
            self.leap = peer.leap
            self.engine.clock.adjust(offset, _LOOP_GAIN * 2.0**self.poll)
            self.engine.clock.follow(True)
            if new:
                self.engine.host.emit(Synchronized(peer.address or 0))

    def _follow(self, peer: Association, offset: float) -> None:
        """What is said of the clock comes from this one; whether it is true is another question."""
        self.peer, self.stratum, self.refid = peer, peer.stratum + 1, self._refid(peer)
        self.poll = min(max(self.poll, peer.config.minpoll), peer.config.maxpoll)
        self.offset = offset
        self.root_delay = peer.root_delay + peer.delay
        self.peer_dispersion = peer.dispersion
        self.root_dispersion = peer.root_dispersion + peer.dispersion + peer.jitter + abs(offset)
        self.spread_at = self.engine.host.now

    def _step(self, peer: Association, offset: float) -> None:
        """Whatever was measured before means nothing afterwards."""
        engine = self.engine
        before = engine.clock.date()
        engine.clock.adjust(offset)
        engine.host.emit(ClockStepped(offset))
        if engine.version == 3:
            engine.host.emit(ClockUpdated(before, engine.clock.date(), peer.address or 0))
        if self.synchronized:
            engine.host.emit(SyncLost())
        self._lose()
        never = self.loop is Loop.NEVER_SET and engine.host.device.software.ntp_measures_drift
        self.loop, self.loop_since = Loop.MEASURED if never else Loop.CONTROLLED, engine.host.now
        self.poll, self._counter = peer.config.minpoll, 0
        engine.restart(STEP)

    def _count(self, peer: Association, offset: float) -> None:
        """Steady offsets make poll intervals longer, unsteady ones shorter."""
        low, high = peer.config.minpoll, peer.config.maxpoll
        if abs(offset) < _GATE * peer.jitter:
            self._counter += self.poll
            if self._counter > _LIMIT:
                self._counter, self.poll = 0 if self.poll < high else _LIMIT, min(self.poll + 1, high)
        else:
            self._counter -= 2 * self.poll
            if self._counter < -_LIMIT:
                self._counter, self.poll = 0 if self.poll > low else -_LIMIT, max(self.poll - 1, low)

    def dispersion(self) -> float:
        """Of the way to the primary source, now; in version 4 it grows, whether there is one or not."""
        if self.updated_at is None and self.engine.version == 3:
            return 0.0
        return self.root_dispersion + PHI * (self.engine.host.now - self.spread_at)
