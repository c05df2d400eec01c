"""show ip local pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.localpool.model import LocalPoolConfig
from iosemu.features.localpool.rows import show_pool as rows
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.localpool.engine import LocalPoolEngine


def show_pool(ctx: Context, name: str = "") -> Iterator[str]:
    pools = ctx.device[LocalPoolConfig].pools
    if name and name not in pools:
        return
    yield f" {'Pool':<24} {'Begin':<15} {'End':<15} Free  In use   Blocked"
    last = ""
    for row in rows(ctx, name):
        own = row.pool if row.pool != last else ""
        last = row.pool
        yield f" {own:<24} {format_ipv4(row.begin):<15} {format_ipv4(row.end):<15}{row.free:>5}{row.in_use:>8}{0:>10}"
    if name:
        engine: LocalPoolEngine = ctx.device.engine("localpool")
        yield " Available addresses:"
        yield from (f"   {format_ipv4(address)}" for address in engine.available(name))
        yield " Inuse addresses:"
        used = engine.holding(name).used
        yield from (f"   {format_ipv4(address):<15} {owner}".rstrip() for address, owner in used.items())
        if not used:
            yield "   None"
