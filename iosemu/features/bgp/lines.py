"""The running-config of `router bgp` where the notation cannot say it: what a neighbour is told, in IOS's order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from iosemu.features.bgp.model import (
    BgpInstance,
    Dampening,
    Family,
    Peer,
    Peers,
    PolicyLines,
    SessionLines,
    is_wide,
)
from iosemu.types import Prefix6, classful_length, format_ip, format_ipv4, mask_of


def peer_text(peer: Peer) -> str:
    """An address, or the name of a peer group."""
    return peer if isinstance(peer, str) else format_ip(peer)


def _ordered(peers: Peers) -> list[Peer]:
    """Groups in the order of typing, then neighbours by address."""
    groups: list[Peer] = [peer for peer, lines in peers.neighbors.items() if lines.group]
    return groups + sorted(peer for peer in peers.neighbors if isinstance(peer, int))


def render_neighbors(record: Peers, obj: Any) -> Iterator[str]:
    """At the router's level and of a VRF. What belongs to the address family is with it, unless that has a block."""
    family: Family = obj.ipv4 if isinstance(obj, BgpInstance) else obj
    for peer in _ordered(record):
        if not obj.sessions_here:
            return
        yield from (f"neighbor {peer_text(peer)} {line}" for line in session_lines(record.neighbors[peer]))
        if family.vrf or not family.explicit:
            yield from _policies(record, peer, always=bool(family.vrf))


def render_policies(record: Peers, obj: BgpInstance | Family) -> Iterator[str]:
    """In the block of the address family: each neighbour is activated there, or is not."""
    for peer in _ordered(record):
        if obj.policies_apart:
            if is_wide(peer) and isinstance(obj, Family) and not obj.wide and peer not in record.policies:
                yield f"no neighbor {peer_text(peer)} activate"
            yield from _policies(record, peer, always=True)


def _policies(record: Peers, peer: Peer, always: bool) -> Iterator[str]:
    """`always`: that it is activated is shown, too."""
    policy, name = record.policies.get(peer, PolicyLines()), peer_text(peer)
    if policy.activate is False:
        yield f"no neighbor {name} activate"
    elif policy.activate and (always or isinstance(peer, str)):
        yield f"neighbor {name} activate"
    yield from (f"neighbor {name} {line}" for line in policy_lines(policy))


def render_session_template(record: SessionLines) -> Iterator[str]:
    return session_lines(record)


def render_policy_template(record: PolicyLines) -> Iterator[str]:
    return policy_lines(record)


def session_lines(lines: SessionLines) -> Iterator[str]:
    """Without `neighbor X`."""
    if lines.group:
        yield "peer-group"
    if lines.remote_as is not None:
        yield f"remote-as {lines.remote_as}"
    if lines.peer_group:
        yield f"peer-group {lines.peer_group}"
    if lines.inherit_session:
        yield f"inherit peer-session {lines.inherit_session}"
    if lines.local_as is not None:
        words = [
            ("no-prepend", lines.local_as_no_prepend),
            ("replace-as", lines.local_as_replace),
            ("dual-as", lines.local_as_dual),
        ]
        yield " ".join([f"local-as {lines.local_as}", *(word for word, said in words if said)])
    if lines.description:
        yield f"description {lines.description}"
    if lines.shutdown:
        yield "shutdown"
    if lines.password:
        yield f"password {f'7 {lines.password_hidden}' if lines.password_hidden else lines.password}"
    if lines.ebgp_multihop:
        yield f"ebgp-multihop {lines.ebgp_multihop}"
    if lines.disable_connected_check:
        yield "disable-connected-check"
    if lines.ttl_security:
        yield f"ttl-security hops {lines.ttl_security}"
    if lines.connection_mode:
        yield f"transport connection-mode {lines.connection_mode}"
    if lines.path_mtu:
        yield f"transport path-mtu-discovery{' disable' if lines.path_mtu == 'disable' else ''}"
    if lines.update_source is not None:
        yield f"update-source {lines.update_source}"
    if lines.keepalive is not None:
        yield f"timers {lines.keepalive} {lines.hold}" + (f" {lines.min_hold}" if lines.min_hold else "")
    if lines.fall_over:
        bfd = f" bfd {lines.fall_over_hops}".rstrip()
        how = bfd if lines.fall_over_bfd else f" route-map {lines.fall_over_map}" if lines.fall_over_map else ""
        yield f"fall-over{how}"


