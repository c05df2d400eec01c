"""What RIPng tells."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import InterfaceName, Prefix
from iosemu.wire.ripng import Ripng


@dataclass(slots=True)
class PacketSent:
    name: str  # of the process
    packet: Ripng
    iface: InterfaceName
    source: int
    target: int
    port: int


@dataclass(slots=True)
class PacketReceived:
    name: str  # of the process
    packet: Ripng
    iface: InterfaceName
    source: int
    target: int
    port: int


@dataclass(slots=True)
class RouteChanged:
    """A neighbour's way to a network is there, or is no more."""

    name: str  # of the process
    prefix: Prefix
    metric: int
    next_hop: int
    iface: InterfaceName
    added: bool
