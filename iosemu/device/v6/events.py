"""What the IPv6 of a router tells on the bus."""

from __future__ import annotations

from enum import Enum

from iosemu.device.ip_events import Step
from iosemu.records import dataclass
from iosemu.types import InterfaceName, Mac
from iosemu.wire.icmpv6 import Advertisement, Icmp6
from iosemu.wire.ipv6 import IPv6


class NeighborState(Enum):
    """As `show ipv6 neighbors` says it (RFC 4861 section 7.3.2)."""

    INCOMPLETE = "INCMP"
    REACHABLE = "REACH"
    STALE = "STALE"
    DELAY = "DELAY"
    PROBE = "PROBE"


@dataclass(slots=True)
class AddressChange6:
    """An address of the interface is in use, or no more."""

    iface: InterfaceName


@dataclass(slots=True)
class DuplicateAddress:
    """Another station has an address that ours was to be."""

    iface: InterfaceName
    address: int


@dataclass(slots=True)
class Packet6Handled:
    """See `PacketHandled` of IPv4."""

    step: Step
    packet: IPv6
    came: InterfaceName | None
    leaves: InterfaceName | None
    next_hop: int


@dataclass(slots=True)
class Icmp6Sent:
    message: Icmp6
    src: int
    dst: int
    iface: InterfaceName | None


@dataclass(slots=True)
class Icmp6Received:
    message: Icmp6
    src: int
    dst: int
    iface: InterfaceName


@dataclass(slots=True)
class NeighborChanged:
    """The state of a neighbour is another; None before he was known and after he was forgotten."""

    iface: InterfaceName
    address: int
    mac: Mac | None
    old: NeighborState | None
    new: NeighborState | None


@dataclass(slots=True)
class Solicited:
    """A solicitation was sent or received; `src` 0: to detect a duplicate."""

    iface: InterfaceName
    target: int
    src: int
    dst: int
    sent: bool


@dataclass(slots=True)
class Advertised:
    """A neighbour's advertisement was sent or received."""

    iface: InterfaceName
    target: int
    src: int
    dst: int
    sent: bool


@dataclass(slots=True)
class RouterAdvertised:
    """A router's was sent or received."""

    iface: InterfaceName
    src: int
    dst: int
    message: Advertisement
    sent: bool


@dataclass(slots=True)
class RouterSolicited:
    iface: InterfaceName
    src: int
    dst: int
    sent: bool
