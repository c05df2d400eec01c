"""What `aaa …` configures."""

from __future__ import annotations

from iosemu.features.line.model import Line
from iosemu.records import dataclass, field

__all__ = ["AaaConfig", "Line"]

Methods = list[str]
"""``local``, ``group radius``, … in the order in which they are asked."""


@dataclass(slots=True)
class AaaConfig:
    new_model: bool = False
    login: dict[str, Methods] = field(default_factory=dict)
    enable: Methods = field(default_factory=list)
    exec: dict[str, Methods] = field(default_factory=dict)  # authorization
    commands: dict[tuple[int, str], Methods] = field(default_factory=dict)  # authorization, by level and name
    config_commands: bool = False
    console: bool = False
    exec_accounting: dict[str, Methods] = field(default_factory=dict)  # first the kind of record
    commands_accounting: dict[tuple[int, str], Methods] = field(default_factory=dict)
    attempts: int = 3
    username_prompt: str = ""
    password_prompt: str = ""
    fail_message: str = ""
    banner: str = ""
    max_fail: int = 0  # failures until a user is locked out; 0: never
    session_id: str = "common"
