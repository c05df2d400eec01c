"""Exec commands that act on ISAKMP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug_switch import debug_switch

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.isakmp.engine import IsakmpEngine


def do_clear(ctx: Context, conn_id: int | None = None) -> str | None:
    """All SAs, or the one of a connection id; the peers are told."""
    engine: IsakmpEngine = ctx.device.engine("isakmp")
    if not engine.clear(conn_id) and conn_id is not None:
        return f"%ISAKMP SA {conn_id} not found"
    return None


do_debug_isakmp = debug_switch("isakmp", "crypto isakmp")
