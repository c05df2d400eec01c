"""`clear ipv6 access-list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.acl6.model import Acl6Config

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def do_clear_ipv6_access_list(ctx: Context, name: str | None = None) -> None:
    if ctx.device.get(Acl6Config) is not None:
        ctx.device.engine("acl6").clear_counters(name)
