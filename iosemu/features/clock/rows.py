"""The rows of `show clock`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class ClockRow:
    """The local time; `mark` is `*` while nobody has set it, `.` where it was lost."""

    time: datetime
    zone: str
    mark: str
    source: str


def show_clock(ctx: Context, detail: bool = False) -> Iterator[ClockRow]:
    """The same for `detail`."""
    clock = ctx.device.engine("clock")
    time, zone = clock.local()
    yield ClockRow(time, zone, clock.mark, clock.source)
