"""Pacing, with a clock that the test moves."""

from __future__ import annotations

from iosemu.console.pace import Pace
from iosemu.sim.scheduler import Scheduler


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def paced(speed: float = 1.0) -> tuple[Scheduler, Clock, Pace, list[float]]:
    scheduler, clock, heard = Scheduler(), Clock(), []

    def tick() -> None:
        heard.append(scheduler.now)
        scheduler.after(1.0, tick, background=True)

    scheduler.after(1.0, tick, background=True)
    return scheduler, clock, Pace(scheduler, speed, clock), heard


def test_follows_the_wall_clock() -> None:
    scheduler, clock, pace, heard = paced()
    clock.now += 0.25
    assert not pace.work()
    assert (scheduler.now, heard) == (0.25, [])
    assert abs((pace.wait() or 0) - 0.75) < 1e-9
    clock.now += 2
    pace.work()
    assert heard == [1.0, 2.0]


def test_speed_changes_without_a_jump() -> None:
    scheduler, clock, pace, _ = paced()
    clock.now += 1
    pace.work()
    pace.speed = 60
    assert scheduler.now == 1
    clock.now += 1
    pace.work()
    assert scheduler.now == 61
    pace.speed = 0
    clock.now += 100
    pace.work()
    assert scheduler.now == 61
    assert pace.wait() is None


def test_advance_runs_at_once_and_then_goes_on_at_the_usual_pace() -> None:
    scheduler, clock, pace, heard = paced()
    pace.advance(3600)
    assert pace.ahead
    assert not pace.work()
    assert scheduler.now == 3600
    assert len(heard) == 3600
    assert not pace.ahead
    clock.now += 0.5
    pace.work()
    assert scheduler.now == 3600.5


def test_settle_ends_when_only_periodic_timers_are_left() -> None:
    scheduler, _, pace, heard = paced()
    scheduler.after(7.5, heard.append, -1.0)
    pace.settle(600)
    assert not pace.work()
    assert (scheduler.now, heard[-1]) == (7.5, -1.0)


def test_a_slice_ends_in_time_and_the_rest_follows() -> None:
    scheduler, clock = Scheduler(), Clock()
    done: list[int] = []

    def heavy(number: int) -> None:
        clock.now += 0.01
        done.append(number)

    for number in range(10):
        scheduler.call(0.0, heavy, number)
    pace = Pace(scheduler, 1.0, clock)
    assert pace.work(budget=0.025)
    assert done == [0, 1, 2]
    while pace.work(budget=0.025):
        pass
    assert done == list(range(10))
