"""One event queue ordered by (time, serial). Virtual time, in seconds since the lab was powered on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from typing import Any

Callback = Callable[..., object]
Scheduled = tuple[float, int, "Timer | None", Callback, tuple[Any, ...]]
"""(time, serial, handle, callback, arguments); calls without a handle cannot be cancelled and are foreground."""


class Timer:
    """Handle of one scheduled call, due at `time`.

    `time` may be later than its place in the queue (`postpone`): it goes back there when its turn comes.
    """

    __slots__ = ("queue", "time")

    background = False  # is it periodic housekeeping that `settle` does not wait for?

    def __init__(self, queue: Scheduler, time: float) -> None:
        self.queue: Scheduler | None = queue  # None: fired or cancelled
        self.time = time

    @property
    def active(self) -> bool:
        return self.queue is not None

    def postpone(self, delay: float) -> bool:
        """Fire `delay` seconds from now, if it is armed and that is not earlier: cheaper than a new one."""
        queue = self.queue
        if queue is None or queue.now + delay < self.time:
            return False
        self.time = queue.now + delay
        return True

    def cancel(self) -> None:
        """Idempotent; a fired timer is inactive already."""
        queue = self.queue
        if queue is not None:
            self.queue = None
            if not self.background:
                queue.foreground -= 1


class BackgroundTimer(Timer):
    __slots__ = ()

    background = True


class Scheduler:
    """Virtual clock and event queue of one lab. Equal times fire in the order of scheduling."""

    __slots__ = ("_heap", "_serial", "foreground", "now")

    def __init__(self) -> None:
        self.now = 0.0
        self.foreground = 0  # pending calls that are not background
        self._serial = 0
        self._heap: list[Scheduled] = []

    def __getstate__(self) -> tuple[float, int, int, list[Scheduled]]:
        """Without what was cancelled: that may hold anything."""
        heap = [each for each in self._heap if each[2] is None or each[2].queue is not None]
        return self.now, self.foreground, self._serial, heap

    def __setstate__(self, state: tuple[float, int, int, list[Scheduled]]) -> None:
        self.now, self.foreground, self._serial, self._heap = state
        heapify(self._heap)

    def after(self, delay: float, fn: Callback, *args: Any, background: bool = False) -> Timer:
        """Call `fn(*args)` `delay` seconds from now; cancellable."""
        time = self.now + delay
        self._serial = serial = self._serial + 1
        if background:
            timer: Timer = BackgroundTimer(self, time)
        else:
            timer = Timer(self, time)
            self.foreground += 1
        heappush(self._heap, (time, serial, timer, fn, args))
        return timer

    def call(self, delay: float, fn: Callback, *args: Any) -> None:
        """Cheaper form of `after` without a handle: for packets in flight."""
        self._serial = serial = self._serial + 1
        self.foreground += 1
        heappush(self._heap, (self.now + delay, serial, None, fn, args))

    def next_time(self) -> float | None:
        """When the next live event is due."""
        heap = self._heap
        while heap:
            time, _, timer, fn, args = heap[0]
            if timer is None:
                return time
            if timer.queue is not None:
                if timer.time == time:
                    return time
                heappop(heap)
                self._put_back(timer, fn, args)
            else:
                heappop(heap)
        return None

    def pending(self) -> Iterator[tuple[float, bool, Callback, tuple[Any, ...]]]:
        """(due time, is it background, function, arguments) of each live call, in no order."""
        for time, _, timer, fn, args in self._heap:
            if timer is None:
                yield time, False, fn, args
            elif timer.queue is not None:
                yield timer.time, timer.background, fn, args

    def _put_back(self, timer: Timer, fn: Callback, args: tuple[Any, ...]) -> None:
        """A postponed timer."""
        self._serial = serial = self._serial + 1
        heappush(self._heap, (timer.time, serial, timer, fn, args))

    def run(self, until: float) -> None:
        """Carry out everything due up to and including `until`; `now` is `until` afterwards."""
        heap = self._heap
        while heap and heap[0][0] <= until:
            time, _, timer, fn, args = heappop(heap)
            if timer is None:
                self.foreground -= 1
            elif timer.queue is None:
                continue
            elif timer.time != time:
                self._put_back(timer, fn, args)
                continue
            else:
                timer.queue = None
                if not timer.background:
                    self.foreground -= 1
            self.now = time
            fn(*args)
        if until > self.now:
            self.now = until

    def step(self) -> bool:
        """Carry out the next event; False when none is left."""
        if self.next_time() is None:
            return False
        time, _, timer, fn, args = heappop(self._heap)
        if timer is not None:
            timer.queue = None
        if timer is None or not timer.background:
            self.foreground -= 1
        self.now = time
        fn(*args)
        return True

    def settle(self, limit: float) -> bool:
        """Run until only background timers are left, at most `limit` seconds; tells whether it settled."""
        end = self.now + limit
        heap = self._heap
        while self.foreground:
            if not heap or heap[0][0] > end:
                self.run(end)
                return False
            time, _, timer, fn, args = heappop(heap)
            if timer is None:
                self.foreground -= 1
            elif timer.queue is None:
                continue
            elif timer.time != time:
                self._put_back(timer, fn, args)
                continue
            else:
                timer.queue = None
                if not timer.background:
                    self.foreground -= 1
            self.now = time
            fn(*args)
        return True
