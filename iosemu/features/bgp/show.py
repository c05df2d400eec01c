"""`show ip bgp` and its kin: which networks, which neighbours; the texts are in `show_…` beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.cli import Refused
from iosemu.cli.context import BadArgument
from iosemu.cli.regex import PatternError
from iosemu.features.bgp.lines import policy_lines
from iosemu.features.bgp.model import PolicyLines
from iosemu.features.bgp.policy import Candidate, path_text, run_map
from iosemu.features.bgp.show_dampening import dampened_paths, flap_statistics, parameters
from iosemu.features.bgp.show_entry import entry
from iosemu.features.bgp.show_groups import paths, peer_groups, update_groups
from iosemu.features.bgp.show_neighbors import neighbor
from iosemu.features.bgp.show_summary import summary
from iosemu.features.bgp.show_table import head, listing, network_text, ordered, row, title
from iosemu.features.bgp.show_templates import policy_templates, session_templates
from iosemu.features.policy import api as policy
from iosemu.features.policy.config import prefix_list_entry
from iosemu.features.policy.paths import (
    as_path_permits,
    communities_permit,
    community_list,
    community_number,
    matches_pattern,
)
from iosemu.features.vrf.model import VrfConfig
from iosemu.types import IPv4, Prefix, classful_length, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.bgp.paths import Destination, Path
    from iosemu.features.bgp.peer import Peer
    from iosemu.features.bgp.process import Process
    from iosemu.features.bgp.table import Table
    from iosemu.wire.bgp_attributes import Attributes

Rows = Iterable[tuple["Destination", "list[Path]"]]


def process_of(ctx: Context) -> Process:
    """Raises Refused while BGP does not run."""
    engine = ctx.device.engines.get("bgp")
    if engine is None or engine.process is None:
        raise Refused("% BGP not active")
    found: Process = engine.process
    return found


def table_of(ctx: Context, vrf: str = "") -> Table:
    """Raises Refused."""
    process = process_of(ctx)
    if vrf and ctx.device.vrfs.routed(vrf) is None:
        raise Refused(f"% VRF {vrf} does not exist" if vrf not in ctx.device[VrfConfig].vrfs else "% BGP not active")
    if vrf not in process.tables:
        raise Refused("% BGP not active")
    return process.tables[vrf]


def _rd(ctx: Context, vrf: str) -> str:
    found = ctx.device[VrfConfig].vrfs.get(vrf) if vrf else None
    return found.rd if found is not None else ""


def _lines(ctx: Context, vrf: str, rows: Rows) -> Iterator[str]:
    rd = _rd(ctx, vrf)
    return listing(table_of(ctx, vrf), rows, f"Route Distinguisher: {rd} (default for vrf {vrf})" if vrf else "")


def _where(table: Table, holds: Callable[[Destination, Path], bool]) -> Rows:
    for destination in ordered(table):
        found = [path for path in destination.paths if holds(destination, path)]
        if found:
            yield destination, found


def show_bgp(ctx: Context, vrf: str = "") -> Iterator[str]:
    return _lines(ctx, vrf, _where(table_of(ctx, vrf), lambda destination, path: True))


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


def found_entries(
    table: Table, address: IPv4, length: int | None, prefix: Prefix | None, longer: bool
) -> list[Destination]:
    """The one that is asked for, or all within it."""
    if prefix is None and length is not None:
        prefix = Prefix.of(address, length)
    if longer:
        covering = Prefix.of(address, classful_length(address)) if prefix is None else prefix
        return [each for each in ordered(table) if covering.covers(each.prefix)]
    if prefix is not None:
        found = table.destinations.get(prefix)
    else:
        fits = (each for each in ordered(table) if address in each.prefix)
        found = max(fits, key=lambda each: each.prefix.length, default=None)
    if found is None or not found.paths:
        raise Refused("% Network not in table")
    return [found]


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
    """What a route map lets pass. Of one that is not there: nothing."""
    entries = policy.entries_of(ctx.device, name)

    def passes(destination: Destination, path: Path) -> bool:
        candidate = Candidate(destination.prefix, path.attributes, path.weight)
        if path.peer is not None:
            candidate.learned_from, candidate.peer_as = path.peer.address, path.peer.remote_as
        candidate.metric = path.metric
        return bool(entries) and run_map(ctx.device, name, candidate, counted=False)

    return _lines(ctx, vrf, _where(table_of(ctx, vrf), passes))


def show_bgp_cidr_only(ctx: Context, vrf: str = "") -> Iterator[str]:
    def classless(destination: Destination, path: Path) -> bool:
        return destination.prefix.length != classful_length(destination.prefix.network)

    return _lines(ctx, vrf, _where(table_of(ctx, vrf), classless))


def show_bgp_inconsistent_as(ctx: Context, vrf: str = "") -> Iterator[str]:
    """Networks that begin in more than one AS."""

    def origins(destination: Destination) -> set[str]:
        return {path_text(path.attributes.as_path, False).rpartition(" ")[2] for path in destination.paths}

    return _lines(ctx, vrf, _where(table_of(ctx, vrf), lambda destination, path: len(origins(destination)) > 1))


def show_bgp_regexp(ctx: Context, pattern: str, vrf: str = "") -> Iterator[str]:
    text = pattern.strip().strip('"')
    try:
        matches_pattern(text, "")
    except PatternError:
        raise Refused(f"% Malformed regular expression: {text}") from None

    def fits(destination: Destination, path: Path) -> bool:
        return matches_pattern(text, path_text(path.attributes.as_path, ctx.device.as_dot))

    return _lines(ctx, vrf, _where(table_of(ctx, vrf), fits))


def show_bgp_filter_list(ctx: Context, number: int, vrf: str = "") -> Iterator[str]:
    def passes(destination: Destination, path: Path) -> bool:
        return as_path_permits(ctx.device, number, path_text(path.attributes.as_path, ctx.device.as_dot))

    return _lines(ctx, vrf, _where(table_of(ctx, vrf), passes))


def show_bgp_prefix_list(ctx: Context, name: str, vrf: str = "") -> Iterator[str]:
    def passes(destination: Destination, path: Path) -> bool:
        return policy.permits(ctx.device, "prefix", name, destination.prefix, counted=False)

    return _lines(ctx, vrf, _where(table_of(ctx, vrf), passes))


def show_bgp_community(
    ctx: Context, communities: list[str | int] | None = None, exact: bool = False, vrf: str = ""
) -> Iterator[str] | BadArgument:
    """Without a number: all that have any."""
    numbers = [community_number(text) for text in communities or []]
    if None in numbers:
        return BadArgument("communities")
    wanted = {number for number in numbers if number}

    def has(destination: Destination, path: Path) -> bool:
        own = set(path.attributes.communities)
        return own == wanted if exact else bool(own) and wanted <= own

    return _lines(ctx, vrf, _where(table_of(ctx, vrf), has))


def show_bgp_community_list(ctx: Context, name: str | int, exact: bool = False, vrf: str = "") -> Iterator[str]:
    if community_list(ctx.device, str(name)) is None:
        raise Refused(f"% Community list {name} does not exist")

    def passes(destination: Destination, path: Path) -> bool:
        return communities_permit(ctx.device, str(name), path.attributes.communities, exact)

    return _lines(ctx, vrf, _where(table_of(ctx, vrf), passes))


def show_bgp_rib_failure(ctx: Context, vrf: str = "") -> Iterator[str]:
    table = table_of(ctx, vrf)
    yield "  Network            Next Hop                      RIB-failure   RIB-NH Matches"
    for destination in ordered(table):
        best = destination.best
        if best is None or not table.rib_failed(destination):
            continue
        hop = format_ipv4(best.attributes.next_hop)
        yield f"{network_text(destination.prefix):<16}{hop:<17}{'Higher admin distance':<35}n/a"


# neighbours


def peer_of(ctx: Context, address: IPv4, vrf: str) -> Peer:
    process = process_of(ctx)
    found = process.peers.get((vrf, address))
    if found is None:
        raise Refused("% No such neighbor or address family")
    return found


def show_bgp_neighbors(ctx: Context, address: IPv4 | None = None, vrf: str = "") -> Iterator[str]:
    if address is not None:
        yield from neighbor(peer_of(ctx, address, vrf))
        return
    table_of(ctx, vrf)
    for number, peer in enumerate(process_of(ctx).peers_in(vrf)):
        if number:
            yield ""
        yield from neighbor(peer)


def show_bgp_policy(ctx: Context, address: IPv4, vrf: str = "") -> Iterator[str]:
    """Its own lines about the family, then those of its group and templates."""
    peer = peer_of(ctx, address, vrf)
    family = f"VPNv4 Unicast ({vrf})" if vrf else "IPv4 Unicast"
    yield f" Neighbor: {format_ipv4(address)}, Address-Family: {family}"
    peers = process_of(ctx).instance.families[vrf].peers
    own = list(policy_lines(peers.policies.get(address, PolicyLines())))
    local = [line for line in own if not line.startswith("inherit ")]
    inherited = [line for line in policy_lines(peer.settings.policy) if line not in own]
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
    if not peer.settings.policy.soft_reconfiguration:
        raise Refused(f"% Inbound soft reconfiguration not enabled on {format_ipv4(address)}")
    lines: list[str] = []
    for prefix, attributes in sorted(peer.adj_in.items(), key=lambda item: item[0]):
        destination = peer.table.destinations.get(prefix)
        path = destination.of(peer) if destination is not None else None
        best = path is not None and path.best
        status = f"*{'>' if best else ' '}{'i' if peer.type == 'internal' else ' '}"
        lines += row(ctx.device, status, network_text(prefix), attributes, 0).split("\n")
    return _told(peer.table, lines, len(peer.adj_in))


def show_bgp_received_filter(ctx: Context, address: IPv4, vrf: str = "") -> Iterator[str]:
    """The outbound route filter that it has told."""
    peer = peer_of(ctx, address, vrf)
    yield f"Address family: {'VPNv4' if vrf else 'IPv4'} Unicast"
    if peer.filters:
        yield f"ip prefix-list {format_ipv4(address)}: {len(peer.filters)} entries"
        yield from (f"   {prefix_list_entry(sequence, entry)}" for sequence, entry in peer.filters)


def show_bgp_routes(ctx: Context, address: IPv4, vrf: str = "") -> Iterator[str]:
    peer = peer_of(ctx, address, vrf)
    chosen = list(_where(peer.table, lambda destination, path: path.peer is peer))
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
