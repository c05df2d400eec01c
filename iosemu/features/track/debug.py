"""`debug track`, and what is logged."""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.track.events import TrackChanged

FLAGS = (Flag("track", "Track:", "Track debugging"),)


def _word(up: bool | None) -> str:
    return "Up" if up else "Down"


def _changed(event: TrackChanged, told: Audience) -> Iterable[str]:
    if event.up is not None:
        yield f"Track: {event.number} Change {event.label} {_word(event.was)}->{_word(event.up)}"


DEBUG = {"track": {TrackChanged: _changed}}


def _log(event: TrackChanged, told: Audience) -> Message | None:
    if event.up is None or event.was in (None, event.up):
        return None
    if told.software.track_words == "12.4":
        return Message("TRACKING", 5, "STATE", f"{event.number} {event.label} {_word(event.was)}->{_word(event.up)}")
    return Message("TRACK", 6, "STATE", f"{event.number} {event.label} {_word(event.was)} -> {_word(event.up)}")


SYSLOG = {TrackChanged: _log}
