"""What `archive` configures."""

from __future__ import annotations

from iosemu.records import dataclass, field


@dataclass(slots=True)
class ConfigLog:
    enabled: bool = False
    size: int = 100  # entries
    notify: bool = False  # each is logged, too
    hidekeys: bool = False


@dataclass(slots=True)
class Archive:
    path: str = ""
    maximum: int = 10
    write_memory: bool = False
    time_period: int = 0  # minutes; 0: never
    log: ConfigLog = field(default_factory=ConfigLog)


@dataclass(slots=True)
class ArchiveConfig:
    """Slot of the device."""

    archive: Archive | None = None
