"""`show ip route track-table`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iosemu.features.static.config import render_route
from iosemu.features.static.model import StaticConfig

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def show_track_table(ctx: Context) -> Iterable[str]:
    config = ctx.device.get(StaticConfig)
    for line in render_route(config) if config is not None else ():
        _, found, number = line.partition(" track ")
        if found:
            up = ctx.device.engine("track").up(int(number.split()[0]))
            yield f" {line} state is [{'up' if up else 'down'}]"
