"""`show ip route track-table`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.static.config import render_route
from iosemu.features.static.model import StaticConfig

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device


def show_track_table(ctx: Context) -> Iterable[str]:
    for line, _, up in tracked(ctx.device):
        yield f" {line} state is [{'up' if up else 'down'}]"


def tracked(device: Device) -> Iterator[tuple[str, int, bool]]:
    """Line, number of the object, and whether it is up."""
    config = device.get(StaticConfig)
    for line in render_route(config) if config is not None else ():
        _, found, rest = line.partition(" track ")
        if found:
            number = int(rest.split()[0])
            yield line, number, bool(device.engine("track").up(number))
