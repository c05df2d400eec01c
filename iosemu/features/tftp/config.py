"""Which files may be given."""

from __future__ import annotations

from typing import Any

from iosemu.cli.context import BadArgument, Context
from iosemu.device.flash import name_of


def check_served(ctx: Context, url: str = "", **_: Any) -> BadArgument | None:
    """Of the flash alone."""
    if ctx.negated or ctx.defaulted or (":" in url and name_of(url)):
        return None
    return BadArgument("url")
