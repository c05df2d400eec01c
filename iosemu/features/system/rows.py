"""The rows of `show version` and `show inventory`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.system.engine import DEFAULT_ALIASES
from iosemu.features.system.model import SystemConfig
from iosemu.features.system.processes import SLOTS, buffer_pool_of, pool_of, processes
from iosemu.features.system.version import parts, register_of, serial_of
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class VersionRow:
    """`platform` is the name in a lab.yaml; `uptime` in seconds."""

    hostname: str
    platform: str
    version: str
    image: str
    uptime: float
    serial: str
    register: str
    reason: str  # of the last reload, "" since power-on


def show_version(ctx: Context) -> Iterator[VersionRow]:
    device = ctx.device
    yield VersionRow(
        hostname=device.hostname,
        platform=device.platform.name,
        version=device.platform.image.version,
        image=device.platform.image.file,
        uptime=device.engine("clock").uptime(),
        serial=serial_of(device),
        register=register_of(device),
        reason=device.reload_reason or "",
    )


@dataclass(slots=True)
class InventoryRow:
    """A part of the box; `product`, `version` and `serial` are PID, VID and SN."""

    name: str
    description: str
    product: str
    version: str
    serial: str


def show_inventory(ctx: Context) -> Iterator[InventoryRow]:
    for part in parts(ctx.device):
        yield InventoryRow(*part)


@dataclass(slots=True)
class DebugRow:
    """A debug that is on; `notes` is what it was switched on with."""

    heading: str
    text: str
    notes: str


def show_debugging(ctx: Context) -> Iterator[DebugRow]:
    debug = ctx.device.debug
    for _, (flag, _) in sorted(debug.known.items(), key=lambda item: item[1][0].heading):
        if flag.name in debug.active:
            yield DebugRow(flag.heading, flag.text, str(debug.notes[flag.name]))


@dataclass(slots=True)
class AliasRow:
    name: str
    command: str


def show_aliases(ctx: Context) -> Iterator[AliasRow]:
    own = {name: text for (mode, name), text in ctx.device[SystemConfig].aliases.items() if mode == "exec"}
    return (AliasRow(name, text) for name, text in {**DEFAULT_ALIASES, **own}.items())


@dataclass(slots=True)
class ReloadRow:
    """A reload that comes in `left` seconds."""

    left: float
    reason: str
    by: str


def show_reload(ctx: Context) -> Iterator[ReloadRow]:
    engine = ctx.device.engine("system")
    if engine.scheduled is not None:
        yield ReloadRow(engine.scheduled.at - engine.host.now, engine.scheduled.reason, engine.scheduled.by)


@dataclass(slots=True)
class ProcessRow:
    """`runs`: how often it was set to work; octets that it holds."""

    number: int
    name: str
    runs: int
    holding: int


def show_processes_memory(ctx: Context, by_size: bool = False) -> Iterator[ProcessRow]:
    found = [ProcessRow(*process) for process in processes(ctx.device)]
    return iter(sorted(found, key=lambda process: -process.holding) if by_size else found)


def show_processes_cpu(ctx: Context) -> Iterator[ProcessRow]:
    return (row for row in show_processes_memory(ctx) if row.number)


@dataclass(slots=True)
class MemoryRow:
    """A pool; octets."""

    name: str
    total: int
    used: int
    free: int


def show_memory_statistics(ctx: Context) -> Iterator[MemoryRow]:
    for pool in (pool_of(ctx.device, processes(ctx.device)), buffer_pool_of(ctx.device)):
        if pool is not None:
            yield MemoryRow(pool.name, pool.total, pool.used, pool.free)


@dataclass(slots=True)
class SlotRow:
    slot: str
    kind: str
    state: str


def show_platform(ctx: Context) -> Iterator[SlotRow]:
    return (SlotRow(slot, ctx.device.platform.name.upper(), "ok, active") for slot in SLOTS)
