"""The rows of `show ip prefix-list` and `show route-map`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.policy.api import counts_of
from iosemu.features.policy.model import PolicyConfig
from iosemu.features.policy.path_lines import entry_text, is_expanded, list_rank
from iosemu.features.policy.show import chosen_lists, chosen_maps
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device


@dataclass(slots=True)
class PrefixListRow:
    """An entry; `ge` and `le` are 0 where they are not said; `hits` since the last `clear ip prefix-list`."""

    name: str
    sequence: int
    permit: bool
    prefix: str
    ge: int
    le: int
    hits: int


def show_prefix_list(
    ctx: Context, name: str = "", detail: bool = False, summary: bool = False
) -> Iterator[PrefixListRow]:
    """The same for `detail` and `summary`."""
    yield from _rows(ctx.device, name, False)


def show_prefix_list6(
    ctx: Context, name: str = "", detail: bool = False, summary: bool = False
) -> Iterator[PrefixListRow]:
    yield from _rows(ctx.device, name, True)


def _rows(device: Device, name: str, wide: bool) -> Iterator[PrefixListRow]:
    counts = counts_of(device)
    for each in chosen_lists(device, name, wide):
        for number, entry in sorted(each.entries.items()):
            yield PrefixListRow(
                name=each.name,
                sequence=number,
                permit=entry.permit,
                prefix=str(entry.prefix),
                ge=entry.ge,
                le=entry.le,
                hits=counts.of(each.name, number, entry).times,
            )


@dataclass(slots=True)
class RouteMapRow:
    """An entry; `packets` and `bytes` took the way of policy routing by it."""

    name: str
    sequence: int
    permit: bool
    description: str
    packets: int
    bytes: int


def show_route_map(ctx: Context, name: str = "") -> Iterator[RouteMapRow]:
    for own, seq, entry in chosen_maps(ctx.device, name):
        count = counts_of(ctx.device).of(own, seq, entry)
        yield RouteMapRow(own, seq, entry.permit, entry.description, count.times, count.size)


@dataclass(slots=True)
class AsPathListRow:
    number: int
    permit: bool
    pattern: str


def show_as_path_access_list(ctx: Context, number: int = 0) -> Iterator[AsPathListRow]:
    for own, entries in sorted(ctx.device[PolicyConfig].as_paths.items()):
        if number in (0, own):
            yield from (AsPathListRow(own, entry.permit, entry.pattern) for entry in entries)


@dataclass(slots=True)
class CommunityListRow:
    """`text` as the show has it ("permit 65001:1")."""

    name: str
    expanded: bool
    permit: bool
    text: str


def show_community_list(ctx: Context, name: str | int = "") -> Iterator[CommunityListRow]:
    config = ctx.device[PolicyConfig]
    for own, found in sorted(config.community_lists.items(), key=lambda item: list_rank(item[0])):
        if str(name) in ("", own):
            expanded, new = is_expanded(own, found), config.community_new_format
            for entry in found.entries:
                yield CommunityListRow(own, expanded, entry.permit, entry_text(entry, expanded, new).strip())
