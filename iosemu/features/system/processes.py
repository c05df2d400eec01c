"""show processes cpu and memory, show memory statistics, show platform: who works in the router, and what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.feature import features
from iosemu.device.interface import VIRTUAL
from iosemu.device.memory import own_words, words
from iosemu.device.tells import answers
from iosemu.device.times import uptime
from iosemu.features.clock.engine import ClockEngine
from iosemu.records import dataclass

_MEMORY = re.compile(r"(\d+)K(?:/(\d+)K)? bytes of memory")
_HEADS = {4: (0x65A80000, 0x0E000000), 8: (0xFF89570010, 0xFF888CE1A8)}  # by octets of a word: where pools begin
_BUFFERS = 50 * 104 + 25 * 600 + 50 * 1536 + 10 * 4520  # permanent ones of the public pools, small to very big
SLOTS = ("R0", "F0")
_PARTICLES = 256 * 512  # of each port
_LSMPI = (6295128, 6294304)  # taken when the router starts, and never given back


class Process(NamedTuple):
    number: int
    name: str
    runs: int  # times that it was set to work
    holding: int  # octets


@dataclass(slots=True)
class Pool:
    """Memory, in octets. Its blocks lie in no order: what is free is known by its amount alone."""

    name: str
    head: int
    total: int
    used: int

    @property
    def free(self) -> int:
        return self.total - self.used


def processes(device: Device) -> list[Process]:
    """Number 0 is what is there without any of them."""
    octets = device.software.word
    found = [Process(0, "*Init*", 0, own_words(device) * octets)]
    held = {engine.host.name: tables for engine, tables in answers(device, "processes memory")}
    for name, engine in device.engines.items():
        process = features()[name].process if name in features() else ""
        if process:
            holding = sum(map(words, held.get(name, ()))) * octets
            found.append(Process(len(found), process, engine.host.runs, holding))
    return found


def number_of(device: Device, feature: str) -> int:
    """Of the process of a feature that runs."""
    shown = [name for name in device.engines if name in features() and features()[name].process]
    return 1 + shown.index(feature)


def pool_of(device: Device, found: list[Process]) -> Pool:
    """Its size is what `show version` says."""
    head = _HEADS[device.software.word][0]
    return Pool("Processor", head, int(_sizes(device)[1]) * 1024, sum(process.holding for process in found))


def _sizes(device: Device) -> re.Match[str]:
    return next(match for line in device.platform.image.hardware if (match := _MEMORY.search(line)))


def buffer_pool_of(device: Device) -> Pool | None:
    """Where packets lie: the buffers are there from the start. IOS-XE tells of those of its forwarding plane."""
    head = _HEADS[device.software.word][1]
    size = _sizes(device)[2]
    if size and device.software.word == 8:
        return Pool("lsmpi_io", head, *_LSMPI)
    ports = sum(iface.kind not in VIRTUAL and iface.name.sub is None for iface in device.interfaces.values())
    return Pool("I/O", head, int(size) * 1024, _BUFFERS + ports * _PARTICLES) if size else None


def show_processes_cpu(ctx: Context) -> Iterator[str]:
    """Virtual time stands still while a router works: nothing it does takes any."""
    device: Device = ctx.device
    width = device.software.process_column
    yield "CPU utilization for five seconds: 0%/0%; one minute: 0%; five minutes: 0%"
    yield f" PID Runtime(ms) {'Invoked':>{width}}      uSecs   5Sec   1Min   5Min TTY Process "
    for number, name, runs, _ in processes(device)[1:]:
        yield f"{number:>4} {0:>11} {runs:>{width}} {0:>10}  0.00%  0.00%  0.00%   0 {name:<17}"


def show_processes_memory(ctx: Context, by_size: bool = False) -> Iterator[str]:
    """Nobody counts what was asked for and given back meanwhile: those columns are left out."""
    found = processes(ctx.device)
    pool = pool_of(ctx.device, found)
    yield f"Processor Pool Total: {pool.total:>10} Used: {pool.used:>10} Free: {pool.free:>10}"
    yield ""
    yield " PID TTY    Holding Process"
    if by_size:
        found.sort(key=lambda process: -process.holding)
    for number, name, _, holding in found:
        yield f"{number:>4}   0 {holding:>10} {name:<16}"
    yield f"{pool.used:>41} Total"


def show_memory_statistics(ctx: Context) -> Iterator[str]:
    """Nobody keeps what was the lowest; it is what is free now."""
    yield f"{'Head':>20}{'Total(b)':>12}{'Used(b)':>12}{'Free(b)':>12}{'Lowest(b)':>12}{'Largest(b)':>12}"
    for pool in (pool_of(ctx.device, processes(ctx.device)), buffer_pool_of(ctx.device)):
        if pool is not None:
            sizes = "".join(f"{size:>12}" for size in (pool.total, pool.used, pool.free, pool.free, pool.free))
            yield f"{pool.name:>9}  {pool.head:>9X}{sizes}"


def show_platform(ctx: Context) -> Iterator[str]:
    device: Device = ctx.device
    clock: ClockEngine = device.engine("clock")
    model = device.platform.name.upper()
    age = uptime(clock.uptime())
    yield f"Chassis type: {model}"
    yield ""
    yield "Slot      Type                State                 Insert time (ago) "
    yield "--------- ------------------- --------------------- ----------------- "
    for slot in SLOTS:
        yield f"{slot:<9} {model:<19} {'ok, active':<21} {age:<17} "
    yield ""
