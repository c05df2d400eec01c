"""What is configured about callers beyond their lines."""

from __future__ import annotations

from iosemu.records import dataclass, field


@dataclass(slots=True)
class Level:
    level: int
    everything: bool = False  # what follows the command, too


@dataclass(slots=True)
class LoginConfig:
    block_seconds: int = 0  # how long a quiet period lasts; 0: nobody watches
    block_attempts: int = 0  # failures that bring it …
    block_within: int = 0  # … in so many seconds
    delay: int = 0  # seconds between two tries
    quiet_list: str = ""  # access list of who may come in all the same
    on_success: int | None = None  # every how manieth is logged; None: as the release has it
    on_failure: int = 0
    success_trap: int = 0  # of SNMP, which is not sent
    failure_trap: int = 0
    levels: dict[tuple[str, str], Level] = field(default_factory=dict)  # (mode, command) -> its privilege level
