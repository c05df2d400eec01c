"""What `aaa …` configures."""

from __future__ import annotations

from iosemu.features.line.model import Line
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

__all__ = ["AaaConfig", "Line"]

Member = tuple[str] | tuple[IPv4, int, int]
"""A name, or address and ports; those of TACACS+ are 0."""
Methods = list[str]
"""``local``, ``group radius``, … in the order in which they are asked."""


@dataclass(slots=True)
class Group:
    """`aaa group server radius` (or `tacacs+`)."""

    name: str = ""
    protocol: str = "radius"
    members: dict[Member, bool] = field(default_factory=dict)
    deadtime: int | None = None  # minutes; None: as for all
    source: InterfaceName | None = None


@dataclass(slots=True)
class AccountingList:
    """Which records go where: a list of `aaa accounting`."""

    action: str = ""  # ``start-stop``, ``stop-only``, ``none``; "": nothing was said yet
    broadcast: bool = False  # all groups are told, not the first that answers
    groups: dict[str, bool] = field(default_factory=dict)  # ``radius``, …, in the order in which they are told
    nested: bool = False  # told in a mode of its own, and shown so

    @property
    def methods(self) -> Methods:
        return [f"group {name}" for name in self.groups]

    @property
    def tells(self) -> bool:
        """Anything at all?"""
        return self.action in ("start-stop", "stop-only")

    @property
    def begins(self) -> bool:
        """Also that something has begun."""
        return self.action == "start-stop"


Lists = dict[str, AccountingList]


@dataclass(slots=True)
class AaaConfig:
    new_model: bool = False
    groups: dict[str, Group] = field(default_factory=dict)
    login: dict[str, Methods] = field(default_factory=dict)
    enable: Methods = field(default_factory=list)
    exec: dict[str, Methods] = field(default_factory=dict)  # authorization
    commands: dict[tuple[int, str], Methods] = field(default_factory=dict)  # authorization, by level and name
    network: dict[str, Methods] = field(default_factory=dict)  # authorization of peers of tunnels
    config_commands: bool = False
    console: bool = False
    exec_accounting: Lists = field(default_factory=dict)
    commands_accounting: dict[tuple[int, str], AccountingList] = field(default_factory=dict)
    attempts: int = 3
    username_prompt: str = ""
    password_prompt: str = ""
    fail_message: str = ""
    banner: str = ""
    update_minutes: int = 0  # `aaa accounting update periodic`; 0: not at all
    system_accounting: Lists = field(default_factory=dict)  # there is none but ``default``
    connection_accounting: Lists = field(default_factory=dict)
    network_accounting: Lists = field(default_factory=dict)
    max_fail: int = 0  # failures until a user is locked out; 0: never
    session_id: str = "common"
