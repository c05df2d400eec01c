"""How often something comes or goes: what `show bfd neighbors details` tells of packets."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class Pace:
    """Times in virtual seconds; `last` is that of the beginning until there was one."""

    last: float
    count: int = 0
    least: float = 0.0
    most: float = 0.0
    total: float = 0.0

    def note(self, now: float) -> None:
        """One more, now."""
        if self.count:
            gap = now - self.last
            self.total += gap
            if gap > self.most:
                self.most = gap
            if self.count == 1 or gap < self.least:
                self.least = gap
        self.count += 1
        self.last = now

    @property
    def average(self) -> float:
        return self.total / (self.count - 1) if self.count > 1 else 0.0
