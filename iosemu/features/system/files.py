"""The running configuration as a file: header, body, size; the start-up configuration."""

from __future__ import annotations

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.features.system.engine import SystemEngine

_NVRAM = {"c7200": 522232, "generic": 522232, "iosv": 262144, "c3725": 57336, "c2811": 245752, "iol": 262144}


def nvram_size(device: Device) -> int:
    """Bytes."""
    return _NVRAM.get(device.platform.name, 33554432)


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


def write_startup(ctx: Context) -> None:
    """Keep the running configuration for the next start."""
    device: Device = ctx.device
    engine: SystemEngine = device.engine("system")
    assert ctx.session is not None  # an exec command
    device.startup_config = "\n".join(running_text(ctx)) + "\n"
    engine.last_write = (engine.host.now, ctx.session.username)
    engine.modified = False


def copied_text(size: int) -> str:
    """What ends a copy; the time is about what a real router needs."""
    spent = size % 900 + 100  # milliseconds
    return f"{size} bytes copied in 0.{spent:03d} secs ({size * 1000 // spent} bytes/sec)\n"
