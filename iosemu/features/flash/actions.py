"""dir, more, delete, verify, copy from and to flash"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import md5

from iosemu.cli.context import Context, ProcessBody, Write
from iosemu.features.flash.copying import copy, is_remote
from iosemu.features.flash.files import NOTHING, OVER, content, full_name, missing, prefix_of, resolve, stamp
from iosemu.features.system.engine import SystemEngine
from iosemu.features.system.files import (
    NVRAM_FULL,
    asked,
    confirmed,
    copied_text,
    keep_startup,
    nvram_size,
    running_text,
)

STARTUP = "startup-config"
_DUMPED = 16  # bytes per line of a binary file
_DOT = 1 << 18  # bytes that are worth a dot while they are looked through


def do_dir(ctx: Context, url: str = "flash:") -> Iterator[str]:
    """A whole file system, or one file of it."""
    prefix, colon, name = url.partition(":")
    if colon and prefix.lower() == "nvram":
        return iter(_nvram(ctx, name.lstrip("/")))
    return iter(_directory(ctx, resolve(url)))


def _directory(ctx: Context, wanted: str) -> list[str]:
    device = ctx.device
    if wanted and wanted not in device.flash:
        return [missing(device, wanted)]
    lines = [f"Directory of {full_name(device, wanted) if wanted else prefix_of(device) + '/'}", ""]
    width = device.software.directory_width
    for number, (name, data) in enumerate(device.flash.items(), 1):
        if wanted in ("", name):
            date, rest = _cut(stamp(device, device.flash.changed[name]))
            lines.append(f"{number:5d}  -rw-{len(data):{width}d}  {date:>11} {rest}  {name}")
    return [*lines, *_room(device.flash.size, device.flash.free, bool(device.flash))]


def _nvram(ctx: Context, wanted: str) -> list[str]:
    """The start-up configuration; nothing tells when it was written."""
    device = ctx.device
    size = len(device.startup_config.encode("utf-8", "surrogateescape"))
    if wanted and (wanted != STARTUP or not size):
        return [f"%Error opening nvram:/{wanted} (No such file or directory)"]
    lines = [f"Directory of nvram:/{wanted}", ""]
    if size:
        lines.append(f"{1:5d}  -rw-{size:12d}{'<no date>':>29}  {STARTUP}")
    total = nvram_size(device)
    return [*lines, *_room(total, total - size, bool(size))]


def _room(total: int, free: int, files: bool) -> list[str]:
    nothing = [] if files else ["No files in directory"]
    return [*nothing, "", f"{total} bytes total ({free} bytes free)"]


def _cut(text: str) -> tuple[str, str]:
    month, day, year, time, zone = text.split()
    return f"{month} {day} {year}", f"{time} {zone}"


def do_more(ctx: Context, url: str) -> list[str]:
    name = resolve(url)
    data: bytes | None = ctx.device.flash.get(name)
    if data is None:
        return [missing(ctx.device, name)]
    if b"\0" in data:
        return [_dump(data, at) for at in range(0, len(data), _DUMPED)]
    return data.decode("utf-8", "surrogateescape").splitlines()


def _dump(data: bytes, at: int) -> str:
    piece = data[at : at + _DUMPED]
    words = " ".join(piece[i : i + 4].hex().upper() for i in range(0, len(piece), 4))
    text = "".join(chr(byte) if 0x20 < byte < 0x7F else "." for byte in piece)
    return f"{at:08X}:  {words:<35}  {text}"


def do_delete(ctx: Context, url: str) -> ProcessBody:
    name = resolve(url, "deleting")
    return _delete(ctx, name)


def _delete(ctx: Context, name: str) -> ProcessBody:
    device = ctx.device
    name = yield from asked(ctx, "Delete filename", name)
    if not (yield from confirmed(ctx, f"Delete {full_name(device, name)}? [confirm]")):
        yield Write("Delete of " + full_name(device, name) + " aborted!\n")
    elif device.flash.pop(name, None) is None:
        yield Write(missing(device, name, "deleting") + "\n")


def do_copy_running(ctx: Context, url: str) -> ProcessBody:
    if is_remote(url):
        return copy(ctx, "running-config", url)
    return _save(ctx, resolve(url) or "running-config", "running-config")


def do_copy_startup(ctx: Context, url: str) -> ProcessBody:
    if is_remote(url):
        return copy(ctx, STARTUP, url)
    return _save(ctx, resolve(url) or STARTUP, STARTUP)


def _save(ctx: Context, name: str, source: str) -> ProcessBody:
    device = ctx.device
    name = yield from asked(ctx, "Destination filename", name)
    if name in device.flash and not (yield from confirmed(ctx, *OVER)):
        return
    if source == "running-config":
        text = "\n".join(running_text(ctx)) + "\n"
    elif device.startup_config:
        text = device.startup_config
    else:
        yield Write("%Error opening nvram:/startup-config (No such file or directory)\n")
        return
    problem = device.flash.write(name, text)
    yield Write(f"{problem}\n" if problem else "\n" + copied_text(len(device.flash[name])))


def do_copy_to_running(ctx: Context, url: str) -> ProcessBody:
    return copy(ctx, url, "running-config") if is_remote(url) else _merge(ctx, resolve(url))


def _merge(ctx: Context, name: str) -> ProcessBody:
    device = ctx.device
    yield from asked(ctx, "Destination filename", "running-config")
    data: bytes | None = device.flash.get(name)
    if data is None:
        yield Write(missing(device, name) + "\n")
        return
    yield Write(ctx.shell.configure(data.decode("utf-8", "surrogateescape")))
    yield Write(copied_text(len(data)))
    assert ctx.session is not None  # an exec command
    engine: SystemEngine = device.engine("system")
    engine.configured_from(full_name(device, name), ctx.session)


def do_copy_to_startup(ctx: Context, url: str) -> ProcessBody:
    return copy(ctx, url, STARTUP) if is_remote(url) else _restore(ctx, resolve(url))


def _restore(ctx: Context, name: str) -> ProcessBody:
    device = ctx.device
    yield from asked(ctx, "Destination filename", STARTUP)
    data: bytes | None = device.flash.get(name)
    if data is None:
        yield Write(missing(device, name) + "\n")
        return
    said = keep_startup(device, data.decode("utf-8", "surrogateescape"))
    yield Write(said + copied_text(len(data)) if said else NVRAM_FULL)


def do_copy_file(ctx: Context, source: str, target: str) -> ProcessBody:
    """Of a file of its own, of nothing, of a configuration by its URL, or of another host."""
    if is_remote(source) or is_remote(target):
        return copy(ctx, source, target)
    if target.lower().replace(":/", ":") == "system:running-config":
        return _merge(ctx, resolve(source))
    return _copy(ctx, source, "" if target.lower() == NOTHING else resolve(target), target.lower() == NOTHING)


def _copy(ctx: Context, source: str, name: str, nowhere: bool) -> ProcessBody:
    device = ctx.device
    data = content(ctx, source)
    if data is None:
        yield Write(missing(device, resolve(source)) + "\n")
        return
    if nowhere:
        yield Write(copied_text(len(data)))
        return
    name = yield from asked(ctx, "Destination filename", name or source.rpartition(":")[2].lstrip("/"))
    if name in device.flash and not (yield from confirmed(ctx, *OVER)):
        return
    problem = device.flash.store(name, data)
    yield Write(f"{problem}\n" if problem else "Copy in progress...C\n" + copied_text(len(data)))


def do_verify(ctx: Context, url: str, expected: str = "") -> list[str]:
    data = content(ctx, url)
    if data is None:
        return [missing(ctx.device, resolve(url))]
    named = url if ":" in url else full_name(ctx.device, resolve(url))
    digest = md5(data, usedforsecurity=False).hexdigest()
    done = "." * (1 + len(data) // _DOT) + "Done!"
    if not expected:
        return [done, f"verify /md5 ({named}) = {digest}", ""]
    if expected.lower() == digest:
        return [done, f"Verified ({named}) = {digest}", ""]
    told = f"%Error verifying {named}"
    return [done, told, f"Computed signature  = {digest}", f"Submitted signature = {expected}", ""]
