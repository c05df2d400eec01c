"""What the clock says in the log."""

from __future__ import annotations

from iosemu.device.debug import Audience, Message
from iosemu.features.clock.events import ClockAuthoritative, ClockUpdated
from iosemu.types import format_ipv4


def _updated(event: ClockUpdated, told: Audience) -> Message:
    who = "console by console" if event.server is None else f"NTP by {format_ipv4(event.server)}"
    text = f"System clock has been updated from {event.before} to {event.after}, configured from {who}."
    return Message("SYS", 6, "CLOCKUPDATE", text)


def _authoritative(event: ClockAuthoritative, told: Audience) -> Message | None:
    if not told.software.tells_authoritative_clock:
        return None
    return Message("PKI", 6, "AUTHORITATIVE_CLOCK", "The system clock has been set.")


SYSLOG = {ClockUpdated: _updated, ClockAuthoritative: _authoritative}
