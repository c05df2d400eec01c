"""Configuration of the clock."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class ClockConfig:
    """`clock timezone` and `clock summer-time … recurring`."""

    zone: str = ""
    hours: int = 0  # ahead of UTC
    minutes: int = 0
    summer_zone: str = ""  # "" = no summer time
    summer_rule: tuple[str, ...] = ()  # words of `recurring`, () = the United States' rule
