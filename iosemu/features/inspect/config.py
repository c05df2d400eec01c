"""What the grammar cannot say of `ip inspect`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli import DELETED
from iosemu.features.inspect.model import InspectConfig

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def set_whole_rule(ctx: Context, negated: bool, name: str) -> None:
    """`no ip inspect name N`: all its protocols."""
    config: InspectConfig = ctx.record
    for key in [key for key in config.rules if key[0] == name]:
        ctx.change(("rules", key), DELETED)
