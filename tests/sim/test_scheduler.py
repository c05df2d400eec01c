"""The event queue: order, handles, background timers, postponing; against a naive model."""

from __future__ import annotations

import pickle

import hypothesis.strategies as st
from hypothesis import given, settings

from iosemu.sim.scheduler import Scheduler, Timer


def test_equal_times_in_the_order_of_scheduling() -> None:
    scheduler, heard = Scheduler(), []
    scheduler.after(1.0, heard.append, "a")
    scheduler.call(1.0, heard.append, "b")
    scheduler.after(1.0, heard.append, "c", background=True)
    scheduler.call(0.5, heard.append, "first")
    scheduler.run(1.0)
    assert heard == ["first", "a", "b", "c"]
    assert scheduler.now == 1.0


def test_handles() -> None:
    scheduler, heard = Scheduler(), []
    timer = scheduler.after(1.0, heard.append, "no")
    assert (timer.active, timer.time, scheduler.foreground) == (True, 1.0, 1)
    timer.cancel()
    timer.cancel()
    assert (timer.active, scheduler.foreground, scheduler.next_time()) == (False, 0, None)
    fired = scheduler.after(1.0, heard.append, "yes")
    scheduler.run(5.0)
    assert not fired.active
    fired.cancel()
    assert (heard, scheduler.foreground) == (["yes"], 0)


def test_postponed_timers_fire_once_at_their_new_time() -> None:
    scheduler, heard = Scheduler(), []
    timer = scheduler.after(1.0, lambda: heard.append(scheduler.now))
    assert not timer.postpone(0.5)  # earlier: a new timer is needed
    assert timer.postpone(3.0)
    scheduler.run(2.0)
    assert heard == []
    assert timer.postpone(3.0)
    assert scheduler.next_time() == 5.0
    scheduler.run(10.0)
    assert heard == [5.0]
    assert not timer.postpone(1.0)


def test_settling_waits_for_everything_but_background_timers() -> None:
    scheduler, heard = Scheduler(), []

    def tick() -> None:
        heard.append("tick")
        scheduler.after(1.0, tick, background=True)

    scheduler.after(1.0, tick, background=True)
    scheduler.after(2.5, heard.append, "work")
    assert scheduler.settle(100)
    assert (scheduler.now, heard) == (2.5, ["tick", "tick", "work"])
    scheduler.after(50.0, heard.append, "late")
    assert not scheduler.settle(10)
    assert scheduler.now == 12.5


def test_events_may_schedule_events_now() -> None:
    scheduler, heard = Scheduler(), []
    scheduler.call(1.0, lambda: scheduler.call(0.0, lambda: heard.append(scheduler.now)))
    scheduler.run(1.0)
    assert heard == [1.0]
    assert scheduler.step() is False


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("after"), st.integers(0, 20), st.booleans()),
        st.tuples(st.just("call"), st.integers(0, 20), st.just(False)),
        st.tuples(st.just("cancel"), st.integers(0, 30), st.just(False)),
        st.tuples(st.just("postpone"), st.integers(0, 30), st.integers(0, 20)),
        st.tuples(st.just("run"), st.integers(0, 5), st.just(False)),
    ),
    max_size=60,
)


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_like_a_sorted_list(steps: list[tuple[str, int, int]]) -> None:
    scheduler = Scheduler()
    heard: list[tuple[float, int]] = []
    expected: list[tuple[float, int]] = []
    timers: dict[int, Timer] = {}
    pending: dict[int, tuple[float, bool]] = {}  # number -> (due, background)
    now = 0.0

    for number, (what, value, extra) in enumerate(steps):
        if what in ("after", "call"):
            tell = lambda number=number: heard.append((scheduler.now, number))  # noqa: E731  # each its own number
            if what == "after":
                timers[number] = scheduler.after(value, tell, background=bool(extra))
            else:
                scheduler.call(value, tell)
            pending[number] = (now + value, bool(extra))
        elif what == "cancel" and value in timers:
            timers[value].cancel()
            pending.pop(value, None)
        elif what == "postpone" and value in timers:
            done = timers[value].postpone(extra)
            assert done == (value in pending and now + extra >= pending[value][0])
            if done:
                pending[value] = (now + extra, pending[value][1])
        elif what == "run":
            scheduler.run(now + value)
            now += value
            due = sorted((time, number) for number, (time, _) in pending.items() if time <= now)
            expected += due
            for _, number in due:
                del pending[number]
        assert scheduler.now == now
        assert scheduler.foreground == sum(not background for _, background in pending.values())
        assert scheduler.next_time() == min((time for time, _ in pending.values()), default=None)
    assert sorted(heard) == sorted(expected)
    assert [time for time, _ in heard] == sorted(time for time, _ in heard)


class Told:
    """Hears what is due, and may hold something that cannot be saved."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.rest: object = None

    def hear(self, word: str) -> None:
        self.heard.append(word)


def test_a_saved_queue_goes_on_without_what_was_cancelled() -> None:
    clock, told, dead = Scheduler(), Told(), Told()
    dead.rest = (each for each in ())
    for number in range(20):
        clock.after(1.0, dead.hear, "never").cancel()
        clock.after(2.0 - number / 100, told.hear, str(number))
    clock.call(1.5, told.hear, "call")
    late = clock.after(3.0, told.hear, "late", background=True)
    assert late.postpone(5.0)
    again, hears, timer = pickle.loads(pickle.dumps((clock, told, late)))
    for queue in (clock, again):
        queue.run(4.0)
        assert (queue.now, queue.foreground) == (4.0, 0)
    assert hears.heard == told.heard == ["call", *map(str, reversed(range(20)))]
    timer.cancel()
    again.run(9.0)
    clock.run(9.0)
    assert told.heard[-1] == "late" and hears.heard[-1] == "0"
