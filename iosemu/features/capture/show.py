"""`show monitor capture`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.acl.names import DSCP, PROTOCOLS
from iosemu.features.capture.model import Buffer, Capture, Frame, Limits, Point
from iosemu.types import format_ipv4, format_mac

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.capture.engine import CaptureEngine

_PATHS = {"cef": "IPv4 CEF", "process-switched": "IPv4 Process"}
_DSCP_NAMES = {value: name.upper() for name, value in DSCP.items()} | {0: "BE"}
_PROTOCOL_NAMES = {value: name.upper() for name, value in PROTOCOLS.items() if value}


def engine_of(ctx: Context) -> CaptureEngine:
    engine: CaptureEngine = ctx.device.engine("capture")
    return engine


# classic

def show_point(ctx: Context, name: str = "") -> Iterable[str]:
    points = engine_of(ctx).points
    if name and name not in points:
        yield f"Capture point {name} does not exist"
    for point in points.values():
        if name in ("", point.name):
            path = _PATHS[point.path]
            yield f"Status Information for Capture Point {point.name}"
            yield path
            yield f"Switch Path: {path:<20}, Capture Buffer: {point.buffer or 'None'}"
            yield f"Status : {_status(point.active)}"
            yield ""
            yield "Configuration:"
            yield _point_line(point)


def _point_line(point: Point) -> str:
    if point.path == "cef":
        where = str(point.interface) if point.interface is not None else "all"
        return f"monitor capture point ip cef {point.name} {where} {point.direction}"
    return f"monitor capture point ip process-switched {point.name} {point.direction}"


def _status(active: bool) -> str:
    return "Active" if active else "Inactive"


def show_buffer_parameters(ctx: Context, name: str = "") -> Iterable[str]:
    engine = engine_of(ctx)
    if name and name not in engine.buffers:
        yield f"Capture Buffer {name} does not exist"
    for buffer in engine.buffers.values():
        if name in ("", buffer.name):
            yield from _parameters(engine, buffer)


def _parameters(engine: CaptureEngine, buffer: Buffer) -> Iterator[str]:
    limits = buffer.limits
    points = [point for point in engine.points.values() if point.buffer == buffer.name]
    yield f"Capture buffer {buffer.name} ({'circular' if buffer.circular else 'linear'} buffer)"
    yield (
        f"Buffer Size : {buffer.size} bytes, Max Element Size : {buffer.element} bytes, Packets : {len(buffer.frames)}"
    )
    yield (
        f"Allow-nth-pak : {limits.every}, Duration : {limits.duration} (seconds), "
        f"Max packets : {limits.packets}, pps : {limits.rate}"
    )
    yield "Associated Capture Points:"
    for point in points:
        yield f"Name : {point.name}, Status : {_status(point.active)}"
    yield "Configuration:"
    yield _buffer_line(buffer)
    for point in points:
        yield f"monitor capture point associate {point.name} {buffer.name}"
    yield from _limit_lines(buffer.name, limits)
    if buffer.filter:
        yield f"monitor capture buffer {buffer.name} filter access-list {buffer.filter}"


def _buffer_line(buffer: Buffer) -> str:
    text = f"monitor capture buffer {buffer.name}"
    if buffer.sized:
        text += f" size {buffer.size // 1024}"
    if buffer.trimmed:
        text += f" max-size {buffer.element}"
    return text + (" circular" if buffer.circular else "")


def _limit_lines(name: str, limits: Limits) -> Iterator[str]:
    words = {
        "allow-nth-pak": limits.every,
        "duration": limits.duration,
        "packet-count": limits.packets,
        "packets-per-sec": limits.rate,
    }
    for word, value in words.items():
        if value:
            yield f"monitor capture buffer {name} limit {word} {value}"


def show_buffer(ctx: Context, name: str, dump: bool = False) -> Iterable[str]:
    engine = engine_of(ctx)
    buffer = engine.buffers.get(name)
    if buffer is None:
        yield f"Capture Buffer {name} does not exist"
        return
    clock = ctx.device.engine("clock")
    for frame in buffer.frames:
        local, zone = clock.local(frame.time)
        when = f"{local:%H:%M:%S}.{local.microsecond // 1000:03d} {zone} {local:%b} {local.day} {local.year}"
        path = "IPv4 Process" if frame.local and frame.outbound else "IPv4 LES CEF"
        ends = f"None {frame.iface}" if frame.outbound else f"{frame.iface} None"
        yield f"{when} : {path:<16}: {ends}"
        yield ""
        if dump:
            yield from memory_dump(buffer.base + (12 if frame.raw else 8), frame.data)
            yield ""


def memory_dump(address: int, data: bytes) -> Iterator[str]:
    """Rows of 16 bytes at their addresses; text with the high bit taken off."""
    end = address + len(data)
    for row in range(address & ~15, end, 16):
        low, high = max(row, address), min(row + 16, end)
        piece = data[low - address : high - address]
        cells = ["  "] * (low - row) + [f"{byte:02X}" for byte in piece] + ["  "] * (row + 16 - high)
        groups = " ".join("".join(cells[at : at + 4]) for at in range(0, 16, 4))
        text = " " * (low - row) + "".join(_character(byte & 0x7F) for byte in piece)
        yield f"{row:08X}: {groups}  {text:<16}"


def _character(code: int) -> str:
    return chr(code) if 0x20 <= code < 0x7F else "."


# IOS-XE

def show_captures(ctx: Context, name: str = "") -> Iterable[str]:
    captures = engine_of(ctx).captures
    if name and name not in captures:
        yield f"Capture {name} does not exist"
    for capture in captures.values():
        if name in ("", capture.name):
            yield ""
            yield from _capture(capture)


def _capture(capture: Capture) -> Iterator[str]:
    buffer, limits = capture.buffer, capture.buffer.limits
    yield f"Status Information for Capture {capture.name}"
    yield "  Target Type: "
    for interface, direction in capture.interfaces.items():
        yield f" Interface: {interface}, Direction: {_direction(direction)}"
    if not capture.interfaces:
        yield "   Interface unattached "
    yield f"   Status : {_status(capture.active)}"
    yield "  Filter Details: "
    yield from _filter(capture)
    yield "  Buffer Details: "
    yield f"   Buffer Type: {'CIRCULAR' if buffer.circular else 'LINEAR (default)'}"
    yield f"   Buffer Size (in MB): {buffer.size // (1024 * 1024)}"
    yield "  Limit Details: "
    yield f"   Number of Packets to capture: {limits.packets or '0 (no limit)'}"
    yield f"   Packet Capture duration: {limits.duration or '0 (no limit)'}"
    yield f"   Packet Size to capture: {buffer.element or '0 (no limit)'}"
    yield f"   Maximum number of packets to capture per second: {limits.rate}"
    yield f"   Packet sampling rate: {limits.every or '0 (no sampling)'}"


def _filter(capture: Capture) -> Iterator[str]:
    match = capture.match
    if capture.access_list:
        yield f"   Access-list: {capture.access_list}"
    elif match is None:
        yield "   Filter unattached"
    elif match.everything:
        yield "    Capture all packets"
    else:
        yield "   IPv4 "
        yield f"    Source IP:  {match.source_text}"
        yield f"    Destination IP:  {match.destination_text}"
        yield f"   Protocol: {match.protocol_text}"


def _direction(direction: str) -> str:
    return direction if direction == "both" else direction.upper()


def show_capture_parameter(ctx: Context, name: str) -> Iterable[str]:
    capture = engine_of(ctx).captures.get(name)
    if capture is None:
        yield f"Capture {name} does not exist"
        return
    head = f"   monitor capture {name}"
    for interface, direction in capture.interfaces.items():
        yield f"{head} interface {interface} {_direction(direction).upper()}"
    if capture.access_list:
        yield f"{head} access-list {capture.access_list}"
    elif capture.match is not None and capture.match.everything:
        yield f"{head} match any"
    elif capture.match is not None:
        match = capture.match
        protocol = "" if match.protocol is None else f" protocol {match.protocol_text}"
        yield f"{head} match ipv4{protocol} {match.source_text} {match.destination_text}"
    circular = " circular" if capture.buffer.circular else ""
    yield f"{head} buffer size {capture.buffer.size // (1024 * 1024)}{circular}"
    limits = capture.buffer.limits
    words = {
        "packets": limits.packets,
        "duration": limits.duration,
        "packet-len": capture.buffer.element,
        "every": limits.every,
        "pps": limits.rate,
    }
    text = "".join(f" {word} {value}" for word, value in words.items() if value)
    if text:
        yield f"{head} limit{text}"


def show_capture_buffer(ctx: Context, name: str, form: str = "") -> Iterable[str]:
    capture = engine_of(ctx).captures.get(name)
    if capture is None:
        yield f"Capture {name} does not exist"
        return
    buffer = capture.buffer
    if not form:
        yield f" buffer size (KB) : {buffer.size // 1024}"
        yield f" buffer used (KB) : {-(-buffer.used // 131072) * 128}"
        yield f" packets in buf   : {len(buffer.frames)}"
        yield f" packets dropped  : {buffer.dropped}"
        yield f" packets per sec  : {_rate(buffer)}"
        return
    if form != "dump":
        rule = " " + "-" * 76
        yield rule
        yield " #   size   timestamp     source             destination      dscp    protocol"
        yield rule
    for number, frame in enumerate(buffer.frames):
        if form == "dump":
            yield str(number)
        else:
            yield brief(number, frame, buffer.frames[0].time)
        if form != "brief":
            yield from offset_dump(frame.data)
            yield ""


def _rate(buffer: Buffer) -> int:
    frames = buffer.frames
    return round(len(frames) / max(1.0, frames[-1].time - frames[0].time)) if frames else 0


def brief(number: int, frame: Frame, start: float) -> str:
    """One row of the table; frames without IPv4 are told by their stations."""
    head = f"{number:>4} {frame.length:>4} {frame.time - start:>11.6f}   "
    packet = frame.packet
    if packet is None:
        ends = f"{_mac(frame.data[6:12]):<16} ->  {_mac(frame.data[:6]):<16} "
        return head + ends + f"{'':<8}{_ethertype(frame)}"
    dscp = packet.tos >> 2
    protocol = _PROTOCOL_NAMES.get(packet.protocol, str(packet.protocol))
    ends = f"{format_ipv4(packet.src):<16} ->  {format_ipv4(packet.dst):<16} "
    return head + ends + f"{dscp:<2} {_DSCP_NAMES.get(dscp, ''):<4} {protocol}"


def _mac(data: bytes) -> str:
    return format_mac(int.from_bytes(data, "big"))


def _ethertype(frame: Frame) -> str:
    kind = frame.data[12:14]
    return "ARP" if kind == b"\x08\x06" else f"0x{kind.hex().upper()}"


def offset_dump(data: bytes) -> Iterator[str]:
    """Rows of 16 bytes at their offsets."""
    for at in range(0, len(data), 16):
        piece = data[at : at + 16]
        groups = " ".join(piece[i : i + 4].hex().upper() for i in range(0, len(piece), 4))
        yield f"  {at:04X}:  {groups:<35}   {''.join(_character(byte) for byte in piece)}"
