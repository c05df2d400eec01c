"""The rows of `show ip prefix-list` and `show route-map`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.policy.api import counts_of
from iosemu.features.policy.show import chosen_lists, chosen_maps
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


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
    counts = counts_of(ctx.device)
    for each in chosen_lists(ctx.device, name):
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
