"""`show ip bgp summary`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.as_numbers import asn_text
from iosemu.device.times import uptime
from iosemu.features.bgp.model import BgpInstance
from iosemu.types import Prefix, Prefix6, format_ip, format_ipv4

if TYPE_CHECKING:
    from iosemu.features.bgp.member import Member
    from iosemu.features.bgp.table import Table

_AS_PATH, _COMMUNITY, _REFLECTED = 24, 24, 24  # bytes
WIDER = 24  # bytes more for a network or a path of IPv6
_DAY = 86400
_WIDEST = 15  # of an address that shares its line with the rest


def summary(table: Table, group: str = "") -> Iterator[str]:
    """Of the members of a peer group, or of all neighbours."""
    process = table.process
    own = asn_text(process.device, process.instance.asn)
    yield f"BGP router identifier {format_ipv4(process.router_id(table.vrf))}, local AS number {own}"
    yield f"BGP table version is {table.version}, main routing table version {table.version}"
    if any(each.paths for each in table.destinations.values()):
        yield from _memory(table)
    peers = members(table, group)
    if not peers:
        return
    yield ""
    wide = process.device.software.bgp_four_octets
    asn = "          AS" if wide else "   AS"
    yield f"Neighbor        V {asn} MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd"
    for peer in peers:
        yield from _row(peer, wide)
    ranges = _ranges(table)
    if ranges:
        yield from _dynamic(process.instance, ranges, peers)


def members(table: Table, group: str = "") -> list[Member]:
    """Of a peer group, or all neighbours."""
    found = table.process.peers_in(*table.scope)
    return [each for each in found if group in ("", each.settings.session.peer_group)]


def _memory(table: Table) -> Iterator[str]:
    """What is there, in the bytes that IOS needs for each."""
    network_size, path_size, set_size = (each + wider for each, wider in zip(
        table.process.device.software.bgp_sizes, (WIDER, WIDER, 0) if table.wide else (0, 0, 0), strict=True
    ))  # fmt: skip
    destinations = [each for each in table.destinations.values() if each.paths]
    paths = [path for each in destinations for path in each.paths]
    sets = {path.attributes for path in paths}
    best = {path.attributes for path in paths if path.best}
    totals = [len(destinations) * network_size, len(paths) * path_size, len(sets) * set_size]
    yield f"{len(destinations)} network entries using {totals[0]} bytes of memory"
    yield f"{len(paths)} path entries using {totals[1]} bytes of memory"
    yield f"{len(sets)}/{len(best)} BGP path/bestpath attribute entries using {totals[2]} bytes of memory"
    more = (
        ("BGP rrinfo", {each.clusters for each in sets if each.clusters}, _REFLECTED),
        ("BGP AS-PATH", {each.as_path for each in sets if each.as_path}, _AS_PATH),
        ("BGP community", {each.communities for each in sets if each.communities}, _COMMUNITY),
        ("BGP extended community", {each.extended for each in sets if each.extended}, _COMMUNITY),
    )
    for name, found, size in more:
        if found:
            yield f"{len(found)} {name} entries using {len(found) * size} bytes of memory"
            totals.append(len(found) * size)
    yield "0 BGP route-map cache entries using 0 bytes of memory"
    yield "0 BGP filter-list cache entries using 0 bytes of memory"
    yield f"BGP using {sum(totals)} total bytes of memory"
    kept = sum(len(peer.adj_in) for peer in table.process.peers_in(*table.scope))
    if kept:
        yield f"{kept} received paths for inbound soft reconfiguration"
    damped = sum(1 for path in paths if path.penalty is not None and path.penalty.suppressed)
    history = sum(1 for path in paths if path.history)
    if table.damper.on:
        yield f"Dampening enabled. {history} history paths, {damped} dampened paths"
    networks, gone = f"{table.networks_ever}/{table.networks_gone}", f"{table.paths_ever}/{table.paths_gone}"
    yield f"BGP activity {networks} prefixes, {gone} paths, scan interval {table.process.instance.scan_time} secs"
    if table.process.device.software.bgp_tells_peak:
        yield _peak(table)


def _peak(table: Table) -> str:
    """``3 networks peaked at 22:21:30 Feb 3 2023 UTC (00:16:08.210 ago)``"""
    count, at = table.peak
    local, zone = table.process.device.engine("clock").local(at)
    ago = table.process.host.now - at
    text = f"{uptime(ago)}.{int(ago * 1000) % 1000:03}" if ago < _DAY else uptime(ago)
    return f"{count} networks peaked at {local:%H:%M:%S} {local:%b} {local.day} {local:%Y} {zone} ({text} ago)"


def _ranges(table: Table) -> dict[Prefix, str]:
    """Listen ranges whose neighbours are in this family."""
    found = table.process.instance.listen_ranges if not table.vrf.name else {}
    return {prefix: group for prefix, group in found.items() if isinstance(prefix, Prefix6) == table.wide}


def _row(peer: Member, wide: bool) -> Iterator[str]:
    """An address that is too long has a line of its own."""
    name = f"{'*' if peer.dynamic else ''}{format_ip(peer.address)}"
    if len(name) > _WIDEST:
        yield name
        name = ""
    since = None if peer.changed_at is None else peer.host.now - peer.changed_at
    version = peer.version if peer.up else int(peer.process.device.software.bgp_sessions)
    state = f"{peer.accepted:>8}" if peer.up else peer.state
    asn = f"{asn_text(peer.process.device, peer.remote_as):>{12 if wide else 5}}"
    counts = f"{peer.received.total:>7} {peer.sent.total:>7} {version:>8} {0:>4} {0:>4}"
    yield f"{name:<15} 4 {asn} {counts} {uptime(since):<8} {state}"


def _dynamic(instance: BgpInstance, listen_ranges: dict[Prefix, str], peers: list[Member]) -> Iterator[str]:
    """Neighbours that listen ranges have made."""
    made = sum(1 for peer in peers if peer.dynamic)
    ranges = len(listen_ranges)
    yield "* Dynamically created based on a listen range command"
    yield f"Dynamically created neighbors: {made}, Subnet ranges: {ranges}"
    yield ""
    groups: dict[str, list[str]] = {}
    for prefix, group in sorted(listen_ranges.items()):
        groups.setdefault(group, []).append(str(prefix))
    for group, prefixes in groups.items():
        yield f"BGP peergroup {group} listen range group members: "
        yield from (f"  {prefix} " for prefix in prefixes)
    yield ""
    yield f"Total dynamically created neighbors: {made}/({instance.listen_limit} max), Subnet ranges: {ranges}"
