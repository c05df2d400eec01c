"""The rows of `show ip route track-table`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.static.show import tracked
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class TrackedRouteRow:
    """A static route that is there while an object is up; `line` as it was typed."""

    line: str
    number: int
    up: bool


def show_track_table(ctx: Context) -> Iterator[TrackedRouteRow]:
    return (TrackedRouteRow(*each) for each in tracked(ctx.device))
