"""terminal length, width, history, escape-character, monitor"""

from __future__ import annotations

from iosemu.cli.context import Context
from iosemu.cli.session import Session
from iosemu.features.line.engine import escape_key


def _session(ctx: Context) -> Session:
    assert ctx.session is not None  # exec commands are typed in a session
    return ctx.session


def do_terminal_length(ctx: Context, length: int = 24) -> None:
    _session(ctx).length = length


def do_terminal_width(ctx: Context, width: int = 80) -> None:
    _session(ctx).width = width


def do_terminal_history(ctx: Context, size: int) -> None:
    session = _session(ctx)
    session.history_size = size
    del session.history[: max(len(session.history) - size, 0)]


def do_escape_character(ctx: Context, escape: str | int = "") -> None:
    _session(ctx).escape = escape_key(str(escape))


def do_terminal_monitor(ctx: Context) -> str | None:
    session = _session(ctx)
    if session.at_console:
        return "% Console already monitors"
    session.monitor = True
    return None


def do_terminal_no_monitor(ctx: Context) -> None:
    _session(ctx).monitor = False


def do_exec_timestamp(ctx: Context) -> None:
    _session(ctx).stamped = True


def do_no_exec_timestamp(ctx: Context) -> None:
    _session(ctx).stamped = False
