"""Entries of cron: minute, hour, day of the month, month, day of the week (crontab(5))."""

from __future__ import annotations

from datetime import datetime

from iosemu.records import dataclass

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_SPECIAL = {
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}  # fmt: skip


@dataclass(slots=True)
class Cron:
    """Which values each of the five fields has; `every`: fields that say nothing."""

    fields: tuple[frozenset[int], ...]
    every: tuple[bool, ...]

    @classmethod
    def parse(cls, text: str) -> Cron:
        """Raises ValueError."""
        words = _SPECIAL.get(text.strip(), text).split()
        if len(words) != 5:
            raise ValueError(text)
        fields = tuple(_values(word, *bounds) for word, bounds in zip(words, _RANGES, strict=True))
        return cls(fields, tuple(word == "*" for word in words))

    def fits(self, when: datetime) -> bool:
        """Is it this minute? A day fits one of the two fields of days, if both are given."""
        minute, hour, day, month, week = self.fields
        of_week = when.isoweekday() % 7 in week or (when.isoweekday() == 7 and 7 in week)
        if self.every[2] or self.every[4]:
            days = when.day in day and of_week
        else:
            days = when.day in day or of_week
        return when.minute in minute and when.hour in hour and when.month in month and days


def _values(word: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in word.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        begin = low if first == "*" else int(first)
        end = high if first == "*" or (slash and not dash) else int(last) if dash else begin
        if not low <= begin <= end <= high or (slash and int(step) < 1):
            raise ValueError(word)
        found.update(range(begin, end + 1, int(step) if slash else 1))
    return frozenset(found)
