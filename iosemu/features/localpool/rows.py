"""The rows of `show ip local pool`: what its text is made from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.localpool.model import LocalPoolConfig
from iosemu.records import dataclass
from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.localpool.engine import LocalPoolEngine


@dataclass(slots=True)
class LocalPoolRow:
    """A range of a pool."""

    pool: str
    begin: IPv4
    end: IPv4
    free: int
    in_use: int


def show_pool(ctx: Context, name: str = "") -> Iterator[LocalPoolRow]:
    engine: LocalPoolEngine = ctx.device.engine("localpool")
    for pool, ranges in ctx.device[LocalPoolConfig].pools.items():
        for low, high in ranges if name in ("", pool) else ():
            used = sum(low <= address <= high for address in engine.holding(pool).used)
            yield LocalPoolRow(pool, low, high, high - low + 1 - used, used)
