"""Trees of groups: entries (*, G) of the tree of the RP, (S, G) of that of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface

Way = tuple[InterfaceName, IPv4]
"""Out of an interface, to everybody there (0) or to one neighbour (`ip pim nbma-mode`)."""

ALIVE = 180.0  # seconds that a source counts after its last datagram


@dataclass(slots=True)
class Join:
    """Somebody behind a way wants the group; `why`: what added it."""

    since: float
    expires: float


@dataclass(slots=True)
class Out:
    """A way that datagrams take. `expires` None: as long as it is configured."""

    since: float
    expires: float | None
    dense: bool
    pruned: bool = False
    won: bool = False  # by an assert


@dataclass(slots=True)
class Route:
    """One entry; `source` 0 is (*, G). `iif` and `neighbor` lead to the RP, or to the source."""

    source: IPv4
    group: IPv4
    since: float
    dense: bool = False
    ssm: bool = False
    expires: float = 0.0  # of a source
    iif: Interface | None = None
    neighbor: IPv4 = 0
    joins: dict[Way, Join] = field(default_factory=dict)
    prunes: dict[Way, float] = field(default_factory=dict)  # until when
    begun: dict[InterfaceName, float] = field(default_factory=dict)  # since when members or neighbours are served there
    asserted: dict[InterfaceName, tuple[bool, IPv4, float]] = field(default_factory=dict)  # won?, who did, until when
    local: bool = False  # the source is on a cable of ours
    direct: bool = False  # data came the shortest way (T)
    switched: bool = False  # we want it that way (J)
    registering: bool = False
    quiet_until: float = 0.0  # the RP wants no registers until then
    rp_only: bool = False  # (S, G, rpt): only what somebody pruned off the RP's tree is known (R)
    upstream: Way | None = None  # whom we have joined
    cut: bool = False  # pruned off the RP's tree, upstream
    packets: int = 0
    octets: int = 0
    strays: int = 0  # datagrams that came from elsewhere

    @property
    def key(self) -> tuple[IPv4, IPv4]:
        return self.source, self.group
