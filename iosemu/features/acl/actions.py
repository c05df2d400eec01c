"""`clear access-list counters`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def do_clear_counters(ctx: Context, name: str | int | None = None) -> None:
    ctx.device.engine("acl").clear_counters(None if name is None else str(name))
