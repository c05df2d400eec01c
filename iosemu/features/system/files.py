"""The running configuration as a file: header, body, size; the start-up configuration."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any
from zlib import compress

from iosemu.cli.context import Ask, AskKey, Context, Request, Write
from iosemu.device.device import Device
from iosemu.device.events import StartupWritten
from iosemu.features.system.engine import SystemEngine
from iosemu.features.system.model import SystemConfig

_YES = frozenset({"\r", "\n", "y", "Y"})
NO_MASTER_KEY = "Can not encrypt password. Please configure a configuration-key with 'key config-key'"
NVRAM_FULL = "startup-config file open failed (Not enough space)\n"


def asked(ctx: Context, question: str, usual: str) -> Generator[Request, Any, str]:
    """A name: what is answered to ``Destination filename [usual]? ``; nobody is asked under `file prompt quiet`."""
    if ctx.device[SystemConfig].file_prompt == "quiet":
        return usual
    answer: str = yield Ask(f"{question} [{usual}]? ")
    return answer.strip() or usual


def confirmed(ctx: Context, *question: str) -> Generator[Request, Any, bool]:
    """Is it to be done? The last of the lines is what is answered with a key."""
    if ctx.device[SystemConfig].file_prompt == "quiet":
        return True
    for line in question[:-1]:
        yield Write(f"{line}\n")
    key = yield AskKey(question[-1])
    yield Write("\n")
    return key in _YES


def nvram_size(device: Device) -> int:
    """Bytes."""
    return device.platform.nvram


def _stamp(engine: SystemEngine, what: str, when: tuple[float, str] | None) -> list[str]:
    if when is None:
        return []
    at, user = when
    return [f"! {what} at {engine.clock.date(at)}" + (f" by {user}" if user else "")]


def running_text(ctx: Context, everything: bool = False) -> list[str]:
    """Header comments, body, `end`."""
    engine: SystemEngine = ctx.device.engine("system")
    stamps = _stamp(engine, "Last configuration change", engine.last_change)
    if stamps:
        stamps += _stamp(engine, "NVRAM config last updated", engine.last_write)
        stamps.insert(0, "!")
    if not ctx.device.software.running_config_stamps:
        stamps = []
    return [*stamps, *ctx.shell.running_config(everything), "!", "end"]


def stored_size(text: str) -> int:
    """Bytes that a configuration takes in NVRAM: compressed where `service compress-config` is a line of it."""
    plain = text.encode("utf-8", "surrogateescape")
    return len(compress(plain)) if "service compress-config" in text.split("\n") else len(plain)


def keep_startup(device: Device, text: str) -> str:
    """Write a start-up configuration and tell how that went; "" where it does not fit: then nothing is changed."""
    size = stored_size(text)
    if size > nvram_size(device):
        return ""
    device.startup_config = text
    plain = len(text.encode("utf-8", "surrogateescape"))
    return f"Compressed configuration from {plain} bytes to {size} bytes[OK]\n" if size != plain else "[OK]\n"


def write_startup(ctx: Context) -> str:
    """Keep the running configuration for the next start; what is said of it."""
    device: Device = ctx.device
    engine: SystemEngine = device.engine("system")
    assert ctx.session is not None  # an exec command
    said = keep_startup(device, "\n".join(running_text(ctx)) + "\n")
    if not said:
        return NVRAM_FULL
    device.keep_private()
    engine.last_write = (engine.host.now, ctx.session.username)
    engine.modified = False
    device.bus.emit(StartupWritten())
    return said


def copied_text(size: int) -> str:
    """What ends a copy: it takes no time here, so no rate is told."""
    return f"{size} bytes copied in 0.000 secs\n"
