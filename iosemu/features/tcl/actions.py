"""tclsh: reads lines until they are a whole script, runs them, prints errors and values."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from iosemu.cli import Ask, AskKey, Interrupted, Wait, Write
from iosemu.cli.context import Request
from iosemu.features.tcl.interp import Break, Continue, Interp, Return, Step, Stopped
from iosemu.features.tcl.parse import Lines, TclError

if TYPE_CHECKING:
    from iosemu.cli.context import Context

_LEAVE = frozenset({"exit", "tclquit", "quit"})
_SHOWN = 400  # characters of an error, which may quote a whole script
_SILENT = frozenset({"puts", "foreach", "while", "for", "proc", "if"})


def do_tclsh(ctx: Context) -> Generator[Request, Any, None]:
    interp = Interp(lambda line, show: _ios(ctx, line, show), lambda lines: _configure(ctx, lines), ctx.device.flash)
    lines = Lines()
    assert ctx.process is not None  # it asks, so it is one
    ctx.process.stops_at_ctrl_c = True
    while True:
        name = ctx.shell.hostname
        line = yield Ask("+>(tcl)#" if lines.held else f"{name}(tcl)#")
        if not lines.held and line.strip() in _LEAVE:
            return
        try:
            script = lines.add(line)
            if script is None or not script.strip():
                continue
            value = yield from interp.evaluate(script, top=True)
            if value and script.split()[0] not in _SILENT:
                yield Write(value if value.endswith("\n") else f"{value}\n")
        except (TclError, Stopped) as error:
            yield Write(f"{_shortened(str(error))}\n")
        except Return as returned:
            yield Write(f"{returned.value}\n" if returned.value else "")
        except (Break, Continue) as outside:
            yield Write(f'invoked "{type(outside).__name__.lower()}" outside of a loop\n')
        except Interrupted:
            yield Write("\n")


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _ios(ctx: Context, line: str, show: bool) -> Step:
    """An exec command line on a session of its own; its output is shown as it comes, or collected."""
    from iosemu.cli.session import Session

    outer = ctx.session
    if outer is None:
        return ""
    collected: list[str] = []
    inner = Session(
        ctx.shell, outer.write if show else collected.append, outer.clock, outer.privilege, outer.line, outer.width, 0
    )
    ctx.shell.sessions.remove(inner)
    inner.on_ready = lambda: ctx.process.wake(None) if ctx.process is not None else None
    try:
        inner.feed_line(line)
        while inner.busy:
            question = inner.question
            if isinstance(question, (Ask, AskKey)):
                reply = yield question
                inner.feed_line(reply)
            else:
                yield Wait(None)
    except Interrupted:
        inner.interrupt()
        raise
    return "".join(collected)


def _configure(ctx: Context, lines: list[str]) -> str:
    text: str = ctx.shell.configure("\n".join(lines))
    return text
