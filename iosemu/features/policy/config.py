"""Prefix lists, route maps, and the filter commands that routing protocols share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED
from iosemu.features.policy.model import (
    PolicyConfig,
    PrefixList,
    PrefixList6,
    PrefixListEntry,
    PrefixListEntry6,
    RouteMapEntry,
)
from iosemu.features.policy.path_lines import (
    render_as_path,
    render_community_list,
    render_community_new_format,
    render_community_none,
    render_metric_change,
    render_set_community,
    set_as_path,
    set_community_expanded,
    set_community_list,
    set_community_new_format,
    set_community_none,
    set_metric_change,
    set_set_community,
)
from iosemu.types import Prefix, Prefix6, format_ipv4, format_ipv6

if TYPE_CHECKING:
    from iosemu.cli.context import Context

__all__ = [
    "render_as_path",
    "render_community_list",
    "render_community_new_format",
    "render_community_none",
    "render_metric_change",
    "render_set_community",
    "set_as_path",
    "set_community_expanded",
    "set_community_list",
    "set_community_new_format",
    "set_community_none",
    "set_metric_change",
    "set_set_community",
]

_STEP = 5
_LAST = 4294967294


def set_prefix_list(
    ctx: Context,
    negated: bool,
    name: str,
    seq: int | None = None,
    permit: bool | None = None,
    prefix: Prefix | None = None,
    ge: int = 0,
    le: int = 0,
) -> str | None:
    entry = PrefixListEntry(permit, prefix, ge, le) if prefix is not None and permit is not None else None
    return _set_prefix_list(ctx, negated, "prefix_lists", PrefixList(name), seq, entry)


def set_prefix_list6(
    ctx: Context,
    negated: bool,
    name: str,
    seq: int | None = None,
    permit: bool | None = None,
    prefix: tuple[int, int] | None = None,
    ge: int = 0,
    le: int = 0,
) -> str | None:
    entry = None
    if prefix is not None and permit is not None:
        entry = PrefixListEntry6(permit, Prefix6.of(*prefix), ge, le)
    return _set_prefix_list(ctx, negated, "prefix_lists6", PrefixList6(name), seq, entry)


def _set_prefix_list(
    ctx: Context, negated: bool, field: str, new: PrefixList, seq: int | None, entry: PrefixListEntry | None
) -> str | None:
    config: PolicyConfig = ctx.record
    name, found = new.name, config.lists(new.wide).get(new.name)
    if negated:
        return _remove_entry(ctx, (field, name), found, seq, entry)
    if entry is None:
        return None
    ge, le, length = entry.ge, entry.le, entry.prefix.length
    if (ge and ge <= length) or (le and le < max(ge, length + (0 if ge else 1))):
        return f"% Invalid prefix range for {entry.prefix}, make sure: len < ge-value <= le-value"
    if found is not None:
        same = next((number for number, other in found.entries.items() if other == entry), None)
        if same is not None and seq in (None, same):
            return None
    number = seq if seq is not None else max(found.entries, default=0) // _STEP * _STEP + _STEP if found else _STEP
    if number > _LAST:
        return "% Exceeded maximum sequence number."
    if found is None:
        new.entries[number] = entry
        ctx.change((field, name), new)
    else:
        ctx.change((field, name, "entries", number), entry)
    return None


def _remove_entry(
    ctx: Context,
    path: tuple[str, str],
    found: PrefixList | None,
    seq: int | None,
    wanted: PrefixListEntry | None,
) -> str | None:
    if found is None:
        return f"%Can't find prefix-list {path[1]}"
    if seq is None and wanted is None:
        ctx.change(path, DELETED)
        return None
    if wanted is not None:
        number = next((n for n, e in found.entries.items() if e == wanted and seq in (None, n)), None)
    else:
        number = seq if seq in found.entries else None
    if number is None:
        return "%Can't find prefix-list entry"
    if len(found.entries) == 1 and not found.description:
        ctx.change(path, DELETED)
    else:
        ctx.change((*path, "entries", number), DELETED)
    return None


def prefix_list_entry(number: int, entry: PrefixListEntry) -> str:
    """``seq 5 permit 10.0.0.0/8 ge 16``"""
    text = f"seq {number} {'permit' if entry.permit else 'deny'} {entry.prefix}"
    if entry.ge:
        text += f" ge {entry.ge}"
    return f"{text} le {entry.le}" if entry.le else text


def render_prefix_list(record: PolicyConfig) -> Iterator[str]:
    yield from _render_lists(record.prefix_lists)


def render_prefix_list6(record: PolicyConfig) -> Iterator[str]:
    yield from _render_lists(record.prefix_lists6)


def _render_lists(lists: Mapping[str, PrefixList]) -> Iterator[str]:
    for name, entries in sorted(lists.items()):
        start = f"{entries.family} prefix-list {name}"
        if entries.description:
            yield f"{start} description {entries.description}"
        for number, entry in sorted(entries.entries.items()):
            yield f"{start} {prefix_list_entry(number, entry)}"


def enter_route_map(ctx: Context, name: str, permit: bool = True) -> Any:
    """Without a number: the only entry there is, else entry 10."""
    config: PolicyConfig = ctx.record
    own = [seq for other, seq in config.route_maps if other == name]
    if len(own) > 1:
        return f"% Please specify the entry by its sequence:\n  {name}"
    key = (name, own[0] if own else 10)
    if key not in config.route_maps:
        config.route_maps[key] = RouteMapEntry(permit=permit)
        ctx.device.engine("policy").touched()
    return config.route_maps[key]


def set_no_route_map(ctx: Context, negated: bool, name: str) -> str | None:
    config: PolicyConfig = ctx.record
    own = [key for key in config.route_maps if key[0] == name]
    if not own:
        return f"%Could not find route-map {name}"
    for key in own:
        ctx.change(("route_maps", key), DELETED)
    return None


def render_no_route_map(record: PolicyConfig) -> Iterator[str]:
    yield from ()


# clauses with several values: typed again they add, `no` takes away what it names, or all


def _clause(
    name: str, line: str, text: Callable[[Any], str] = str
) -> tuple[Callable[..., None], Callable[[RouteMapEntry], Iterator[str]]]:
    def change(ctx: Context, negated: bool, **values: list[Any]) -> None:
        typed = [str(value) if text is str and isinstance(value, int) else value for value in values.get(name, [])]
        old: list[Any] = getattr(ctx.record, name)
        if not negated and not ctx.defaulted:
            ctx.change(name, old + [value for value in typed if value not in old])
        else:
            ctx.change(name, [value for value in old if value not in typed] if typed else [])

    def render(record: RouteMapEntry) -> Iterator[str]:
        values = getattr(record, name)
        if values:
            yield f"{line} {' '.join(map(text, values))}"

    return change, render


def _number(value: int) -> str:
    return str(value)


set_match_acls, render_match_acls = _clause("match_acls", "match ip address")
set_match_prefix_lists, render_match_prefix_lists = _clause("match_prefix_lists", "match ip address prefix-list")
set_match_next_hop_acls, render_match_next_hop_acls = _clause("match_next_hop_acls", "match ip next-hop")
set_match_next_hop_prefix_lists, render_match_next_hop_prefix_lists = _clause(
    "match_next_hop_prefix_lists", "match ip next-hop prefix-list"
)
set_match_acls6, render_match_acls6 = _clause("match_acls6", "match ipv6 address")
set_match_next_hop_acls6, render_match_next_hop_acls6 = _clause("match_next_hop_acls6", "match ipv6 next-hop")
set_match_prefix_lists6, render_match_prefix_lists6 = _clause("match_prefix_lists6", "match ipv6 address prefix-list")
set_match_next_hop_prefix_lists6, render_match_next_hop_prefix_lists6 = _clause(
    "match_next_hop_prefix_lists6", "match ipv6 next-hop prefix-list"
)
set_match_source_acls, render_match_source_acls = _clause("match_source_acls", "match ip route-source")
set_match_interfaces, render_match_interfaces = _clause("match_interfaces", "match interface")
set_match_tags, render_match_tags = _clause("match_tags", "match tag", _number)
set_match_metrics, render_match_metrics = _clause("match_metrics", "match metric", _number)
set_match_sources, render_match_sources = _clause("match_sources", "match source-protocol")
set_match_route_types, render_match_route_types = _clause("match_route_types", "match route-type")
set_match_as_paths, render_match_as_paths = _clause("match_as_paths", "match as-path", _number)
set_match_local_preferences, render_match_local_preferences = _clause(
    "match_local_preferences", "match local-preference", _number
)
_change_communities, _render_communities = _clause("match_communities", "match community")


def set_match_communities(ctx: Context, negated: bool, match_exact: bool = False, **values: list[Any]) -> None:
    _change_communities(ctx, negated, **values)
    ctx.change("match_exact", match_exact and not negated)


def render_match_communities(record: RouteMapEntry) -> Iterator[str]:
    yield from (line + " exact-match" * record.match_exact for line in _render_communities(record))


set_set_interfaces, render_set_interfaces = _clause("set_interfaces", "set interface")
set_set_default_interfaces, render_set_default_interfaces = _clause("set_default_interfaces", "set default interface")
set_set_next_hops, render_set_next_hops = _clause("set_next_hops", "set ip next-hop", format_ipv4)
set_set_default_next_hops, render_set_default_next_hops = _clause(
    "set_default_next_hops", "set ip default next-hop", format_ipv4
)


def set_set_next_hops6(ctx: Context, negated: bool, hops: list[int] | None = None) -> None:
    """An address, and its link-local one: typed again they are others."""
    ctx.change("set_next_hops6", [] if negated or ctx.defaulted else hops or [])
    if not negated:
        ctx.change("set_next_hop_word6", "")


def render_set_next_hops6(record: RouteMapEntry) -> Iterator[str]:
    if record.set_next_hops6:
        yield f"set ipv6 next-hop {' '.join(map(format_ipv6, record.set_next_hops6))}"


def check_set_vrf(ctx: Context, set_vrf: str = "", set_hops_vrf: str = "", **others: Any) -> str | None:
    """The VRF is there, and the destination is looked up in one table."""
    if ctx.negated or ctx.defaulted or ctx.device.booting:
        return None
    name = set_vrf or set_hops_vrf
    if ctx.device.vrfs.routed(name) is None:
        return f"% VRF {name} does not exist"
    return ONE_TABLE if set_vrf and ctx.record.set_global else None


def check_set_global(ctx: Context) -> str | None:
    return ONE_TABLE if ctx.record.set_vrf and not (ctx.negated or ctx.defaulted) else None


ONE_TABLE = "% set vrf and set global cannot be configured together"


def set_continue(ctx: Context, negated: bool, goto: int = 0) -> None:
    ctx.change(("goto",), None if negated else goto)


def render_continue(record: RouteMapEntry) -> Iterator[str]:
    if record.goto is not None:
        yield f"continue {record.goto}" if record.goto else "continue"
