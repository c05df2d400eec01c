"""The rows of shows of BGP, for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.cli import Refused
from iosemu.cli.context import BadArgument
from iosemu.features.bgp import chosen
from iosemu.features.bgp.chosen import Rows, all_paths, found_entries, peer_of, process_of, table_of, told_by
from iosemu.features.bgp.model import effective
from iosemu.features.bgp.peer import EXTERNAL
from iosemu.features.bgp.policy import path_text
from iosemu.features.bgp.show import advertised, policies, received, rib_failures
from iosemu.features.bgp.show_dampening import damped, dampenings
from iosemu.features.bgp.show_groups import group_names, sets
from iosemu.features.bgp.show_summary import members
from iosemu.features.bgp.show_table import ORIGINS, format_hop, marks
from iosemu.features.bgp.show_templates import policy_parts, session_parts
from iosemu.features.policy.paths import matches_pattern
from iosemu.records import dataclass
from iosemu.types import Prefix6, format_ip, format_ipv4
from iosemu.wire.bgp_attributes import as_path_text

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.bgp.paths import Destination, Path
    from iosemu.features.bgp.table import Table
    from iosemu.types import Prefix
    from iosemu.wire.bgp_attributes import Attributes


@dataclass(slots=True)
class BgpPathRow:
    """A path. `status` are the marks before it ("*>i"); `med` and `local_pref` are None where the path has none;
    `origin` is i, e or ?."""

    status: str
    network: str
    next_hop: str
    med: int | None
    local_pref: int | None
    weight: int
    as_path: str
    origin: str

    @property
    def best(self) -> bool:
        return ">" in self.status


def show_bgp(ctx: Context, vrf: str = "", wide: bool = False) -> Iterator[BgpPathRow]:
    return _paths(table_of(ctx, vrf, wide), all_paths(ctx, vrf, wide))


def _paths(table: Table, found: Rows) -> Iterator[BgpPathRow]:
    return (_path(table, destination, path) for destination, paths in found for path in paths)


def _path(table: Table, destination: Destination, path: Path) -> BgpPathRow:
    return _row(marks(table, destination, path), destination.prefix, path.attributes, path.weight)


def _row(status: str, prefix: Prefix, attributes: Attributes, weight: int) -> BgpPathRow:
    return BgpPathRow(
        status=status.strip(),
        network=str(prefix),
        next_hop=format_hop(attributes.next_hop, isinstance(prefix, Prefix6)),
        med=attributes.med,
        local_pref=attributes.local_pref,
        weight=weight,
        as_path=as_path_text(attributes.as_path),
        origin=ORIGINS[attributes.origin],
    )


@dataclass(slots=True)
class BgpNeighborRow:
    """A row of the summary. `state` as it stands in the last column while the session is not established, else
    "Established"; `prefixes` that were accepted; `since` the last change of state, in seconds, None: never."""

    address: str
    dynamic: bool
    asn: int
    received: int
    sent: int
    since: float | None
    state: str
    prefixes: int


def show_bgp_summary(ctx: Context, vrf: str = "", wide: bool = False, group: str = "") -> Iterator[BgpNeighborRow]:
    for peer in members(table_of(ctx, vrf, wide), group):
        yield BgpNeighborRow(
            address=format_ip(peer.address),
            dynamic=peer.dynamic,
            asn=peer.remote_as,
            received=peer.received.total,
            sent=peer.sent.total,
            since=None if peer.changed_at is None else peer.host.now - peer.changed_at,
            state="Established" if peer.up else peer.state,
            prefixes=peer.accepted if peer.up else 0,
        )


def show_bgp_entry(
    ctx: Context, address: int = 0, length: int | None = None, prefix: Prefix | None = None, longer: bool = False,
    vrf: str = "", wide: bool = False, only: str = "",
) -> Iterator[BgpPathRow]:  # fmt: skip
    """The paths of the network that is found, or of all within it."""
    table = table_of(ctx, vrf, wide)
    for destination in found_entries(table, address, length, prefix, longer):
        for path in destination.paths:
            if not only or path is destination.best:
                yield _path(table, destination, path)


def show_bgp_routes(ctx: Context, address: int, vrf: str = "", wide: bool = False) -> Iterator[BgpPathRow]:
    """What a neighbour told and was taken."""
    peer = peer_of(ctx, address, vrf, wide)
    return _paths(peer.table, told_by(peer))


def show_bgp_advertised(ctx: Context, address: int, vrf: str = "", wide: bool = False) -> Iterator[BgpPathRow]:
    """What a neighbour was told, with the attributes that the show has."""
    for status, prefix, attributes, weight in advertised(peer_of(ctx, address, vrf, wide)):
        yield _row(status, prefix, attributes, weight)


@dataclass(slots=True)
class BgpSessionRow:
    """`state` as ``Established``, `router_id` "" before it ever was; `hold` and `keepalive` in seconds, as agreed;
    `uptime` None while it is down."""

    address: str
    asn: int
    local_as: int
    external: bool
    router_id: str
    state: str
    uptime: float | None
    hold: int
    keepalive: int
    established: int  # times
    dropped: int
    prefixes: int
    vrf: str


def show_bgp_neighbors(
    ctx: Context, address: int | None = None, vrf: str = "", wide: bool = False
) -> Iterator[BgpSessionRow]:
    table_of(ctx, vrf, wide)
    peers = [peer_of(ctx, address, vrf, wide)] if address is not None else process_of(ctx).peers_in(vrf, wide)
    for peer in peers:
        session = peer.session
        yield BgpSessionRow(
            address=format_ip(peer.address),
            asn=peer.remote_as,
            local_as=peer.local_as,
            external=peer.type == EXTERNAL,
            router_id=format_ipv4(peer.identifier) if peer.identifier else "",
            state="Established" if peer.up else peer.state,
            uptime=peer.host.now - peer.changed_at if peer.up and peer.changed_at is not None else None,
            hold=session.hold if session is not None else peer.hold_time,
            keepalive=session.keepalive if session is not None else peer.keepalive_time,
            established=peer.established,
            dropped=peer.dropped,
            prefixes=peer.accepted if peer.up else 0,
            vrf=vrf,
        )


def show_bgp_route_map(ctx: Context, name: str, vrf: str = "", wide: bool = False) -> Iterator[BgpPathRow]:
    return _paths(table_of(ctx, vrf, wide), chosen.route_map(ctx, name, vrf, wide))


def show_bgp_cidr_only(ctx: Context, vrf: str = "", wide: bool = False) -> Iterator[BgpPathRow]:
    return _paths(table_of(ctx, vrf, wide), chosen.cidr_only(ctx, vrf, wide))


def show_bgp_inconsistent_as(ctx: Context, vrf: str = "", wide: bool = False) -> Iterator[BgpPathRow]:
    return _paths(table_of(ctx, vrf, wide), chosen.inconsistent_as(ctx, vrf, wide))


def show_bgp_regexp(ctx: Context, pattern: str, vrf: str = "", wide: bool = False) -> Iterator[BgpPathRow]:
    return _paths(table_of(ctx, vrf, wide), chosen.regexp(ctx, pattern, vrf, wide))


def show_bgp_filter_list(ctx: Context, number: int, vrf: str = "", wide: bool = False) -> Iterator[BgpPathRow]:
    return _paths(table_of(ctx, vrf, wide), chosen.filter_list(ctx, number, vrf, wide))


def show_bgp_prefix_list(ctx: Context, name: str, vrf: str = "", wide: bool = False) -> Iterator[BgpPathRow]:
    return _paths(table_of(ctx, vrf, wide), chosen.prefix_list(ctx, name, vrf, wide))


def show_bgp_community(
    ctx: Context, communities: list[str | int] | None = None, exact: bool = False, vrf: str = "", wide: bool = False
) -> Iterator[BgpPathRow]:
    found = chosen.community(ctx, communities, exact, vrf, wide)
    if isinstance(found, BadArgument):
        raise Refused("% no community")
    return _paths(table_of(ctx, vrf, wide), found)


def show_bgp_community_list(
    ctx: Context, name: str | int, exact: bool = False, vrf: str = "", wide: bool = False
) -> Iterator[BgpPathRow]:
    return _paths(table_of(ctx, vrf, wide), chosen.by_community_list(ctx, name, exact, vrf, wide))



def _scopes(ctx: Context, vpn: bool, wide: bool | None = None) -> list[tuple[str, bool]]:
    """Of the VRFs (and of the global tables, if not `vpn`), of one family or of both."""
    tables = sorted(process_of(ctx).tables, key=lambda each: (bool(each[0]), each[1], each[0]))
    return [(vrf, each) for vrf, each in tables if (vrf or not vpn) and wide in (None, each)]


def show_bgp_all(ctx: Context) -> Iterator[BgpPathRow]:
    return (row for vrf, wide in _scopes(ctx, False) for row in show_bgp(ctx, vrf, wide))


def show_bgp_vpn(ctx: Context, wide: bool = False) -> Iterator[BgpPathRow]:
    return (row for vrf, _ in _scopes(ctx, True, wide) for row in show_bgp(ctx, vrf, wide))


def show_bgp_all_summary(ctx: Context) -> Iterator[BgpNeighborRow]:
    return (row for vrf, wide in _scopes(ctx, False) for row in show_bgp_summary(ctx, vrf, wide))


def show_bgp_vpn_summary(ctx: Context, wide: bool = False) -> Iterator[BgpNeighborRow]:
    return (row for vrf, _ in _scopes(ctx, True, wide) for row in show_bgp_summary(ctx, vrf, wide))


def show_bgp_all_neighbors(ctx: Context, address: int | None = None) -> Iterator[BgpSessionRow]:
    """An address is looked for in all tables."""
    text = None if address is None else format_ip(address)
    found = [row for vrf, wide in _scopes(ctx, False) for row in show_bgp_neighbors(ctx, None, vrf, wide)]
    found = [row for row in found if text in (None, row.address)]
    if address is not None and not found:
        raise Refused("% No such neighbor or address family")
    yield from found


@dataclass(slots=True)
class RibFailureRow:
    """A best path that another protocol keeps out of the routing table."""

    network: str
    next_hop: str


def show_bgp_rib_failure(ctx: Context, vrf: str = "", wide: bool = False) -> Iterator[RibFailureRow]:
    for prefix, best in rib_failures(table_of(ctx, vrf, wide)):
        yield RibFailureRow(str(prefix), format_hop(best.attributes.next_hop, wide))


def show_bgp_received(ctx: Context, address: int, vrf: str = "", wide: bool = False) -> Iterator[BgpPathRow]:
    """What a neighbour told, before any policy."""
    for status, prefix, attributes in received(peer_of(ctx, address, vrf, wide)):
        yield _row(status, prefix, attributes, 0)


@dataclass(slots=True)
class OutboundFilterRow:
    """An entry of the filter that a neighbour has told; `ge` and `le` are 0 where they are not said."""

    sequence: int
    permit: bool
    prefix: str
    ge: int
    le: int


def show_bgp_received_filter(
    ctx: Context, address: int, vrf: str = "", wide: bool = False
) -> Iterator[OutboundFilterRow]:
    for sequence, entry in peer_of(ctx, address, vrf, wide).filters or ():
        yield OutboundFilterRow(sequence, entry.permit, str(entry.prefix), entry.ge or 0, entry.le or 0)


@dataclass(slots=True)
class BgpLineRow:
    """A line of a neighbour or a template; `inherited`: of its group or of another template."""

    of: str
    line: str
    inherited: bool


def show_bgp_policy(ctx: Context, address: int, vrf: str = "", wide: bool = False) -> Iterator[BgpLineRow]:
    local, inherited = policies(ctx, address, vrf, wide)
    for lines, away in ((local, False), (inherited, True)):
        yield from (BgpLineRow(format_ip(address), line, away) for line in lines)


def show_bgp_session_templates(ctx: Context, name: str = "") -> Iterator[BgpLineRow]:
    return _template_rows(session_parts(process_of(ctx).instance, name))


def show_bgp_policy_templates(ctx: Context, name: str = "") -> Iterator[BgpLineRow]:
    return _template_rows(policy_parts(process_of(ctx).instance, name))


def _template_rows(parts: Iterable[tuple[str, list[str], list[str]]]) -> Iterator[BgpLineRow]:
    for name, own, inherited in parts:
        for lines, away in ((own, False), (inherited, True)):
            yield from (BgpLineRow(name, line, away) for line in lines)


@dataclass(slots=True)
class PeerGroupRow:
    """`asn` is None where each member has its own."""

    name: str
    asn: int | None
    members: tuple[str, ...]
    vrf: str


def show_bgp_peer_group(ctx: Context, name: str = "", vrf: str = "", wide: bool = False) -> Iterator[PeerGroupRow]:
    process = process_of(ctx)
    for group in group_names(process, vrf, name, wide):
        remote = effective(process.instance, vrf, group, wide).session.remote_as
        peers = [peer for peer in process.peers_in(vrf, wide) if peer.settings.session.peer_group == group]
        yield PeerGroupRow(group, remote, tuple(format_ip(peer.address) for peer in peers), vrf)


@dataclass(slots=True)
class UpdateGroupRow:
    """Neighbours that are told the same. `interval` in seconds."""

    number: int
    kind: str
    formatted: int
    replicated: int
    interval: int
    members: tuple[str, ...]


def show_bgp_update_group(ctx: Context, number: int = 0, vrf: str = "", wide: bool = False) -> Iterator[UpdateGroupRow]:
    for group in sorted(table_of(ctx, vrf, wide).advertiser.groups.values(), key=lambda each: each.number):
        if number in (0, group.number):
            members = tuple(format_ip(address) for address in sorted(peer.address for peer in group.members))
            yield UpdateGroupRow(
                group.number, str(group.type), group.formatted, group.replicated, int(group.interval), members
            )


@dataclass(slots=True)
class AttributesRow:
    """A set of attributes, and how many paths have it."""

    paths: int
    med: int | None
    as_path: str
    origin: str


def show_bgp_paths(ctx: Context, pattern: str = "") -> Iterator[AttributesRow]:
    for attributes, count in sets(process_of(ctx)).items():
        text = path_text(attributes.as_path, ctx.device.as_dot)
        if not pattern.strip() or matches_pattern(pattern.strip(), text):
            yield AttributesRow(count, attributes.med, text, "ie?"[attributes.origin])


@dataclass(slots=True)
class DampeningRow:
    """A path that has flapped. Seconds; `reuse` is None while it is not suppressed. Of `dampening parameters` there are
    no rows but of what they do."""

    network: str
    neighbor: str
    flaps: int
    duration: float
    suppressed: bool
    reuse: float | None
    as_path: str


def show_bgp_dampening(
    ctx: Context, what: str, vrf: str = "", wide: bool = False, address: int | None = None
) -> Iterator[DampeningRow | DampeningParametersRow]:
    table = table_of(ctx, vrf, wide)
    if what == "parameters":
        yield from _parameters(table)
        return
    if not table.damper.on:
        raise Refused("% dampening not enabled for base" if not vrf else f"% dampening not enabled for vrf {vrf}")
    now = table.process.host.now
    for destination, path in damped(table, address):
        penalty = path.penalty
        if penalty is not None and (what == "flap-statistics" or penalty.suppressed):
            reuse = table.damper.reuse_in(penalty) if penalty.suppressed else None
            yield DampeningRow(
                str(destination.prefix), format_ip(path.neighbor), penalty.flaps, now - penalty.began,
                penalty.suppressed, reuse, path_text(path.attributes.as_path, ctx.device.as_dot),
            )  # fmt: skip


@dataclass(slots=True)
class DampeningParametersRow:
    """Minutes, and penalties; `of` is the entry of a route map ("NAME 10") or ""."""

    vrf: str
    of: str
    half_life: int
    reuse: int
    suppress: int
    max_suppress: int


def _parameters(table: Table) -> Iterator[DampeningParametersRow]:
    for of, found in dampenings(table):
        yield DampeningParametersRow(
            table.vrf.name, of, found.half_life, found.reuse, found.suppress, found.max_suppress
        )


def show_bgp_all_parameters(ctx: Context) -> Iterator[DampeningParametersRow]:
    return (row for vrf, wide in _scopes(ctx, False) for row in _parameters(table_of(ctx, vrf, wide)))
