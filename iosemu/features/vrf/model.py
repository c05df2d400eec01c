"""What `vrf definition` and `ip vrf` configure."""

from __future__ import annotations

from iosemu.device.interface import InterfaceConfig
from iosemu.records import dataclass, field

__all__ = ["Definition", "Family", "InterfaceConfig", "VrfConfig"]


@dataclass(slots=True)
class Family:
    """An address family of a VRF. Communities of MPLS VPNs, as typed, in the order of typing."""

    exports: dict[str, bool] = field(default_factory=dict)
    imports: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Definition:
    """One VRF. `old`: made by `ip vrf`, for IPv4 alone."""

    name: str = ""
    old: bool = False
    description: str = ""
    rd: str = ""
    exports: dict[str, bool] = field(default_factory=dict)
    imports: dict[str, bool] = field(default_factory=dict)
    v4: Family | None = None
    v6: Family | None = None

    @property
    def ipv4(self) -> bool:
        return self.old or self.v4 is not None


@dataclass(slots=True)
class VrfConfig:
    vrfs: dict[str, Definition] = field(default_factory=dict)
