"""Words of `debug cdp`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Flag, Message
from iosemu.features.cdp.events import (
    AdvertisementReceived,
    AdvertisementSent,
    DuplexMismatch,
    EntryAdded,
    EntryDeleted,
)

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


def duplex_mismatch(event: DuplexMismatch) -> Message:
    own, theirs = ("not full duplex", "full duplex") if event.half else ("not half duplex", "half duplex")
    peer = f"{event.device_id} {event.port_id} ({theirs})"
    text = f"duplex mismatch discovered on {event.iface.text} ({own}), with {peer}."
    return Message("CDP", 4, "DUPLEX_MISMATCH", text)


SYSLOG = {DuplexMismatch: duplex_mismatch}
