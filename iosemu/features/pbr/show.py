"""show ip policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.pbr.model import PbrConfig, PbrInterface

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
