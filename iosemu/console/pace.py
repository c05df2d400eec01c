"""Virtual time paced to the wall clock. The only user of a real clock beside the terminal loop."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from iosemu.sim.scheduler import Scheduler

SLICE = 0.02  # wall seconds that one call of `work` may take before keys are looked at again


class Pace:
    """Runs a scheduler `speed` times as fast as the wall clock; on a machine too slow for it, time falls behind."""

    def __init__(self, scheduler: Scheduler, speed: float = 1.0, clock: Callable[[], float] = monotonic) -> None:
        self.scheduler = scheduler
        self.clock = clock
        self._speed = speed
        self._real = clock()
        self._virtual = scheduler.now
        self.goal: float | None = None  # running ahead to this virtual time, as fast as possible
        self.on_fault: Callable[[Exception], None] | None = None  # takes what an event raised; without it, it is raised
        self.settling = False  # … or only until nothing but periodic timers is left

    @property
    def speed(self) -> float:
        return self._speed

    @speed.setter
    def speed(self, value: float) -> None:
        """Virtual seconds per wall second; 0 stops time."""
        self.anchor()
        self._speed = value

    def anchor(self) -> None:
        """What is now stays now: no time has to be made up for."""
        self._real = self.clock()
        self._virtual = self.scheduler.now

    def advance(self, seconds: float) -> None:
        """Move forward as fast as possible, then go on at the usual pace."""
        self.goal = self.scheduler.now + seconds
        self.settling = False

    def settle(self, limit: float) -> None:
        """Run ahead until only periodic timers are left, at most `limit` virtual seconds."""
        self.goal = self.scheduler.now + limit
        self.settling = True

    def stop(self) -> None:
        """Do not run ahead any more."""
        self._arrived()

    @property
    def ahead(self) -> bool:
        """Is it running as fast as possible?"""
        return self.goal is not None

    def due(self) -> float:
        """The virtual time that should have been reached by now."""
        if self.goal is not None:
            return self.goal
        return self._virtual + (self.clock() - self._real) * self._speed

    def work(self, budget: float = SLICE) -> bool:
        """Carry out what is due, for at most about `budget` wall seconds; True when something is left over."""
        scheduler = self.scheduler
        end = self.clock() + budget
        target = self.due()
        while True:
            time = scheduler.next_time()
            if time is None or time > target:
                break
            if self.settling and not scheduler.foreground:
                self._arrived()
                return False
            try:
                scheduler.step()
            except Exception as error:  # of one router: `lab.crash` sees to it
                if self.on_fault is None:
                    raise
                self.on_fault(error)
            if self.clock() >= end:
                if self.goal is None and target - scheduler.now > self._speed:
                    self.anchor()  # hopelessly late: do not rush to catch up later
                return True
        if not self.settling:
            scheduler.run(target)
        if self.goal is not None:
            self._arrived()
        return False

    def _arrived(self) -> None:
        self.goal = None
        self.settling = False
        self.anchor()

    def wait(self) -> float | None:
        """Wall seconds until the next event is due; None when nothing will ever be."""
        time = self.scheduler.next_time()
        if self.goal is not None:
            return 0.0
        if time is None or self._speed <= 0:
            return None
        return max(0.0, (time - self.due()) / self._speed)
