"""What happens to the clock."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import IPv4


@dataclass(slots=True)
class ClockUpdated:
    """The clock, or how it is told, was changed; both times as `show clock` words them, without fractions."""

    before: str
    after: str
    server: IPv4 | None = None  # of NTP, which did it; else somebody at the console


@dataclass(slots=True)
class ClockAuthoritative:
    """The time, which nobody could trust so far, was set."""
