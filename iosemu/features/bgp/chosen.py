"""What the words of a show of BGP leave of its tables: for the texts and for the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from iosemu.cli import Refused
from iosemu.cli.context import BadArgument
from iosemu.cli.regex import PatternError
from iosemu.features.bgp.policy import Candidate, path_text, run_map
from iosemu.features.bgp.show_table import ordered
from iosemu.features.policy import api as policy
from iosemu.features.policy.paths import (
    as_path_permits,
    communities_permit,
    community_list,
    community_number,
    matches_pattern,
)
from iosemu.features.vrf.model import VrfConfig
from iosemu.types import Prefix, classful_length

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.bgp.member import Member
    from iosemu.features.bgp.paths import Destination, Path
    from iosemu.features.bgp.process import Process
    from iosemu.features.bgp.table import Table

Rows = Iterable[tuple["Destination", "list[Path]"]]


def process_of(ctx: Context) -> Process:
    """Raises Refused while BGP does not run."""
    engine = ctx.device.engines.get("bgp")
    if engine is None or engine.process is None:
        raise Refused("% BGP not active")
    found: Process = engine.process
    return found


def table_of(ctx: Context, vrf: str = "", wide: bool = False) -> Table:
    """Raises Refused."""
    process = process_of(ctx)
    found = ctx.device.vrfs.get(vrf)
    if vrf and (found is None or not (found.ipv6 if wide else found.ipv4)):
        raise Refused(f"% VRF {vrf} does not exist" if vrf not in ctx.device[VrfConfig].vrfs else "% BGP not active")
    if (vrf, wide) not in process.tables:
        raise Refused("% BGP not active")
    return process.tables[vrf, wide]


def peer_of(ctx: Context, address: int, vrf: str, wide: bool = False) -> Member:
    """A neighbour in a family. Raises Refused."""
    peer = process_of(ctx).peers.get((vrf, address))
    if peer is None or wide not in peer.members:
        raise Refused("% No such neighbor or address family")
    return peer.members[wide]


def where(table: Table, holds: Callable[[Destination, Path], bool]) -> Rows:
    for destination in ordered(table):
        found = [path for path in destination.paths if holds(destination, path)]
        if found:
            yield destination, found


def all_paths(ctx: Context, vrf: str, wide: bool = False) -> Rows:
    return where(table_of(ctx, vrf, wide), lambda destination, path: True)


def told_by(peer: Member) -> Rows:
    """What a neighbour told and was taken."""
    return where(peer.table, lambda destination, path: path.peer is peer)


def found_entries(
    table: Table, address: int, length: int | None, prefix: Prefix | None, longer: bool
) -> list[Destination]:
    """The one that is asked for, or all within it."""
    if prefix is not None:
        prefix = table.prefix(*prefix)
    elif length is not None:
        prefix = table.prefix(address, length)
    if longer:
        covering = table.prefix(address, classful_length(address)) if prefix is None else prefix
        return [each for each in ordered(table) if covering.covers(each.prefix)]
    if prefix is not None:
        found = table.destinations.get(prefix)
    else:
        fits = (each for each in ordered(table) if address in each.prefix)
        found = max(fits, key=lambda each: each.prefix.length, default=None)
    if found is None or not found.paths:
        raise Refused("% Network not in table")
    return [found]


def route_map(ctx: Context, name: str, vrf: str = "", wide: bool = False) -> Rows:
    """What a route map lets pass. Of one that is not there: nothing."""
    entries = policy.entries_of(ctx.device, name)

    def passes(destination: Destination, path: Path) -> bool:
        candidate = Candidate(destination.prefix, path.attributes, path.weight)
        if path.peer is not None:
            candidate.learned_from, candidate.peer_as = path.peer.address, path.peer.remote_as
        candidate.metric = path.metric
        return bool(entries) and run_map(ctx.device, name, candidate, counted=False)

    return where(table_of(ctx, vrf, wide), passes)


def cidr_only(ctx: Context, vrf: str = "", wide: bool = False) -> Rows:
    def classless(destination: Destination, path: Path) -> bool:
        return destination.prefix.length != classful_length(destination.prefix.network)

    return where(table_of(ctx, vrf, wide), classless)


def inconsistent_as(ctx: Context, vrf: str = "", wide: bool = False) -> Rows:
    """Networks that begin in more than one AS."""

    def origins(destination: Destination) -> set[str]:
        return {path_text(path.attributes.as_path, False).rpartition(" ")[2] for path in destination.paths}

    return where(table_of(ctx, vrf, wide), lambda destination, path: len(origins(destination)) > 1)


def regexp(ctx: Context, pattern: str, vrf: str = "", wide: bool = False) -> Rows:
    text = pattern.strip().strip('"')
    try:
        matches_pattern(text, "")
    except PatternError:
        raise Refused(f"% Malformed regular expression: {text}") from None

    def fits(destination: Destination, path: Path) -> bool:
        return matches_pattern(text, path_text(path.attributes.as_path, ctx.device.as_dot))

    return where(table_of(ctx, vrf, wide), fits)


def filter_list(ctx: Context, number: int, vrf: str = "", wide: bool = False) -> Rows:
    def passes(destination: Destination, path: Path) -> bool:
        return as_path_permits(ctx.device, number, path_text(path.attributes.as_path, ctx.device.as_dot))

    return where(table_of(ctx, vrf, wide), passes)


def prefix_list(ctx: Context, name: str, vrf: str = "", wide: bool = False) -> Rows:
    def passes(destination: Destination, path: Path) -> bool:
        return policy.permits(ctx.device, "prefix", name, destination.prefix, counted=False)

    return where(table_of(ctx, vrf, wide), passes)


def community(
    ctx: Context, communities: list[str | int] | None = None, exact: bool = False, vrf: str = "", wide: bool = False
) -> Rows | BadArgument:
    """Without a number: all that have any."""
    numbers = [community_number(text) for text in communities or []]
    if None in numbers:
        return BadArgument("communities")
    wanted = {number for number in numbers if number}

    def has(destination: Destination, path: Path) -> bool:
        own = set(path.attributes.communities)
        return own == wanted if exact else bool(own) and wanted <= own

    return where(table_of(ctx, vrf, wide), has)


def by_community_list(ctx: Context, name: str | int, exact: bool = False, vrf: str = "", wide: bool = False) -> Rows:
    if community_list(ctx.device, str(name)) is None:
        raise Refused(f"% Community list {name} does not exist")

    def passes(destination: Destination, path: Path) -> bool:
        return communities_permit(ctx.device, str(name), path.attributes.communities, exact)

    return where(table_of(ctx, vrf, wide), passes)
