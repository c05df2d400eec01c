"""Translations and counts as records, for scripts and for the shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.device.counted import CountRow
from iosemu.features.nat.model import INSIDE, Dynamic, NatConfig, Static
from iosemu.features.nat.statics import address_of
from iosemu.features.nat.table import Entry, Pair
from iosemu.records import dataclass
from iosemu.types import IPv4, format_ipv4, mask_of
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.nat.engine import NatEngine

NAMES = {ipv4.ICMP: "icmp", ipv4.TCP: "tcp", ipv4.UDP: "udp", ipv4.GRE: "gre", ipv4.ESP: "esp"}
_ORDER = {name: number for number, name in enumerate(("icmp", "tcp", "udp", "gre", "esp"))}
NONE = "---"


@dataclass(slots=True)
class NatTranslation:
    """One row; an end is an address, with a port where there is one; `---` for none. Seconds; a timeout of None never
    comes."""

    protocol: str
    inside_global: str
    inside_local: str
    outside_local: str
    outside_global: str
    age: float
    idle: float
    timeout: float | None
    uses: int
    number: int
    static: bool
    extended: bool


Source = Entry | Pair | Static
Listed = tuple[NatTranslation, Source]


def _end(address: IPv4, port: int | None, protocol: int = 0) -> str:
    if port is None:
        return format_ipv4(address)
    return f"{format_ipv4(address)}:{port:X}" if protocol == ipv4.ESP and port else f"{format_ipv4(address)}:{port}"


def _of_entry(entry: Entry, now: float) -> NatTranslation:
    protocol = entry.protocol
    ends = [entry.global_, entry.local, entry.outside_local, entry.outside_global]
    if protocol == ipv4.ESP:  # the SPI stands at the end that sent it
        outward = entry.inside is not None and entry.came_in
        spi = int.from_bytes(entry.inner[9:13] if outward else entry.outer[9:13], "big")
        where = 1 if outward else 3
        ends = [(address, spi if at == where else 0) for at, (address, _) in enumerate(ends)]
    first, second, third, fourth = (_end(address, port, protocol) for address, port in ends)
    left = entry.timeout if entry.timeout >= 0 else None
    return NatTranslation(
        NAMES.get(protocol, str(protocol)), first, second, third, fourth, now - entry.made, now - entry.used, left,
        entry.uses, entry.number, False, True,
    )  # fmt: skip


def _of_pair(pair: Pair, now: float) -> NatTranslation:
    near, far = format_ipv4(pair.global_), format_ipv4(pair.local)
    ends = (near, far, NONE, NONE) if pair.rule.side == INSIDE else (NONE, NONE, far, near)
    left = pair.timeout if pair.timeout >= 0 else None
    return NatTranslation(
        NONE, *ends, now - pair.made, now - pair.used, left, pair.children, pair.number, False, False
    )


def _of_static(engine: NatEngine, rule: Static, now: float) -> NatTranslation | None:
    address = address_of(engine.host.device, rule)
    if address is None:
        return None
    ported = rule.protocol in ("tcp", "udp", "esp")
    near = _end(address, rule.global_port if ported else None)
    far = _end(rule.local, rule.local_port if ported else None)
    if rule.protocol == "network":
        mask = mask_of(rule.length)
        near, far = format_ipv4(rule.global_ & mask), format_ipv4(rule.local & mask)
    ends = (near, far, NONE, NONE) if rule.side == INSIDE else (NONE, NONE, far, near)
    return NatTranslation(rule.protocol if ported else NONE, *ends, now, now, None, 0, 0, True, False)


def _rank(listed: Listed) -> tuple[object, ...]:
    """Extended ones first, by inside global address, protocol and port."""
    row, source = listed
    if isinstance(source, Entry):
        address, port = source.global_
        return address, 0, _ORDER.get(row.protocol, 9), port, *source.outside_global
    if isinstance(source, Pair):
        return source.global_ if source.rule.side == INSIDE else 0, 1, 0, 0, source.local, 0
    known = source.global_ if source.interface is None and source.side == INSIDE else 0
    return known, 2, 0, source.global_port, source.local, 0


def translations(engine: NatEngine) -> list[Listed]:
    """All of them, in the order of the show."""
    now = engine.host.now
    config: NatConfig = engine.config
    found: list[Listed] = [(_of_entry(entry, now), entry) for entry in engine.table]
    found += [(_of_pair(pair, now), pair) for pair in engine.table.pairs]
    for rule in config.statics.values():
        row = _of_static(engine, rule, now)
        if row is not None:
            found.append((row, rule))
    return sorted(found, key=_rank)


def listed(
    ctx: Context, side: str = "", address: IPv4 = 0, protocol: str = "", vrf: str = ""
) -> Iterator[Listed]:
    """What the words of the show leave of them."""
    engine: NatEngine | None = ctx.device.engines.get("nat")
    if engine is None:
        return
    table = ctx.device.vrfs.get(vrf)
    text = format_ipv4(address)
    for row, source in translations(engine):
        if protocol and row.protocol != protocol:
            continue
        if side and (row.inside_global if side == INSIDE else row.outside_global).split(":")[0] != text:
            continue
        if vrf and (table is None or _table_of(ctx, source) != table.number):
            continue
        yield row, source


def _table_of(ctx: Context, source: Source) -> int:
    if isinstance(source, Entry):
        return source.inner_vrf
    if isinstance(source, Pair):
        return source.vrf
    vrf = ctx.device.vrfs.get(source.vrf)
    return vrf.number if vrf is not None else -1


def show_translations(ctx: Context, verbose: bool = False, **which: Any) -> Iterator[NatTranslation]:
    return (row for row, _ in listed(ctx, **which))


@dataclass(slots=True)
class NatRuleRow:
    """A rule by which translations are made. `how` is access-list or route-map; `pool` or `interface` are where
    addresses are from; `used` by so many translations; of a pool `size` addresses, and how often none was left."""

    side: str
    how: str
    name: str
    pool: str
    interface: str
    used: int
    size: int
    misses: int


def show_statistics(ctx: Context) -> Iterator[CountRow | NatRuleRow]:
    """Totals, then the rules."""
    engine: NatEngine | None = ctx.device.engines.get("nat")
    if engine is None:
        return
    config, stats = engine.config, engine.stats
    for name, count in (
        ("static", len(config.statics)), ("dynamic", len(engine.table) + len(engine.table.by_local)),
        ("extended", len(engine.table)), ("peak", stats.peak), ("hits", stats.hits), ("misses", stats.misses),
        ("expired", stats.expired),
    ):  # fmt: skip
        yield CountRow("", name, count)
    for side in ("inside", "outside"):
        for rule in config.rules(side):
            pool = config.pools.get(rule.pool)
            yield NatRuleRow(
                side, "access-list" if rule.how == "list" else "route-map", rule.name, rule.pool,
                str(rule.interface) if rule.interface is not None else "", users_of(engine, rule),
                pool.size if pool is not None else 0, stats.missed.get(pool.name, 0) if pool is not None else 0,
            )  # fmt: skip


def users_of(engine: NatEngine, rule: Dynamic) -> int:
    """Translations that a rule has made."""
    count = sum(entry.inside is rule or entry.outside is rule for entry in engine.table)
    return count + sum(pair.rule is rule for pair in engine.table.by_local.values())


def show_total(ctx: Context) -> Iterator[CountRow]:
    yield CountRow("", "Total number of translations", sum(1 for _ in listed(ctx)))
