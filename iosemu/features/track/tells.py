"""What object tracking tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosemu.features.track.engine import TrackEngine


def track_state(engine: TrackEngine, number: int) -> str:
    up = engine.up(number)
    return "undefined" if up is None else "up" if up else "down"
