"""`show ip bgp update-group`, `peer-group`, `paths`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zlib import crc32

from iosemu.cli import Refused
from iosemu.device.as_numbers import asn_text
from iosemu.features.bgp.model import effective
from iosemu.features.bgp.policy import path_text
from iosemu.features.bgp.show_table import family_text
from iosemu.features.policy.paths import matches_pattern
from iosemu.types import format_ip

if TYPE_CHECKING:
    from iosemu.features.bgp.advertise import Group
    from iosemu.features.bgp.process import Process
    from iosemu.features.bgp.table import Table
    from iosemu.wire.bgp_attributes import Attributes

_BUCKETS = 1024  # of the table of attribute sets


def update_groups(table: Table, number: int = 0) -> Iterator[str]:
    groups = sorted(table.advertiser.groups.values(), key=lambda each: each.number)
    for group in groups:
        if number in (0, group.number):
            yield from _update_group(group)
            yield ""


def _update_group(group: Group) -> Iterator[str]:
    table, policy = group.table, group.settings.policy
    new = group.process.device.software.bgp_sessions
    kind = "internal" if group.type == "internal" else "external"
    family = family_text(table.vrf.name, table.wide)
    yield f"BGP version 4 update-group {group.number}, {kind}, Address Family: {family}"
    yield f"  BGP Update version : {table.version}/0, messages 0"
    if policy.route_reflector_client:
        yield "  Route-Reflector Client"
    if policy.send_community:
        yield "  Community attribute sent to this neighbor"
    if policy.send_extended:
        yield "  Extended-community attribute sent to this neighbor"
    if policy.next_hop_self:
        yield f"  NEXT_HOP is always this router{'' if policy.next_hop_self_all else ' for eBGP paths'}"
    if policy.remove_private:
        yield "  Private AS number removed from updates to this neighbor"
    if policy.route_map_out:
        yield f"  Route map for outgoing advertisements is {policy.route_map_out}"
    if policy.prefix_out:
        yield f"  Outgoing update prefix filter list is {policy.prefix_out}"
    if policy.filter_out:
        yield f"  Outgoing update AS path filter list is {policy.filter_out}"
    if new:
        yield f"  Topology: global, highest version: {table.version}, tail marker: {table.version}"
        yield "  Format state: Current working (OK, last not in list)"
        yield "                Refresh blocked (not in list, last not in list)"
    more = ", current 0, refresh 0, limit 1000" if new else ""
    yield f"  Update messages formatted {group.formatted}, replicated {group.replicated}{more}"
    sizes = [max(Counter(bucket.advertised.values()).values(), default=0) for bucket in group.buckets.values()]
    yield f"  Number of NLRIs in the update sent: max {max(sizes, default=0)}, min 0"
    yield f"  Minimum time between advertisement runs is {int(group.interval)} seconds"
    members = sorted(peer.address for peer in group.members)
    sending = "" if new else " (* indicates the members currently being sent updates)"
    yield f"  Has {len(members)} member{'s' * (len(members) != 1)}{sending}:"
    for at in range(0, len(members), 4):
        yield "   " + "".join(f"{format_ip(address):<17}" for address in members[at : at + 4])


def group_names(process: Process, vrf: str, name: str = "", wide: bool = False) -> list[str]:
    """All, or the one. Raises Refused."""
    neighbors = process.instance.family(vrf, wide).peers.neighbors
    names = [peer for peer, lines in neighbors.items() if lines.group and isinstance(peer, str)]
    if name and name not in names:
        raise Refused(f"% No such peer-group {name}")
    return [each for each in names if name in ("", each)]


def peer_groups(process: Process, vrf: str, name: str = "", wide: bool = False) -> Iterator[str]:
    """With the members that are there, configured or come by themselves."""
    instance = process.instance
    for number, group in enumerate(group_names(process, vrf, name, wide)):
        if number:
            yield ""
        settings = effective(instance, vrf, group, wide)
        remote = settings.session.remote_as
        told = f",  remote AS {asn_text(process.device, remote)}" if remote is not None else ""
        yield f"BGP peer-group is {group}{told}"
        ranges = [str(prefix) for prefix, of in sorted(instance.listen_ranges.items()) if of == group and not vrf]
        if ranges:
            yield f"  BGP peergroup {group} listen range group members: "
            yield from (f"  {prefix} " for prefix in ranges)
        yield "  BGP version 4"
        kind = "internal" if remote == instance.asn else "external"
        said = settings.policy.advertisement_interval
        interval = said if said is not None else 30 if kind == "external" else 0
        yield f"  Default minimum time between advertisement runs is {interval} seconds"
        yield ""
        yield f" For address family: {family_text(vrf, wide)}"
        members = [peer for peer in process.peers_in(vrf, wide) if peer.settings.session.peer_group == group]
        yield f"  BGP neighbor is {group}, peer-group {kind}, members:"
        if members:
            yield "  " + " ".join(f"{'*' * peer.dynamic}{format_ip(peer.address)}" for peer in members) + " "
        if settings.policy.route_reflector_client:
            yield "  Route-Reflector Client"
        if settings.policy.next_hop_self:
            yield "  NEXT_HOP is always this router"
        yield "  Index 0, Advertise bit 0"


def sets(process: Process) -> Counter[Attributes]:
    """Sets of attributes that paths have, and how many have each."""
    return Counter(path.attributes for table in process.tables.values() for _, path in table.paths())


def paths(process: Process, pattern: str = "") -> Iterator[str]:
    """The sets of attributes in use, and how many paths have each."""
    counts = sets(process)
    handle = process.device.ip.tcp.handle
    yield "Address    Hash Refcount Metric Path"
    for number, (attributes, count) in enumerate(counts.items()):
        text = path_text(attributes.as_path, process.device.as_dot)
        if pattern and not matches_pattern(pattern, text):
            continue
        place = crc32(repr(attributes).encode()) % _BUCKETS
        metric = 0 if attributes.med is None else attributes.med
        shown = f"{text} {'ie?'[attributes.origin]}".lstrip()
        yield f"0x{handle(0x20000 + number * 8):X} {place:>4} {count:>8} {metric:>6} {shown}"
