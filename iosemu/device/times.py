"""How IOS writes spans of time in tables."""

from __future__ import annotations

_MINUTE, _HOUR, _DAY, _WEEK, _YEAR = 60, 3600, 86400, 604800, 31536000


def uptime(seconds: float | None) -> str:
    """``00:17:49`` below a day, then ``1d05h``, ``1w2d``, ``1y4w``; None is ``never``."""
    if seconds is None:
        return "never"
    total = int(seconds)
    if total < _DAY:
        return f"{total // _HOUR:02}:{total % _HOUR // _MINUTE:02}:{total % _MINUTE:02}"
    if total < _WEEK:
        return f"{total // _DAY}d{total % _DAY // _HOUR:02}h"
    if total < _YEAR:
        return f"{total // _WEEK}w{total % _WEEK // _DAY}d"
    return f"{total // _YEAR}y{total % _YEAR // _WEEK}w"
