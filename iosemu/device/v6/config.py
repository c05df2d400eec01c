"""What is configured of IPv6, on an interface and of the whole router."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName


@dataclass(slots=True)
class AddressLine:
    """One `ipv6 address`; `eui64`: the low half comes from the MAC address."""

    eui64: bool = False
    anycast: bool = False


@dataclass(slots=True)
class PrefixLine:
    """One `ipv6 nd prefix`: lifetimes in seconds, 0xFFFFFFFF for ever."""

    valid: int = 2592000
    preferred: int = 604800
    off_link: bool = False
    no_autoconfig: bool = False
    no_advertise: bool = False


@dataclass(slots=True)
class Ipv6Config:
    """On an interface. None means the default."""

    of_feature = "ipv6"

    enabled: bool = False  # `ipv6 enable`
    addresses: dict[tuple[int, int], AddressLine] = field(default_factory=dict)  # address and prefix length as typed
    link_local: int | None = None
    autoconfig: bool = False
    default: bool = False  # a default route to who advertises
    unnumbered: InterfaceName | None = None
    mtu: int | None = None  # bytes
    redirects: bool = True
    unreachables: bool = True
    dad_attempts: int = 1
    ns_interval: int = 0  # milliseconds, 0: not said
    reachable_time: int = 0  # milliseconds
    ra_suppress: bool = False
    ra_suppress_all: bool = False  # answers to solicitations too
    ra_interval: int = 200  # seconds
    ra_lifetime: int = 1800  # seconds
    managed: bool = False
    other: bool = False
    preference: str = "Medium"
    prefixes: dict[tuple[int, int], PrefixLine] = field(default_factory=dict)

    @property
    def runs(self) -> bool:
        return bool(self.enabled or self.addresses or self.link_local is not None or self.autoconfig
                    or self.unnumbered is not None)  # fmt: skip

    def given_up(self) -> list[tuple[str, object]]:
        """What ends IPv6 there: fields and what they become (of `addresses` all go)."""
        plain: dict[str, object] = {
            "enabled": False, "link_local": None, "autoconfig": False, "default": False, "unnumbered": None,
        }  # fmt: skip
        return [(name, value) for name, value in plain.items() if getattr(self, name) != value]


@dataclass(slots=True)
class Ipv6Global:
    """`ipv6 …` in global configuration."""

    of_feature = "ipv6"

    routing: bool = False  # `ipv6 unicast-routing`
    cef: bool = False
    hop_limit: int = 64
    neighbors: dict[tuple[int, InterfaceName], int] = field(default_factory=dict)  # static: MAC addresses
    icmp_interval: int = 100  # milliseconds
