"""Summer time by recurring rules: the week of the month, the day, the hour, at which it begins and ends."""

from __future__ import annotations

from datetime import datetime, timedelta

# whatever the host's language is
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKS = ("1", "2", "3", "4", "5", "first", "last")
UNITED_STATES = ("2", "Sun", "Mar", "2:00", "1", "Sun", "Nov", "2:00")


def number_of(word: str, names: tuple[str, ...]) -> int | None:
    """Index of the only name that `word` abbreviates (three letters at least)."""
    found = [index for index, name in enumerate(names) if name.lower().startswith(word.lower())]
    return found[0] if len(found) == 1 and len(word) >= 3 else None


def month_number(word: str) -> int | None:
    """1-12, None if it is no month."""
    index = number_of(word, _MONTHS)
    return None if index is None else index + 1


def valid_rule(words: tuple[str, ...]) -> bool:
    """Two times (week day month hh:mm)?"""
    try:
        return len(words) == 8 and _moment(2002, words[:4]) != _moment(2002, words[4:])
    except ValueError:
        return False


def _moment(year: int, words: tuple[str, ...]) -> datetime:
    """``2 Sun Mar 2:00`` in that year. Raises ValueError."""
    week, weekday, month_word, time = words
    day, month = number_of(weekday, _DAYS), month_number(month_word)
    hours, _, minutes = time.partition(":")
    if day is None or month is None or week not in _WEEKS or not (hours + minutes).isdigit() or not minutes:
        raise ValueError(f"not a recurring date: {' '.join(words)}")
    if week in ("5", "last"):
        last = datetime(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        date = last - timedelta(days=(last.weekday() - day) % 7)
    else:
        first = datetime(year, month, 1)
        date = first + timedelta(days=(day - first.weekday()) % 7, weeks=(1 if week == "first" else int(week)) - 1)
    return date + timedelta(hours=int(hours), minutes=int(minutes))


def is_summer(standard: datetime, rule: tuple[str, ...]) -> bool:
    """Does summer time hold at this moment, given in standard time?"""
    words = rule or UNITED_STATES
    begin = _moment(standard.year, words[:4])
    end = _moment(standard.year, words[4:]) - timedelta(hours=1)  # the end is told in summer time
    if begin < end:
        return begin <= standard < end
    return standard >= begin or standard < end
