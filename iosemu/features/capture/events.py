"""What happens to capture points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


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
