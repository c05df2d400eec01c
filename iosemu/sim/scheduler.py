"""One event queue ordered by (time, serial). Virtual time, in seconds since the lab was powered on."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

Callback = Callable[..., object]


class Timer:
    """Handle of one scheduled call. `background` marks periodic housekeeping that `settle` does not wait for.

    `time` may be later than its place in the queue (`postpone`): it goes back there when its turn comes.
    """

    __slots__ = ("args", "background", "fn", "queue", "time")

    def __init__(self, queue: Scheduler, time: float, fn: Callback, args: tuple[Any, ...], background: bool) -> None:
        self.queue = queue
        self.time = time
        self.fn: Callback | None = fn
        self.args = args
        self.background = background

    @property
    def active(self) -> bool:
        return self.fn is not None

    def postpone(self, delay: float) -> bool:
        """Fire `delay` seconds from now, if it is armed and that is not earlier: cheaper than a new one."""
        time = self.queue.now + delay
        if self.fn is None or time < self.time:
            return False
        self.time = time
        return True

    def cancel(self) -> None:
        """Idempotent; a fired timer is inactive already."""
        if self.fn is not None:
            self.fn = None
            self.args = ()
            if not self.background:
                self.queue.foreground -= 1


class Scheduler:
    """Virtual clock and event queue of one lab. Equal times fire in the order of scheduling."""

    __slots__ = ("_heap", "_serial", "foreground", "now")

    def __init__(self) -> None:
        self.now = 0.0
        self.foreground = 0  # pending calls that are not background
        self._serial = 0
        # (time, serial, Timer, ()) or, not cancellable and always foreground, (time, serial, callback, args)
        self._heap: list[tuple[float, int, Any, Any]] = []

    def after(self, delay: float, fn: Callback, *args: Any, background: bool = False) -> Timer:
        """Call `fn(*args)` `delay` seconds from now; cancellable."""
        timer = Timer(self, self.now + delay, fn, args, background)
        self._serial = serial = self._serial + 1
        if not background:
            self.foreground += 1
        heappush(self._heap, (timer.time, serial, timer, None))
        return timer

    def call(self, delay: float, fn: Callback, *args: Any) -> None:
        """Cheaper form of `after` without a handle: for packets in flight."""
        self._serial = serial = self._serial + 1
        self.foreground += 1
        heappush(self._heap, (self.now + delay, serial, fn, args))

    def next_time(self) -> float | None:
        """When the next live event is due."""
        heap = self._heap
        while heap:
            entry = heap[0]
            timer = entry[2]
            if entry[3] is not None:
                return entry[0]
            if timer.fn is not None:
                if timer.time == entry[0]:
                    return entry[0]
                heappop(heap)
                self._put_back(timer)
            else:
                heappop(heap)
        return None

    def _put_back(self, timer: Timer) -> None:
        """A postponed timer."""
        self._serial = serial = self._serial + 1
        heappush(self._heap, (timer.time, serial, timer, None))

    def run(self, until: float) -> None:
        """Carry out everything due up to and including `until`; `now` is `until` afterwards."""
        heap = self._heap
        while heap and heap[0][0] <= until:
            time, _, item, args = heappop(heap)
            if args is not None:
                self.now = time
                self.foreground -= 1
                item(*args)
            elif (fn := item.fn) is not None:
                if item.time != time:
                    self._put_back(item)
                    continue
                self.now = time
                item.fn = None
                if not item.background:
                    self.foreground -= 1
                fn(*item.args)
        if until > self.now:
            self.now = until

    def step(self) -> bool:
        """Carry out the next event; False when none is left."""
        time = self.next_time()
        if time is None:
            return False
        _, _, item, args = heappop(self._heap)
        self.now = time
        if args is not None:
            self.foreground -= 1
            item(*args)
        else:
            fn, item.fn = item.fn, None
            if not item.background:
                self.foreground -= 1
            fn(*item.args)
        return True

    def settle(self, limit: float) -> bool:
        """Run until only background timers are left, at most `limit` seconds; tells whether it settled."""
        end = self.now + limit
        while self.foreground:
            time = self.next_time()
            if time is None or time > end:
                self.run(end)
                return False
            self.step()
        return True