def policy_lines(lines: PolicyLines) -> Iterator[str]:
    """Without `neighbor X`, and without `activate`."""
    for seq, name in sorted(lines.inherits.items()):
        yield f"inherit peer-policy {name} {seq}"
    if lines.inherit_policy:
        yield f"inherit peer-policy {lines.inherit_policy}"
    if lines.orf:
        yield f"capability orf prefix-list {lines.orf}"
    if lines.advertisement_interval is not None:
        yield f"advertisement-interval {lines.advertisement_interval}"
    if lines.send_community or lines.send_extended:
        kind = " both" if lines.send_community and lines.send_extended else " extended" if lines.send_extended else ""
        yield f"send-community{kind}"
    if lines.allowas_in:
        yield "allowas-in" + (f" {lines.allowas_in}" if lines.allowas_in != 3 else "")
    if lines.as_override:
        yield "as-override"
    if lines.route_reflector_client:
        yield "route-reflector-client"
    if lines.next_hop_self:
        yield "next-hop-self" + (" all" if lines.next_hop_self_all else "")
    if lines.next_hop_unchanged:
        yield "next-hop-unchanged"
    if lines.default_originate:
        yield "default-originate" + _with_map(lines.default_originate_map)
    if lines.soft_reconfiguration:
        yield "soft-reconfiguration inbound"
    if lines.remove_private:
        words = " all" if lines.remove_private == "all" else ""
        yield f"remove-private-as{words}" + (" replace-as" if lines.remove_private_replace else "")
    if lines.weight is not None:
        yield f"weight {lines.weight}"
    for word, field in (("distribute-list", "distribute"), ("prefix-list", "prefix"), ("route-map", "route_map")):
        yield from _both_ways(lines, word, field)
    if lines.unsuppress_map:
        yield f"unsuppress-map {lines.unsuppress_map}"
    yield from _both_ways(lines, "filter-list", "filter")
    if lines.advertise_map:
        yield f"advertise-map {lines.advertise_map} {lines.condition}-map {lines.condition_map}"
    if lines.maximum_prefix:
        text = f"maximum-prefix {lines.maximum_prefix}" + (f" {lines.threshold}" if lines.threshold != 75 else "")
        yield text + (" warning-only" if lines.warning_only else f" restart {lines.restart}" if lines.restart else "")


def _both_ways(lines: PolicyLines, word: str, field: str) -> Iterator[str]:
    for direction in ("in", "out"):
        name = getattr(lines, f"{field}_{direction}")
        if name:
            yield f"{word} {name} {direction}"


def _with_map(name: str) -> str:
    return f" route-map {name}" if name else ""


def render_network(record: Family) -> Iterator[str]:
    """A classful mask is left out."""
    for prefix, network in sorted(record.networks.items()):
        if isinstance(prefix, Prefix6):
            continue
        classful = prefix.length == classful_length(prefix.network)
        mask = "" if classful else f" mask {format_ipv4(mask_of(prefix.length))}"
        tail = _with_map(network.route_map) + (" backdoor" if network.backdoor else "")
        yield f"network {format_ipv4(prefix.network)}{mask}{tail}"


def render_aggregate(record: Family) -> Iterator[str]:
    for prefix, aggregate in sorted(record.aggregates.items()):
        wide = isinstance(prefix, Prefix6)
        words = ["as-set"] if aggregate.as_set else []
        words += ["summary-only"] if aggregate.summary_only else []
        maps = ("suppress-map", aggregate.suppress_map), ("advertise-map", aggregate.advertise_map)
        words += [f"{word} {name}" for word, name in (*maps, ("attribute-map", aggregate.attribute_map)) if name]
        name = str(prefix) if wide else f"{format_ipv4(prefix.network)} {format_ipv4(mask_of(prefix.length))}"
        yield " ".join(["aggregate-address", name, *words])


def render_network6(record: Family) -> Iterator[str]:
    for prefix, network in sorted(record.networks.items()):
        yield f"network {prefix}{_with_map(network.route_map)}{' backdoor' if network.backdoor else ''}"


def render_redistribute6(record: Family) -> Iterator[str]:
    for source, options in record.redistribute.items():
        line = f"redistribute {source}"
        line += f" metric {options.metric}" if options.metric is not None else ""
        line += f" match {' '.join(options.match)}" if options.match else ""
        yield line + _with_map(options.route_map) + (" include-connected" if options.include_connected else "")


def render_distribute_out(record: Family) -> Iterator[str]:
    for source, name in record.distribute_out.items():
        yield f"distribute-list {name} out {source}".rstrip()


def render_dampening(record: Family) -> Iterator[str]:
    """As little as says it."""
    found, default = record.dampening, Dampening()
    if found is None:
        return
    if found.route_map:
        yield f"bgp dampening route-map {found.route_map}"
    elif found == default:
        yield "bgp dampening"
    elif found == Dampening(found.half_life, max_suppress=min(255, 4 * found.half_life)):
        yield f"bgp dampening {found.half_life}"
    else:
        yield f"bgp dampening {found.half_life} {found.reuse} {found.suppress} {found.max_suppress}"


def render_default_ipv4_unicast(record: BgpInstance) -> Iterator[str]:
    if not record.default_ipv4_unicast:
        yield "no bgp default ipv4-unicast"


def render_bestpath_med(record: BgpInstance) -> Iterator[str]:
    words = (" confed" if record.med_confed else "") + (" missing-as-worst" if record.med_missing_worst else "")
    if words:
        yield f"bgp bestpath med{words}"


def render_cluster_id(record: BgpInstance) -> Iterator[str]:
    """As an address where it does not look like a number."""
    if record.cluster_id is not None:
        small = record.cluster_id < 1 << 24
        yield f"bgp cluster-id {record.cluster_id if small else format_ipv4(record.cluster_id)}"


def render_confederation_peers(record: BgpInstance) -> Iterator[str]:
    if record.confederation_peers:
        yield f"bgp confederation peers {' '.join(map(str, record.confederation_peers))} "


def render_listen_range(record: BgpInstance) -> Iterator[str]:
    for prefix, group in sorted(record.listen_ranges.items()):
        yield f"bgp listen range {prefix} peer-group {group}"

