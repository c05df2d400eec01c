"""The rows of shows of policy routing, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.pbr.model import PbrConfig
from iosemu.features.pbr.show import users_of
from iosemu.features.policy.rows import RouteMapRow, show_route_map
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class PolicyRoutingRow:
    """`interface` is "local" for what the router sends itself."""

    interface: str
    route_map: str


def show_ip_policy(ctx: Context) -> Iterator[PolicyRoutingRow]:
    for iface, name in users_of(ctx.device):
        yield PolicyRoutingRow("local" if iface is None else iface.text, name)


def show_local_policy(ctx: Context) -> Iterator[RouteMapRow]:
    """The entries of the map that is used, as far as it is there."""
    config = ctx.device.get(PbrConfig)
    return show_route_map(ctx, config.local_map) if config is not None and config.local_map else iter(())
