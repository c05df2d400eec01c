"""Exec commands that act on IKEv2."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def do_clear_sa(ctx: Context) -> None:
    """The peers are told."""
    ctx.device.engine("ikev2").clear()
