"""The rows of `show archive`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.archive.model import ArchiveConfig
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class ArchivedRow:
    """A configuration that was put away."""

    number: int
    name: str
    recent: bool


def show_archive(ctx: Context) -> Iterator[ArchivedRow]:
    archive = ctx.device[ArchiveConfig].archive
    files = ctx.device.engine("archive").files if archive is not None and archive.path else []
    for number, name in enumerate(files, 1):
        yield ArchivedRow(number, name, number == len(files))


@dataclass(slots=True)
class LoggedCommandRow:
    index: int
    session: int
    user: str
    line: str
    command: str


def show_log(ctx: Context, first: int = 0, last: int = 0) -> Iterator[LoggedCommandRow]:
    archive = ctx.device[ArchiveConfig].archive
    entries = ctx.device.engine("archive").entries if archive is not None and archive.log.enabled else ()
    for each in entries:
        if not first or first <= each.index <= (last or first):
            yield LoggedCommandRow(each.index, each.session, each.user, each.line, each.command)


@dataclass(slots=True)
class RollbackRow:
    """What was configured is taken back in `left` seconds unless somebody confirms it."""

    minutes: int
    left: float
    user: str


def show_rollback_timer(ctx: Context) -> Iterator[RollbackRow]:
    rollback = ctx.device.engine("archive").rollback
    if rollback is not None:
        yield RollbackRow(rollback.minutes, rollback.at - ctx.device.scheduler.now, rollback.user)
