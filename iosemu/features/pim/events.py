"""What happens in PIM."""

from __future__ import annotations

from enum import Enum

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4
from iosemu.wire.pim import JoinPrune


@dataclass(slots=True)
class NeighborChanged:
    iface: InterfaceName
    neighbor: IPv4
    up: bool
    designated: bool  # it was the DR


@dataclass(slots=True)
class DrChanged:
    iface: InterfaceName
    before: IPv4
    after: IPv4


@dataclass(slots=True)
class HelloSeen:
    """`peer` 0: ours."""

    iface: InterfaceName
    peer: IPv4


@dataclass(slots=True)
class JoinsSent:
    iface: InterfaceName
    message: JoinPrune


@dataclass(slots=True)
class JoinsHeard:
    iface: InterfaceName
    peer: IPv4
    message: JoinPrune
    ours: bool


class Oif(Enum):
    """What becomes of an outgoing interface, and by what."""

    PRUNED = "pruned"
    JOINED = "joined"
    RENEWED = "joined again"
    GRAFTED = "grafted"


@dataclass(slots=True)
class OifChanged:
    how: Oif
    iface: InterfaceName
    neighbor: IPv4
    source: IPv4  # 0: of any
    group: IPv4


@dataclass(slots=True)
class RegisterSent:
    rp: IPv4
    source: IPv4
    group: IPv4
    null: bool


@dataclass(slots=True)
class RegisterHeard:
    iface: InterfaceName
    peer: IPv4
    source: IPv4
    group: IPv4


@dataclass(slots=True)
class StopSent:
    peer: IPv4
    source: IPv4
    group: IPv4


@dataclass(slots=True)
class StopHeard:
    iface: InterfaceName
    peer: IPv4
    source: IPv4
    group: IPv4


@dataclass(slots=True)
class AssertSeen:
    """`peer` 0: ours."""

    iface: InterfaceName
    peer: IPv4
    source: IPv4
    group: IPv4
