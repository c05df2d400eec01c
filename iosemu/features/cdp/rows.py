"""The rows of `show cdp neighbors`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.features.cdp.show import engine_of, letters_of, listed, talking
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName


@dataclass(slots=True)
class CdpRow:
    """`interface` is ours, `port` the neighbour's; `holdtime` in seconds."""

    device: str
    interface: str
    holdtime: int
    capabilities: tuple[str, ...]
    platform: str
    port: str
    addresses: tuple[str, ...]


def show_cdp_neighbors(ctx: Context, iface: InterfaceName | None = None, detail: bool = False) -> Iterator[CdpRow]:
    """The same for `detail`."""
    engine = engine_of(ctx)
    for neighbor in listed(engine, iface) if engine.running else ():
        packet = neighbor.packet
        yield CdpRow(
            device=packet.device_id,
            interface=neighbor.iface.text,
            holdtime=int(engine.holdtime(neighbor)),
            capabilities=tuple(letters_of(neighbor)),
            platform=packet.platform,
            port=packet.port_id,
            addresses=tuple(map(format_ipv4, packet.addresses)),
        )


@dataclass(slots=True)
class CdpTimersRow:
    """Seconds."""

    timer: int
    holdtime: int


def show_cdp(ctx: Context) -> Iterator[CdpTimersRow]:
    engine = engine_of(ctx)
    if engine.running:
        yield CdpTimersRow(engine.config.timer, engine.config.holdtime)


def show_cdp_entry(ctx: Context, name: str) -> Iterator[CdpRow]:
    return (row for row in show_cdp_neighbors(ctx) if name in ("*", row.device))


@dataclass(slots=True)
class CdpInterfaceRow:
    """An interface that sends; seconds."""

    interface: str
    enabled: bool  # not shut down
    up: bool
    timer: int
    holdtime: int


def show_cdp_interface(ctx: Context, iface: InterfaceName | None = None) -> Iterator[CdpInterfaceRow]:
    engine = engine_of(ctx)
    for port in talking(engine, iface) if engine.running else ():
        yield CdpInterfaceRow(port.text, port.enabled, port.line_up, engine.config.timer, engine.config.holdtime)


def show_cdp_traffic(ctx: Context) -> Iterator[CountRow]:
    traffic = engine_of(ctx).traffic
    for name in ("output", "input", "syntax", "checksum"):
        yield CountRow("", name, getattr(traffic, name))
