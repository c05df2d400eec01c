"""Throttling: the first time after `start`, then further and further apart while causes keep coming."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosemu.features.ospf.model import Throttle


class Backoff:
    """Times in seconds. `wait` is the distance that the next one keeps from the last."""

    __slots__ = ("last", "wait")

    def __init__(self) -> None:
        self.last = float("-inf")
        self.wait = 0.0

    def delay(self, now: float, throttle: Throttle) -> float:
        """Until it may happen; a cause has come."""
        start = throttle.start / 1000
        if now >= self.last + self.wait:
            self.wait = throttle.hold / 1000
            return start
        delay = self.last + self.wait - now
        self.wait = min(self.wait * 2, throttle.maximum / 1000)
        return max(delay, start)

    def done(self, now: float) -> None:
        """It happened."""
        self.last = now
