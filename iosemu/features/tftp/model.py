"""Configuration of TFTP."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName


@dataclass(slots=True)
class Served:
    alias: str = ""
    acl: str = ""


@dataclass(slots=True)
class TftpConfig:
    served: dict[str, Served] = field(default_factory=dict)  # by URL
    source: InterfaceName | None = None
    blocksize: int = 512
