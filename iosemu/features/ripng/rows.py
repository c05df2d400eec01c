"""The rows of shows of RIPng, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ripng.show import next_hops, paths, running
from iosemu.records import dataclass
from iosemu.types import format_ipv6

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class RipngRow:
    """A process. Times in seconds; `periodic` and `triggered` count updates."""

    name: str
    port: int
    distance: int
    update: int
    expire: int
    holddown: int
    garbage: int
    periodic: int
    triggered: int
    interfaces: tuple[str, ...]


def show_ripng(ctx: Context, name: str = "") -> Iterator[RipngRow]:
    for rip in running(ctx.device, name):
        process = rip.process
        yield RipngRow(
            process.name, process.port, process.distance, *process.timers, rip.periodic, rip.triggered, tuple(rip.ports)
        )


@dataclass(slots=True)
class RipngPathRow:
    """A way to a network; `expires` in seconds (of one that has expired: until it is forgotten)."""

    process: str
    prefix: str
    metric: int
    next_hop: str
    interface: str
    installed: bool
    expired: bool
    expires: float


def show_ripng_database(ctx: Context, name: str = "") -> Iterator[RipngPathRow]:
    for rip in running(ctx.device, name):
        for prefix, path, installed, down, left in paths(rip):
            hop, name, iface = format_ipv6(path.next_hop), rip.process.name, path.iface.text
            metric = 16 if down else path.metric
            yield RipngPathRow(name, prefix, metric, hop, iface, installed and not down, down, left)


@dataclass(slots=True)
class RipngHopRow:
    process: str
    next_hop: str
    interface: str
    paths: int


def show_ripng_next_hops(ctx: Context, name: str = "") -> Iterator[RipngHopRow]:
    for rip in running(ctx.device, name):
        for (hop, iface), count in next_hops(rip).items():
            yield RipngHopRow(rip.process.name, hop, iface, count)
