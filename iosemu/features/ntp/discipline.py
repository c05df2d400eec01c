"""The system process: what the router's clock makes of what its associations tell (RFC 5905 sections 11.2, 11.3).

Oscillators are exact here, so no frequency is measured: an offset is taken away by a step or little by little.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from iosemu.features.ntp.association import LOCL, NOWHERE, PHI, STEP, Association
from iosemu.features.ntp.events import ClockStepped, Synchronized, SyncLost
from iosemu.features.ntp.select import select
from iosemu.wire.ntp import UNSYNCHRONIZED

if TYPE_CHECKING:
    from iosemu.features.ntp.engine import NtpEngine

STEP_THRESHOLD = 0.128  # seconds
STEP_OUT = 900.0  # how long a greater offset must last once the clock was right
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
        self.peer: Association | None = None
        self.leap = UNSYNCHRONIZED
        self.stratum = NOWHERE
        self.refid = 0
        self.reference = 0  # timestamp
        self.root_delay = self.root_dispersion = 0.0
        self.peer_dispersion = 0.0
        self.poll = 3  # log2 of seconds
        self.updated_at: float | None = None
        self.wrong_since: float | None = None
        self._counter = 0

    @property
    def synchronized(self) -> bool:
        return self.leap != UNSYNCHRONIZED

    def choose(self) -> None:
        """Somebody tells something else, or nothing any more."""
        engine = self.engine
        now, limit = engine.host.now, engine.farthest
        for each in engine.associations.values():
            each.mark = " "
        fit = [each for each in engine.associations.values() if self._fits(each) and each.distance(now) < limit]
        others = [each for each in fit if each.kind != "master"]
        chosen, offset = select(others, now, self.peer)
        if chosen is None:
            local = [each for each in fit if each.kind == "master"]
            chosen, offset = (local[0], 0.0) if local else (None, 0.0)
            if chosen is not None:
                chosen.mark = "*"
        if chosen is None:
            self._nobody()
        elif chosen is not self.peer or self.updated_at is None or chosen.sampled_at > self.updated_at:
            self._update(chosen, offset)

    def _fits(self, each: Association) -> bool:
        if not each.reach or each.stratum >= NOWHERE or each.leap == UNSYNCHRONIZED:
            return False
        vrf = self.engine.host.device.vrfs.get(each.vrf)
        follows_us = each.kind != "master" and each.stratum > 1 and vrf is not None and vrf.v4.is_own(each.refid)
        return not follows_us

    def _nobody(self) -> None:
        if self.peer is not None or self.synchronized:
            self.engine.host.emit(SyncLost())
        self.unsynchronized()
        master = self.engine.master
        if master is not None and master.reach:
            self.loop = Loop.MEASURED
            self.stratum, self.refid = master.stratum + 1, self._refid(master)

    def unsynchronized(self) -> None:
        self.peer = None
        self.leap, self.stratum, self.refid = UNSYNCHRONIZED, NOWHERE, 0
        self.root_delay = self.peer_dispersion = 0.0
        self.wrong_since = None
        self.engine.clock.follow(False)

    def _refid(self, peer: Association) -> int:
        if peer.kind == "master" and peer.stratum == 0:
            return LOCL
        return peer.address or 0

    def _update(self, peer: Association, offset: float) -> None:
        now = self.engine.host.now
        if abs(offset) > STEP_THRESHOLD:
            if self.loop in (Loop.CONTROLLED, Loop.SPIKE):
                self._spike(now)
            peer.mark = "#"
            if self.loop is not Loop.SPIKE or now - (self.wrong_since or now) >= STEP_OUT:
                self._step(offset)
            return
        self.wrong_since = None
        engine = self.engine
        new = peer is not self.peer or not self.synchronized
        self._count(peer, offset)
        self.peer, self.leap, self.stratum = peer, peer.leap, peer.stratum + 1
        self.refid, self.updated_at, self.loop = self._refid(peer), now, Loop.CONTROLLED
        engine.clock.adjust(offset, _LOOP_GAIN * 2.0**self.poll)
        self.reference = engine.timestamp()
        self.root_delay = peer.root_delay + peer.delay
        self.peer_dispersion = peer.dispersion
        self.root_dispersion = peer.root_dispersion + peer.dispersion + peer.jitter + abs(offset)
        engine.clock.follow(True)
        if new:
            engine.host.emit(Synchronized(peer.address or 0))

    def _spike(self, now: float) -> None:
        if self.loop is Loop.SPIKE:
            return
        self.loop = Loop.SPIKE
        if self.synchronized:
            self.engine.host.emit(SyncLost())
        self.unsynchronized()
        self.wrong_since = now

    def _step(self, offset: float) -> None:
        """Whatever was measured before means nothing afterwards."""
        engine = self.engine
        engine.clock.adjust(offset)
        engine.host.emit(ClockStepped(offset))
        self.unsynchronized()
        self.loop, self.poll, self._counter = Loop.MEASURED, 3, 0
        self.updated_at = engine.host.now
        self.reference = engine.timestamp()
        engine.restart(STEP)

    def _count(self, peer: Association, offset: float) -> None:
        """Steady offsets make poll intervals longer, unsteady ones shorter."""
        low, high = peer.config.minpoll, peer.config.maxpoll
        self.poll = min(max(self.poll, low), high)
        if abs(offset) < _GATE * peer.jitter:
            self._counter += self.poll
            if self._counter > _LIMIT:
                self._counter, self.poll = 0 if self.poll < high else _LIMIT, min(self.poll + 1, high)
        else:
            self._counter -= 2 * self.poll
            if self._counter < -_LIMIT:
                self._counter, self.poll = 0 if self.poll > low else -_LIMIT, max(self.poll - 1, low)

    def dispersion(self) -> float:
        """Of the way to the primary source, now."""
        if self.updated_at is None:
            return 0.0
        return self.root_dispersion + PHI * (self.engine.host.now - self.updated_at)
