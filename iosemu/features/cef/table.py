"""The forwarding table as CEF lists it: prefixes of the routing table, own addresses, neighbours, special ranges."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from iosemu.device.interface import Interface
from iosemu.device.rib import Route, RoutingTable
from iosemu.device.sources import CONNECTED
from iosemu.records import dataclass, replace
from iosemu.types import DEFAULT_ROUTE, MAX_IPV4, IPv4, Prefix


class Source(Enum):
    """Why a prefix is in the table."""

    ROUTE = "route"
    CONNECTED = "connected"
    OWN = "own address"
    BROADCAST = "broadcast"
    NEIGHBOUR = "neighbour"
    BEYOND = "beyond a tunnel"  # where a tunnel's packets go, by the default route
    DROP = "drop"
    RECEIVE = "receive"
    NO_ROUTE = "no route"


@dataclass(slots=True)
class Row:
    """`hops` are (interface, next hop or None when attached); `via` is the next hop that a recursive route names."""

    prefix: Prefix
    source: Source
    hops: tuple[tuple[Interface, IPv4 | None], ...] = ()
    via: IPv4 | None = None
    route: Route | None = None


_SPECIAL = (
    Row(Prefix(0, 8), Source.DROP),
    Row(Prefix(0, 32), Source.RECEIVE),
    Row(Prefix(0x7F000000, 8), Source.DROP),
    Row(Prefix(0xE0000000, 4), Source.DROP),
    Row(Prefix(0xE0000000, 24), Source.RECEIVE),
    Row(Prefix(0xF0000000, 4), Source.DROP),
    Row(Prefix(MAX_IPV4, 32), Source.RECEIVE),
)


def rows(table: RoutingTable) -> list[Row]:
    """All entries, by prefix."""
    found = {row.prefix: row for row in _SPECIAL}
    found[DEFAULT_ROUTE] = Row(DEFAULT_ROUTE, Source.NO_ROUTE)
    for route in table:
        found[route.prefix] = _row(table, route)
    gateway = table.gateway()
    if gateway is not None and gateway.prefix != DEFAULT_ROUTE:
        found[DEFAULT_ROUTE] = replace(found[gateway.prefix], prefix=DEFAULT_ROUTE)
    for iface in table.device.interfaces.values():
        if iface.table is table and iface.line_up:
            for address, mac in table.device.ip.arp.neighbours(iface).items():
                if mac is not None and _attached(table, address, iface):
                    prefix = Prefix(address, 32)
                    found.setdefault(prefix, Row(prefix, Source.NEIGHBOUR, ((iface, None),)))
    default = found[DEFAULT_ROUTE]
    if default.source is Source.ROUTE:
        for address in _beyond(table):
            prefix = Prefix(address, 32)
            if table.lookup(address) is default.route:
                found.setdefault(prefix, replace(default, prefix=prefix, source=Source.BEYOND))
    for address, iface in table.broadcasts.items():
        found[Prefix(address, 32)] = Row(Prefix(address, 32), Source.BROADCAST, ((iface, None),))
    for address, iface in table.receive.items():
        found[Prefix(address, 32)] = Row(Prefix(address, 32), Source.OWN, ((iface, None),))
    return [found[prefix] for prefix in sorted(found)]


def _beyond(table: RoutingTable) -> Iterator[IPv4]:
    """Addresses of the far ends of tunnels, whose ways are watched."""
    for iface in table.device.interfaces.values():
        adjacencies = getattr(iface.driver, "adjacencies", None)
        if adjacencies is not None and iface.line_up and iface.front.v4 is table:
            yield from (adjacency.beyond for adjacency in adjacencies() if adjacency.beyond is not None)


def _attached(table: RoutingTable, address: IPv4, iface: Interface) -> bool:
    """Is the neighbour covered by the interface's own network? A longer route to elsewhere takes its entry away."""
    covering = table.lookup(address)
    return (
        covering is not None
        and covering.source is CONNECTED
        and any(path.interface is iface for path in covering.paths)
    )


def _row(table: RoutingTable, route: Route) -> Row:
    override = table.overrides.get(route.prefix)
    if override is not None:
        return Row(route.prefix, Source.ROUTE, ((override.interface, override.next_hop),), None, route)
    if route.source.shown is CONNECTED:
        attached = tuple((path.interface, None) for path in route.paths if path.interface is not None)
        return Row(route.prefix, Source.CONNECTED, attached, None, route)
    # an address that no next hop can be: what resolves to it is attached
    found = table.resolve(route, MAX_IPV4)
    hops = tuple((iface, None if hop == MAX_IPV4 else hop) for iface, hop in found)
    via = next((path.next_hop for path in route.paths if path.interface is None), None)
    return Row(route.prefix, Source.ROUTE, hops, via, route)


def longest(table: RoutingTable, address: IPv4) -> Row:
    """The entry that a packet to `address` meets."""
    return max((row for row in rows(table) if address in row.prefix), key=lambda row: row.prefix.length)
