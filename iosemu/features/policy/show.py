"""show ip prefix-list, show route-map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.tells import told
from iosemu.features.policy.api import counts_of
from iosemu.features.policy.config import prefix_list_entry
from iosemu.features.policy.model import PolicyConfig, PrefixList, RouteMapEntry
from iosemu.features.policy.path_lines import communities_of, entry_text, is_expanded, list_rank
from iosemu.types import format_ipv4, format_ipv6

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.policy.counts import Counts


def show_prefix_list(ctx: Context, name: str = "", detail: bool = False, summary: bool = False) -> Iterator[str]:
    yield from _show_lists(ctx, False, name, detail, summary)


def show_prefix_list6(ctx: Context, name: str = "", detail: bool = False, summary: bool = False) -> Iterator[str]:
    yield from _show_lists(ctx, True, name, detail, summary)


def _show_lists(ctx: Context, wide: bool, name: str, detail: bool, summary: bool) -> Iterator[str]:
    lists = chosen_lists(ctx.device, name, wide)
    if name and not lists:
        yield f"%Can't find prefix-list {name}"
        return
    if (detail or summary) and lists:
        yield f"Prefix-list with the last deletion/insertion: {ctx.device.engine('policy').last_list[wide]}"
    for entry in lists:
        yield from _list(entry, counts_of(ctx.device), detail, summary)


def chosen_lists(device: Device, name: str, wide: bool = False) -> list[PrefixList]:
    """All by name, or the one that is asked for; `wide`: of IPv6."""
    config: PolicyConfig = device[PolicyConfig]
    return [entry for key, entry in sorted(config.lists(wide).items()) if not name or key == name]


def _list(entry: PrefixList, counts: Counts, detail: bool, summary: bool) -> Iterator[str]:
    numbers = sorted(entry.entries)
    title = f"{entry.family} prefix-list {entry.name}:"
    if not (detail or summary):
        yield f"{title} {len(numbers)} entries"
        if entry.description:
            yield f"   Description: {entry.description}"
    else:
        yield title
        if entry.description:
            yield f"   Description: {entry.description}"
        ranges = sum(1 for e in entry.entries.values() if e.ge or e.le)
        span = f"{numbers[0]} - {numbers[-1]}" if numbers else "0 - 0"
        yield f"   count: {len(numbers)}, range entries: {ranges}, sequences: {span}, refcount: 1"
    if summary:
        return
    for number in numbers:
        one = entry.entries[number]
        hits = f" (hit count: {counts.of(entry.name, number, one).times}, refcount: 1)" if detail else ""
        yield f"   {prefix_list_entry(number, one)}{hits}"


def show_as_path_access_list(ctx: Context, number: int = 0) -> Iterator[str]:
    config: PolicyConfig = ctx.device[PolicyConfig]
    for own, entries in sorted(config.as_paths.items()):
        if number in (0, own):
            yield f"AS path access list {own}"
            yield from (f"    {'permit' if entry.permit else 'deny'} {entry.pattern}" for entry in entries)


def show_community_list(ctx: Context, name: str | int = "") -> Iterator[str]:
    config: PolicyConfig = ctx.device[PolicyConfig]
    for own, found in sorted(config.community_lists.items(), key=lambda item: list_rank(item[0])):
        if str(name) not in ("", own):
            continue
        expanded, new = is_expanded(own, found), config.community_new_format
        if own.isdecimal():
            yield f"Community {'(expanded) access' if expanded else 'standard'} list {own}"
        else:
            yield f"Named Community {'expanded' if expanded else 'standard'} list {own}"
        yield from (f"     {entry_text(entry, expanded, new)}" for entry in found.entries)


def show_route_map(ctx: Context, name: str = "") -> Iterator[str]:
    lines = maps(ctx.device, name)
    first = next(lines, f"route-map {name} not found" if name else None)
    if first is not None:
        yield first
        yield from lines


def chosen_maps(device: Device, name: str) -> Iterator[tuple[str, int, RouteMapEntry]]:
    """Name, sequence number, entry."""
    config: PolicyConfig = device[PolicyConfig]
    for (own, seq), entry in sorted(config.route_maps.items()):
        if name in ("", own):
            yield own, seq, entry


def maps(device: Device, name: str = "") -> Iterator[str]:
    """The entries of all maps, or of one."""
    for own, seq, entry in chosen_maps(device, name):
        yield f"route-map {own}, {'permit' if entry.permit else 'deny'}, sequence {seq}"
        if entry.description:
            yield "  Description:"
            yield f"    {entry.description}"
        yield "  Match clauses:"
        yield from (f"    {line}" for line in _matches(entry))
        if entry.goto is not None:
            yield "  Continue:" + (f" sequence {entry.goto}" if entry.goto else " to next entry")
        yield "  Set clauses:"
        yield from (f"    {line}" for line in _sets(device, entry))
        count = counts_of(device).of(own, seq, entry)
        yield f"  Policy routing matches: {count.times} packets, {count.size} bytes"


def _matches(entry: RouteMapEntry) -> Iterator[str]:
    """Trailing blanks are IOS's."""
    if entry.match_acls:
        yield f"ip address (access-lists): {' '.join(map(str, entry.match_acls))} "
    if entry.match_prefix_lists:
        yield f"ip address prefix-lists: {' '.join(entry.match_prefix_lists)} "
    if entry.match_next_hop_acls:
        yield f"ip next-hop (access-lists): {' '.join(map(str, entry.match_next_hop_acls))} "
    if entry.match_next_hop_prefix_lists:
        yield f"ip next-hop prefix-lists: {' '.join(entry.match_next_hop_prefix_lists)} "
    if entry.match_acls6:
        yield f"ipv6 address (access-lists): {' '.join(entry.match_acls6)} "
    if entry.match_prefix_lists6:
        yield f"ipv6 address prefix-lists: {' '.join(entry.match_prefix_lists6)} "
    if entry.match_next_hop_acls6:
        yield f"ipv6 next-hop (access-lists): {' '.join(entry.match_next_hop_acls6)} "
    if entry.match_next_hop_prefix_lists6:
        yield f"ipv6 next-hop prefix-lists: {' '.join(entry.match_next_hop_prefix_lists6)} "
    if entry.match_source_acls:
        yield f"ip route-source (access-lists): {' '.join(map(str, entry.match_source_acls))} "
    if entry.match_interfaces:
        yield f"interface {' '.join(map(str, entry.match_interfaces))} "
    if entry.match_tags:
        yield f"tag {' '.join(map(str, entry.match_tags))} "
    if entry.match_metrics:
        yield f"metric {' '.join(map(str, entry.match_metrics))} "
    if entry.match_sources:
        yield f"source-protocol {' '.join(entry.match_sources)} "
    if entry.match_route_types:
        yield f"route-type {' '.join(entry.match_route_types)} "
    if entry.match_external_type:
        yield f"route-type external {entry.match_external_type} "
    if entry.match_as_paths:
        yield f"as-path (as-path filter): {' '.join(map(str, entry.match_as_paths))} "
    if entry.match_communities:
        exact = "exact-match" if entry.match_exact else ""
        yield f"community (community-list filter): {' '.join(map(str, entry.match_communities))} {exact}"
    if entry.match_local_preferences:
        yield f"local-preference {' '.join(map(str, entry.match_local_preferences))} "
    if entry.match_length is not None:
        yield f"length {entry.match_length[0]} {entry.match_length[1]}"


