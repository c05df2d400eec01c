"""What CDP tells."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import InterfaceName
from iosemu.wire.cdp import Cdp


@dataclass(slots=True)
class AdvertisementSent:
    iface: InterfaceName


@dataclass(slots=True)
class AdvertisementReceived:
    iface: InterfaceName
    packet: Cdp


@dataclass(slots=True)
class EntryAdded:
    iface: InterfaceName
    device_id: str


@dataclass(slots=True)
class EntryDeleted:
    iface: InterfaceName
    device_id: str


@dataclass(slots=True)
class DuplexMismatch:
    """The neighbour's port says another duplex than ours."""

    iface: InterfaceName
    half: bool  # ours
    device_id: str
    port_id: str
