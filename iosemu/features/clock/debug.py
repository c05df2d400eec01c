"""What the clock says in the log."""

from __future__ import annotations

from iosemu.device.debug import Audience, Message
from iosemu.features.clock.events import ClockUpdated


def _updated(event: ClockUpdated, told: Audience) -> Message:
    text = f"System clock has been updated from {event.before} to {event.after}, configured from console by console."
    return Message("SYS", 6, "CLOCKUPDATE", text)


SYSLOG = {ClockUpdated: _updated}
