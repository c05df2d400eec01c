"""show ip policy, show ip local policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.pbr.model import PbrConfig, PbrInterface
from iosemu.features.policy.show import maps

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def show_ip_policy(ctx: Context) -> Iterator[str]:
    rows = []
    config = ctx.device.get(PbrConfig)
    if config is not None and config.local_map:
        rows.append(("local", config.local_map))
    for iface in ctx.device:
        slot = iface.get(PbrInterface)
        if slot is not None and slot.route_map:
            rows.append((iface.name.short, slot.route_map))
    if rows:
        yield "Interface      Route map"
        yield from (f"{name:<15}{route_map}" for name, route_map in rows)


def show_local_policy(ctx: Context) -> Iterator[str]:
    """With the entries of the map, as far as it is there."""
    config = ctx.device.get(PbrConfig)
    if config is None or not config.local_map:
        yield "Local policy routing is disabled"
        return
    yield f"Local policy routing is enabled, using route map {config.local_map}"
    yield from maps(ctx.device, config.local_map)
