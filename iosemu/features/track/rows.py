"""The rows of `show track`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.track.show import instance_of, parameter_of, states_of
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class TrackRow:
    """An object. `instance` and `parameter` are those of the table ("10.0.0.0/8", "reachability"); `changed` seconds
    ago; a delayed change comes `due` seconds from now (None: none does)."""

    number: int
    kind: str
    instance: str
    parameter: str
    up: bool
    changes: int
    changed: float
    due: float | None


def show_track(ctx: Context, number: int | None = None) -> Iterator[TrackRow]:
    now = ctx.device.scheduler.now
    for each, state in sorted(states_of(ctx.device)[1].items()):
        if number in (None, each):
            thing, due = state.thing, None if state.due is None else state.due - now
            yield TrackRow(
                each, thing.kind, instance_of(thing), parameter_of(thing), state.up, state.changes, now - state.at, due
            )


def show_track_brief(ctx: Context) -> Iterator[TrackRow]:
    return show_track(ctx)
