"""What shows of statistics are made of: a figure and its name."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class CountRow:
    """`of` is what is counted there (a process, an interface, a neighbour), "" for the whole router."""

    of: str
    name: str
    count: int
