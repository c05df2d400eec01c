"""`monitor capture`: all of it is told in exec mode, and lost with a reload."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import AskKey, BadArgument, Write
from iosemu.device.flash import PREFIXES
from iosemu.features.acl.names import PROTOCOLS, name_of
from iosemu.features.capture.events import Action, PointChanged
from iosemu.features.capture.model import Buffer, Capture, Match, Point
from iosemu.types import InterfaceName, Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.capture.engine import CaptureEngine


def engine_of(ctx: Context) -> CaptureEngine:
    engine: CaptureEngine = ctx.device.engine("capture")
    return engine


def _path(url: str) -> str | None:
    """The name of a file in the flash; None for another place."""
    for prefix in PREFIXES:
        if url.startswith(prefix):
            return url[len(prefix) :].lstrip("/") or None
    return None


# classic: buffers

def do_buffer(
    ctx: Context, name: str, size: int | None = None, element: int | None = None, kind: str = ""
) -> str | None:
    engine = engine_of(ctx)
    if ctx.negated:
        if name not in engine.buffers:
            return f"Capture Buffer {name} does not exist"
        if any(point.buffer == name and point.active for point in engine.points.values()):
            return f"Capture Buffer {name} is in use by an active capture point"
        del engine.buffers[name]
        for point in engine.points.values():
            if point.buffer == name:
                point.buffer = ""
        return None
    buffer = engine.buffers.get(name)
    if buffer is None:
        default = ctx.device.software.capture_buffer
        buffer = engine.buffers[name] = engine.new_buffer(name, default * 1024, 68)
    if size is not None:
        buffer.size, buffer.sized = size * 1024, True
        buffer.clear()
    if element is not None:
        buffer.element, buffer.trimmed = element, True
        buffer.clear()
    if kind:
        buffer.circular = kind == "circular"
        buffer.clear()
    return None


def _buffer(ctx: Context, name: str) -> Buffer | None:
    return engine_of(ctx).buffers.get(name)


def do_buffer_clear(ctx: Context, name: str) -> str | None:
    buffer = _buffer(ctx, name)
    if buffer is None:
        return f"Capture Buffer {name} does not exist"
    buffer.clear()
    return None


def do_buffer_export(ctx: Context, name: str, url: str) -> str | BadArgument | None:
    buffer = _buffer(ctx, name)
    path = _path(url)
    if buffer is None:
        return f"Capture Buffer {name} does not exist"
    if path is None:
        return BadArgument("url")
    return engine_of(ctx).export(buffer, path) or None


def do_buffer_filter(ctx: Context, name: str, access_list: str | int = "") -> str:
    buffer = _buffer(ctx, name)
    if buffer is None:
        return f"Capture Buffer {name} does not exist"
    if ctx.negated:
        buffer.filter = ""
        return "Filter Disassociation succeeded"
    buffer.filter = str(access_list)
    return "Filter Association succeeded"


def do_buffer_limit(ctx: Context, name: str, **limits: int) -> str | None:
    buffer = _buffer(ctx, name)
    if buffer is None:
        return f"Capture Buffer {name} does not exist"
    for field in ("every", "duration", "packets", "rate"):
        if field in limits:
            setattr(buffer.limits, field, 0 if ctx.negated else limits[field])
    return None


# classic: points

def do_point(
    ctx: Context, name: str, path: str, interface: InterfaceName | None = None, direction: str = "both"
) -> str | None:
    engine = engine_of(ctx)
    point = engine.points.get(name)
    if ctx.negated:
        if point is None:
            return f"Capture point {name} does not exist"
        engine.end(point)
        del engine.points[name]
        engine.host.emit(PointChanged(name, Action.DELETE))
        return None
    if point is not None:
        return f"Capture point {name} already exists"
    engine.points[name] = Point(name, path, interface, direction)
    engine.host.emit(PointChanged(name, Action.CREATE))
    return None


def do_associate(ctx: Context, name: str, buffer: str) -> str | None:
    engine = engine_of(ctx)
    point = engine.points.get(name)
    if point is None:
        return f"Capture point {name} does not exist"
    if buffer not in engine.buffers:
        return f"Capture Buffer {buffer} does not exist"
    if point.active:
        return f"Capture point {name} is active"
    point.buffer = buffer
    return None


def do_disassociate(ctx: Context, name: str) -> str | None:
    engine = engine_of(ctx)
    point = engine.points.get(name)
    if point is None:
        return f"Capture point {name} does not exist"
    if point.active:
        return f"Capture point {name} is active"
    point.buffer = ""
    return None


def do_start(ctx: Context, name: str = "") -> list[str]:
    engine = engine_of(ctx)
    if name and name not in engine.points:
        return [f"Capture point {name} does not exist"]
    answers = []
    for point in list(engine.points.values()):
        if name not in ("", point.name) or point.active:
            continue
        if point.buffer:
            engine.start_point(point)
        else:
            answers.append(f"Capture point {point.name} is not associated with a capture buffer")
    return answers


def do_stop(ctx: Context, name: str = "") -> str | None:
    engine = engine_of(ctx)
    if name and name not in engine.points:
        return f"Capture point {name} does not exist"
    for point in list(engine.points.values()):
        if name in ("", point.name):
            engine.end(point)
    return None


# IOS-XE

def _capture(ctx: Context, name: str) -> Capture:
    engine = engine_of(ctx)
    found = engine.captures.get(name)
    if found is None:
        buffer = engine.new_buffer(name, 10 * 1024 * 1024, 0)
        buffer.limits.rate = 1000
        found = engine.captures[name] = Capture(name, buffer)
    return found


def _side(values: dict[str, Any], side: str) -> tuple[tuple[int, int], str]:
    host, prefix = values.get(f"{side}_host"), values.get(f"{side}_prefix")
    if host is not None:
        return (host, 0xFFFFFFFF), f"host {format_ipv4(host)}"
    if isinstance(prefix, Prefix):
        return (prefix.network, prefix.mask), str(prefix)
    return (0, 0), "any"


def _match(values: dict[str, Any]) -> Match:
    if values["match"] == "any":
        return Match(everything=True)
    source, source_text = _side(values, "src")
    destination, destination_text = _side(values, "dst")
    protocol = values.get("protocol")
    text = "any" if protocol is None else name_of(PROTOCOLS, protocol)
    return Match(protocol, text, source, source_text, destination, destination_text)


def do_capture(ctx: Context, name: str, **values: Any) -> Any:
    """Everything that defines a capture, in one line or several; `start` may stand at the end."""
    engine = engine_of(ctx)
    capture = _capture(ctx, name)
    if capture.active:
        return f"Capture {name} is currently active. Stop it before changing it"
    if (capture.match is not None or capture.access_list) and ("match" in values or "access_list" in values):
        return _replace(engine, capture, values)
    return _define(engine, capture, values)


def _replace(engine: CaptureEngine, capture: Capture, values: dict[str, Any]) -> Iterator[Any]:
    key = yield AskKey("A filter is already attached to the capture . Replace with specified filter?[confirm]")
    if key in ("\r", "\n", "y", "Y"):
        capture.match, capture.access_list = None, ""
        text = _define(engine, capture, values)
        if text:
            yield Write(text + "\n")


def _define(engine: CaptureEngine, capture: Capture, values: dict[str, Any]) -> str | None:
    buffer, limits = capture.buffer, capture.buffer.limits
    if "interface" in values:
        capture.interfaces[values["interface"]] = values["direction"]
    if "match" in values:
        capture.match = _match(values)
    if "access_list" in values:
        capture.access_list = str(values["access_list"])
    if "megabytes" in values:
        buffer.size = values["megabytes"] * 1024 * 1024
        buffer.clear()
    if values.get("circular"):
        buffer.circular = True
        buffer.clear()
    if "length" in values:
        buffer.element = values["length"]
    for field in ("every", "duration", "packets", "rate"):
        if field in values:
            setattr(limits, field, values[field])
    if not values.get("start"):
        return None
    if not capture.interfaces or (capture.match is None and not capture.access_list):
        return "Unable to activate Capture as Capture interface or filter is not attached"
    buffer.clear()
    engine.start_capture(capture)
    return f"Started capture point : {capture.name}"


def do_capture_stop(ctx: Context, name: str) -> str:
    engine = engine_of(ctx)
    capture = engine.captures.get(name)
    if capture is None:
        return f"Capture {name} does not exist"
    if not capture.active:
        return f"Capture {name} is not active"
    engine.end(capture)
    return f"Stopped capture point : {name}"


def do_capture_clear(ctx: Context, name: str) -> Iterator[Any]:
    capture = engine_of(ctx).captures.get(name)
    if capture is None:
        yield Write(f"Capture {name} does not exist\n")
        return
    key = yield AskKey("Captured data will be deleted [clear]?[confirm]")
    if key in ("\r", "\n", "y", "Y"):
        capture.buffer.clear()
        yield Write(f"cleared buffer : {name}\n")


def do_capture_export(ctx: Context, name: str, url: str) -> str | BadArgument:
    engine = engine_of(ctx)
    capture = engine.captures.get(name)
    path = _path(url)
    if capture is None:
        return f"Capture {name} does not exist"
    if path is None:
        return BadArgument("url")
    return engine.export(capture.buffer, path) or "Exported Successfully"


def do_capture_remove(ctx: Context, name: str) -> str | None:
    engine = engine_of(ctx)
    capture = engine.captures.get(name)
    if capture is None:
        return f"Capture {name} does not exist"
    engine.end(capture)
    del engine.captures[name]
    return None
