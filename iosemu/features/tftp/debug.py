"""debug tftp: what the server says."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag
from iosemu.device.sockets import events
from iosemu.device.times import uptime
from iosemu.types import format_ipv4
from iosemu.wire.tftp import Code

FLAGS = (
    Flag("tftp events", "TFTP:", "TFTP Event debugging"),
    Flag("tftp packets", "TFTP:", "TFTP Packet debugging"),
)
_REFUSALS: dict[int, str] = {Code.NOT_FOUND: "No such file", Code.VIOLATION: "Access violation"}


def _looking(event: events.FileAsked, told: Audience) -> Iterator[str]:
    if not event.write:
        yield f"TFTP: Looking for {event.name}"


def _opened(event: events.FileOpened, told: Audience) -> Iterator[str]:
    yield f"TFTP: Opened {event.name}, fd 0, size {event.size} for process {event.process}"


def _finished(event: events.FileFinished, told: Audience) -> Iterator[str]:
    yield f"TFTP: Finished {event.name}, time {uptime(event.seconds)} for process {event.process}"


def _asked(event: events.FileAsked, told: Audience) -> Iterator[str]:
    host, port = event.remote
    yield f"TFTP: Server request for port {port}, socket_id 0x{event.socket:X} for process {event.process}"
    way = "write" if event.write else "read"
    yield f"TFTP: {way} request from host {format_ipv4(host)}({port}) via {event.interface}"


def _refused(event: events.FileRefused, told: Audience) -> Iterator[str]:
    yield f"TFTP: Sending error {event.code} {_REFUSALS.get(event.code, 'Undefined error')}"


def _sent(event: events.BlockSent, told: Audience) -> Iterator[str]:
    yield f"TFTP: Sending block {event.block} (retry {event.retry}), socket_id 0x{event.socket:X}"


def _acknowledged(event: events.BlockAcknowledged, told: Audience) -> Iterator[str]:
    yield f"TFTP: Received ACK for block {event.block}, socket_id 0x{event.socket:X}"


DEBUG = {
    "tftp events": {events.FileAsked: _looking, events.FileOpened: _opened, events.FileFinished: _finished},
    "tftp packets": {
        events.FileAsked: _asked, events.FileRefused: _refused, events.BlockSent: _sent,
        events.BlockAcknowledged: _acknowledged,
    },
}  # fmt: skip
