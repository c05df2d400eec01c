"""Words of `debug cdp`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag, Message
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


def sent(event: AdvertisementSent, told: Audience) -> Iterator[str]:
    yield f"CDP-PA: version 2 packet sent out on {event.iface}"


def received(event: AdvertisementReceived, told: Audience) -> Iterator[str]:
    yield f"CDP-PA: Packet received from {event.packet.device_id} on interface {event.iface}"


def added(event: EntryAdded, told: Audience) -> Iterator[str]:
    yield f"CDP-AD: Entry for {event.device_id} on {event.iface} added to cache"


def deleted(event: EntryDeleted, told: Audience) -> Iterator[str]:
    yield f"CDP-AD: Entry for {event.device_id} on {event.iface} aged out of cache"


DEBUG = {
    "cdp packets": {AdvertisementSent: sent, AdvertisementReceived: received},
    "cdp adjacency": {EntryAdded: added, EntryDeleted: deleted},
}


def duplex_mismatch(event: DuplexMismatch, told: Audience) -> Message:
    own, theirs = ("not full duplex", "full duplex") if event.half else ("not half duplex", "half duplex")
    peer = f"{event.device_id} {event.port_id} ({theirs})"
    text = f"duplex mismatch discovered on {event.iface} ({own}), with {peer}."
    return Message("CDP", 4, "DUPLEX_MISMATCH", text)


SYSLOG = {DuplexMismatch: duplex_mismatch}
