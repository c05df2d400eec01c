"""Words of `debug ip rip`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag
from iosemu.features.rip.events import NullUpdate, PacketIgnored, PacketReceived, RouteChanged, UpdateSent
from iosemu.types import classful_length, format_ipv4, length_of
from iosemu.wire.rip import INFINITY, Entry

FLAGS = (
    Flag("ip rip", "IP routing:", "RIP protocol debugging"),
    Flag("ip rip events", "IP routing:", "RIP event debugging"),
    Flag("ip rip database", "IP routing:", "RIP database events debugging"),
)


def _prefix(entry: Entry, version: int) -> str:
    if version == 1:
        return format_ipv4(entry.address)
    try:
        length = length_of(entry.mask)
    except ValueError:
        length = classful_length(entry.address)
    return f"{format_ipv4(entry.address)}/{length}"


def update_sent(event: UpdateSent, told: Audience) -> Iterator[str]:
    flash = "flash " if event.flash else ""
    version = event.packet.version
    yield (
        f"RIP: sending v{version} {flash}update to {format_ipv4(event.target)} via {event.iface} "
        f"({format_ipv4(event.source)})"
    )
    yield f"RIP: build {flash}update entries"
    for entry in event.packet.entries:
        if version == 1:
            kind = "network" if entry.address == 0 or entry.address & 0xFF == 0 else "subnet"
            yield f"\t{kind} {format_ipv4(entry.address)} metric {entry.metric}"
        else:
            yield (
                f"\t{_prefix(entry, version)} via {format_ipv4(entry.next_hop)}, metric {entry.metric}, tag {entry.tag}"
            )


def null_update(event: NullUpdate, told: Audience) -> Iterator[str]:
    yield (
        f"RIP: sending v{event.version} update to {format_ipv4(event.target)} via {event.iface} "
        f"({format_ipv4(event.source)})"
    )
    yield "RIP: build update entries - suppressing null update"


def packet_received(event: PacketReceived, told: Audience) -> Iterator[str]:
    version = event.packet.version
    yield f"RIP: received v{version} update from {format_ipv4(event.source)} on {event.iface}"
    for entry in event.packet.entries:
        via = "" if version == 1 else f" via {format_ipv4(entry.next_hop)}"
        tail = "  (inaccessible)" if entry.metric >= INFINITY else ""
        yield f"     {_prefix(entry, version)}{via} in {entry.metric} hops{tail}"


def packet_ignored(event: PacketIgnored, told: Audience) -> Iterator[str]:
    yield f"RIP: ignored v{event.packet.version} packet from {format_ipv4(event.source)} ({event.reason.value})"


def sent_in_short(event: UpdateSent, told: Audience) -> Iterator[str]:
    flash = "flash " if event.flash else ""
    yield (
        f"RIP: sending v{event.packet.version} {flash}update to {format_ipv4(event.target)} via {event.iface} "
        f"({format_ipv4(event.source)})"
    )
    yield f"RIP: Update contains {len(event.packet.entries)} routes"
    yield "RIP: Update queued"
    yield f"RIP: Update sent via {event.iface}"


def received_in_short(event: PacketReceived, told: Audience) -> Iterator[str]:
    yield f"RIP: received v{event.packet.version} update from {format_ipv4(event.source)} on {event.iface}"
    yield f"RIP: Update contains {len(event.packet.entries)} routes"


def route_changed(event: RouteChanged, told: Audience) -> Iterator[str]:
    if event.added:
        yield f"RIP-DB: network_update with {event.prefix} succeeds"
        yield (
            f"RIP-DB: adding {event.prefix} (metric {event.metric}) via {format_ipv4(event.next_hop)} on "
            f"{event.iface} to RIP database"
        )
    else:
        yield (
            f"RIP-DB: removing {event.prefix} (metric {event.metric}) via {format_ipv4(event.next_hop)} on "
            f"{event.iface} from RIP database"
        )


DEBUG = {
    "ip rip events": {
        UpdateSent: sent_in_short,
        NullUpdate: null_update,
        PacketReceived: received_in_short,
        PacketIgnored: packet_ignored,
    },
    "ip rip database": {RouteChanged: route_changed},
    "ip rip": {
        UpdateSent: update_sent,
        NullUpdate: null_update,
        PacketReceived: packet_received,
        PacketIgnored: packet_ignored,
    },
}
