"""Words of `debug cdp`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Flag
from iosemu.features.cdp.events import AdvertisementReceived, AdvertisementSent, EntryAdded, EntryDeleted

FLAGS = (
    Flag("cdp packets", "CDP:", "CDP packet info debugging"),
    Flag("cdp adjacency", "CDP:", "CDP neighbor info debugging"),
)


def sent(event: AdvertisementSent, options: object) -> Iterator[str]:
    yield f"CDP-PA: version 2 packet sent out on {event.iface.text}"


def received(event: AdvertisementReceived, options: object) -> Iterator[str]:
    yield f"CDP-PA: Packet received from {event.packet.device_id} on interface {event.iface.text}"


def added(event: EntryAdded, options: object) -> Iterator[str]:
    yield f"CDP-AD: Entry for {event.device_id} on {event.iface.text} added to cache"


def deleted(event: EntryDeleted, options: object) -> Iterator[str]:
    yield f"CDP-AD: Entry for {event.device_id} on {event.iface.text} aged out of cache"


DEBUG = {
    "cdp packets": {AdvertisementSent: sent, AdvertisementReceived: received},
    "cdp adjacency": {EntryAdded: added, EntryDeleted: deleted},
}
