"""CDP as configured."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class CdpConfig:
    """Slot of the device. `run` None: the default of the release (on in IOS, off in IOS-XE 16 and later)."""

    run: bool | None = None
    timer: int = 60  # seconds
    holdtime: int = 180  # seconds
    log_duplex: bool = True


@dataclass(slots=True)
class CdpInterface:
    """Slot of an interface. None: the default of its kind (on, but off on tunnels)."""

    enabled: bool | None = None
