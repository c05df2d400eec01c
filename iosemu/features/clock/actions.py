"""clock set"""

from __future__ import annotations

from datetime import datetime, timedelta

from iosemu.cli.context import BadArgument, Context
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.clock.summer import month_number


def do_clock_set(ctx: Context, time: int, day: int, month: str, year: int) -> BadArgument | None:
    """`time` in seconds since midnight."""
    number = month_number(month)
    if number is None:
        return BadArgument("month")
    try:
        date = datetime(year, number, day) + timedelta(seconds=time)
    except ValueError:
        return BadArgument("day")
    clock: ClockEngine = ctx.device.engine("clock")
    clock.set(date)
    return None
