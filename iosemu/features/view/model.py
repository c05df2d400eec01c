"""What `parser view` configures."""

from __future__ import annotations

from iosemu.features.system.model import Secret
from iosemu.records import dataclass, field

Place = tuple[str, str]
"""Mode, as `privilege` names them, and the keywords of a command in full."""


@dataclass(slots=True)
class Entry:
    how: str = "include"  # include-exclusive, exclude
    everything: bool = False  # what follows the command, too


@dataclass(slots=True)
class ViewRecord:
    """`superview`: its commands are those of other views. `inclusive`: all that is not excluded."""

    name: str = ""
    superview: bool = False
    inclusive: bool = False
    secret: Secret | None = None
    commands: dict[Place, Entry] = field(default_factory=dict)
    views: dict[str, bool] = field(default_factory=dict)

    @property
    def cli_mode(self) -> str:
        return "config-superview" if self.superview else "config-view"


@dataclass(slots=True)
class ViewConfig:
    views: dict[str, ViewRecord] = field(default_factory=dict)
