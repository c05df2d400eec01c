"""Checks and escape hatches of `router bgp`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED
from iosemu.cli.context import BadArgument, Refused, Warn
from iosemu.crypto import passwords
from iosemu.device.as_numbers import asn_text
from iosemu.features.bgp.leaving import Leave
from iosemu.features.bgp.lines import (
    render_aggregate,
    render_bestpath_med,
    render_cluster_id,
    render_confederation_peers,
    render_dampening,
    render_default_ipv4_unicast,
    render_distribute_out,
    render_listen_range,
    render_neighbors,
    render_network,
    render_network6,
    render_policies,
    render_policy_template,
    render_redistribute6,
    render_session_template,
)
from iosemu.features.bgp.model import (
    Aggregate,
    BgpConfig,
    BgpInstance,
    Dampening,
    Family,
    Family6,
    Network,
    Peer,
    Peers,
    PolicyLines,
    SessionLines,
    Settings,
    effective,
    is_wide,
)
from iosemu.features.bgp.templates import set_no_policy_template, set_no_session_template
from iosemu.features.policy import shared
from iosemu.features.policy.paths import community_number
from iosemu.features.policy.shared import check_family_vrf, render_redistribute
from iosemu.types import IPv4, Prefix, Prefix6, classful_length

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device

__all__ = [
    "check_family_vrf",
    "render_aggregate",
    "render_aggregate6",
    "render_bestpath_med",
    "render_cluster_id",
    "render_confederation_peers",
    "render_dampening",
    "render_default_ipv4_unicast",
    "render_distribute_out",
    "render_listen_range",
    "render_neighbors",
    "render_network",
    "render_network6",
    "render_policies",
    "render_policy_template",
    "render_redistribute",
    "render_redistribute6",
    "render_session_template",
    "set_no_policy_template",
    "set_no_session_template",
]

SHORT_HOLD = 20  # seconds
UNKNOWN = "% Specify remote-as or peer-group commands first"


def check_router_bgp(ctx: Context, asn: int = 0) -> str | None:
    """There is one process."""
    running = ctx.device[BgpConfig].asn
    if not running or asn in (0, running):
        return None
    return f"BGP is already running; AS is {asn_text(ctx.device, running)}"


def check_router_id(ctx: Context, router_id: IPv4 = 1) -> BadArgument | None:
    return BadArgument("router_id") if router_id == 0 else None


def check_timers(ctx: Context, keepalive: int = 60, hold: int = 180, min_hold: int = 0) -> str | Warn | None:
    """RFC 4271, 4.2: a hold time is zero or at least three seconds."""
    if ctx.negated or ctx.defaulted:
        return None
    if hold in (1, 2):
        return "% Hold time should be 0 or greater than 2 seconds"
    if min_hold > hold:
        return "% Minimum hold time should be less than or equal to the configured hold time"
    if 0 < hold < SHORT_HOLD and not ctx.device.booting:
        return Warn(f"% Warning: A hold time of less than {SHORT_HOLD} seconds increases the chances of peer flapping")
    return None


def set_bestpath_med(ctx: Context, negated: bool, confed: bool = False, worst: bool = False) -> None:
    """Each word for itself: what is not named stays as it is."""
    if confed:
        ctx.change("med_confed", not negated)
    if worst:
        ctx.change("med_missing_worst", not negated)


# neighbours: who is there


def _instance(ctx: Context) -> BgpInstance:
    found: BgpInstance = ctx.device[BgpConfig].instance
    return found


def _scope(ctx: Context) -> tuple[str, bool]:
    """VRF, and whether it is the family of IPv6, of the mode."""
    return (ctx.obj.vrf, ctx.obj.wide) if isinstance(ctx.obj, Family) else ("", False)


def _effective(ctx: Context, peer: Peer) -> Settings:
    vrf, wide = _scope(ctx)
    return effective(_instance(ctx), vrf, peer, wide)


def check_peer(ctx: Context, peer: Peer = "", **values: Any) -> str | None:
    """Lines come behind those that make the neighbour."""
    peers: Peers = ctx.record
    return None if peer in peers.neighbors else UNKNOWN


def check_neighbor_timers(ctx: Context, peer: Peer = "", **values: Any) -> str | Warn | None:
    values = {name: value for name, value in values.items() if name in ("keepalive", "hold", "min_hold")}
    wrong = check_peer(ctx, peer) if isinstance(ctx.record, Peers) else None
    return wrong or check_timers(ctx, **values)


def check_local_as(ctx: Context, peer: Peer = "", local_as: int = 0, **values: Any) -> str | None:
    instance = _instance(ctx)
    if ctx.negated or peer not in ctx.record.neighbors or ctx.device.booting:
        return check_peer(ctx, peer)
    if local_as == instance.asn:
        return "% Cannot have local-as same as BGP AS number"
    if _effective(ctx, peer).session.remote_as == instance.asn:
        return "% Cannot configure local-as on iBGP peers"
    return None


def set_activate(ctx: Context, negated: bool, peer: Peer) -> str | None:
    """Where neighbours are not active by default, one that is not says nothing. What it was told goes with it."""
    peers: Peers = ctx.record
    if peer not in peers.neighbors:
        return UNKNOWN
    default = _default(ctx, peer)
    if default if ctx.defaulted else not negated:
        _change(ctx, "policies", peer, {"activate": True})
    elif default and isinstance(peer, int):
        ctx.change(("policies", peer), PolicyLines(activate=False))
    else:
        ctx.change(("policies", peer), DELETED)
    return None


def _default(ctx: Context, peer: Peer) -> bool:
    """Neighbours take part in IPv4 from the beginning, unless that was switched off; none with an address of IPv6."""
    return _instance(ctx).default_ipv4_unicast and not _scope(ctx)[1] and not is_wide(peer)


def check_policy(ctx: Context, peer: Peer = "", **values: Any) -> str | None:
    found = check_peer(ctx, peer)
    if found is not None or isinstance(peer, str) or ctx.negated:
        return found
    active = _effective(ctx, peer).policy.activate
    return None if active else "% Activate the neighbor for the address family first"


def check_reflector(ctx: Context, peer: Peer = "", **values: Any) -> str | None:
    """Only of an internal peer."""
    found = check_policy(ctx, peer)
    if found is not None or ctx.negated:
        return found
    instance = _instance(ctx)
    remote = _effective(ctx, peer).session.remote_as
    if remote is not None and remote != instance.asn:
        return "% Invalid command. Not an internal neighbor"
    return None


def set_shutdown_graceful(
    ctx: Context, negated: bool, peer: Peer, seconds: int = 0, community: str | int | None = None,
    local_preference: int | None = None,
) -> str | BadArgument | None:  # fmt: skip
    """Done at once, and kept nowhere: at the end of the time the neighbour has its `shutdown`."""
    peers: Peers = ctx.record
    if peer not in peers.neighbors:
        return UNKNOWN
    number = None if community is None else community_number(community)
    if community is not None and number is None:
        return BadArgument("community")
    engine = ctx.device.engine("bgp")
    engine.agree()
    if engine.process is not None:
        vrf, _ = _scope(ctx)
        engine.process.leaving.cancel(vrf, peer)
        if not negated:
            engine.process.leaving.begin(vrf, peer, Leave(engine.host.now + seconds, number, local_preference))
    return None


def check_unchanged(ctx: Context, peer: Peer = "", **values: Any) -> str | None:
    """Of external neighbours only those that may be several hops away."""
    found = check_policy(ctx, peer)
    if found is not None or ctx.negated or ctx.device.booting:
        return found
    instance = _instance(ctx)
    session = _effective(ctx, peer).session
    external = session.remote_as not in (None, instance.asn, *instance.confederation_peers)
    if external and session.ebgp_multihop < 2:
        return "%BGP: Can propagate the nexthop only to multi-hop EBGP neighbor"
    return None


def set_remote_as(ctx: Context, negated: bool, peer: Peer, remote_as: int | None = None) -> str | None:
    """Makes a neighbour; `no` takes it away with all its lines, as `no neighbor X` does. A group stays, without the
    members that have no other autonomous system."""
    peers: Peers = ctx.record
    found = peers.neighbors.get(peer)
    if negated:
        if isinstance(peer, int):
            _forget(ctx, peer)
        elif found is not None:
            ctx.change(("neighbors", peer, "remote_as"), None)
            for member, lines in list(peers.neighbors.items()):
                if lines.peer_group == peer and lines.remote_as is None and isinstance(member, int):
                    _forget(ctx, member)
        return None
    if found is None:
        if isinstance(peer, str):
            return "% Create the peer-group first"
        if _is_own(ctx, peer):
            return "% Cannot configure the local system as neighbor"
        _make(ctx, peer, SessionLines(remote_as=remote_as))
        return None
    if found.peer_group and peers.neighbors[found.peer_group].remote_as is not None:
        return "% Peer-group member cannot override remote-as of peer-group"
    ctx.change(("neighbors", peer, "remote_as"), remote_as)
    _unfit(ctx, peer, internal=remote_as == _instance(ctx).asn)
    return None


def _unfit(ctx: Context, peer: Peer, internal: bool) -> None:
    """Lines that only internal neighbours have, or only external ones, go when it becomes the other."""
    peers: Peers = ctx.record
    for each, lines in peers.neighbors.items():
        if each != peer and lines.peer_group != peer:
            continue
        if internal and lines.local_as is not None:
            for name in ("local_as", "local_as_no_prepend", "local_as_replace", "local_as_dual"):
                ctx.change(("neighbors", each, name), None if name == "local_as" else False)
        if not internal and each in peers.policies and peers.policies[each].route_reflector_client:
            ctx.change(("policies", each, "route_reflector_client"), False)


def _make(ctx: Context, peer: int, lines: SessionLines) -> None:
    """A neighbour is activated from its beginning, unless that was switched off."""
    ctx.change(("neighbors", peer), lines)
    if _default(ctx, peer):
        ctx.change(("policies", peer), PolicyLines(activate=True))


def _is_own(ctx: Context, address: int) -> bool:
    if ctx.device.booting:  # it may have become ours since
        return False
    vrf = ctx.device.vrfs.get(_scope(ctx)[0])
    if is_wide(address):
        known = ctx.device.interfaces.values()
        return any(iface.wide and iface.v6.vrf is vrf and iface.v6.holds(address) for iface in known)
    own = (each for iface in ctx.device.interfaces.values() if iface.vrf is vrf for each in iface.addresses)
    return any(address == each for each, _ in own)


def _forget(ctx: Context, peer: Peer) -> None:
    """With a group go the members that have no autonomous system of their own."""
    peers: Peers = ctx.record
    for member, lines in list(peers.neighbors.items()):
        if member == peer or (lines.peer_group == peer and lines.remote_as is None):
            ctx.change(("neighbors", member), DELETED)
            ctx.change(("policies", member), DELETED)
        elif lines.peer_group == peer:
            ctx.change(("neighbors", member, "peer_group"), "")


def set_peer_group(ctx: Context, negated: bool, group: str) -> None:
    peers: Peers = ctx.record
    if negated:
        _forget(ctx, group)
    elif group not in peers.neighbors:
        ctx.change(("neighbors", group), SessionLines(group=True))


def set_member(ctx: Context, negated: bool, peer: int, group: str = "") -> str | None:
    peers: Peers = ctx.record
    found = peers.neighbors.get(peer)
    if negated:
        if found is None or not found.peer_group:
            return None
        if found.remote_as is None:
            _forget(ctx, peer)
        else:
            ctx.change(("neighbors", peer, "peer_group"), "")
        return None
    leader = peers.neighbors.get(group)
    if leader is None:
        return f"% Configure the peer-group {group} first"
    if found is None:
        if leader.remote_as is None:
            return "% Specify remote-as or peer-group remote AS first"
        if _is_own(ctx, peer):
            return "% Cannot configure the local system as neighbor"
        _make(ctx, peer, SessionLines(peer_group=group))
        return None
    if leader.remote_as is not None and found.remote_as is not None:
        if found.remote_as != leader.remote_as and not ctx.device.booting:
            return f"% Peer-group members must be in the same AS as peer-group {group}"
        ctx.change(("neighbors", peer, "remote_as"), None)
    ctx.change(("neighbors", peer, "peer_group"), group)
    return None


# lines of a session


def _change(ctx: Context, table: str, peer: Peer | None, values: dict[str, Any]) -> None:
    """Fields of the lines of a neighbour or template; a record that says nothing any more goes."""
    if peer is None:
        for name, value in values.items():
            ctx.change((name,), value)
        return
    peers: Peers = ctx.record
    if peer not in peers.neighbors:
        raise Refused(UNKNOWN)
    found = getattr(peers, table).get(peer)
    if found is None:
        ctx.change((table, peer), PolicyLines(**values))
        return
    for name, value in values.items():
        ctx.change((table, peer, name), value)


def set_password(ctx: Context, negated: bool, peer: Peer | None = None, kind: int = 0, text: str = "") -> None:
    hidden = ""
    if negated:
        text = ""
    else:
        device: Device = ctx.device
        try:
            kept = device.vault.keep(kind, text, six=False)
        except ValueError:
            raise Refused(f"Invalid encrypted password: {text}") from None
        text, hidden = kept.plain, kept.text if kept.kind else ""
    _change(ctx, "neighbors", peer, {"password": text, "password_hidden": hidden})


def encrypt(instance: BgpInstance, device: Device) -> None:
    """`service password-encryption` was switched on."""
    lines = [*instance.session_templates.values()]
    for family in instance.families.values():
        lines += family.peers.neighbors.values()
    for each in lines:
        if each.password and not each.password_hidden:
            each.password_hidden = passwords.type7(each.password, device.rng("passwords", each.password))


def set_multihop(ctx: Context, negated: bool, peer: Peer | None = None, hops: int = 255) -> None:
    """Without a number 255."""
    if peer is not None and not negated and _lines(ctx, peer).ttl_security:
        raise Refused("% Remove ttl-security before configuring ebgp-multihop")
    _change(ctx, "neighbors", peer, {"ebgp_multihop": 0 if negated else hops})


def set_ttl(ctx: Context, negated: bool, peer: Peer | None = None, hops: int = 1) -> None:
    """RFC 5082; it and `ebgp-multihop` exclude each other."""
    if peer is not None and not negated and _lines(ctx, peer).ebgp_multihop:
        raise Refused("% Remove ebgp-multihop before configuring ttl-security")
    _change(ctx, "neighbors", peer, {"ttl_security": 0 if negated else hops})


def _lines(ctx: Context, peer: Peer) -> SessionLines:
    peers: Peers = ctx.record
    if peer not in peers.neighbors:
        raise Refused(UNKNOWN)
    return peers.neighbors[peer]


set_neighbor_password, set_neighbor_multihop, set_neighbor_ttl = set_password, set_multihop, set_ttl


def set_inherit_session(ctx: Context, negated: bool, peer: Peer, inherit_session: str = "") -> str | None:
    """A neighbour may get its autonomous system from the template."""
    peers: Peers = ctx.record
    found = peers.neighbors.get(peer)
    if negated:
        if found is not None and found.remote_as is None and not found.group and not found.peer_group:
            _forget(ctx, peer)
        elif found is not None:
            ctx.change(("neighbors", peer, "inherit_session"), "")
        return None
    template = _instance(ctx).session_templates.get(inherit_session)
    if template is None:
        return f"% Peer-session template {inherit_session} does not exist"
    if found is None:
        if isinstance(peer, str) or _template_as(_instance(ctx), inherit_session) is None:
            return UNKNOWN
        _make(ctx, peer, SessionLines(inherit_session=inherit_session))
        return None
    if found.peer_group:
        return "% Cannot inherit a peer-session template as this peer is a member of a peer-group"
    ctx.change(("neighbors", peer, "inherit_session"), inherit_session)
    return None


def _template_as(instance: BgpInstance, name: str) -> int | None:
    seen: set[str] = set()
    while name in instance.session_templates and name not in seen:
        seen.add(name)
        template = instance.session_templates[name]
        if template.remote_as is not None:
            return template.remote_as
        name = template.inherit_session
    return None


# lines of an address family about a neighbour


def set_allowas(ctx: Context, negated: bool, peer: Peer | None = None, times: int = 3) -> None:
    _change(ctx, "policies", peer, {"allowas_in": 0 if negated else times})


def set_community(ctx: Context, negated: bool, peer: Peer | None = None, which: str = "standard") -> None:
    """Each kind by itself; `both` says or takes back the two."""
    values: dict[str, Any] = {}
    if which in ("standard", "both"):
        values["send_community"] = not negated
    if which in ("extended", "both"):
        values["send_extended"] = not negated
    _change(ctx, "policies", peer, values)


set_neighbor_allowas, set_neighbor_community = set_allowas, set_community


def set_inherits(ctx: Context, negated: bool, name: str, seq: int) -> str | None:
    """Templates within a template, by sequence number."""
    if negated:
        ctx.change(("inherits", seq), DELETED)
        return None
    if name not in _instance(ctx).policy_templates and not ctx.device.booting:
        return f"% Peer-policy template {name} does not exist"
    ctx.change(("inherits", seq), name)
    return None


# lines of an address family


def set_network(
    ctx: Context,
    negated: bool,
    address: IPv4,
    length: int | None = None,
    route_map: str = "",
    backdoor: bool = False,
) -> None:
    """Without a mask the classful one counts."""
    prefix = Prefix.of(address, classful_length(address) if length is None else length)
    ctx.change(("networks", prefix), DELETED if negated else Network(route_map, backdoor))


def set_network6(
    ctx: Context, negated: bool, prefix: tuple[int, int], route_map: str = "", backdoor: bool = False
) -> None:
    ctx.change(("networks", Prefix6.of(*prefix)), DELETED if negated else Network(route_map, backdoor))


def set_aggregate6(ctx: Context, negated: bool, prefix: tuple[int, int], **options: Any) -> None:
    ctx.change(("aggregates", Prefix6.of(*prefix)), DELETED if negated else Aggregate(**options))


render_aggregate6 = render_aggregate


def set_aggregate(ctx: Context, negated: bool, network: IPv4, length: int, **options: Any) -> None:
    ctx.change(("aggregates", Prefix.of(network, length)), DELETED if negated else Aggregate(**options))


def set_redistribute(ctx: Context, negated: bool, source: str, **typed: Any) -> BadArgument | None:
    """Not itself."""
    if source == f"bgp {ctx.device[BgpConfig].asn}" and not negated:
        return BadArgument("source")
    return shared.set_redistribute(ctx, negated, source, **typed)


set_redistribute6 = set_redistribute


def set_distribute_out(ctx: Context, negated: bool, name: str | int, source: str = "") -> None:
    ctx.change(("distribute_out", source), DELETED if negated else str(name))


def set_dampening(ctx: Context, negated: bool, **values: Any) -> None:
    """With a half-life alone the longest suppression is four times that."""
    if "half_life" in values and "max_suppress" not in values:
        values["max_suppress"] = min(255, 4 * values["half_life"])
    ctx.change(("dampening",), None if negated else Dampening(**values))


# lines of the process


def set_default_ipv4_unicast(ctx: Context, negated: bool) -> None:
    """Without it the lines of the family have a block of their own."""
    on = not negated or ctx.defaulted
    ctx.change(("default_ipv4_unicast",), on)
    if not on:
        ctx.change(("ipv4", "explicit"), True)


def set_no_family(ctx: Context, negated: bool) -> None:
    """What the family says of neighbours and networks goes; the neighbours stay, and are as when they were made."""
    instance: BgpInstance = ctx.record
    neighbors, active = instance.ipv4.peers.neighbors, instance.default_ipv4_unicast
    policies: dict[Peer, PolicyLines] = {
        peer: PolicyLines(activate=True)
        for peer in neighbors
        if active and isinstance(peer, int) and not is_wide(peer)
    }
    ctx.change(("ipv4",), Family(explicit=not active or instance.ipv6.explicit, peers=Peers(neighbors, policies)))


def set_no_family6(ctx: Context, negated: bool) -> None:
    """The neighbours stay."""
    instance: BgpInstance = ctx.record
    ctx.change(("ipv6",), Family6(peers=Peers(instance.ipv4.peers.neighbors)))


def check_family_vrf6(ctx: Context, vrf: str = "") -> str | None:
    """An address family is made for a VRF that has it."""
    found = ctx.device.vrfs.get(vrf)
    known = ctx.negated or (found is not None and found.ipv6 and not found.ipv4_only)
    return None if known else f"%IPv6 routing table VRF {vrf} does not exist. Create first"


def set_cluster_id(ctx: Context, negated: bool, cluster_id: int = 0) -> None:
    ctx.change(("cluster_id",), None if negated else cluster_id)


def set_confederation_peers(ctx: Context, negated: bool, peers: list[int] | None = None) -> None:
    old: list[int] = ctx.record.confederation_peers
    typed = peers or []
    if negated:
        ctx.change(("confederation_peers",), [asn for asn in old if asn not in typed] if typed else [])
    else:
        ctx.change(("confederation_peers",), sorted({*old, *typed}))


def set_listen_range6(ctx: Context, negated: bool, prefix: tuple[int, int], group: str = "") -> str | None:
    return set_listen_range(ctx, negated, Prefix6.of(*prefix), group)


def render_listen_range6(record: BgpInstance) -> Iterator[str]:
    """`render_listen_range` has them."""
    yield from ()


def set_listen_range(ctx: Context, negated: bool, prefix: Prefix, group: str = "") -> str | None:
    """The group may be made later: in the running-config it comes behind."""
    instance: BgpInstance = ctx.record
    if negated:
        ctx.change(("listen_ranges", prefix), DELETED)
        return None
    if not group:
        return "% Incomplete command."
    for other in instance.listen_ranges:
        if other == prefix or isinstance(other, Prefix6) != isinstance(prefix, Prefix6):
            continue
        if other.covers(prefix) or prefix.covers(other):
            return f"% New range overlaps with existing range {other}"
    ctx.change(("listen_ranges", prefix), group)
    return None
