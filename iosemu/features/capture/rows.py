"""The rows of shows of packets that were captured, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.capture.show import engine_of
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.capture.model import Buffer


@dataclass(slots=True)
class CapturePointRow:
    """`interface` is "" for all, or of what is process-switched; `buffer` "" while there is none."""

    name: str
    path: str
    interface: str
    direction: str
    buffer: str
    active: bool


def show_point(ctx: Context, name: str = "") -> Iterator[CapturePointRow]:
    for point in engine_of(ctx).points.values():
        if name in ("", point.name):
            where = str(point.interface) if point.interface is not None else ""
            yield CapturePointRow(point.name, point.path, where, point.direction, point.buffer or "", point.active)


@dataclass(slots=True)
class CaptureBufferRow:
    """Octets, and packets in it."""

    name: str
    circular: bool
    size: int
    element: int
    packets: int
    access_list: str


def show_buffer_parameters(ctx: Context, name: str = "") -> Iterator[CaptureBufferRow]:
    for buffer in engine_of(ctx).buffers.values():
        if name in ("", buffer.name):
            listed = str(buffer.filter or "")
            yield CaptureBufferRow(
                buffer.name, buffer.circular, buffer.size, buffer.element, len(buffer.frames), listed
            )


@dataclass(slots=True)
class FrameRow:
    """A frame that was kept; `at` in seconds of virtual time."""

    at: float
    interface: str
    outbound: bool
    length: int
    data: bytes


def _frames(buffer: Buffer | None) -> Iterator[FrameRow]:
    for frame in buffer.frames if buffer is not None else ():
        yield FrameRow(frame.time, str(frame.iface), frame.outbound, frame.length, bytes(frame.data))


def show_buffer(ctx: Context, name: str, dump: bool = False) -> Iterator[FrameRow]:
    return _frames(engine_of(ctx).buffers.get(name))


@dataclass(slots=True)
class CaptureRow:
    """A capture of IOS-XE: `interfaces` with the direction of each; `size` in octets."""

    name: str
    interfaces: tuple[tuple[str, str], ...]
    active: bool
    access_list: str
    circular: bool
    size: int
    packets: int


def show_captures(ctx: Context, name: str = "") -> Iterator[CaptureRow]:
    for capture in engine_of(ctx).captures.values():
        if name in ("", capture.name):
            where = tuple((str(iface), direction) for iface, direction in capture.interfaces.items())
            buffer = capture.buffer
            yield CaptureRow(
                capture.name, where, capture.active, str(capture.access_list or ""), buffer.circular, buffer.size,
                len(buffer.frames),
            )  # fmt: skip


def show_capture_parameter(ctx: Context, name: str) -> Iterator[CaptureRow]:
    return show_captures(ctx, name)


def show_capture_buffer(ctx: Context, name: str, form: str = "") -> Iterator[FrameRow]:
    """The same in each `form`."""
    capture = engine_of(ctx).captures.get(name)
    return _frames(capture.buffer if capture is not None else None)
