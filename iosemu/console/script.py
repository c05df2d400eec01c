"""Consoles without a terminal: lines come from a pipe or a file, the transcript goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from iosemu.console.menu import Menu
from iosemu.console.pace import Pace
from iosemu.console.router import RouterConsole
from iosemu.lab.lab import SETTLE_LIMIT, Lab

MENU = "\x1d"  # Ctrl-], as on a terminal: the rest of the line is a command of the lab
LIMIT = 3600.0  # virtual seconds that one line may take


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
    if not cold:
        lab.settle(SETTLE_LIMIT)
    for one in lab:
        console = consoles[one.name] = RouterConsole(one, written)
        console.session.length = 0  # nobody is there to press a key
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
        console.open()
        if line.endswith("?"):
            console.paste(line)
            console.key("c-u")
        else:
            console.paste(f"{line}\n")
        _finish(lab, console)
    output("\n")


def _finish(lab: Lab, console: RouterConsole) -> None:
    """Let time pass until the console takes another line."""
    scheduler = lab.scheduler
    end = scheduler.now + LIMIT
    while console.occupied:
        time = scheduler.next_time()
        if time is None or time > end:
            console.key("c-^")
            return
        scheduler.step()
