"""Numbers that are handed out and come back."""

from __future__ import annotations

from heapq import heappop, heappush


class Numbers:
    """From `first` up, the lowest free one first."""

    __slots__ = ("_free", "_next")

    def __init__(self, first: int) -> None:
        self._free: list[int] = []  # a heap of those that were given back
        self._next = first

    def take(self) -> int:
        if self._free:
            return heappop(self._free)
        self._next += 1
        return self._next - 1

    def give(self, number: int) -> None:
        """It is free again."""
        heappush(self._free, number)