def _sets(device: Device, entry: RouteMapEntry) -> Iterator[str]:
    if entry.set_metric is not None or entry.set_metric_change:
        yield f"metric {entry.set_metric_change or entry.set_metric}"
    if entry.set_metric_type:
        yield f"metric-type {entry.set_metric_type}"
    if entry.set_vector is not None:
        yield f"metric {' '.join(map(str, entry.set_vector))}"
    if entry.set_tag is not None:
        yield f"tag {entry.set_tag}"
    if entry.set_next_hop_word:
        yield f"ip next-hop {entry.set_next_hop_word}"
    if entry.set_prepend:
        yield f"as-path prepend {' '.join(map(str, entry.set_prepend))}"
    if entry.set_prepend_last:
        yield f"as-path prepend last-as {entry.set_prepend_last}"
    if entry.set_local_preference is not None:
        yield f"local-preference {entry.set_local_preference}"
    if entry.set_weight is not None:
        yield f"weight {entry.set_weight}"
    if entry.set_delete_communities:
        yield f"comm-list {entry.set_delete_communities} delete"
    if entry.set_no_community:
        yield "community none"
    if entry.set_communities is not None:
        yield f"community {communities_of(entry.set_communities, entry.new_format)}{' additive' * entry.set_additive}"
    if entry.set_dampening is not None:
        yield f"dampening {' '.join(map(str, entry.set_dampening))}"
    if entry.set_origin:
        yield f"origin {entry.set_origin}"
    if entry.set_vrf_hops:
        yield f"ip vrf {entry.set_hops_vrf} next-hop {' '.join(map(format_ipv4, entry.set_vrf_hops))}"
    if entry.set_global_hops:
        yield f"ip global next-hop {' '.join(map(format_ipv4, entry.set_global_hops))}"
    if entry.set_vrf:
        yield f"vrf {entry.set_vrf}"
    if entry.set_global:
        yield "global"
    if entry.set_next_hops:
        yield f"ip next-hop {' '.join(map(format_ipv4, entry.set_next_hops))}"
    if entry.set_next_hops6:
        yield f"ipv6 next-hop {' '.join(map(format_ipv6, entry.set_next_hops6))}"
    if entry.set_next_hop_word6:
        yield f"ipv6 next-hop {entry.set_next_hop_word6}"
    for sequence, hop in sorted(entry.set_tracked_hops.items()):
        state = next(told(device, "track state", hop.track), "undefined")
        yield f"ip next-hop verify-availability {format_ipv4(hop.address)} {sequence} track {hop.track}  [{state}]"
    if entry.set_verified:
        yield "ip next-hop verify-availability"
    if entry.set_recursive_hop is not None:
        yield f"ip next-hop recursive {format_ipv4(entry.set_recursive_hop)}"
    if entry.set_default_next_hops:
        yield f"ip default next-hop {' '.join(map(format_ipv4, entry.set_default_next_hops))}"
    if entry.set_interfaces:
        yield f"interface {' '.join(map(str, entry.set_interfaces))}"
    if entry.set_default_interfaces:
        yield f"default interface {' '.join(map(str, entry.set_default_interfaces))}"
    if entry.set_df is not None:
        yield f"ip df {entry.set_df}"
    if entry.set_precedence is not None:
        yield f"ip precedence {entry.set_precedence}"
