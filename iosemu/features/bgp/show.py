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
from iosemu.features.bgp.show_table import head, listing, network_text, ordered, row, title
from iosemu.features.bgp.show_templates import policy_templates, session_templates
from iosemu.features.policy.config import prefix_list_entry
from iosemu.features.vrf.model import VrfConfig
from iosemu.types import IPv4, Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.bgp.paths import Path
    from iosemu.features.bgp.peer import Peer
    from iosemu.features.bgp.table import Table
    from iosemu.wire.bgp_attributes import Attributes


def _rd(ctx: Context, vrf: str) -> str:
    found = ctx.device[VrfConfig].vrfs.get(vrf) if vrf else None
    return found.rd if found is not None else ""


def _lines(ctx: Context, vrf: str, rows: Rows) -> Iterator[str]:
    rd = _rd(ctx, vrf)
    return listing(table_of(ctx, vrf), rows, f"Route Distinguisher: {rd} (default for vrf {vrf})" if vrf else "")


def show_bgp(ctx: Context, vrf: str = "") -> Iterator[str]:
    return _lines(ctx, vrf, all_paths(ctx, vrf))


def show_bgp_entry(
    ctx: Context, address: IPv4 = 0, length: int | None = None, prefix: Prefix | None = None, longer: bool = False,
    vrf: str = "", only: str = "",
) -> Iterator[str]:  # fmt: skip
    """An address is looked up as a packet's would be, a prefix must be there."""
    table = table_of(ctx, vrf)
    found = found_entries(table, address, length, prefix, longer)
    if longer:
        return _lines(ctx, vrf, ((each, each.paths) for each in found if each.paths))
    return entry(table, found[0], _rd(ctx, vrf), only)


def show_bgp_summary(ctx: Context, vrf: str = "", group: str = "") -> Iterator[str]:
    table = table_of(ctx, vrf)
    if group and group not in process_of(ctx).instance.families[vrf].peers.neighbors:
        raise Refused(f"% No such peer-group {group}")
    return summary(table, group)


# all families: IPv4 unicast, and VPNv4 unicast, which has the VRFs


def _families(ctx: Context, block: Callable[[str], Iterator[str]], space: bool) -> Iterator[str]:
    """`block` of each table (by VRF) beneath the name of its family; `space`: an empty line comes before it."""
    tables = process_of(ctx).tables
    yield "For address family: IPv4 Unicast"
    yield from [""] * space
    yield from block("")
    for number, vrf in enumerate(sorted(name for name in tables if name)):
        yield ""
        if not number:
            yield "For address family: VPNv4 Unicast"
            yield from [""] * space
        yield from block(vrf)


def show_bgp_vpn(ctx: Context) -> Iterator[str]:
    """One legend, then the VRFs."""
    blocks = (list(show_bgp(ctx, vrf)) for vrf in sorted(name for name in process_of(ctx).tables if name))
    first = True
    for lines in blocks:
        start = next((at for at, line in enumerate(lines) if line.startswith("Route Distinguisher")), 0)
        yield from lines if first else lines[start:]
        first = first and not lines


def show_bgp_vpn_summary(ctx: Context) -> Iterator[str]:
    for number, vrf in enumerate(sorted(name for name in process_of(ctx).tables if name)):
        if number:
            yield ""
        yield from show_bgp_summary(ctx, vrf)


def show_bgp_all(ctx: Context) -> Iterator[str]:
    yield "For address family: IPv4 Unicast"
    yield ""
    yield from show_bgp(ctx)
    if len(process_of(ctx).tables) > 1:
        yield from ("", "For address family: VPNv4 Unicast", "")
        yield from show_bgp_vpn(ctx)


def show_bgp_all_summary(ctx: Context) -> Iterator[str]:
    return _families(ctx, lambda vrf: show_bgp_summary(ctx, vrf), False)


