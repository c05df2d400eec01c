"""The rows of shows of lines and who is there, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.line.show import chosen, listed, tty
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class UserRow:
    """`line` as ``vty 0``; `host` is whom somebody there is connected to ("idle" for nobody), `idle` as it is shown;
    `location` is where he comes from."""

    line: str
    user: str
    host: str
    idle: str
    location: str
    own: bool  # it is the line that asks


def show_users(ctx: Context, everyone: bool = False) -> Iterator[UserRow]:
    for line, session, hosts, where in listed(ctx.device, everyone):
        user = session.username if session is not None else ""
        for host, idle in hosts:
            own = session is not None and session is ctx.session
            yield UserRow(line.name, user, host, idle, where.strip(), own)


@dataclass(slots=True)
class LineRow:
    """A line as ``vty 0`` and its absolute number; `access_in` and `access_out` are lists, "" for none."""

    number: int
    line: str
    active: bool
    uses: int
    access_in: str
    access_out: str


def show_line(
    ctx: Context, kind: str = "", number: int = 0, last: int | None = None, absolute: int | None = None
) -> Iterator[LineRow]:
    used = ctx.device.engine("line").uses
    active = {session.line for session in ctx.device.sessions}
    for line in chosen(ctx.device, kind, number, last, absolute):
        lists = line.access_in or "", line.access_out or ""
        yield LineRow(tty(line), line.name, line.name in active, used.get(line.name, 0), *lists)


@dataclass(slots=True)
class CommandRow:
    """A line that was typed at this terminal."""

    command: str


def show_history(ctx: Context) -> Iterator[CommandRow]:
    assert ctx.session is not None  # an exec command
    return map(CommandRow, ctx.session.history)


@dataclass(slots=True)
class PrivilegeRow:
    level: int
    view: str


def show_privilege(ctx: Context) -> Iterator[PrivilegeRow]:
    assert ctx.session is not None  # an exec command
    yield PrivilegeRow(ctx.session.privilege, ctx.session.view)
