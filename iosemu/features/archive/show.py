"""show archive …"""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.cli.context import Context
from iosemu.cli.tree import tree_of
from iosemu.features.archive.changes import additions, differences
from iosemu.features.archive.engine import ArchiveEngine
from iosemu.features.archive.model import ArchiveConfig
from iosemu.features.archive.sources import text_of
from iosemu.features.clock.engine import ClockEngine


def show_archive(ctx: Context) -> Iterable[str]:
    archive = ctx.device[ArchiveConfig].archive
    if archive is None or not archive.path:
        yield "Archive feature not enabled"
        return
    engine: ArchiveEngine = ctx.device.engine("archive")
    yield f"The maximum archive configurations allowed is {archive.maximum}."
    if engine.files:
        yield f"There are currently {len(engine.files)} archive configurations saved."
    yield f"The next archive file will be named {engine.next_name('<timestamp>')}"
    yield " Archive #  Name"
    for number in range(1, archive.maximum + 1):
        name = engine.files[number - 1] if number <= len(engine.files) else ""
        recent = " <- Most Recent" if name and number == len(engine.files) else ""
        yield f"   {number}        {name}{recent}"


def show_differences(
    ctx: Context, first: str = "nvram:startup-config", second: str = "system:running-config"
) -> list[str]:
    texts = []
    for url in (first, second):
        text = text_of(ctx, url)
        if text is None:
            return [f"Error: Could not open file {url} for reading"]
        texts.append(text)
    lines = differences(tree_of(texts[0]), tree_of(texts[1]))
    return ["", "!Contextual Config Diffs:", *(lines or ["!No changes were found"]), ""]


def show_incremental(ctx: Context, url: str) -> list[str]:
    """What of the file is missing in the running configuration, as commands."""
    text = text_of(ctx, url)
    if text is None:
        return [f"Error: Could not open file {url} for reading"]
    running, wanted = tree_of(text_of(ctx, "running-config") or ""), tree_of(text)
    lines = [line for branch in additions(running, wanted) for line in branch.lines()]
    return ["", "!List of Commands:", *lines, "end", *([] if lines else ["!No changes were found"]), ""]


def show_log(ctx: Context, first: int = 0, last: int = 0) -> Iterable[str]:
    archive = ctx.device[ArchiveConfig].archive
    if archive is None or not archive.log.enabled:
        yield "% Config Logger disabled."
        return
    yield " idx   sess           user@line      Logged command"
    engine: ArchiveEngine = ctx.device.engine("archive")
    for each in engine.entries:
        if not first or first <= each.index <= (last or first):
            yield f"{each.index:>5}{each.session:>6}{each.user + '@' + each.line:>20}     |{each.command}"


def show_rollback_timer(ctx: Context) -> Iterable[str]:
    clock: ClockEngine = ctx.device.engine("clock")
    rollback = ctx.device.engine("archive").rollback
    if rollback is None:
        yield "%No Rollback Confirmed Change pending"
        return
    yield f"Time configured(or reconfigured): {clock.date(rollback.at - rollback.minutes * 60)}"
    yield "Timer type: absolute timer"
    yield f"Timer value: {rollback.minutes} min"
    yield f"User: {rollback.user}"
