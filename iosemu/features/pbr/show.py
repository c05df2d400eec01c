"""show ip policy, show ip local policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.pbr.model import PbrConfig, PbrInterface
from iosemu.features.policy.show import maps

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface


def show_ip_policy(ctx: Context) -> Iterator[str]:
    rows = users_of(ctx.device)
    if rows:
        yield "Interface      Route map"
        for iface, route_map in rows:
            yield f"{'local' if iface is None else iface.name.short:<15}{route_map}"


def users_of(device: Device) -> list[tuple[Interface | None, str]]:
    """Interfaces and their maps; None is the router itself."""
    rows: list[tuple[Interface | None, str]] = []
    config = device.get(PbrConfig)
    if config is not None and config.local_map:
        rows.append((None, config.local_map))
    for iface in device:
        slot = iface.get(PbrInterface)
        if slot is not None and slot.route_map:
            rows.append((iface, slot.route_map))
    return rows


def show_local_policy(ctx: Context) -> Iterator[str]:
    """With the entries of the map, as far as it is there."""
    config = ctx.device.get(PbrConfig)
    if config is None or not config.local_map:
        yield "Local policy routing is disabled"
        return
    yield f"Local policy routing is enabled, using route map {config.local_map}"
    yield from maps(ctx.device, config.local_map)
