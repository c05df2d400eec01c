"""`ip multicast-routing`, `ip pim` and `ip mroute` as configured."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4, Prefix

HELLO = 30  # seconds


@dataclass(slots=True)
class StaticRp:
    """`ip pim rp-address`; `acl`: of the groups, "" for all."""

    acl: str = ""
    override: bool = False


@dataclass(slots=True)
class StaticMroute:
    """`ip mroute`: sources behind `via`, an address or an interface."""

    via: IPv4 | InterfaceName | None = None
    distance: int = 0


@dataclass(slots=True)
class PimConfig:
    """Slot of the device. `ssm` is "default", or the list of its groups."""

    routing: bool = False
    rps: dict[IPv4, StaticRp] = field(default_factory=dict)
    ssm: str = ""
    shared_only: bool = False  # `ip pim spt-threshold infinity`
    mroutes: dict[Prefix, StaticMroute] = field(default_factory=dict)
    register_source: InterfaceName | None = None


@dataclass(slots=True)
class PimInterface:
    """Slot of an interface. `mode`: "", "sparse-mode", "dense-mode", "sparse-dense-mode"; `hello` in seconds."""

    mode: str = ""
    nbma: bool = False
    priority: int = 1
    hello: int = HELLO
