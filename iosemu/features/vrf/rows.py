"""The rows of `show vrf` and `show ip vrf`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.vrf.engine import members
from iosemu.features.vrf.show import chosen_vrfs, families
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class VrfRow:
    """`rd` is "" where none is set; `protocols` are ipv4, ipv6."""

    name: str
    rd: str
    protocols: tuple[str, ...]
    interfaces: tuple[str, ...]


def show_vrf(ctx: Context, name: str = "", family: str = "") -> Iterator[VrfRow]:
    for each in chosen_vrfs(ctx, name, False):
        if not family or family in families(each).split(","):
            interfaces = tuple(iface.text for iface in members(ctx.device, each.name))
            yield VrfRow(each.name, each.rd, tuple(filter(None, families(each).split(","))), interfaces)


def show_ip_vrf(ctx: Context, name: str = "") -> Iterator[VrfRow]:
    yield from (row for row in show_vrf(ctx, name) if name or "ipv4" in row.protocols)
