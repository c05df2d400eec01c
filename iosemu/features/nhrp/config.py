"""Checks of NHRP commands, and the commands whose positive form is the default of the release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli import BadArgument, Context

if TYPE_CHECKING:
    from iosemu.features.nhrp.model import NhrpConfig

LONGEST_PASSWORD = 8


def check_authentication(ctx: Context, authentication: str = "") -> BadArgument | None:
    """The field in the packet has eight octets."""
    if ctx.negated or ctx.defaulted or len(authentication) <= LONGEST_PASSWORD:
        return None
    return BadArgument("authentication")


def set_multicast_dynamic(ctx: Context, negated: bool) -> None:
    ctx.change("multicast_dynamic", False if ctx.negated else None)


def render_multicast_dynamic(record: NhrpConfig) -> list[str]:
    return ["no ip nhrp map multicast dynamic"] if record.multicast_dynamic is False else []


def set_shortcut(ctx: Context, negated: bool) -> None:
    ctx.change("shortcut", False if ctx.negated else None)


def render_shortcut(record: NhrpConfig) -> list[str]:
    return ["no ip nhrp shortcut"] if record.shortcut is False else []