def show_bgp_all_neighbors(ctx: Context, address: IPv4 | None = None) -> Iterator[str]:
    """An address is looked for in all of them."""
    if address is None:
        return _families(ctx, lambda vrf: show_bgp_neighbors(ctx, None, vrf), False)
    peers = process_of(ctx).peers
    if not any(each == address for _, each in peers):
        raise Refused("% No such neighbor or address family")

    def block(vrf: str) -> Iterator[str]:
        return neighbor(peers[vrf, address]) if (vrf, address) in peers else iter(())

    return _families(ctx, block, False)


def show_bgp_all_parameters(ctx: Context) -> Iterator[str]:
    return _families(ctx, lambda vrf: parameters(table_of(ctx, vrf)), True)


def show_bgp_route_map(ctx: Context, name: str, vrf: str = "") -> Iterator[str]:
    return _lines(ctx, vrf, chosen.route_map(ctx, name, vrf))


def show_bgp_cidr_only(ctx: Context, vrf: str = "") -> Iterator[str]:
    return _lines(ctx, vrf, chosen.cidr_only(ctx, vrf))


def show_bgp_inconsistent_as(ctx: Context, vrf: str = "") -> Iterator[str]:
    return _lines(ctx, vrf, chosen.inconsistent_as(ctx, vrf))


def show_bgp_regexp(ctx: Context, pattern: str, vrf: str = "") -> Iterator[str]:
    return _lines(ctx, vrf, chosen.regexp(ctx, pattern, vrf))


def show_bgp_filter_list(ctx: Context, number: int, vrf: str = "") -> Iterator[str]:
    return _lines(ctx, vrf, chosen.filter_list(ctx, number, vrf))


def show_bgp_prefix_list(ctx: Context, name: str, vrf: str = "") -> Iterator[str]:
    return _lines(ctx, vrf, chosen.prefix_list(ctx, name, vrf))


def show_bgp_community(
    ctx: Context, communities: list[str | int] | None = None, exact: bool = False, vrf: str = ""
) -> Iterator[str] | BadArgument:
    found = chosen.community(ctx, communities, exact, vrf)
    return found if isinstance(found, BadArgument) else _lines(ctx, vrf, found)


def show_bgp_community_list(ctx: Context, name: str | int, exact: bool = False, vrf: str = "") -> Iterator[str]:
    return _lines(ctx, vrf, chosen.by_community_list(ctx, name, exact, vrf))


def rib_failures(table: Table) -> Iterator[tuple[Prefix, Path]]:
    """Best paths that another protocol keeps out of the routing table."""
    for destination in ordered(table):
        if destination.best is not None and table.rib_failed(destination):
            yield destination.prefix, destination.best


def show_bgp_rib_failure(ctx: Context, vrf: str = "") -> Iterator[str]:
    table = table_of(ctx, vrf)
    yield "  Network            Next Hop                      RIB-failure   RIB-NH Matches"
    for prefix, best in rib_failures(table):
        hop = format_ipv4(best.attributes.next_hop)
        yield f"{network_text(prefix):<16}{hop:<17}{'Higher admin distance':<35}n/a"


# neighbours


def show_bgp_neighbors(ctx: Context, address: IPv4 | None = None, vrf: str = "") -> Iterator[str]:
    if address is not None:
        yield from neighbor(peer_of(ctx, address, vrf))
        return
    table_of(ctx, vrf)
    for number, peer in enumerate(process_of(ctx).peers_in(vrf)):
        if number:
            yield ""
        yield from neighbor(peer)


def policies(ctx: Context, address: IPv4, vrf: str) -> tuple[list[str], list[str]]:
    """Lines of a neighbour about the family, and those of its group and templates."""
    peer = peer_of(ctx, address, vrf)
    peers = process_of(ctx).instance.families[vrf].peers
    own = list(policy_lines(peers.policies.get(address, PolicyLines())))
    local = [line for line in own if not line.startswith("inherit ")]
    return local, [line for line in policy_lines(peer.settings.policy) if line not in own]


