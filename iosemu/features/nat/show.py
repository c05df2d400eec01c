"""`show ip nat translations`, `show ip nat statistics`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.device.times import uptime
from iosemu.features.nat.model import Dynamic, NatConfig, NatInterface
from iosemu.features.nat.rows import NatTranslation, Source, listed, users_of
from iosemu.features.nat.table import Entry
from iosemu.types import format_ipv4, mask_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.nat.engine import NatEngine

_HEADS = {
    "classic": "Pro Inside global      Inside local       Outside local      Outside global",
    "XE": "Pro  Inside global         Inside local          Outside local         Outside global",
}
_COLUMNS = {"classic": (23, 42, 61), "XE": (27, 49, 71)}


def _engine(ctx: Context) -> NatEngine | None:
    found: NatEngine | None = ctx.device.engines.get("nat")
    return found


def _row(row: NatTranslation, columns: tuple[int, ...]) -> str:
    """What is too long moves the next column on, no further."""
    line = f"{row.protocol:<4} {row.inside_global}" if columns[0] == 27 else f"{row.protocol:<3} {row.inside_global}"
    for column, text in zip(columns, (row.inside_local, row.outside_local, row.outside_global), strict=True):
        line = f"{line:<{column - 1}} {text}"
    return line


def show_translations(ctx: Context, verbose: bool = False, **which: Any) -> Iterable[str]:
    style = ctx.device.software.nat_rows
    found = list(listed(ctx, **which))
    if found:
        yield _HEADS[style]
    for row, source in found:
        yield _row(row, _COLUMNS[style])
        if verbose:
            yield from _verbose(ctx, row, source, style)
    if style == "XE":
        yield f"Total number of translations: {len(found)}"


def _verbose(ctx: Context, row: NatTranslation, source: Source, style: str) -> Iterator[str]:
    left = 0.0 if row.timeout is None else max(row.timeout - row.idle, 0.0)
    if style == "XE":
        yield from _verbose_new(ctx, row, source, left)
        return
    rule = source.inside if isinstance(source, Entry) else getattr(source, "rule", None)
    number = rule.number if isinstance(rule, Dynamic) else 0
    ends = f" timeout:{round(row.timeout * 1000)}, left {uptime(left)}, " if row.timeout is not None else " timeout:0, "
    map_id = f"Map-Id(In): {number}, " if number else ""
    yield f"    create {uptime(row.age)}, use {uptime(row.idle)}{ends}{map_id}"
    yield "    flags: "
    flags = "static" if row.static else "extended" if row.extended else "none"
    yield f"{flags}, use_count: {0 if row.extended else row.uses}, entry-id: {row.number}, lc_entries: 0"


def _verbose_new(ctx: Context, row: NatTranslation, source: Source, left: float) -> Iterator[str]:
    clock = ctx.device.engine("clock")
    now = ctx.device.scheduler.now
    made, used = (_stamp(clock, now - age) for age in (row.age, row.idle))
    yield f"  create: {made}, use: {used}, timeout: {uptime(left)}"
    rule = source.inside if isinstance(source, Entry) else getattr(source, "rule", None)
    yield f"  RuleID : {rule.number if isinstance(rule, Dynamic) else 0}"
    yield f"  Flags: {'static' if row.static else 'unknown'}"
    yield "  ALG Application Type: NA"
    yield "  WLAN-Flags: unknown"
    came = source.came if isinstance(source, Entry) else ""
    yield f"  Mac-Address: 0000.0000.0000    Input-IDB: {came}".rstrip()
    yield f"  entry-id: 0x{row.number:x}, use_count:{1 if row.extended else row.uses}"
    yield ""


def _stamp(clock: Any, at: float) -> str:
    return str(clock.local(at)[0].strftime("%m/%d/%y %H:%M:%S"))


def show_total(ctx: Context) -> Iterable[str]:
    yield f"Total number of translations: {sum(1 for _ in listed(ctx))}"


def _names(ctx: Context, side: str) -> list[str]:
    found = []
    for iface in ctx.device:
        slot = iface.get(NatInterface)
        if slot is not None and getattr(slot, side):
            found.append(iface.text)
    return found


_TITLES = (
    ("inside", "-- Inside Source"), ("outside", "-- Outside Source"), ("destination", "-- Inside Destination"),
)  # fmt: skip


def show_statistics(ctx: Context) -> Iterable[str]:
    engine = _engine(ctx)
    if engine is None:
        return
    config, stats, software = engine.config, engine.stats, ctx.device.software
    extended = len(engine.table)
    dynamic = extended + len(engine.table.by_local)
    static = len(config.statics)
    if software.nat_peak:
        yield f"Total active translations: {static + dynamic} ({static} static, {dynamic} dynamic; {extended} extended)"
        if stats.peak:
            ago = uptime(ctx.device.scheduler.now - stats.peak_at)
            yield f"Peak translations: {stats.peak}, occurred {ago} ago"
        yield "Outside interfaces:"
        yield f"  {', '.join(_names(ctx, 'outside'))}"
        yield "Inside interfaces: "
        yield f"  {', '.join(_names(ctx, 'inside'))}"
    else:
        yield f"Total translations: {static + dynamic} ({static} static, {dynamic} dynamic; {extended} extended)"
        yield f"Outside interfaces: {', '.join(_names(ctx, 'outside'))}"
        yield f"Inside interfaces: {', '.join(_names(ctx, 'inside'))}"
    yield f"Hits: {stats.hits}  Misses: {stats.misses}"
    if software.nat_peak:
        yield f"CEF Translated packets: {stats.hits}, CEF Punted packets: {stats.misses}"
    yield f"Expired translations: {stats.expired}"
    yield "Dynamic mappings:"
    for side, title in _TITLES:
        rules = config.rules(side)
        if rules:
            yield title
        for rule in rules:
            yield from _rule(engine, config, rule, software.nat_peak)
    if software.nat_limits:
        yield "nat-limit statistics:"
        yield f" max entry: max allowed {config.max_entries}, used {dynamic}, missed {stats.limited}"
        yield "In-to-out drops: 0  Out-to-in drops: 0"
        yield f"Pool stats drop: {sum(stats.missed.values())}  Mapping stats drop: 0"
        yield "Port block alloc fail: 0"
        yield "IP alias add fail: 0"
        yield "Limit entry add fail: 0"
    elif software.nat_peak:
        yield ""
        yield "Total doors: 0"
        yield "Appl doors: 0"
        yield "Normal doors: 0"
        yield "Queued Packets: 0"


def _rule(engine: NatEngine, config: NatConfig, rule: Dynamic, longer: bool) -> Iterator[str]:
    count = users_of(engine, rule)
    how = "access-list" if rule.how == "list" else "route-map"
    where = f"pool {rule.pool}" if rule.interface is None else f"interface {rule.interface}"
    if longer:
        yield f"[Id: {rule.number}] {how} {rule.name} {where} refcount {count}"
    else:
        yield f"{how} {rule.name} {where} refcount {count}"
    pool = config.pools.get(rule.pool)
    if pool is None:
        return
    held = len(engine.maker.held.get(pool.name, {}))
    if pool.rotary:
        held = len({entry.local[0] for entry in engine.table if entry.inside is rule})
    elif rule.overload:
        held = len({entry.global_[0] for entry in engine.table if entry.inside is rule})
    yield f" pool {pool.name}: netmask {format_ipv4(mask_of(pool.length))}"
    for start, end in pool.ranges:
        yield f"\tstart {format_ipv4(start)} end {format_ipv4(end)}"
    missed = engine.stats.missed.get(pool.name, 0)
    share = held * 100 // pool.size
    kind = "rotary" if pool.rotary else "generic"
    yield f"\ttype {kind}, total addresses {pool.size}, allocated {held} ({share}%), misses {missed}"
