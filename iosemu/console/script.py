"""Consoles without a terminal: lines come from a pipe or a file, the transcript goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TextIO

from iosemu.cli.limits import LONGEST_LINE
from iosemu.console.menu import Menu
from iosemu.console.pace import Pace
from iosemu.console.router import RouterConsole
from iosemu.lab.crash import attempt, crash
from iosemu.lab.errors import LabError
from iosemu.lab.lab import SETTLE_LIMIT, Lab
from iosemu.lab.node import COMMAND_EVENTS, COMMAND_LIMIT, Node

_PIECE, _ENDLESS = 1 << 16, 16 << 20  # characters
MENU = "\x1d"  # Ctrl-], as on a terminal: the rest of the line is a command of the lab


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


def run(lab: Lab, node: str, lines: Iterable[str], output: Callable[[str], None], cold: bool = False) -> None:
    """Type `lines` at the console of `node`, each when the one before is done, and print what the terminal would show.

    Time is virtual and does not wait: it passes only while commands need it, and by the lab's own `advance`.
    """
    consoles: dict[str, RouterConsole] = {}
    shown: list[RouterConsole] = []  # the one on the screen; empty when the lab has been left

    def connect(name: str) -> None:
        for console in shown:
            console.hide()
        shown[:] = [consoles[name]]
        consoles[name].show()

    def written(text: str) -> None:
        output(text.replace("\r", ""))

    menu = Menu(lab, Pace(lab.scheduler), connect, shown.clear)
    menu.pace.on_fault = lambda error: crash(lab, error)
    if not cold:
        attempt(lab, lambda: lab.settle(SETTLE_LIMIT))
    for one in lab:
        console = consoles[one.name] = RouterConsole(one, written, paging=False)
        console.open()
    menu.current = lab[node].name
    connect(menu.current)
    for raw in lines:
        line = raw.rstrip("\r\n")
        if line.startswith(MENU):
            output(menu.run(line[1:]))
            if menu.pace.ahead:
                menu.pace.work(budget=float("inf"))
            if not shown:
                break
            continue
        console = shown[0]
        attempt(lab, partial(_type, console, line), console.node)
        _finish(lab, console)
    output("\n")


def _type(console: RouterConsole, line: str) -> None:
    console.open()
    if line.endswith("?"):
        console.paste(line)
        console.key("c-u")
    else:
        console.paste(f"{line}\n")


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


def _finish(lab: Lab, console: RouterConsole) -> None:
    """Let time pass until the console takes another line."""
    scheduler = lab.scheduler
    attempt(lab, lambda: lab.run(0.0))  # what follows at once: a log message, the reload
    end = scheduler.now + COMMAND_LIMIT
    events = 0
    while console.occupied:
        time = scheduler.next_time()
        if time is None or time > end or events >= COMMAND_EVENTS:
            console.key("c-^")
            return
        attempt(lab, scheduler.step)
        events += 1
