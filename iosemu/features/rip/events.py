"""What RIP tells."""

from __future__ import annotations

from enum import Enum

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, Prefix
from iosemu.wire.rip import Rip


@dataclass(slots=True)
class UpdateSent:
    packet: Rip
    iface: InterfaceName
    source: IPv4
    target: IPv4
    flash: bool = False


@dataclass(slots=True)
class NullUpdate:
    """There was nothing to say on this interface."""

    iface: InterfaceName
    source: IPv4
    target: IPv4
    version: int


@dataclass(slots=True)
class RouteChanged:
    """A neighbour's route went into the routing table, or out of it."""

    prefix: Prefix
    metric: int
    next_hop: IPv4
    iface: InterfaceName
    added: bool


@dataclass(slots=True)
class PacketReceived:
    packet: Rip
    iface: InterfaceName
    source: IPv4


class Refusal(Enum):
    """Why a packet is not taken; the value is IOS's."""

    VERSION = "illegal version"
    SOURCE = "bad source"
    AUTHENTICATION = "invalid authentication"


@dataclass(slots=True)
class PacketIgnored:

    packet: Rip
    iface: InterfaceName
    source: IPv4
    reason: Refusal
