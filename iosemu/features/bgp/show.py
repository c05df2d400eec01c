"""`show ip bgp` and its kin: which networks, which neighbours; the texts are in `show_…` beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from iosemu.cli import Refused
from iosemu.cli.context import BadArgument
from iosemu.features.bgp import chosen
from iosemu.features.bgp.chosen import Rows, all_paths, found_entries, peer_of, process_of, table_of, told_by
from iosemu.features.bgp.lines import policy_lines
from iosemu.features.bgp.model import PolicyLines
from iosemu.features.bgp.show_dampening import dampened_paths, flap_statistics, parameters
from iosemu.features.bgp.show_entry import entry
from iosemu.features.bgp.show_groups import paths, peer_groups, update_groups
from iosemu.features.bgp.show_neighbors import neighbor
from iosemu.features.bgp.show_summary import summary
from iosemu.features.bgp.show_table import family_text, format_hop, head, listing, network_text, ordered, row, title
from iosemu.features.bgp.show_templates import policy_templates, session_templates
from iosemu.features.policy.config import prefix_list_entry
from iosemu.features.vrf.model import VrfConfig
from iosemu.types import Prefix, format_ip

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.bgp.member import Member
    from iosemu.features.bgp.paths import Path
    from iosemu.features.bgp.table import Table
    from iosemu.wire.bgp_attributes import Attributes


def _rd(ctx: Context, vrf: str) -> str:
    found = ctx.device[VrfConfig].vrfs.get(vrf) if vrf else None
    return found.rd if found is not None else ""


def _lines(ctx: Context, vrf: str, wide: bool, rows: Rows) -> Iterator[str]:
    rd = _rd(ctx, vrf)
    return listing(table_of(ctx, vrf, wide), rows, f"Route Distinguisher: {rd} (default for vrf {vrf})" if vrf else "")


def show_bgp(ctx: Context, vrf: str = "", wide: bool = False) -> Iterator[str]:
    return _lines(ctx, vrf, wide, all_paths(ctx, vrf, wide))


def show_bgp_entry(
    ctx: Context, address: int = 0, length: int | None = None, prefix: Prefix | None = None, longer: bool = False,
    vrf: str = "", wide: bool = False, only: str = "",
) -> Iterator[str]:  # fmt: skip
    """An address is looked up as a packet's would be, a prefix must be there."""
    table = table_of(ctx, vrf, wide)
    found = found_entries(table, address, length, prefix, longer)
    if longer:
        return _lines(ctx, vrf, wide, ((each, each.paths) for each in found if each.paths))
    return entry(table, found[0], _rd(ctx, vrf), only)


def show_bgp_summary(ctx: Context, vrf: str = "", wide: bool = False, group: str = "") -> Iterator[str]:
    table = table_of(ctx, vrf, wide)
    if group and group not in process_of(ctx).instance.family(vrf, wide).peers.neighbors:
        raise Refused(f"% No such peer-group {group}")
    return summary(table, group)


# all families: IPv4 unicast, IPv6 unicast, and VPNv4 and VPNv6 unicast, which have the VRFs


