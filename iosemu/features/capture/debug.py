"""The messages of capture points."""

from __future__ import annotations

from iosemu.device.debug import Audience, Message
from iosemu.features.capture.events import PointChanged

FLAGS = ()


def _changed(event: PointChanged, told: Audience) -> Message:
    return Message("BUFCAP", 6, event.action.name, f"Capture Point {event.name} {event.action.value}.")


SYSLOG = {PointChanged: _changed}
