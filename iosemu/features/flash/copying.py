"""`copy` with a file of another host, or with one of the flash: its questions, and where the bytes go."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from iosemu.cli.context import Context, ProcessBody, Refused, Request, Write
from iosemu.device.flash import name_of
from iosemu.features.flash.files import NOTHING, OVER, missing
from iosemu.features.system.engine import SystemEngine
from iosemu.features.system.files import NVRAM_FULL, asked, confirmed, keep_startup, nvram_size, running_text
from iosemu.features.tftp.client import INVALID_HOST, Copy
from iosemu.features.tftp.engine import TftpEngine

RUNNING, STARTUP = "running-config", "startup-config"
_LARGEST_CONFIG = 16 << 20  # octets, of what is read into the running-config
_NVRAM = ("nvram:startup-config", "nvram:/startup-config", "nvram:")


def is_remote(url: str) -> bool:
    return url.lower().startswith("tftp:")


def parts_of(url: str) -> tuple[str, str]:
    """Host and file of ``tftp://host/file``; "" for what is not said."""
    rest = url.partition(":")[2].removeprefix("//")
    host, _, name = rest.partition("/")
    return host, name


def copy(ctx: Context, source: str, destination: str) -> ProcessBody:
    """Raises Refused: for file systems that are not here."""
    if is_remote(source) == is_remote(destination):
        where = source if name_of(source) is None and not is_remote(source) else destination
        raise Refused(f"%Error opening {where} (No such device)")
    if is_remote(source):
        if destination.lower() not in (RUNNING, STARTUP, *_NVRAM, NOTHING) and name_of(destination) is None:
            raise Refused(f"%Error opening {destination} (No such device)")
        return _fetch(ctx, source, STARTUP if destination in _NVRAM else destination)
    if source not in (RUNNING, STARTUP, *_NVRAM) and name_of(source) is None:
        raise Refused(f"%Error opening {source} (No such device)")
    return _send(ctx, STARTUP if source in _NVRAM else source, destination)


def _remote(ctx: Context, url: str, reading: bool) -> Generator[Request, Any, tuple[str, str]]:
    """Host and file at the other end, as far as they are to be asked; what was said last is offered. "" for no host."""
    engine: TftpEngine = ctx.device.engine("tftp")
    host, name = parts_of(url)
    if not host or not reading:
        host = yield from asked(ctx, "Address or name of remote host", host or engine.last_host)
    if not host:
        return "", ""
    engine.last_host = host
    if reading:
        if not name:
            name = yield from asked(ctx, "Source filename", engine.last_file)
        engine.last_file = name
    return host, name


def _fetch(ctx: Context, source: str, destination: str) -> ProcessBody:
    device = ctx.device
    host, name = yield from _remote(ctx, source, True)
    if not host:
        yield Write(INVALID_HOST)
        return
    if not name:
        yield Write(f"%Error opening tftp://{host}/ (No such file or directory)\n")
        return
    config, nowhere = destination in (RUNNING, STARTUP), destination.lower() == NOTHING
    default = destination if config else name_of(destination) or name.rsplit("/", 1)[-1]
    target = "" if nowhere else (yield from asked(ctx, "Destination filename", default))
    if not config and target in device.flash and not (yield from confirmed(ctx, *OVER)):
        return
    room = nvram_size(device) if destination == STARTUP else _LARGEST_CONFIG if config else device.flash.free
    transfer = Copy(ctx, host, name, limit=room + len(device.flash.get(target, b"")))
    if not (yield from transfer.run()):
        return
    text = transfer.data.decode("utf-8", "surrogateescape")
    if destination == RUNNING:
        yield Write(ctx.shell.configure(text))
        assert ctx.session is not None  # an exec command
        engine: SystemEngine = device.engine("system")
        engine.configured_from(transfer.url, ctx.session)
    elif destination == STARTUP:
        said = keep_startup(device, text)
        yield Write(said or NVRAM_FULL)
        if not said:
            return
    elif not nowhere:
        problem = device.flash.store(target, transfer.data)
        if problem:
            yield Write(f"{problem}\n")
            return
    yield Write(transfer.told())


def _send(ctx: Context, source: str, destination: str) -> ProcessBody:
    device = ctx.device
    config = source in (RUNNING, STARTUP)
    file = "" if config else name_of(source) or ""
    if not config and not file:
        file = yield from asked(ctx, "Source filename", "")
    if not config and file not in device.flash:
        yield Write(missing(device, file) + "\n")
        return
    if source == STARTUP and not device.startup_config:
        yield Write("%Error opening nvram:/startup-config (No such file or directory)\n")
        return
    host, name = yield from _remote(ctx, destination, False)
    if not host:
        yield Write(INVALID_HOST)
        return
    default = name or (f"{device.hostname.lower()}-confg" if config else file.rsplit("/", 1)[-1])
    name = yield from asked(ctx, "Destination filename", default)
    if source == RUNNING:
        data = ("\n".join(running_text(ctx)) + "\n").encode("utf-8", "surrogateescape")
    elif source == STARTUP:
        data = device.startup_config.encode("utf-8", "surrogateescape")
    else:
        data = device.flash[file]
    transfer = Copy(ctx, host, name, data)
    if (yield from transfer.run()):
        yield Write(transfer.told())
