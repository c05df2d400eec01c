"""Lines of lists and route maps that are about BGP's attributes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli import DELETED
from iosemu.cli.context import BadArgument
from iosemu.cli.regex import PatternError
from iosemu.features.policy.model import AsPathEntry, CommunityEntry, CommunityList, PolicyConfig, RouteMapEntry
from iosemu.features.policy.paths import (
    communities_text,
    community_number,
    matches_pattern,
    new_format,
)

if TYPE_CHECKING:
    from iosemu.cli.context import Context

_LAST_STANDARD, _LAST_EXPANDED = 99, 500  # of the numbers of community lists
BAD_PATTERN = "% Malformed regular expression: {0}"


def _checked(pattern: str) -> str | None:
    """What is said of a text that is no regular expression."""
    try:
        matches_pattern(pattern, "")
    except PatternError:
        return BAD_PATTERN.format(pattern)
    return None


def set_as_path(
    ctx: Context, negated: bool, number: int, permit: bool | None = None, pattern: str = ""
) -> str | None:
    config: PolicyConfig = ctx.record
    entries = config.as_paths.get(number, [])
    if permit is None:
        ctx.change(("as_paths", number), DELETED)
        return None
    entry = AsPathEntry(permit, pattern.strip())
    if negated:
        left = [each for each in entries if each != entry]
        ctx.change(("as_paths", number), left or DELETED)
        return None
    wrong = _checked(entry.pattern)
    if wrong is None and entry not in entries:
        ctx.change(("as_paths", number), [*entries, entry])
    return wrong


def render_as_path(record: PolicyConfig) -> Iterator[str]:
    for number, entries in sorted(record.as_paths.items()):
        for entry in entries:
            yield f"ip as-path access-list {number} {'permit' if entry.permit else 'deny'} {entry.pattern}"


def _change_list(
    ctx: Context, negated: bool, which: str, expanded: bool, entry: CommunityEntry | None
) -> str | BadArgument | None:
    """A number says itself of which kind its list is."""
    config: PolicyConfig = ctx.record
    name = str(which).rpartition(" ")[2]
    if name.isdecimal() and (int(name) > _LAST_STANDARD) != expanded:
        return BadArgument("which")
    found = config.community_lists.get(name)
    if found is not None and found.expanded != expanded:
        return f"% Community list {name} is {'expanded' if found.expanded else 'standard'}, not what was typed"
    entries = found.entries if found is not None else []
    if entry is None:
        ctx.change(("community_lists", name), DELETED)
    elif negated:
        left = [each for each in entries if each != entry]
        ctx.change(("community_lists", name), CommunityList(expanded, left) if left else DELETED)
    elif entry not in entries:
        ctx.change(("community_lists", name), CommunityList(expanded, [*entries, entry]))
    return None


def _numbers(communities: list[str | int]) -> tuple[int, ...] | None:
    """None where one of them is none."""
    numbers = [community_number(text) for text in communities]
    known = [number for number in numbers if number is not None]
    return tuple(sorted(set(known))) if len(known) == len(numbers) else None


def set_community_list(
    ctx: Context, negated: bool, which: str, permit: bool | None = None, communities: list[str | int] | None = None
) -> str | BadArgument | None:
    numbers = _numbers(communities or [])
    if numbers is None:
        return BadArgument("communities")
    return _change_list(ctx, negated, which, False, None if permit is None else CommunityEntry(permit, numbers))


def set_community_expanded(
    ctx: Context, negated: bool, which: str, permit: bool | None = None, pattern: str = ""
) -> str | BadArgument | None:
    if permit is None:
        return _change_list(ctx, negated, which, True, None)
    wrong = _checked(pattern.strip())
    return wrong or _change_list(ctx, negated, which, True, CommunityEntry(permit, (), pattern.strip()))


def entry_text(entry: CommunityEntry, expanded: bool, aa_nn: bool) -> str:
    """``permit 10:1 no-export``"""
    what = entry.pattern if expanded else communities_of(list(entry.communities), aa_nn)
    return f"{'permit' if entry.permit else 'deny'} {what}".rstrip()


def render_community_list(record: PolicyConfig) -> Iterator[str]:
    """Numbered ones, then those with names."""
    for name, found in sorted(record.community_lists.items(), key=lambda item: list_rank(item[0])):
        kind = "" if _numbered(name) else "expanded " if found.expanded else "standard "
        expanded = is_expanded(name, found)
        for entry in found.entries:
            if entry.pattern or not expanded:
                yield f"ip community-list {kind}{name} {entry_text(entry, expanded, record.community_new_format)}"


def is_expanded(name: str, found: CommunityList) -> bool:
    """Of a number it says it."""
    return int(name) > _LAST_STANDARD if _numbered(name) else found.expanded


def _numbered(name: str) -> bool:
    return name.isdecimal() and 1 <= int(name) <= _LAST_EXPANDED


def list_rank(name: str) -> tuple[bool, int, str]:
    """Numbers go before names."""
    return (not name.isdecimal(), int(name) if name.isdecimal() else 0, name)


def set_community_new_format(ctx: Context, negated: bool) -> None:
    config: PolicyConfig = ctx.record
    on = not negated and not ctx.defaulted
    ctx.change("community_new_format", on)
    for key, entry in config.route_maps.items():
        if entry.set_communities is not None:
            ctx.change(("route_maps", key, "new_format"), on)


def render_community_new_format(record: PolicyConfig) -> Iterator[str]:
    if record.community_new_format:
        yield "ip bgp-community new-format"


def set_set_community(
    ctx: Context, negated: bool, communities: list[str | int] | None = None, additive: bool = False
) -> BadArgument | None:
    if negated:
        ctx.change("set_communities", None)
        ctx.change("set_additive", False)
        return None
    ctx.change("new_format", new_format(ctx.device))
    numbers = _numbers(communities or [])
    if numbers is None:
        return BadArgument("communities")
    ctx.change("set_communities", list(numbers))
    ctx.change("set_additive", additive)
    ctx.change("set_no_community", False)
    return None


def render_set_community(record: RouteMapEntry) -> Iterator[str]:
    if record.set_communities is not None and not record.set_no_community:
        more = " additive" * record.set_additive
        yield f"set community {communities_of(record.set_communities, record.new_format)}{more}"


def set_community_none(ctx: Context, negated: bool) -> None:
    """In place of those that were to be set."""
    ctx.change("set_no_community", not negated)
    if not negated:
        ctx.change("set_communities", None)
        ctx.change("set_additive", False)


def render_community_none(record: RouteMapEntry) -> Iterator[str]:
    if record.set_no_community:
        yield "set community none"


def communities_of(numbers: list[int], aa_nn: bool) -> str:
    """`internet` by its name."""
    return " ".join("internet" if not number else communities_text((number,), aa_nn) for number in numbers)


def set_metric_change(ctx: Context, negated: bool, change: str = "") -> BadArgument | None:
    """``+10`` or ``-10``"""
    if change[:1] not in "+-" or not change[1:].isdecimal() or len(change) > 11:
        return BadArgument("change")
    ctx.change("set_metric_change", change)
    ctx.change("set_metric", None)
    return None


def render_metric_change(record: RouteMapEntry) -> Iterator[str]:
    if record.set_metric_change and record.set_metric is None:
        yield f"set metric {record.set_metric_change}"
