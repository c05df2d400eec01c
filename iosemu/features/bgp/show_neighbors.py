"""`show ip bgp neighbors`: all that is known of a neighbour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.as_numbers import asn_text
from iosemu.device.times import uptime
from iosemu.features.bgp import orf
from iosemu.features.bgp.events import Denied
from iosemu.features.bgp.liveness import multihop
from iosemu.features.bgp.paths import Path
from iosemu.features.bgp.show_summary import WIDER
from iosemu.features.bgp.show_table import family_text
from iosemu.features.policy.paths import community_text, new_format
from iosemu.features.tcp.show import connection_lines
from iosemu.types import format_ip, format_ipv4
from iosemu.wire.bgp import FAMILIES, OLD_PREFIX_LIST, Cap, Way

if TYPE_CHECKING:
    from iosemu.features.bgp.member import Member
    from iosemu.features.bgp.peer import Peer

_LINKS = {"internal": "internal link", "external": "external link", "confed": "external link"}


def neighbor(peer: Peer) -> Iterator[str]:
    """The block of one neighbour."""
    software = peer.process.device.software
    star = "*" if peer.dynamic else ""
    vrf = f"  vrf {peer.vrf}," if peer.vrf else ""
    lines = peer.settings.session
    posed = lines.local_as is not None and peer.type == "external"
    ours, theirs = (asn_text(peer.process.device, each) for each in (peer.local_as, peer.remote_as))
    as_text = f"  remote AS {theirs}," + (f" local AS {ours}," if posed else "")
    yield f"BGP neighbor is {star}{format_ip(peer.address)},{vrf}{as_text} {_LINKS[peer.type]}"
    if lines.description:
        yield f" Description: {lines.description}"
    if lines.peer_group:
        yield f" Member of peer-group {lines.peer_group} for session parameters"
    if peer.listen is not None:
        yield f" Belongs to the subnet range group: {peer.listen[0]}"
    if lines.inherit_session:
        yield f" Inherits from template {lines.inherit_session} for session parameters"
    if lines.fall_over:
        yield " Fall over configured for session"
    if lines.fall_over_bfd:
        state = "Up" if peer.process.liveness.up(peer) else "Down"
        hops = "multi-hop" if multihop(peer) else "single-hop"
        yield f" BFD is configured. BFD peer is {state}. Using BFD to detect fast fallover ({hops})."
    if lines.shutdown:
        yield " Administratively shut down"
    yield f"  BGP version 4, remote router ID {format_ipv4(peer.identifier if peer.up else 0)}"
    yield from _state(peer)
    if software.bgp_sessions:
        yield "  Neighbor sessions:"
        yield f"    {int(peer.up)} active, is not multisession capable (disabled)"
    if peer.up:
        yield from _capabilities(peer)
    yield from _messages(peer)
    if software.bgp_tells_logging and peer.logs:
        yield "  Do log neighbor state changes (via global configuration)"
    lead = next(iter(peer.members.values()), None)
    if lead is not None:
        yield f"  Default minimum time between advertisement runs is {int(lead.interval)} seconds"
    yield ""
    for member in peer.members.values():
        yield from _family(member)
        yield ""
    yield from _session(peer)


def _state(peer: Peer) -> Iterator[str]:
    now = peer.host.now
    since = "" if peer.changed_at is None else f", {'up' if peer.up else 'down'} for {uptime(now - peer.changed_at)}"
    yield f"  BGP state = {'Established' if peer.up else peer.state}{since}"
    session = peer.session
    if session is not None:
        read, written = uptime(now - peer.last_read), uptime(now - peer.last_written)
        times = f"hold time is {session.hold}, keepalive interval is {session.keepalive} seconds"
        yield f"  Last read {read}, last write {written}, {times}"
    lines = peer.settings.session
    instance = peer.process.instance
    if lines.hold is not None or (instance.keepalive, instance.hold) != (60, 180):
        yield f"  Configured hold time is {peer.hold_time}, keepalive interval is {peer.keepalive_time} seconds"
        least = lines.min_hold or instance.min_hold
        yield f"  Minimum holdtime from neighbor is {least} seconds"


def _capabilities(peer: Peer) -> Iterator[str]:
    """What either side has said it can."""
    session = peer.session
    if session is None or session.open is None or session.sent_open is None:
        return
    theirs, ours = session.open, session.sent_open

    def both(code: int) -> str:
        words = [word for word, found in (("advertised", ours.has(code)), ("received", theirs.has(code))) if found]
        return " and ".join(words)

    software = peer.process.device.software
    yield "  Neighbor capabilities:"
    if ours.refreshes or theirs.refreshes:
        ways = [name for name, code in (("old", Cap.OLD_REFRESH), ("new", Cap.ROUTE_REFRESH)) if theirs.has(code)]
        kind = "new" if "new" in ways and software.bgp_sessions else " & ".join(ways)
        yield f"    Route refresh: advertised{f' and received({kind})' if ways else ''}"
    if both(Cap.FOUR_OCTETS):
        yield f"    Four-octets ASN Capability: {both(Cap.FOUR_OCTETS)}"
    for wide, family in FAMILIES.items():
        who = (("advertised", family in ours.families), ("received", family in theirs.families))
        said = " and ".join(word for word, found in who if found)
        if said:
            yield f"    Address family {family_text('', wide)}: {said}"
    if both(Cap.GRACEFUL_RESTART):
        yield f"    Graceful Restart Capability: {both(Cap.GRACEFUL_RESTART)}"
        restart = theirs.restart
        if restart is not None:
            yield f"      Remote Restart timer is {restart.time} seconds"
            yield "      Address families advertised by peer:"
            named = {wide: restart.families[family] for wide, family in FAMILIES.items() if family in restart.families}
            if not named:
                yield "        none"
            for wide, kept in named.items():
                yield f"        {family_text('', wide)} (was {'' if kept else 'not '}preserved"
    if both(Cap.ENHANCED_REFRESH):
        yield f"    Enhanced Refresh Capability: {both(Cap.ENHANCED_REFRESH)}"
    if software.bgp_sessions:
        yield "    Multisession Capability: "
        yield f"    Stateful switchover support enabled: NO for session {peer.number}"


def _messages(peer: Peer) -> Iterator[str]:
    yield "  Message statistics:"
    yield "    InQ depth is 0"
    yield "    OutQ depth is 0"
    yield "    "
    yield "                         Sent       Rcvd"
    sent, received = peer.sent, peer.received
    for word, name in (
        ("Opens", "opens"), ("Notifications", "notifications"), ("Updates", "updates"), ("Keepalives", "keepalives"),
        ("Route Refresh", "refreshes"), ("Total", "total"),
    ):  # fmt: skip
        yield f"    {f'{word}:':<16}{getattr(sent, name):>9}{getattr(received, name):>11}"


def _paths(peer: Member) -> Iterator[Path]:
    for _, path in peer.table.paths():
        if path.peer is peer:
            yield path


def _family(peer: Member) -> Iterator[str]:
    software = peer.process.device.software
    table, group = peer.table, peer.group
    policy = peer.settings.policy
    yield f" For address family: {family_text(peer.vrf, peer.wide)}"
    if peer.vrf:
        yield f"  Translates address family {family_text('', peer.wide)} for VRF {peer.vrf}"
    if software.bgp_sessions and peer.up:
        yield f"  Session: {format_ip(peer.address)}"
    yield f"  BGP table version {table.version}, neighbor version {peer.version if peer.up else 1}/0"
    yield "  Output queue size : 0"
    if group is not None:
        yield f"  Index {group.number}, Advertise bit 0"
    if policy.route_reflector_client:
        yield "  Route-Reflector Client"
    if group is not None:
        yield f"  {group.number} update-group member"
    if peer.settings.session.peer_group:
        yield f"  {peer.settings.session.peer_group} peer-group member"
    yield from _filters(peer)
    yield from _told(peer)
    if software.bgp_slow_peers:
        yield "  Slow-peer detection is disabled"
        yield "  Slow-peer split-update-group dynamic is disabled"
    yield from _activity(peer)
    yield ""
    yield from _denied(peer)
    size = max((len(prefixes) for prefixes in _sets(peer).values()), default=0)
    yield f"  Number of NLRIs in the update sent: max {size}, min 0"
    if software.bgp_slow_peers:
        yield "  Last detected as dynamic slow peer: never"
        yield "  Dynamic slow peer recovered: never"
    if software.bgp_enhanced_refresh:
        yield f"  Refresh Epoch: {peer.epoch}"


def _filters(peer: Member) -> Iterator[str]:
    """Outbound route filters, where one of the two can."""
    ours, theirs = orf.ways(peer)
    if not ours and not theirs:
        return
    yield "  AF-dependant capabilities:"
    yield f"    Outbound Route Filter (ORF) type ({orf.kind(peer) or OLD_PREFIX_LIST}) Prefix-list:"
    for word, way in (("Send", Way.SEND), ("Receive", Way.RECEIVE)):
        who = [text for text, found in (("advertised", ours & way), ("received", theirs & way)) if found]
        if who:
            yield f"      {word}-mode: {', '.join(who)}"
    done = ["sent"] if peer.sent_filter else []
    done += [f"received ({len(peer.filters)} entries)"] if peer.filters else []
    if done:
        yield f"  Outbound Route Filter (ORF): {'; '.join(done)}" + (";" if peer.sent_filter else "")


def _sets(peer: Member) -> dict[object, list[object]]:
    """What it was told by attributes: those of one set go out together."""
    found: dict[object, list[object]] = {}
    for prefix, attributes in (peer.bucket.advertised if peer.bucket is not None else {}).items():
        found.setdefault(attributes, []).append(prefix)
    return found


def _told(peer: Member) -> Iterator[str]:
    """The lines about its configuration."""
    policy = peer.settings.policy
    if policy.send_community:
        yield "  Community attribute sent to this neighbor"
    if policy.send_extended:
        yield "  Extended-community attribute sent to this neighbor"
    if policy.soft_reconfiguration:
        yield "  Inbound soft reconfiguration allowed"
    if policy.next_hop_self:
        yield "  NEXT_HOP is always this router for eBGP paths" if not policy.next_hop_self_all else (
            "  NEXT_HOP is always this router"
        )
    if policy.next_hop_unchanged:
        yield "  NEXT_HOP is propagated unchanged to this neighbor"
    if policy.default_originate:
        on = f", default route-map {policy.default_originate_map}" if policy.default_originate_map else ""
        sent = "sent" if peer.bucket is not None and any(not p.length for p in peer.bucket.advertised) else "not sent"
        yield f"  Default information originate{on}, default {sent}"
    if policy.remove_private:
        yield "  Private AS number removed from updates to this neighbor"
    if policy.allowas_in:
        yield f"  My AS number is allowed for {policy.allowas_in} number of times"
    if policy.as_override:
        yield "  Overrides the neighbor AS with my AS before sending updates"
    if policy.weight is not None:
        yield f"  Default weight {policy.weight}"
    for word, name in (
        ("Incoming update network filter list is", "distribute_in"),
        ("Outgoing update network filter list is", "distribute_out"),
        ("Incoming update prefix filter list is", "prefix_in"),
        ("Outgoing update prefix filter list is", "prefix_out"),
        ("Incoming update AS path filter list is", "filter_in"),
        ("Outgoing update AS path filter list is", "filter_out"),
        ("Route map for incoming advertisements is", "route_map_in"),
        ("Route map for outgoing advertisements is", "route_map_out"),
        ("Unsuppress map is", "unsuppress_map"),
    ):
        if getattr(policy, name):
            yield f"  {word} {getattr(policy, name)}"
    if policy.advertise_map:
        holds = "Advertise" if peer.group is not None and peer.group.condition else "Withdraw"
        status = holds if peer.group is not None else "Uninitialized"
        yield f"  Condition-map {policy.condition_map}, Advertise-map {policy.advertise_map}, status: {status}"
    if policy.maximum_prefix:
        only = " (warning-only)" if policy.warning_only else ""
        yield f"  Maximum prefixes allowed {policy.maximum_prefix}{only}"
        yield f"  Threshold for warning message {policy.threshold}%" + (
            f", restart interval {policy.restart} min" if policy.restart else ""
        )


def _activity(peer: Member) -> Iterator[str]:
    paths = [path for path in _paths(peer) if not path.history]
    size = peer.process.device.software.bgp_sizes[1] + WIDER * peer.wide
    current = len(peer.bucket.advertised) if peer.bucket is not None else 0
    consumes = f" (Consumes {len(paths) * size} bytes)" if paths else ""
    best, multi = sum(path.best for path in paths), sum(path.multipath for path in paths)
    sent, received = peer.out, peer.into
    yield "                                 Sent       Rcvd"
    yield "  Prefix activity:               ----       ----"
    yield f"    Prefixes Current:      {current:>10} {len(paths):>10}{consumes}"
    yield f"    Prefixes Total:        {sent.total:>10} {received.total:>10}"
    yield f"    Implicit Withdraw:     {sent.implicit:>10} {received.implicit:>10}"
    yield f"    Explicit Withdraw:     {sent.explicit:>10} {received.explicit:>10}"
    yield f"    Used as bestpath:             n/a {best:>10}"
    yield f"    Used as multipath:            n/a {multi:>10}"
    if peer.process.device.software.bgp_tells_logging:
        yield "    Used as secondary:            n/a          0"


_DENIED_WORDS = {
    Denied.AS_LOOP.name: "AS_PATH loop",
    Denied.OWN_NEXT_HOP.name: "NEXT_HOP is us",
    Denied.FAR_NEXT_HOP.name: "NEXT_HOP non-local",
    Denied.BAD_NEXT_HOP.name: "NEXT_HOP martian",
    Denied.LONG.name: "AS_PATH too long",
    Denied.CLUSTER.name: "CLUSTER_LIST loop",
    Denied.ORIGINATOR.name: "ORIGINATOR loop",
    Denied.ROUTE_MAP.name: "route-map",
    Denied.DISTRIBUTE.name: "distribute-list",
    Denied.PREFIX.name: "prefix-list",
    Denied.FILTER.name: "filter-list",
    Denied.LIMIT.name: "maximum-prefix",
    Denied.MARTIAN.name: "martian",
    Denied.FIRST_AS.name: "first AS",
    "distribute": "distribute-list",
    "prefix": "prefix-list",
    "filter": "filter-list",
    "orf": "ORF prefix-list",
}


def _denied(peer: Member) -> Iterator[str]:
    yield "                                   Outbound    Inbound"
    yield "  Local Policy Denied Prefixes:    --------    -------"
    names = sorted({_DENIED_WORDS.get(why, why) for _, why in peer.denied})
    totals = {"in": 0, "out": 0}
    for name in names:
        counts = {way: 0 for way in totals}
        for (way, why), count in peer.denied.items():
            if _DENIED_WORDS.get(why, why) == name:
                counts[way] += count
                totals[way] += count
        cells = [f"{counts[way]:>10}" if counts[way] else "       n/a" for way in ("out", "in")]
        yield f"    {f'{name}:':<29}{cells[0]} {cells[1]}"
    yield f"    {'Total:':<29}{totals['out']:>10} {totals['in']:>10}"


def _session(peer: Peer) -> Iterator[str]:
    """From address tracking to the TCP connection."""
    software, now = peer.process.device.software, peer.host.now
    address = format_ip(peer.address)
    if software.bgp_sessions:
        has = peer.routes.lookup(peer.address) is not None
        yield f"  Address tracking is enabled, the RIB does {'' if has else 'not '}have a route to {address}"
        if software.bgp_tells_logging:
            yield f"  Route to peer address reachability Up: {peer.reach_up}; Down: {peer.reach_down}"
    told = peer.last_notification
    if told is not None and software.bgp_tells_logging:
        yield f"    Last notification {uptime(now - told.at)}"
    yield f"  Connections established {peer.established}; dropped {peer.dropped}"
    if peer.last_reset is None:
        yield "  Last reset never"
    else:
        of = f" of session {peer.number}" if software.bgp_sessions and peer.number else ""
        yield f"  Last reset {uptime(now - peer.reset_at)}, due to {peer.last_reset.value}{of}"
    yield from _distance(peer)
    if software.bgp_tells_interface:
        iface = peer.interface
        place = f"{iface.name} (peering address in same link)" if iface is not None else (
            "(none) (peering address NOT in same link)"
        )
        yield f"  Interface associated: {place}"
    if software.bgp_sessions:
        yield f"  Transport(tcp) path-mtu-discovery is {'enabled' if peer.asks_path else 'disabled'}"
        instance = peer.process.instance
        on = f"enabled, restart-time {instance.restart_time} seconds, stalepath-time {instance.stalepath_time} seconds"
        yield f"  Graceful-Restart is {on if instance.graceful_restart else 'disabled'}"
    if software.bgp_tells_logging:
        yield "  SSO is disabled"
    leaving = peer.leaving
    if leaving is not None:
        left = uptime(leaving.until - peer.host.now)
        yield f"  Graceful Shutdown Timer running, schedule to reset the peer in {left} seconds"
        if leaving.local_preference is not None:
            yield f"  Graceful Shutdown Localpref set to {leaving.local_preference}"
        if leaving.community is not None:
            text = community_text(leaving.community, new_format(peer.process.device))
            yield f"  Graceful Shutdown Community set to {text}"
    connection = peer.session.connection if peer.session is not None else None
    if connection is None:
        yield "  No active TCP connection"
    else:
        yield from connection_lines(peer.process.device, connection)


def _distance(peer: Peer) -> Iterator[str]:
    """How far away a neighbour of another AS may be."""
    if peer.type != "external":
        return
    lines = peer.settings.session
    if lines.ttl_security:
        yield f"  External BGP neighbor may be up to {lines.ttl_security} hop{'s' * (lines.ttl_security > 1)} away."
    elif lines.ebgp_multihop > 1:
        yield f"  External BGP neighbor may be up to {lines.ebgp_multihop} hops away."
    if not peer.process.device.software.bgp_tells_interface:
        return
    if peer.must_be_attached:
        yield "  External BGP neighbor configured for connected checks (single-hop no-disable-connected-check)"
    else:
        how = "single-hop disable-connected-check" if lines.disable_connected_check else (
            "multi-hop no-disable-connected-check"
        )
        yield f"  External BGP neighbor NOT configured for connected checks ({how})"
