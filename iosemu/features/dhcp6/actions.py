"""`clear ipv6 dhcp`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.dhcp6.engine import Dhcp6Engine
    from iosemu.types import InterfaceName


def do_clear_binding(ctx: Context, client: int | None = None) -> None:
    engine: Dhcp6Engine = ctx.device.engine("dhcp6")
    for binding in list(engine.server.bindings.values()):
        if client in (None, binding.client):
            engine.server.remove(binding)


def do_clear_client(ctx: Context, interface: InterfaceName) -> None:
    engine: Dhcp6Engine = ctx.device.engine("dhcp6")
    for (iface, _), client in engine.clients.items():
        if iface.name == interface:
            client.restart()


def do_clear_statistics(ctx: Context) -> None:
    engine: Dhcp6Engine = ctx.device.engine("dhcp6")
    engine.counts.clear()
