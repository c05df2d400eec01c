"""What the parts of class and policy maps of type inspect are called."""

from __future__ import annotations

from iosemu.features.zone.model import InspectAction, InspectMatch


def match_text(match: InspectMatch) -> str:
    """Behind the word match, as the running-config has it."""
    inverted = "not " if match.inverted else ""
    named = "name " if match.what == "access-group" and not match.name.isdecimal() else ""
    return f"{inverted}{match.what} {named}{match.name}"


def action_words(config: InspectAction) -> str:
    """As shows name it."""
    if config.action == "inspect":
        return f"Inspect {config.parameters}"
    if not config.action:
        return "Drop (default action)"
    return config.action.capitalize() + " log" * config.log
