"""archive config, configure replace, configure confirm, configure revert"""

from __future__ import annotations

import re

from iosemu.cli.context import Ask, AskKey, Context, Output, ProcessBody, Write
from iosemu.features.archive.engine import ArchiveEngine
from iosemu.features.archive.model import ArchiveConfig
from iosemu.features.archive.replace import replace
from iosemu.features.archive.sources import text_of
from iosemu.features.system.actions import BEGIN
from iosemu.features.system.engine import SystemEngine

_WARNING = """This will apply all necessary additions and deletions
to replace the current running configuration with the
contents of the specified configuration file, which is
assumed to be a complete configuration, not a partial
configuration. Enter Y if you are sure you want to proceed. ? [no]: """
_TURN_ON = "%Turn config archive on before using Rollback Confirmed Change"
_BACKED_UP = "Rollback Confirmed Change: Backing up current running config to"
_CONFIGURATION = re.compile(r"^(version|hostname) ", re.MULTILINE)


def _engine(ctx: Context) -> ArchiveEngine | None:
    """None while the archive is off."""
    archive = ctx.device[ArchiveConfig].archive
    engine: ArchiveEngine | None = ctx.device.engine("archive") if archive is not None and archive.path else None
    return engine


def do_archive_config(ctx: Context) -> str | None:
    engine = _engine(ctx)
    return "%Archive path not configured" if engine is None else engine.keep() or None


def do_replace(
    ctx: Context, url: str, listed: bool = False, force: bool = False, minutes: int = 0, on_error: bool = False
) -> Output:
    if (minutes or on_error) and _engine(ctx) is None:
        return _TURN_ON
    return _replace(ctx, url, listed, force, minutes, on_error)


def do_configure_terminal(ctx: Context, minutes: int) -> str:
    """What is typed now is taken back unless somebody confirms it."""
    engine, session = _engine(ctx), ctx.session
    assert session is not None  # an exec command
    if engine is None:
        return _TURN_ON
    problem = engine.keep()
    if problem:
        return problem
    engine.await_confirmation(minutes, engine.files[-1], session.username or "console")
    session.enter_configuration()
    return f"{_BACKED_UP} {engine.files[-1]}\n\n{BEGIN}"


def _replace(ctx: Context, url: str, listed: bool, force: bool, minutes: int, on_error: bool) -> ProcessBody:
    if not force:
        answer = yield Ask(_WARNING)
        if not answer.strip() or not "yes".startswith(answer.strip().lower()):
            return
    yield Write("\n")
    text = text_of(ctx, url)
    if text is None:
        yield Write(f"Error: Could not open file {url} for reading\n")
        return
    if _CONFIGURATION.search(text) is None:
        yield Write("%The input file is not a valid config file.\n")
        return
    engine, session = _engine(ctx), ctx.session
    assert session is not None  # an exec command
    if (minutes or on_error) and engine is not None:
        problem = engine.keep()
        if problem:
            yield Write(f"{problem}\n")
            return
        yield Write(f"{_BACKED_UP} {engine.files[-1]}\n\n")
    before = text_of(ctx, "running-config") or ""
    result = replace(ctx, text)
    for number, lines in enumerate(result.passes, 1) if listed else ():
        yield Write(f"!Pass {number}\n\n!List of Commands:\n" + "".join(f"{line}\n" for line in (*lines, "end", "")))
    system: SystemEngine = ctx.device.engine("system")
    if result.passes:
        system.replaced(session)
    if result.left:
        yield Write("The rollback configlet from the last pass is listed below:\n********\n")
        yield Write("!List of Rollback Commands:\n")
        yield Write("".join(f"{line}\n" for line in (*result.left, "end", "********", "", "")))
        yield Write(f"Rollback aborted after {len(result.passes)} passes\n")
        if on_error and not replace(ctx, before).left:
            yield Write("The original configuration has been successfully restored.\n")
        return
    if minutes and engine is not None:
        engine.await_confirmation(minutes, engine.files[-1], session.username or "console")
    yield Write(f"Total number of passes: {len(result.passes)}\nRollback Done\n\n")


def do_confirm(ctx: Context) -> str | None:
    engine: ArchiveEngine = ctx.device.engine("archive")
    return None if engine.confirmed() else "%No Rollback Confirmed Change pending"


def do_revert(ctx: Context) -> str | None:
    engine: ArchiveEngine = ctx.device.engine("archive")
    if engine.rollback is None:
        return "%No Rollback Confirmed Change pending"
    engine.take_back()
    return None


def do_clear_log(ctx: Context, force: bool = False) -> ProcessBody:
    key = "y" if force else (yield AskKey("Clear config log? [confirm]"))
    if not force:
        yield Write("\n")
    if key in "\r\nyY" and ctx.device[ArchiveConfig].archive is not None:
        ctx.device.engine("archive").entries.clear()
