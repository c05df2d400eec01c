"""`ip routing`."""

from __future__ import annotations

from iosemu.cli.context import Context
from iosemu.features.routing.model import RoutingConfig


def set_routing(ctx: Context, negated: bool) -> None:
    """CEF runs with routing: it goes and comes back with it."""
    ctx.change("routing", not ctx.negated)
    if ctx.device.software.cef_can_be_off:  # later releases cannot switch CEF off
        ctx.shell.configure("no ip cef" if ctx.negated else "ip cef")


def render_routing(config: RoutingConfig) -> list[str]:
    return [] if config.routing else ["no ip routing"]
