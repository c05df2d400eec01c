"""What `show ip nat statistics` counts."""

from __future__ import annotations

from iosemu.records import dataclass, field


@dataclass(slots=True)
class Stats:
    """`missed` counts failures by pool ("" for all else)."""

    hits: int = 0
    misses: int = 0
    expired: int = 0
    peak: int = 0
    peak_at: float = 0.0  # virtual time
    missed: dict[str, int] = field(default_factory=dict)
    limited: int = 0  # what was over `max-entries`

    def grew(self, active: int, now: float) -> None:
        if active > self.peak:
            self.peak, self.peak_at = active, now
