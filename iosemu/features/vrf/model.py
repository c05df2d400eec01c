"""What `vrf definition` and `ip vrf` configure."""

from __future__ import annotations

from iosemu.device.interface import InterfaceConfig
from iosemu.records import dataclass, field

__all__ = ["Definition", "Family", "InterfaceConfig", "VrfConfig"]


@dataclass(slots=True)
class Maximum:
    """`maximum routes`; percentages of `routes`, 0: not typed."""

    routes: int = 0  # 0: no limit
    threshold: int = 0  # warned of from there on
    reinstall: int = 0  # those that were refused come in again below it
    warning_only: bool = False


@dataclass(slots=True)
class Family(Maximum):
    """An address family of a VRF. Communities of MPLS VPNs, as typed, in the order of typing."""

    exports: dict[str, bool] = field(default_factory=dict)
    imports: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Definition(Maximum):
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

    @property
    def maximum(self) -> Maximum | None:
        """Of its IPv4 routes; None: there is no limit."""
        found: Maximum | None = self if self.old else self.v4
        return found if found is not None and found.routes else None


@dataclass(slots=True)
class VrfConfig:
    vrfs: dict[str, Definition] = field(default_factory=dict)
