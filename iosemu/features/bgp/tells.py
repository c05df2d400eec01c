"""What BGP tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.device.as_numbers import source_text
from iosemu.device.sources import named
from iosemu.device.times import uptime
from iosemu.features.bgp.model import effective, is_wide
from iosemu.types import format_ip, format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.sources import RouteSource
    from iosemu.device.vrf import Vrf
    from iosemu.features.bgp.engine import BgpEngine
    from iosemu.features.bgp.peer import Peer
    from iosemu.features.bgp.table import Table


def _table(engine: BgpEngine, vrf: Vrf, wide: bool = False) -> Table | None:
    return engine.process.tables.get((vrf.name, wide)) if engine.process is not None else None


def route_sources(engine: BgpEngine, vrf: Vrf) -> Iterator[RouteSource]:
    if engine.process is not None and _table(engine, vrf) is not None:
        yield engine.process.source


def ip_protocols(engine: BgpEngine, vrf: Vrf) -> Iterator[Iterator[str]]:
    table = _table(engine, vrf)
    if table is not None:
        yield _block(table)


def ipv6_protocols(engine: BgpEngine, vrf: Vrf) -> Iterator[Iterator[str]]:
    table = _table(engine, vrf, True)
    if table is not None and table.scope in table.process.instance.families:
        yield _block6(table)


def _block6(table: Table) -> Iterator[str]:
    process, family = table.process, table.family
    yield f'IPv6 Routing Protocol is "{source_text(process.device, process.source)}"'
    yield "  IGP synchronization is " + ("enabled" if family.synchronization else "disabled")
    yield "  Redistribution:"
    for source, options in family.redistribute.items():
        line = f"    Redistributing protocol {source}"
        line += "" if options.metric is None else f" with metric {options.metric}"
        line += f" route-map {options.route_map}" if options.route_map else ""
        yield line + (" include-connected" if options.include_connected else "")
    if not family.redistribute:
        yield "    None"
    members = list(process.peers_in(*table.scope))
    if members:
        yield "  Neighbor(s):"
        yield "    Address                    FiltIn FiltOut Weight RoutemapIn RoutemapOut"
        for member in members:
            policy = member.settings.policy
            weight = "" if policy.weight is None else str(policy.weight)
            lists = f"{policy.filter_in:<7}{policy.filter_out:<8}{weight:<7}"
            maps = f"{policy.route_map_in:<11}{policy.route_map_out}"
            yield f"    {format_ip(member.address):<27}{lists}{maps}".rstrip()


def _block(table: Table) -> Iterator[str]:
    process, family = table.process, table.family
    yield f'Routing Protocol is "{source_text(process.device, process.source)}"'
    out = family.distribute_out.get("")
    yield f"  Outgoing update filter list for all interfaces is {out or 'not set'}"
    for source, name in family.distribute_out.items():
        if source:
            yield f"    Redistributed {source_text(process.device, named(source))} filtered by {name}"
    yield f"  Incoming update filter list for all interfaces is {family.distribute_in or 'not set'}"
    yield f"  IGP synchronization is {'enabled' if family.synchronization else 'disabled'}"
    yield f"  Automatic route summarization is {'enabled' if family.auto_summary else 'disabled'}"
    if family.redistribute:
        yield f"  Redistributing: {', '.join(family.redistribute)}"
    if family.aggregates:
        yield "  Unicast Aggregate Generation:"
        for prefix, aggregate in sorted(family.aggregates.items()):
            yield f"    {prefix!s:<18}{' summary-only' * aggregate.summary_only}"
    neighbors = [peer for peer in family.peers.neighbors if isinstance(peer, int) and not is_wide(peer)]
    if neighbors:
        yield "  Neighbor(s):"
        yield "    Address          FiltIn FiltOut DistIn DistOut Weight RouteMap"
        for address in sorted(neighbors):
            policy = effective(process.instance, table.vrf.name, address).policy
            weight = "" if policy.weight is None else str(policy.weight)
            lists = f"{policy.filter_in:<7}{policy.filter_out:<8}{policy.distribute_in:<7}{policy.distribute_out:<8}"
            yield f"    {format_ipv4(address):<17}{lists}{weight:<7}{policy.route_map_in}".rstrip()
    yield f"  Maximum path: {family.maximum_paths}"
    yield "  Routing Information Sources:"
    yield "    Gateway         Distance      Last Update"
    yield from _sources(table)
    external, internal, local = family.distance
    yield f"  Distance: external {external} internal {internal} local {local}"


def _sources(table: Table) -> Iterator[str]:
    """Neighbours whose paths are used, with the age of the newest of them."""
    newest: dict[int, tuple[int, float]] = {}
    for destination, path in table.paths():
        if path.best and path.peer is not None:
            distance = table.distance(destination.prefix, path, path.peer, counted=False)
            known = newest.get(path.peer.address, (distance, path.since))
            newest[path.peer.address] = distance, max(known[1], path.since)
    now = table.process.host.now
    for address, (distance, since) in newest.items():
        yield f"    {format_ip(address):<15} {distance:>8}      {uptime(now - since)}"


def ip_traffic(engine: BgpEngine) -> Iterator[str]:
    """Messages of the sessions that are there."""
    yield from _traffic(list(engine.process.peers.values()) if engine.process is not None else [])


def ip_traffic_idle(device: Device) -> Iterator[str]:
    yield from _traffic([])


def _traffic(peers: list[Peer]) -> Iterator[str]:
    yield "BGP statistics:"
    for word, tallies in (("Rcvd", [peer.received for peer in peers]), ("Sent", [peer.sent for peer in peers])):
        opens, notifications, updates = (
            sum(getattr(each, name) for each in tallies) for name in ("opens", "notifications", "updates")
        )
        keepalives, refreshes = (sum(getattr(each, name) for each in tallies) for name in ("keepalives", "refreshes"))
        total = opens + notifications + updates + keepalives + refreshes
        yield f"  {word}: {total} total, {opens} opens, {notifications} notifications, {updates} updates"
        tail = ", 0 unrecognized" if word == "Rcvd" else ""
        yield f"        {keepalives} keepalives, {refreshes} route-refresh{tail}"


def processes_memory(engine: BgpEngine) -> Iterator[Collection[Any]]:
    if engine.process is None:
        return
    yield engine.process.peers.values()
    for table in engine.process.tables.values():
        yield table.destinations.values()
        yield from (each.paths for each in table.destinations.values())
