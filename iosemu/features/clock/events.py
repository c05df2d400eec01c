"""What happens to the clock."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class ClockUpdated:
    """The clock, or how it is told, was changed; both times as `show clock` words them, without fractions."""

    before: str
    after: str


@dataclass(slots=True)
class ClockAuthoritative:
    """The time, which nobody could trust so far, was set."""
