"""Local pools as configured."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import IPv4


@dataclass(slots=True)
class LocalPoolConfig:
    """Slot of the device: ranges (first, last) by the name of their pool, in the order of typing."""

    pools: dict[str, list[tuple[IPv4, IPv4]]] = field(default_factory=dict)
