"""What `ip route` configures."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4, Prefix

Key = tuple[str, Prefix, InterfaceName | None, IPv4 | None]  # VRF, prefix, interface, next hop


@dataclass(slots=True)
class StaticRoute:
    """The options of one line. `distance` 1-255, `tag` as redistributed; `outside`: the next hop of a route of a VRF
    is looked up in the global table; `track`: it is there while that object is up.
    """

    outside: bool = False
    distance: int = 1
    tag: int = 0
    permanent: bool = False
    name: str = ""
    track: int | None = None


@dataclass(slots=True)
class Watched:
    """`ip route static bfd`; `alone`: no route hangs on it (`unassociate`)."""

    alone: bool = False


@dataclass(slots=True)
class StaticConfig:
    routes: dict[Key, StaticRoute] = field(default_factory=dict)
    default_networks: dict[IPv4, bool] = field(default_factory=dict)
    watched: dict[tuple[InterfaceName, IPv4], Watched] = field(default_factory=dict)
