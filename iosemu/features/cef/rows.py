"""The rows of `show ip cef`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.vrf_names import named_vrf
from iosemu.features.cef.adjacency import adjacencies
from iosemu.features.cef.table import Row, longest, rows
from iosemu.records import dataclass
from iosemu.types import Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class CefRow:
    """One way of a prefix. `next_hop` is "" where it is attached or no address; `source` says why it is there: route,
    connected, own address, broadcast, neighbour, drop, receive, no route …"""

    prefix: str
    next_hop: str
    interface: str
    source: str


def show_cef(ctx: Context, vrf: str = "", detail: bool = False) -> Iterator[CefRow]:
    """The same for `detail`; none while CEF does not run."""
    for row in rows(named_vrf(ctx.device, vrf).v4) if ctx.device.ip.cef else ():
        yield from _row(row)


def _row(row: Row) -> Iterator[CefRow]:
    for iface, hop in row.hops or ((None, None),):
        next_hop = "" if hop is None else format_ipv4(hop)
        yield CefRow(str(row.prefix), next_hop, "" if iface is None else iface.text, row.source.value)


def show_cef_entry(
    ctx: Context, address: IPv4, length: int | None = None, detail: bool = False, vrf: str = ""
) -> Iterator[CefRow]:
    """The longest match, or the very prefix; the same for `detail`."""
    table = named_vrf(ctx.device, vrf).v4
    if not ctx.device.ip.cef:
        return
    if length is None:
        yield from _row(longest(table, address))
        return
    for row in rows(table):
        if row.prefix == Prefix.of(address, length):
            yield from _row(row)


def show_cef_prefix(ctx: Context, prefix: Prefix, detail: bool = False, vrf: str = "") -> Iterator[CefRow]:
    return show_cef_entry(ctx, prefix.network, prefix.length, detail, vrf)


def show_cef_interface(ctx: Context, iface: InterfaceName, vrf: str = "") -> Iterator[CefRow]:
    """The entries that lead out of an interface."""
    return (row for row in show_cef(ctx, vrf) if row.interface == str(iface))


def show_exact_route(ctx: Context, src: IPv4, dst: IPv4, vrf: str = "") -> Iterator[CefRow]:
    """Which of several ways packets of a pair of addresses take; none without a route."""
    entry = named_vrf(ctx.device, vrf).v4.find(dst) if ctx.device.ip.cef else None
    if entry is not None:
        iface, hop = entry.hop(src, dst)
        yield CefRow(f"{format_ipv4(dst)}/32", format_ipv4(hop), iface.text, "route")


@dataclass(slots=True)
class CefSummaryRow:
    vrf: str
    prefixes: int


def show_cef_summary(ctx: Context, vrf: str = "") -> Iterator[CefSummaryRow]:
    table = named_vrf(ctx.device, vrf).v4
    if ctx.device.ip.cef:
        yield CefSummaryRow(table.vrf, len(rows(table)))


@dataclass(slots=True)
class AdjacencyRow:
    """Whom frames are sent to; `address` is "" of the other end of a line; not `complete`: how is not known yet."""

    interface: str
    address: str
    references: int
    complete: bool


def show_adjacency(
    ctx: Context, iface: InterfaceName | None = None, address: IPv4 | None = None, detail: bool = False,
    summary: bool = False,
) -> Iterator[AdjacencyRow]:  # fmt: skip
    """The same in each form."""
    for each in adjacencies(ctx.device):
        hop = each.adjacency.address
        if iface in (None, each.iface.name) and address in (None, hop):
            text = "" if hop is None else format_ipv4(hop)
            yield AdjacencyRow(each.iface.text, text, each.references, bool(each.adjacency.head))


@dataclass(slots=True)
class CefInterfaceRow:
    """`cef`: what it takes is switched fast; `address` with its length, "" without one of its own."""

    interface: str
    up: bool
    address: str
    mtu: int
    cef: bool


def show_cef_of_interface(ctx: Context, iface: InterfaceName | None = None) -> Iterator[CefInterfaceRow]:
    for each in ctx.device:
        if each.kind != "Null" and iface in (None, each.name):
            own, config = each.config.address, each.config
            address = f"{format_ipv4(own[0])}/{own[1]}" if own is not None else ""
            mtu = each.ip_mtu if each.address is not None else 0
            yield CefInterfaceRow(each.text, each.line_up, address, mtu, ctx.device.ip.cef and config.route_cache)
