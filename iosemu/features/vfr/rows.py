"""The rows of `show ip virtual-reassembly`: what its text is made from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.vfr.model import VfrInterface
from iosemu.records import dataclass
from iosemu.types import InterfaceName

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.vfr.engine import VfrEngine


@dataclass(slots=True)
class VfrRow:
    """An interface that puts datagrams together. `timeout` in seconds; `total` were whole, `timeouts` were not in
    time."""

    interface: str
    reassemblies: int
    fragments: int
    timeout: int
    drop: bool
    datagrams: int
    pieces: int
    total: int
    timeouts: int


def show_vfr(ctx: Context, iface: InterfaceName | None = None) -> Iterator[VfrRow]:
    engine: VfrEngine | None = ctx.device.engines.get("vfr")
    for each in ctx.device if engine is not None else ():
        config = each.get(VfrInterface)
        if config is None or not config.enabled or iface not in (None, each.name):
            continue
        assert engine is not None
        port = engine.ports[each]
        yield VfrRow(
            each.text, config.reassemblies, config.fragments, config.timeout, config.drop, len(port.datagrams),
            sum(len(found.ranges) for found in port.datagrams.values()), port.total, port.timeouts,
        )  # fmt: skip
