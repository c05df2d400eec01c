"""The rows of `show cdp neighbors`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.cdp.show import engine_of, letters_of, listed
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
