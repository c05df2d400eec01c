"""show running-config, startup-config, version, inventory, debugging, aliases, reload"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.interface import Interface
from iosemu.features.system.engine import DEFAULT_ALIASES, SystemEngine
from iosemu.features.system.files import NO_MASTER_KEY, nvram_size, running_text, stored_size
from iosemu.features.system.model import SystemConfig
from iosemu.features.system.processes import (
    show_memory_statistics,
    show_platform,
    show_processes_cpu,
    show_processes_memory,
)
from iosemu.features.system.tech import show_tech_support
from iosemu.features.system.version import show_inventory, show_version
from iosemu.features.system.visible import visible
from iosemu.features.system.vrf_config import lines_of
from iosemu.types import InterfaceName

__all__ = [
    "show_aliases",
    "show_debugging",
    "show_derived_config",
    "show_inventory",
    "show_memory_statistics",
    "show_platform",
    "show_processes_cpu",
    "show_processes_memory",
    "show_reload",
    "show_running_config",
    "show_running_config_vrf",
    "show_startup_config",
    "show_tech_support",
    "show_version",
]


def _sized(lines: list[str], numbered: bool = False, kind: str = "Current") -> list[str]:
    """With the size in front and, if wanted, the number of each line."""
    size = len("\n".join(lines)) + 1
    if numbered:
        lines = [f"{number:>3} : {line}" for number, line in enumerate(lines, 1)]
    return ["Building configuration...", "", f"{kind} configuration : {size} bytes", *lines, ""]


def _block(ctx: Context, name: InterfaceName) -> list[str]:
    return ["!", *ctx.shell.running_block(f"interface {name}"), "end"]


def show_running_config(
    ctx: Context, everything: bool = False, name: InterfaceName | None = None, numbered: bool = False
) -> Iterable[str]:
    lines = running_text(ctx, everything) if name is None else _block(ctx, name)
    assert ctx.session is not None  # an exec command
    shown = _sized(list(visible(ctx.session, ctx.device, lines)), numbered)
    return [shown[0], NO_MASTER_KEY, *shown[1:]] if ctx.device.vault.lacks_key else shown


def show_running_config_vrf(ctx: Context, vrf: str = "") -> Iterable[str]:
    """Of one VRF, or of all by name."""
    names = [vrf] if vrf else sorted((each.name for each in ctx.device.vrfs), key=str.lower)
    lines = ctx.shell.running_config()
    found = [line for name in names for line in lines_of(lines, name)]
    return _sized([*found, *(["!"] if found else []), "end"])


def show_derived_config(ctx: Context, name: InterfaceName | None = None) -> Iterable[str]:
    """What is in force: no server adds anything to what was configured, but clones have the lines of their template."""
    iface = ctx.device.interfaces.get(name) if name is not None else None
    if name is None or iface is None or iface.kind != "Virtual-Access":
        return _sized(running_text(ctx) if name is None else _block(ctx, name), kind="Derived")
    return _sized(clone_block(ctx.shell, iface), kind="Derived")


def clone_block(shell: Any, iface: Interface) -> list[str]:
    """The block of an interface that was cloned from a template, as if it had been typed."""
    lines = [f" {line}" for line in shell.renderer.mode_lines("config-if", iface)]
    return ["!", f"interface {iface.text}", *lines, *(f" {line}" for line in iface.derived), "end"]


def show_startup_config(ctx: Context) -> Iterable[str]:
    device: Device = ctx.device
    text = device.startup_config
    if not text:
        return ["startup-config is not present"]
    size, plain = stored_size(text), len(text.encode("utf-8", "surrogateescape"))
    packed = f", uncompressed size = {plain} bytes" if size != plain else ""
    return [f"Using {size} out of {nvram_size(device)} bytes{packed}", *text.rstrip("\n").split("\n"), ""]


def show_debugging(ctx: Context) -> Iterable[str]:
    """Flags that are on, beneath the headings of their subsystems."""
    debug = ctx.device.debug
    heading = None
    for _, (flag, _) in sorted(debug.known.items(), key=lambda item: item[1][0].heading):
        if flag.name not in debug.active:
            continue
        if flag.heading != heading:
            if heading is not None:
                yield ""
            heading = flag.heading
            yield heading
        yield f"  {flag.text} is on{debug.notes[flag.name]}"


def show_aliases(ctx: Context) -> Iterable[str]:
    config = ctx.device[SystemConfig]
    yield "Exec mode aliases:"
    own = {name: text for (mode, name), text in config.aliases.items() if mode == "exec"}
    for name, text in {**DEFAULT_ALIASES, **own}.items():
        yield f"  {name:<21} {text}"
    yield ""


def show_reload(ctx: Context) -> Iterable[str]:
    engine: SystemEngine = ctx.device.engine("system")
    scheduled = engine.scheduled
    if scheduled is None:
        yield "No reload is scheduled."
        return
    left = int(scheduled.at - engine.host.now)
    hours, minutes, seconds = left // 3600, left // 60 % 60, left % 60
    parts = [(hours, "hour"), (minutes, "minute"), (seconds, "second")]
    words = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in parts if count]
    span = " and ".join(words) if len(words) < 3 else f"{words[0]}, {words[1]} and {words[2]}"
    yield f"Reload scheduled for {engine.clock.date(scheduled.at)} (in {span}) by {scheduled.by}"
    yield f"Reload reason: {scheduled.reason}"
