"""Escape hatches of the clock's grammar."""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.cli.context import BadArgument, Context
from iosemu.features.clock.model import ClockConfig
from iosemu.features.clock.summer import valid_rule


def render_timezone(config: ClockConfig) -> Iterable[str]:
    if config.zone:
        yield f"clock timezone {config.zone} {config.hours} {config.minutes}"


def set_summer_time(ctx: Context, negated: bool, zone: str = "", rule: list[str] | None = None) -> BadArgument | None:
    """`clock summer-time ZONE recurring [week day month hh:mm week day month hh:mm]`"""
    words = () if negated or rule is None else tuple(rule)
    if words and not valid_rule(words):
        return BadArgument("rule")
    ctx.change("summer_zone", "" if negated else zone)
    ctx.change("summer_rule", words)
    return None


def render_summer_time(config: ClockConfig) -> Iterable[str]:
    if config.summer_zone:
        yield " ".join(("clock summer-time", config.summer_zone, "recurring", *config.summer_rule))
