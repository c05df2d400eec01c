"""Consoles without a terminal: lines come from a pipe or a file, the transcript goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TextIO

from iosemu.cli.context import Through
from iosemu.cli.limits import LONGEST_LINE
from iosemu.console.desk import Desk
from iosemu.console.rack import Rack
from iosemu.console.router import RouterConsole
from iosemu.lab.errors import LabError
from iosemu.lab.lab import SETTLE_LIMIT, Lab
from iosemu.lab.node import COMMAND_EVENTS, COMMAND_LIMIT, QUIET, Node

if TYPE_CHECKING:
    from iosemu.console.exercise import Exercise
    from iosemu.console.transcripts import Transcripts

_PIECE, _ENDLESS = 1 << 16, 16 << 20  # characters


def lines_of(stream: TextIO) -> Iterator[str]:
    """Its lines, each only as far as a router may take it. Raises LabError for one that seems to have no end."""
    while line := stream.readline(LONGEST_LINE + 2):
        size = len(line)
        rest = line
        while not rest.endswith("\n") and (rest := stream.readline(_PIECE)):
            size += len(rest)
            if size > _ENDLESS:
                raise LabError(f"standard input: a line is longer than {_ENDLESS >> 20} million characters")
        yield line


def run(
    lab: Lab, node: str, lines: Iterable[str], output: Callable[[str], None], cold: bool = False,
    log: str | None = None, exercise: Exercise | None = None,
) -> None:  # fmt: skip
    """Type `lines` at the console of `node`, each when the one before is done, and print what the terminal would show.

    Time is virtual and does not wait: it passes only while commands need it, and by the lab's own `/advance`.
    """

    def written(text: str) -> None:
        output(text.replace("\r", ""))

    rack = Rack(lab, paging=False)
    transcripts = transcripts_in(rack, log)
    if not cold:
        rack.do(partial(lab.settle, SETTLE_LIMIT))
    for console in rack.consoles.values():
        console.open()
    desk = Desk(rack, written, node, colours=False)
    desk.begin(missed=lab.now == 0 or not cold)
    if exercise is not None:
        exercise.join(rack)
        desk.console.goes_on(f"{exercise.told()}")
    for raw in lines:
        line = raw.rstrip("\r\n")
        console = desk.console
        rack.do(partial(_type, console, line, desk), console.node)
        if rack.pace.ahead:
            rack.work(budget=float("inf"))
        if desk.done:
            break
        _finish(rack, desk)
        if transcripts is not None:
            transcripts.flush()
    output("\n")
    if transcripts is not None:
        transcripts.close()
    if rack.lab is not lab:
        rack.lab.close()


def transcripts_in(rack: Rack, folder: str | None) -> Transcripts | None:
    """`--log FOLDER`. Raises LabError."""
    if folder is None:
        return None
    from iosemu.console.transcripts import Transcripts

    return Transcripts(rack, folder)


def _type(console: RouterConsole, line: str, desk: Desk) -> None:
    console.open()
    if line.endswith("?"):
        console.type_text(line, desk)
        console.key("c-u")
    else:
        console.type_text(f"{line}\n", desk)


def execute(lab: Lab, node: Node, commands: Iterable[str], output: Callable[[str], None]) -> int:
    """Type `commands` at the console of `node`, privileged; print what it shows, without echo and prompt.

    It is one terminal: modes last from one to the next, and a command that follows a question is the answer to it.
    After a reload it waits until the router is up. Returns how many commands were no valid ones. Raises LabError for a
    question without an answer.
    """
    refused = 0
    command = ""
    console = node.console
    console.take()  # what came before
    for command in commands:
        if console.session.closed:
            lab.run_until(lambda: node.device.running)
            console = node.console
        before = console.session.refused
        try:
            console.enter(command)
            lab.run(0.0)  # what follows at once: a log message, the reload
        finally:
            output(console.take())
        refused += console.session.refused - before
    asked = console.unanswered()
    if asked:
        raise LabError(f'{node.name}: "{command}" asks "{asked}" and was given no answer')
    return refused


def _finish(rack: Rack, desk: Desk) -> None:
    """Let time pass until the console takes another line, or another host has said what it has to say."""
    rack.do(lambda: rack.lab.run(0.0))  # what follows at once: a log message, the reload
    lab = rack.lab
    scheduler = lab.scheduler
    end = scheduler.now + COMMAND_LIMIT
    events = 0
    heard, quiet = -1, 0.0
    while rack.lab is lab:
        console, until = desk.console, end
        if not console.occupied:
            if not isinstance(console.session.question, Through):
                return
            if console.written != heard:
                heard, quiet = console.written, scheduler.now + QUIET
            until = quiet
        time = scheduler.next_time()
        if time is None or time > until or events >= COMMAND_EVENTS:
            if console.occupied:
                console.key("c-^")
            elif time is not None and time > until:
                rack.do(partial(lab.run, until - scheduler.now))
            return
        rack.do(scheduler.step)
        events += 1
