"""Exec commands that act on GDOI."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.gdoi.engine import GdoiEngine


def do_rekey(ctx: Context, replace: bool = False) -> None:
    """Of all groups that this router serves."""
    engine: GdoiEngine = ctx.device.engine("gdoi")
    for server in engine.servers.values():
        server.replace(replace)
