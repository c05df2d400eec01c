"""`show ip cef` in its forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from iosemu.cli.context import Context
from iosemu.device.rib import RoutingTable
from iosemu.device.vrf_names import named_vrf
from iosemu.features.cef.adjacency import show_adjacency as show_adjacency
from iosemu.features.cef.interfaces import interface_lines
from iosemu.features.cef.table import Row, Source, longest, rows
from iosemu.types import DEFAULT_ROUTE, InterfaceName, IPv4, Prefix, format_ipv4

Show = Callable[..., Iterable[str]]


def _while_running(show: Show) -> Show:
    """The command, or what IOS says after `no ip cef`."""

    @wraps(show)
    def shown(ctx: Context, *args: Any, **values: Any) -> Iterable[str]:
        return show(ctx, *args, **values) if ctx.device.ip.cef else ["%IPv4 CEF not running"]

    return shown


_PLAIN = {Source.DROP: "drop", Source.NO_ROUTE: "no route"}


@_while_running
def show_cef(ctx: Context, vrf: str = "", detail: bool = False) -> Iterator[str]:
    table = named_vrf(ctx.device, vrf).v4
    found = rows(table)
    if detail:
        yield from _summary(table, False)
        yield ""
        for row in found:
            yield from _detail(table, row)
        return
    yield "Prefix               Next Hop             Interface"
    for row in found:
        yield from _line(row)


@_while_running
def show_cef_summary(ctx: Context, vrf: str = "") -> Iterable[str]:
    return _summary(named_vrf(ctx.device, vrf).v4, ctx.device.software.distributed_cache)


def _summary(table: RoutingTable, distributed: bool) -> Iterator[str]:
    count = len(rows(table))
    vrf = table.device.vrfs.get(table.vrf)
    yield f"IPv4 CEF is enabled {'for distributed ' if distributed else ''}and running"
    yield f"VRF {table.vrf or 'Default'}"
    yield f" {count} prefixes ({count}/0 fwd/non-fwd)"
    yield f" Table id 0x{vrf.number if vrf is not None else 0:X}"
    yield f" Database epoch:        0 ({count} entries at this epoch)"


def show_cef_of_interface(ctx: Context, iface: InterfaceName | None = None) -> Iterable[str]:
    return interface_lines(ctx.device, None if iface is None else ctx.device.interface(iface))


def _line(row: Row) -> Iterator[str]:
    prefix = f"{row.prefix!s:<20} "
    if row.source in _PLAIN:
        yield prefix + _PLAIN[row.source]
    elif row.source is Source.RECEIVE:
        yield f"{prefix}{'receive':<20} "
    elif row.source in (Source.OWN, Source.BROADCAST):
        yield f"{prefix}{'receive':<20} {row.hops[0][0].text}"
    else:
        for iface, hop in row.hops:
            yield f"{prefix}{'attached' if hop is None else format_ipv4(hop):<20} {iface.text}"
            prefix = " " * 21


@_while_running
def show_cef_entry(
    ctx: Context, address: IPv4, length: int | None = None, detail: bool = False, vrf: str = ""
) -> Iterable[str]:
    table = named_vrf(ctx.device, vrf).v4
    if length is None:
        row = longest(table, address)
    else:
        wanted = Prefix.of(address, length)
        exact = next((row for row in rows(table) if row.prefix == wanted), None)
        if exact is None:
            return ["%Prefix not found"]
        row = exact
    return _detail(table, row) if detail else _entry(row)


@_while_running
def show_cef_prefix(ctx: Context, prefix: Prefix, detail: bool = False, vrf: str = "") -> Iterable[str]:
    return show_cef_entry(ctx, prefix.network, prefix.length, detail, vrf)


@_while_running
def show_cef_interface(ctx: Context, iface: InterfaceName, vrf: str = "") -> Iterator[str]:
    """The entries that lead out of an interface."""
    yield "Prefix               Next Hop             Interface"
    for row in rows(named_vrf(ctx.device, vrf).v4):
        if any(out.name == iface for out, _ in row.hops):
            yield from _line(row)


@_while_running
def show_exact_route(ctx: Context, src: IPv4, dst: IPv4, vrf: str = "") -> Iterator[str]:
    """Which of several paths packets of a pair of addresses take."""
    entry = named_vrf(ctx.device, vrf).v4.find(dst)
    way = f"{format_ipv4(src)} -> {format_ipv4(dst)} =>"
    if entry is None:
        yield f"{way}no route"
        return
    iface, hop = entry.hop(src, dst)
    yield f"{way}IP adj out of {iface.text}, addr {format_ipv4(hop)}"


def _entry(row: Row) -> Iterator[str]:
    yield str(row.prefix)
    yield from _ways(row)


def _ways(row: Row, recursive: bool = False) -> Iterator[str]:
    if row.source in _PLAIN:
        yield f"  {_PLAIN[row.source]}"
    elif row.source is Source.RECEIVE:
        yield "  receive"
    elif row.source in (Source.OWN, Source.BROADCAST):
        yield f"  receive for {row.hops[0][0].text}"
    elif recursive and row.via is not None:
        yield f"  recursive via {format_ipv4(row.via)}"
        for iface, hop in row.hops:
            attached = hop is None or hop == row.via
            yield f"    attached to {iface.text}" if attached else f"    nexthop {format_ipv4(hop or 0)} {iface.text}"
    else:
        for iface, hop in row.hops:
            yield f"  attached to {iface.text}" if hop is None else f"  nexthop {format_ipv4(hop)} {iface.text}"


def _detail(table: RoutingTable, row: Row) -> Iterator[str]:
    flags, notes = _flags(table, row)
    sharing = ", per-destination sharing" if len(row.hops) > 1 else ""
    yield f"{row.prefix}, epoch 0" + (f", flags [{', '.join(flags)}]" if flags else "") + sharing
    yield from (f"  {note}" for note in notes)
    if row.source is Source.BEYOND:
        yield f"  recursive via {DEFAULT_ROUTE}"
        yield from (f"  {line}" for line in _ways(row, recursive=True))
        return
    yield from _ways(row, recursive=True)


def _flags(table: RoutingTable, row: Row) -> tuple[list[str], list[str]]:
    cover = table.lookup(row.prefix.network)
    covered = f", cover {cover.prefix}" if cover is not None else ""
    if row.source is Source.RECEIVE:
        return ["receive"], ["Special source: receive"]
    if row.source is Source.DROP:
        return [], ["Special source: drop"]
    if row.source is Source.BEYOND:
        return ["default route"], ["1 RR source [active source]"]
    if row.source is Source.NO_ROUTE:
        return ["default route handler", "default route"], []
    iface = row.hops[0][0] if row.hops else None
    name = iface.text if iface is not None else ""
    if row.source is Source.OWN:
        return ["receive", "local", "source eligible"], [f"Interface source: {name} flags: local, source eligible"]
    if row.source is Source.BROADCAST:
        note = f"Dependent covered prefix type cover need deagg{covered}"
        return ["receive"], [f"Interface source: {name} flags: none", note]
    if row.source is Source.NEIGHBOUR:
        notes = [f"Adj source: IP adj out of {name}, addr {format_ipv4(row.prefix.network)}"]
        return ["attached"], [*notes, f"  Dependent covered prefix type adjfib{covered}"]
    if row.source is Source.CONNECTED:
        inside = [other for other in rows(table) if other.prefix != row.prefix and row.prefix.covers(other.prefix)]
        flags = ["attached", "connected"]
        if not inside:
            return flags, []
        plain = sum(other.source is Source.NEIGHBOUR for other in inside)
        notes = [f"Covered dependent prefixes: {len(inside)}"]
        if len(inside) > plain:
            notes.append(f"  need deagg: {len(inside) - plain}")
        if plain:
            notes.append(f"  notify cover updated: {plain}")
        return [*flags, "cover dependents", "need deagg"], notes
    flags = ["rib only nolabel", "rib defined all labels"] if row.via is not None else []
    if row.prefix.length == 0:
        flags.append("default route")
    return flags, []
