"""What CDP tells."""

from __future__ import annotations

from iosemu.device.interface import Interface
from iosemu.records import dataclass
from iosemu.wire.cdp import Cdp


@dataclass(slots=True)
class AdvertisementSent:
    iface: Interface


@dataclass(slots=True)
class AdvertisementReceived:
    iface: Interface
    packet: Cdp


@dataclass(slots=True)
class EntryAdded:
    iface: Interface
    device_id: str


@dataclass(slots=True)
class EntryDeleted:
    iface: Interface
    device_id: str


@dataclass(slots=True)
class DuplexMismatch:
    """The neighbour's port says another duplex than ours."""

    iface: Interface
    half: bool  # ours
    device_id: str
    port_id: str
