"""The rows of `show ip protocols`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.tells import running_sources
from iosemu.device.vrf_names import named_table
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class ProtocolRow:
    """A routing protocol that runs there, with how many routes of it are used."""

    protocol: str
    distance: int
    routes: int


def show_ip_protocols(ctx: Context, vrf: str = "") -> Iterator[ProtocolRow]:
    """What each tells of itself at length is in its own shows."""
    table = named_table(ctx.device, vrf)
    found = ctx.device.vrfs.get(vrf)
    for source in sorted(running_sources(found) if found is not None else (), key=lambda each: each.rank):
        used = sum(route.source.shown is source for route in table)
        yield ProtocolRow(str(source), source.distance, used)


def show_ipv6_protocols(ctx: Context, vrf: str = "") -> Iterator[ProtocolRow]:
    found = ctx.device.vrfs.get(vrf)
    for source in running_sources(found) if found is not None else ():
        used = sum(route.source.shown is source for route in found.v6) if found is not None else 0
        if used:
            yield ProtocolRow(str(source), source.distance, used)
