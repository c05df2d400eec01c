"""The rows of `show sessions`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class TelnetSessionRow:
    """A connection of this terminal; `waiting` octets were not read, `idle` in seconds."""

    number: int
    host: str
    address: str
    waiting: int
    idle: float
    last: bool  # the one that RETURN goes on with


def show_sessions(ctx: Context) -> Iterator[TelnetSessionRow]:
    mine = ctx.device.engine("telnet").of(ctx.session) if ctx.session is not None else []
    for each in sorted(mine, key=lambda one: one.number):
        idle = ctx.device.scheduler.now - each.used_at
        yield TelnetSessionRow(
            each.number, each.name, format_ipv4(each.address), each.waiting, idle, each is mine[-1]
        )
