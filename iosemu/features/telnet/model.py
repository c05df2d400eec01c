"""What `ip telnet` configures."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import InterfaceName


@dataclass(slots=True)
class TelnetConfig:
    source: InterfaceName | None = None  # ip telnet source-interface
