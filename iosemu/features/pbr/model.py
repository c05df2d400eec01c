"""Policy routing as configured."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class PbrConfig:
    """Slot of the device."""

    local_map: str = ""


@dataclass(slots=True)
class PbrInterface:
    """Slot of an interface."""

    route_map: str = ""
