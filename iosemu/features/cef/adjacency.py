"""`show adjacency`: what is put before datagrams to each neighbour."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.fib import Adjacency
from iosemu.device.interface import Interface
from iosemu.features.cef.table import rows
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, format_ipv4

_BLANKS = " " * 35


@dataclass(slots=True)
class Row:
    """`references` counts who holds the adjacency: the table, and each prefix that leads through it."""

    iface: Interface
    adjacency: Adjacency
    references: int


def adjacencies(device: Device) -> list[Row]:
    """All of a router, by interface, then by address."""
    used: dict[tuple[str, IPv4 | None], int] = {}
    for row in (row for vrf in device.vrfs.all() for row in rows(vrf.v4)):
        for iface, hop in row.hops:
            key = (iface.text, hop if hop is not None else row.prefix.network if row.prefix.length == 32 else None)
            used[key] = used.get(key, 0) + 1
            if hop is not None:
                used[iface.text, None] = used.get((iface.text, None), 0) + 1
    found = []
    for iface in device.interfaces.values():
        maker = getattr(iface.driver, "adjacencies", None)
        if maker is None or not iface.line_up:
            continue
        for adjacency in sorted(maker(), key=lambda each: each.address or 0):
            found.append(Row(iface, adjacency, 1 + used.get((iface.text, adjacency.address), 0)))
    return found


def show_adjacency(
    ctx: Context,
    iface: InterfaceName | None = None,
    address: IPv4 | None = None,
    detail: bool = False,
    summary: bool = False,
) -> Iterator[str]:
    found = adjacencies(ctx.device)
    if summary:
        yield from _summary(ctx.device, found)
        return
    yield "Protocol Interface                 Address"
    for row in found:
        if (iface is None or row.iface.name == iface) and (address is None or row.adjacency.address == address):
            yield _line(row)
            if detail:
                yield from (_BLANKS + text for text in _detail(ctx.device, row))


def _line(row: Row) -> str:
    address = row.adjacency.address
    name = "point2point" if address is None else format_ipv4(address)
    missing = "" if row.adjacency.head else " (incomplete)"
    return f"IP       {row.iface.text:<25} {name}({row.references}){missing}"


def _detail(device: Device, row: Row) -> Iterator[str]:
    adjacency = row.adjacency
    yield "epoch 0"
    if adjacency.head:
        yield f"Encap length {len(adjacency.head)}"
        text = adjacency.head.hex().upper()
        yield from (text[at : at + 32] for at in range(0, len(text), 32))
    yield adjacency.source
    if adjacency.beyond is None:
        return
    entry = device.ip.route(row.iface.front, adjacency.beyond)
    yield "Next chain element:"
    if entry is None:
        yield "  drop"
        return
    hop = f", addr {format_ipv4(entry.next_hop)}" if entry.interface.is_multipoint else ""
    yield f"  IP adj out of {entry.interface.text}{hop}"


def _summary(device: Device, found: list[Row]) -> Iterator[str]:
    complete = sum(bool(row.adjacency.head) for row in found)
    size, extension = device.software.adjacency_bytes
    yield f"Adjacency table has {len(found)} adjacencies:"
    if size:
        yield f"  each adjacency consumes {size} bytes ({extension} bytes platform extension)"
    yield f"  {complete} complete adjacencies"
    yield f"  {len(found) - complete} incomplete adjacencies"
