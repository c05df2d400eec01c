"""The messages of capture points."""

from __future__ import annotations

from iosemu.device.debug import Message
from iosemu.features.capture.events import PointChanged

FLAGS = ()


def _changed(event: PointChanged) -> Message:
    return Message("BUFCAP", 6, event.action.name, f"Capture Point {event.name} {event.action.value}.")


SYSLOG = {PointChanged: _changed}
