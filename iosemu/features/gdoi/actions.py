"""Exec commands that act on GDOI."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from iosemu.cli import Ask, Write
from iosemu.features.gdoi.debug import GENERIC, PARTS

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.gdoi.engine import GdoiEngine

_SURE = "Are you sure you want to proceed ? [yes/no]: "
_DESTROYS = """\
% The Key Server and Group Member will destroy created and downloaded policies.
% All Group Members are required to re-register.

"""
_REMOVES = """\
% This GM-Removal message will shorten all GMs' key lifetimes and cause them to re-register before keys expiry.
Are you sure you want to proceed? [yes/no]: """
_REMOVES_NOW = """\
% This GM-Removal immediate message will cleanup all GMs downloaded policies
% This will cause all GMs to re-register.
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


def do_clear_members(ctx: Context, name: str = "", now: bool = False) -> Generator[Ask | Write, Any, None]:
    """`clear crypto gdoi ks members`"""
    engine: GdoiEngine = ctx.device.engine("gdoi")
    chosen = [server for server in engine.servers.values() if name in ("", server.name)]
    sure = (_REMOVES_NOW + _SURE) if now else _REMOVES
    answer = yield Ask(sure)
    if str(answer).strip().lower() not in ("yes", "y"):
        return
    for server in chosen:
        if server.remove_members(now):
            yield Write(f"Sending GM-Removal message to group {server.name}...\n")
        else:
            yield Write(f"ERROR for group {server.name}: can only execute this command on Primary KS\n")


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
