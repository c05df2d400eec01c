"""Exec commands that act on GDOI."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from iosemu.cli import Ask
from iosemu.features.gdoi.debug import GENERIC, PARTS

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.gdoi.engine import GdoiEngine

_SURE = "Are you sure you want to proceed ? [yes/no]: "
_DESTROYS = """\
% The Key Server and Group Member will destroy created and downloaded policies.
% All Group Members are required to re-register.

"""
_LEVELS = {
    "": ("error", "terse"),
    "error": ("error",),
    "terse": ("error", "terse"),
    "event": ("event", "terse", "error"),
    "detail": ("detail", "event", "terse", "error"),
    "packet": ("packet", "detail", "event", "terse", "error"),
    "all-levels": ("packet", "detail", "event", "terse", "error"),
}


def do_rekey(ctx: Context, replace: bool = False) -> None:
    """Of all groups that this router serves."""
    engine: GdoiEngine = ctx.device.engine("gdoi")
    for server in engine.servers.values():
        server.replace(replace)


def do_clear(ctx: Context, name: str = "") -> Generator[Ask, Any, None]:
    engine: GdoiEngine = ctx.device.engine("gdoi")
    answer = yield Ask(_DESTROYS + _SURE)
    while str(answer).strip().lower() not in ("yes", "y", "no", "n", ""):
        answer = yield Ask(f"% Please answer 'yes' or 'no'.\n{_SURE}")
    if str(answer).strip().lower() in ("yes", "y"):
        engine.clear(name)


def do_clear_replay(ctx: Context) -> None:
    engine: GdoiEngine = ctx.device.engine("gdoi")
    for member in engine.members.values():
        clock = member.clock
        clock.taken = clock.refused = clock.sent = 0
        clock.widest = 0.0


def do_debug_gdoi(ctx: Context, part: str = "", level: str = "") -> str:
    """`part` "" is all of it."""
    debug, flag = ctx.device.debug, PARTS[part]
    title = GENERIC if not part else flag.text
    if ctx.negated:
        debug.attach(_feature())
        debug.off(flag.name)
        return f"{title} is off"
    levels = _LEVELS[level]
    debug.on("gdoi", flag.name, levels)
    return f"{title} level: ({', '.join(each.capitalize() for each in levels)}) \n"


def _feature() -> Any:
    from iosemu.device.feature import features

    return features()["gdoi"]