def show_bgp_policy(ctx: Context, address: IPv4, vrf: str = "") -> Iterator[str]:
    """Its own lines about the family, then those of its group and templates."""
    local, inherited = policies(ctx, address, vrf)
    family = f"VPNv4 Unicast ({vrf})" if vrf else "IPv4 Unicast"
    yield f" Neighbor: {format_ipv4(address)}, Address-Family: {family}"
    for heading, lines in (("Locally configured policies:", local), ("Inherited polices:", inherited)):
        if lines:
            yield f" {heading}"
            yield from (f"  {line}" for line in lines)
    yield ""


def show_bgp_session_templates(ctx: Context, name: str = "") -> Iterator[str]:
    return session_templates(process_of(ctx).instance, name)


def show_bgp_policy_templates(ctx: Context, name: str = "") -> Iterator[str]:
    return policy_templates(process_of(ctx).instance, name)


def show_bgp_advertised(ctx: Context, address: IPv4, vrf: str = "") -> Iterator[str]:
    """What it was told."""
    peer = peer_of(ctx, address, vrf)
    found = list(advertised(peer))
    lines = [
        line
        for status, prefix, attributes, weight in found
        for line in row(ctx.device, status, network_text(prefix), attributes, weight).split("\n")
    ]
    return _told(peer.table, lines, len(found))


def advertised(peer: Peer) -> Iterator[tuple[str, Prefix, Attributes, int]]:
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


def show_bgp_received(ctx: Context, address: IPv4, vrf: str = "") -> Iterator[str]:
    peer = peer_of(ctx, address, vrf)
    lines: list[str] = []
    for status, prefix, attributes in received(peer):
        lines += row(ctx.device, status, network_text(prefix), attributes, 0).split("\n")
    return _told(peer.table, lines, len(peer.adj_in))


def received(peer: Peer) -> list[tuple[str, Prefix, Attributes]]:
    """Marks, network and attributes of what it told, before any policy. Raises Refused where that is not kept."""
    if not peer.settings.policy.soft_reconfiguration:
        raise Refused(f"% Inbound soft reconfiguration not enabled on {format_ipv4(peer.address)}")
    found = []
    for prefix, attributes in sorted(peer.adj_in.items(), key=lambda item: item[0]):
        destination = peer.table.destinations.get(prefix)
        path = destination.of(peer) if destination is not None else None
        best = path is not None and path.best
        status = f"*{'>' if best else ' '}{'i' if peer.type == 'internal' else ' '}"
        found.append((status, prefix, attributes))
    return found


def show_bgp_received_filter(ctx: Context, address: IPv4, vrf: str = "") -> Iterator[str]:
    """The outbound route filter that it has told."""
    peer = peer_of(ctx, address, vrf)
    yield f"Address family: {'VPNv4' if vrf else 'IPv4'} Unicast"
    if peer.filters:
        yield f"ip prefix-list {format_ipv4(address)}: {len(peer.filters)} entries"
        yield from (f"   {prefix_list_entry(sequence, entry)}" for sequence, entry in peer.filters)


def show_bgp_routes(ctx: Context, address: IPv4, vrf: str = "") -> Iterator[str]:
    peer = peer_of(ctx, address, vrf)
    chosen = list(told_by(peer))
    yield from _lines(ctx, vrf, chosen)
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


def show_bgp_peer_group(ctx: Context, name: str = "", vrf: str = "") -> Iterator[str]:
    return peer_groups(process_of(ctx), vrf, name)


def show_bgp_update_group(ctx: Context, number: int = 0, vrf: str = "") -> Iterator[str]:
    return update_groups(table_of(ctx, vrf), number)


def show_bgp_paths(ctx: Context, pattern: str = "") -> Iterator[str]:
    return paths(process_of(ctx), pattern.strip())


def show_bgp_dampening(ctx: Context, what: str, vrf: str = "", address: IPv4 | None = None) -> Iterator[str]:
    """`address`: of what this neighbour told."""
    table = table_of(ctx, vrf)
    if address is not None:
        peer_of(ctx, address, vrf)
    if what == "parameters":
        return parameters(table)
    if not table.damper.on:
        raise Refused("% dampening not enabled for base" if not vrf else f"% dampening not enabled for vrf {vrf}")
    return flap_statistics(table, address) if what == "flap-statistics" else dampened_paths(table, address)
