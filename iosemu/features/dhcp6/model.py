"""Configuration of DHCP for IPv6."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName

ADDRESS_VALID, ADDRESS_PREFERRED = 172800, 86400  # seconds, where nothing is said
PREFIX_VALID, PREFIX_PREFERRED = 2592000, 604800


@dataclass(slots=True)
class Pool6:
    """Lifetimes in seconds; `delegation`: name of a local pool."""

    name: str = ""
    prefix: tuple[int, int] | None = None  # that addresses are given of
    valid: int = ADDRESS_VALID
    preferred: int = ADDRESS_PREFERRED
    delegation: str = ""
    delegation_valid: int = PREFIX_VALID
    delegation_preferred: int = PREFIX_PREFERRED
    dns: dict[int, bool] = field(default_factory=dict)
    domains: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class LocalPool6:
    """`ipv6 local pool`: prefixes of `length` bits out of one."""

    name: str = ""
    prefix: tuple[int, int] = (0, 0)
    length: int = 0


@dataclass(slots=True)
class Dhcp6Config:
    """Slot of the device."""

    pools: dict[str, Pool6] = field(default_factory=dict)
    locals: dict[str, LocalPool6] = field(default_factory=dict)
    general: dict[tuple[str, tuple[int, int]], bool] = field(default_factory=dict)  # general prefixes by hand


@dataclass(slots=True)
class Dhcp6Interface:
    """`server`: the pool's name. `general`: addresses made of a general prefix (name, low bits, prefix length)."""

    server: str = ""
    rapid: bool = False
    preference: int = 0
    allow_hint: bool = False
    relays: dict[tuple[int, InterfaceName | None], bool] = field(default_factory=dict)
    asks: bool = False  # `ipv6 address dhcp`
    asks_rapid: bool = False
    delegated: str = ""  # `ipv6 dhcp client pd`: the name that the prefix gets
    delegated_rapid: bool = False
    general: dict[tuple[str, tuple[int, int]], bool] = field(default_factory=dict)

    @property
    def runs(self) -> bool:
        """Is IPv6 there for its sake?"""
        return self.asks or bool(self.general)