def _scopes(ctx: Context) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Families by name, with the tables of each (VRF, of IPv6); those of the global one as far as they are in use."""
    process = process_of(ctx)
    vrfs = sorted({name for name, _ in process.tables if name})
    found = [("IPv4 Unicast", [("", False)]), ("IPv6 Unicast", [("", True)])]
    found += [(family_text("x", wide), [(vrf, wide) for vrf in vrfs]) for wide in (False, True)]
    used = [
        (name, [each for each in scopes if each in process.tables and (each in process.instance.families)])
        for name, scopes in found
    ]
    return [(name, scopes) for name, scopes in used if scopes]


def _families(ctx: Context, block: Callable[[str, bool], Iterator[str]], space: bool) -> Iterator[str]:
    """`block` of each table beneath the name of its family; `space`: an empty line comes before it."""
    first = True
    for name, scopes in _scopes(ctx):
        for number, (vrf, wide) in enumerate(scopes):
            if not first:
                yield ""
            if not number:
                yield f"For address family: {name}"
                yield from [""] * space
            yield from block(vrf, wide)
            first = False


def show_bgp_vpn(ctx: Context, wide: bool = False) -> Iterator[str]:
    """One legend, then the VRFs."""
    vrfs = sorted(name for name, of in process_of(ctx).tables if name and of == wide)
    blocks = (list(show_bgp(ctx, vrf, wide)) for vrf in vrfs)
    first = True
    for lines in blocks:
        start = next((at for at, line in enumerate(lines) if line.startswith("Route Distinguisher")), 0)
        yield from lines if first else lines[start:]
        first = first and not lines


def show_bgp_vpn_summary(ctx: Context, wide: bool = False) -> Iterator[str]:
    vrfs = sorted(name for name, of in process_of(ctx).tables if name and of == wide)
    for number, vrf in enumerate(vrfs):
        if number:
            yield ""
        yield from show_bgp_summary(ctx, vrf, wide=wide)


def show_bgp_all(ctx: Context) -> Iterator[str]:
    for number, (name, scopes) in enumerate(_scopes(ctx)):
        yield from ([""] if number else [])
        yield f"For address family: {name}"
        yield ""
        [(vrf, wide), *_] = scopes
        yield from show_bgp_vpn(ctx, wide) if vrf else show_bgp(ctx, "", wide)


def show_bgp_all_summary(ctx: Context) -> Iterator[str]:
    return _families(ctx, lambda vrf, wide: show_bgp_summary(ctx, vrf, wide=wide), False)


def show_bgp_all_neighbors(ctx: Context, address: int | None = None) -> Iterator[str]:
    """An address is looked for in all of them."""
    if address is None:
        return _families(ctx, lambda vrf, wide: show_bgp_neighbors(ctx, None, vrf, wide), False)
    peers = process_of(ctx).peers
    if not any(each == address for _, each in peers):
        raise Refused("% No such neighbor or address family")

    def block(vrf: str, wide: bool) -> Iterator[str]:
        peer = peers.get((vrf, address))
        return neighbor(peer) if peer is not None and wide in peer.members else iter(())

    return _families(ctx, block, False)


def show_bgp_all_parameters(ctx: Context) -> Iterator[str]:
    return _families(ctx, lambda vrf, wide: parameters(table_of(ctx, vrf, wide)), True)


def show_bgp_route_map(ctx: Context, name: str, vrf: str = "", wide: bool = False) -> Iterator[str]:
    return _lines(ctx, vrf, wide, chosen.route_map(ctx, name, vrf, wide))


def show_bgp_cidr_only(ctx: Context, vrf: str = "", wide: bool = False) -> Iterator[str]:
    return _lines(ctx, vrf, wide, chosen.cidr_only(ctx, vrf, wide))


def show_bgp_inconsistent_as(ctx: Context, vrf: str = "", wide: bool = False) -> Iterator[str]:
    return _lines(ctx, vrf, wide, chosen.inconsistent_as(ctx, vrf, wide))


def show_bgp_regexp(ctx: Context, pattern: str, vrf: str = "", wide: bool = False) -> Iterator[str]:
    return _lines(ctx, vrf, wide, chosen.regexp(ctx, pattern, vrf, wide))


def show_bgp_filter_list(ctx: Context, number: int, vrf: str = "", wide: bool = False) -> Iterator[str]:
    return _lines(ctx, vrf, wide, chosen.filter_list(ctx, number, vrf, wide))


def show_bgp_prefix_list(ctx: Context, name: str, vrf: str = "", wide: bool = False) -> Iterator[str]:
    return _lines(ctx, vrf, wide, chosen.prefix_list(ctx, name, vrf, wide))


def show_bgp_community(
    ctx: Context, communities: list[str | int] | None = None, exact: bool = False, vrf: str = "", wide: bool = False
) -> Iterator[str] | BadArgument:
    found = chosen.community(ctx, communities, exact, vrf, wide)
    return found if isinstance(found, BadArgument) else _lines(ctx, vrf, wide, found)


def show_bgp_community_list(
    ctx: Context, name: str | int, exact: bool = False, vrf: str = "", wide: bool = False
) -> Iterator[str]:
    return _lines(ctx, vrf, wide, chosen.by_community_list(ctx, name, exact, vrf, wide))


def rib_failures(table: Table) -> Iterator[tuple[Prefix, Path]]:
    """Best paths that another protocol keeps out of the routing table."""
    for destination in ordered(table):
        if destination.best is not None and table.rib_failed(destination):
            yield destination.prefix, destination.best


def show_bgp_rib_failure(ctx: Context, vrf: str = "", wide: bool = False) -> Iterator[str]:
    table = table_of(ctx, vrf, wide)
    yield "  Network            Next Hop                      RIB-failure   RIB-NH Matches"
    for prefix, best in rib_failures(table):
        hop = format_hop(best.attributes.next_hop, wide)
        yield f"{network_text(prefix):<16}{hop:<17}{'Higher admin distance':<35}n/a"


# neighbours


def show_bgp_neighbors(ctx: Context, address: int | None = None, vrf: str = "", wide: bool = False) -> Iterator[str]:
    if address is not None:
        yield from neighbor(peer_of(ctx, address, vrf, wide).peer)
        return
    table_of(ctx, vrf, wide)
    for number, peer in enumerate(process_of(ctx).peers_in(vrf, wide)):
        if number:
            yield ""
        yield from neighbor(peer.peer)


def policies(ctx: Context, address: int, vrf: str, wide: bool = False) -> tuple[list[str], list[str]]:
    """Lines of a neighbour about the family, and those of its group and templates."""
    peer = peer_of(ctx, address, vrf, wide)
    peers = process_of(ctx).instance.family(vrf, wide).peers
    own = list(policy_lines(peers.policies.get(address, PolicyLines())))
    local = [line for line in own if not line.startswith("inherit ")]
    return local, [line for line in policy_lines(peer.settings.policy) if line not in own]


def show_bgp_policy(ctx: Context, address: int, vrf: str = "", wide: bool = False) -> Iterator[str]:
    """Its own lines about the family, then those of its group and templates."""
    local, inherited = policies(ctx, address, vrf, wide)
    family = f"{family_text(vrf, wide)} ({vrf})" if vrf else family_text(vrf, wide)
    yield f" Neighbor: {format_ip(address)}, Address-Family: {family}"
    for heading, lines in (("Locally configured policies:", local), ("Inherited polices:", inherited)):
        if lines:
            yield f" {heading}"
            yield from (f"  {line}" for line in lines)
    yield ""


def show_bgp_session_templates(ctx: Context, name: str = "") -> Iterator[str]:
    return session_templates(process_of(ctx).instance, name)


def show_bgp_policy_templates(ctx: Context, name: str = "") -> Iterator[str]:
    return policy_templates(process_of(ctx).instance, name)


def show_bgp_advertised(ctx: Context, address: int, vrf: str = "", wide: bool = False) -> Iterator[str]:
    """What it was told."""
    peer = peer_of(ctx, address, vrf, wide)
    found = list(advertised(peer))
    lines = [
        line
        for status, prefix, attributes, weight in found
        for line in row(ctx.device, status, network_text(prefix), attributes, weight, wide).split("\n")
    ]
    return _told(peer.table, lines, len(found))


def advertised(peer: Member) -> Iterator[tuple[str, Prefix, Attributes, int]]:
    """Marks, network, attributes and weight of what it was told."""
    told = peer.bucket.advertised if peer.bucket is not None else {}
    for prefix in sorted(told):
        destination = peer.table.destinations.get(prefix)
        best = destination.best if destination is not None else None
        if best is None:  # a default route that is made for the neighbour
            yield "*> ", prefix, told[prefix].but(as_path=(), next_hop=0), 0
            continue
        shown = peer.bucket.outbound.shown(prefix, best, told[prefix]) if peer.bucket is not None else best.attributes
        yield f"*>{'i' if best.internal else ' '}", prefix, shown, best.weight


def show_bgp_received(ctx: Context, address: int, vrf: str = "", wide: bool = False) -> Iterator[str]:
    peer = peer_of(ctx, address, vrf, wide)
    lines: list[str] = []
    for status, prefix, attributes in received(peer):
        lines += row(ctx.device, status, network_text(prefix), attributes, 0, wide).split("\n")
    return _told(peer.table, lines, len(peer.adj_in))


def received(peer: Member) -> list[tuple[str, Prefix, Attributes]]:
    """Marks, network and attributes of what it told, before any policy. Raises Refused where that is not kept."""
    if not peer.settings.policy.soft_reconfiguration:
        raise Refused(f"% Inbound soft reconfiguration not enabled on {format_ip(peer.address)}")
    found = []
    for prefix, attributes in sorted(peer.adj_in.items(), key=lambda item: item[0]):
        destination = peer.table.destinations.get(prefix)
        path = destination.of(peer) if destination is not None else None
        best = path is not None and path.best
        status = f"*{'>' if best else ' '}{'i' if peer.type == 'internal' else ' '}"
        found.append((status, prefix, attributes))
    return found


def show_bgp_received_filter(ctx: Context, address: int, vrf: str = "", wide: bool = False) -> Iterator[str]:
    """The outbound route filter that it has told."""
    peer = peer_of(ctx, address, vrf, wide)
    yield f"Address family: {family_text(vrf, wide)}"
    if peer.filters:
        yield f"ip{'v6' * wide} prefix-list {format_ip(address)}: {len(peer.filters)} entries"
        yield from (f"   {prefix_list_entry(sequence, entry)}" for sequence, entry in peer.filters)


def show_bgp_routes(ctx: Context, address: int, vrf: str = "", wide: bool = False) -> Iterator[str]:
    peer = peer_of(ctx, address, vrf, wide)
    chosen = list(told_by(peer))
    yield from _lines(ctx, vrf, wide, chosen)
    yield ""
    yield f"Total number of prefixes {len(chosen)} "


def _told(table: Table, lines: list[str], count: int) -> Iterator[str]:
    if lines:
        yield from head(table)
        yield title(table.process.device)
        yield from lines
    yield ""
    yield f"Total number of prefixes {count} "


# groups, paths, dampening


def show_bgp_peer_group(ctx: Context, name: str = "", vrf: str = "", wide: bool = False) -> Iterator[str]:
    return peer_groups(process_of(ctx), vrf, name, wide)


def show_bgp_update_group(ctx: Context, number: int = 0, vrf: str = "", wide: bool = False) -> Iterator[str]:
    return update_groups(table_of(ctx, vrf, wide), number)


def show_bgp_paths(ctx: Context, pattern: str = "") -> Iterator[str]:
    return paths(process_of(ctx), pattern.strip())


def show_bgp_dampening(
    ctx: Context, what: str, vrf: str = "", wide: bool = False, address: int | None = None
) -> Iterator[str]:
    """`address`: of what this neighbour told."""
    table = table_of(ctx, vrf, wide)
    if address is not None:
        peer_of(ctx, address, vrf, wide)
    if what == "parameters":
        return parameters(table)
    if not table.damper.on:
        raise Refused("% dampening not enabled for base" if not vrf else f"% dampening not enabled for vrf {vrf}")
    return flap_statistics(table, address) if what == "flap-statistics" else dampened_paths(table, address)
