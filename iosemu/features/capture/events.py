"""What happens to capture points."""

from __future__ import annotations

from enum import Enum

from iosemu.records import dataclass


class Action(Enum):
    """The mnemonic of the message, and its verb."""

    CREATE = "created"
    ENABLE = "enabled"
    DISABLE = "disabled"
    DELETE = "deleted"


@dataclass(slots=True)
class PointChanged:
    name: str
    action: Action
