"""`ip local pool NAME LOW [HIGH]`: each line is one more range of the pool."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.features.localpool.model import LocalPoolConfig
from iosemu.types import IPv4, format_ipv4


def set_local_pool(ctx: Context, negated: bool, name: str, low: IPv4 = 0, high: IPv4 = 0) -> str | None:
    pools = {each: list(ranges) for each, ranges in ctx.device[LocalPoolConfig].pools.items()}
    if negated or ctx.defaulted:
        ranges = pools.pop(name, None)
        if ranges is None:
            return None
        left = [each for each in ranges if low and each != (low, high or low)]
        if left:
            pools[name] = left
        ctx.change("pools", pools)
        return None
    high = high or low
    if high < low:
        return f"%Bad IP range, {format_ipv4(low)} - {format_ipv4(high)}"
    for other, ranges in pools.items():
        if any(low <= last and first <= high for first, last in ranges):
            return None if (low, high) in ranges and other == name else f"%IP address range overlaps with pool: {other}"
    pools.setdefault(name, []).append((low, high))
    ctx.change("pools", pools)
    return None


def render_local_pool(record: LocalPoolConfig) -> Iterator[str]:
    for name, ranges in record.pools.items():
        for low, high in ranges:
            yield f"ip local pool {name} {format_ipv4(low)}" + (f" {format_ipv4(high)}" if high != low else "")
