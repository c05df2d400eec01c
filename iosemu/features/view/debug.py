"""Messages about views."""

from __future__ import annotations

from iosemu.device.debug import Audience, Message
from iosemu.features.view.events import MemberChanged, ViewEntered, ViewGone, ViewMade


def _entered(event: ViewEntered, told: Audience) -> Message:
    return Message("PARSER", 6, "VIEW_SWITCH", f"successfully set to view '{event.name}'.")


def _made(event: ViewMade, told: Audience) -> Message:
    if event.superview:
        return Message("PARSER", 6, "SUPER_VIEW_CREATED", f"super view '{event.name}' successfully created.")
    return Message("PARSER", 6, "VIEW_CREATED", f"view '{event.name}' successfully created.")


def _gone(event: ViewGone, told: Audience) -> Message:
    if event.superview:
        return Message("PARSER", 6, "SUPER_VIEW_DELETED", f"super view '{event.name}' successfully deleted.")
    return Message("PARSER", 6, "VIEW_DELETED", f"view '{event.name}' successfully deleted.")


def _member(event: MemberChanged, told: Audience) -> Message:
    if event.added:
        return Message("PARSER", 6, "SUPER_VIEW_EDIT_ADD", f"view {event.name} added to superview {event.group}.")
    return Message("PARSER", 6, "SUPER_VIEW_EDIT_REMOVE", f"view {event.name} removed from superview {event.group}.")


SYSLOG = {ViewEntered: _entered, ViewMade: _made, ViewGone: _gone, MemberChanged: _member}
