"""What is configured about callers beyond their lines."""

from __future__ import annotations

from iosemu.records import dataclass, field


@dataclass(slots=True)
class Level:
    level: int
    everything: bool = False  # what follows the command, too


@dataclass(slots=True)
class LoginConfig:
    levels: dict[tuple[str, str], Level] = field(default_factory=dict)  # (mode, command) -> its privilege level
