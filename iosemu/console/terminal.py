"""The consoles of a lab in one terminal window: one router on the screen, Ctrl-] for the lab's own commands."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable

from iosemu.cli.editor import LineEditor
from iosemu.console.menu import Menu
from iosemu.console.pace import Pace
from iosemu.console.router import RouterConsole
from iosemu.lab.crash import attempt, crash
from iosemu.lab.lab import Lab

MENU_KEY = "c-]"
IDLE = 0.5  # seconds between looks at the size of the terminal
ESCAPE_TIME = 0.1  # seconds after which a lone Esc is a key of its own
MENU_PROMPT = "lab> "
SETTLE_LIMIT = 600.0


class Screen:
    """Text for the terminal, gathered and written at once."""

    def __init__(self, output: Callable[[bytes], object]) -> None:
        self._output = output
        self._pending: list[str] = []

    def write(self, text: str) -> None:
        self._pending.append(text)

    def flush(self) -> None:
        if self._pending:
            text = "".join(self._pending)  # the terminal itself puts a carriage return to each line feed
            self._pending.clear()
            self._output(text.encode("utf-8", "surrogateescape"))


class Consoles:
    """All routers of a lab behind one keyboard and one screen. It knows no terminal: `key` takes keys."""

    def __init__(self, lab: Lab, screen: Screen, pace: Pace, node: str, size: tuple[int, int] = (80, 24)) -> None:
        self.lab = lab
        self.screen = screen
        self.pace = pace
        pace.on_fault = lambda error: crash(lab, error)
        self.done = False
        self.in_menu = False
        self.size = size
        self.menu = Menu(lab, pace, self._chosen, self._leave)
        self.menu_lines: list[str] = []
        self.menu_editor = LineEditor(screen.write, lambda: self.menu_lines, size[0])
        self._moving = False  # the lab runs ahead because the menu was told so; its prompt comes back afterwards
        self._typed_ahead: list[str] = []  # keys for the menu meanwhile
        self.routers = {one.name: RouterConsole(one, screen.write, size) for one in lab}
        self.current = self.routers[lab[node].name]
        self.menu.current = self.current.node.name
        name = self.current.node.name
        screen.write(f"{lab.name}: {' '.join(lab.nodes)}.  This is {name}; Ctrl-] for the lab's commands.\n")
        self.current.show()

    def key(self, key: str) -> None:
        attempt(self.lab, lambda: self._key(key), None if self.in_menu else self.current.node)

    def _key(self, key: str) -> None:
        if self.in_menu:
            self._menu_key(key)
        elif key == MENU_KEY:
            self.current.hide()
            self.in_menu = True
            self.screen.write(f"\n{self.menu.status()}  (help, Enter to go back)\n")
            self.menu_editor.start(MENU_PROMPT)
        else:
            self.current.key(key)

    def paste(self, text: str) -> None:
        attempt(self.lab, lambda: self._paste(text), None if self.in_menu else self.current.node)

    def _paste(self, text: str) -> None:
        if self._moving:
            self._typed_ahead += text
        elif self.in_menu:
            self.menu_editor.paste(text)
        else:
            self.current.paste(text)

    def resize(self, columns: int, rows: int) -> None:
        if (columns, rows) != self.size:
            self.size = columns, rows
            self.menu_editor.width = columns
            for router in self.routers.values():
                router.resize(columns, rows)

    def moved(self) -> None:
        """Time has passed: if the menu waited for its end, it takes the next command."""
        if self._moving and not self.pace.ahead:
            self._moving = False
            self.screen.write(f"{self.menu.status()}\n")
            self.menu_editor.start(MENU_PROMPT)
            keys, self._typed_ahead = self._typed_ahead, []
            for key in keys:
                self.key(key)

    def _menu_key(self, key: str) -> None:
        if self._moving:
            if key == "c-c":
                self._typed_ahead.clear()
                self.pace.stop()
                self.moved()
            else:
                self._typed_ahead.append(key)
        elif key in ("c-m", "enter", "c-j"):
            line = self.menu_editor.finish()
            if line.strip():
                self.menu_lines.append(line)
                self.screen.write(self.menu.run(line))
                if self.in_menu and not self.done:
                    self._moving = self.menu.moves
                    if not self._moving:
                        self.menu_editor.start(MENU_PROMPT)
            else:
                self._back()
        elif key in ("c-c", "c-d", MENU_KEY, "c-z"):
            self.screen.write("\n")
            self.menu_editor.forget()
            self._back()
        else:
            self.menu_editor.key(key)

    def _chosen(self, name: str) -> None:
        self.current = self.routers[name]
        self.screen.write(f"{name}\n")
        self._back()

    def _back(self) -> None:
        self.in_menu = False
        self.current.show()

    def _leave(self) -> None:
        self.done = True


def run(lab: Lab, node: str, cold: bool = False) -> None:
    """Show the console of `node` on this process's terminal until the user leaves.

    Unless `cold`, the lab first runs ahead until its protocols have settled, while the console is open already.
    """
    screen = Screen(_write_out)
    pace = Pace(lab.scheduler)
    consoles = Consoles(lab, screen, pace, node, _size())
    if not cold:
        pace.settle(SETTLE_LIMIT)
    screen.flush()  # the first words are there before the terminal library is loaded

    from prompt_toolkit.input import create_input
    from prompt_toolkit.keys import Keys

    keyboard = create_input(sys.stdin)
    with keyboard.raw_mode():
        descriptor = keyboard.fileno()
        half = False  # an Esc may be the beginning of a longer sequence
        while not consoles.done and not keyboard.closed:
            left_over = pace.work()
            consoles.moved()
            screen.flush()
            due = pace.wait()
            wait = 0.0 if left_over else IDLE if due is None else min(IDLE, due)
            if half:
                wait = min(wait, ESCAPE_TIME)
            ready, _, _ = select.select([descriptor], [], [], wait)
            presses = keyboard.read_keys() if ready else keyboard.flush_keys() if half else []
            half = bool(ready) and not presses
            for press in presses:
                if press.key is Keys.BracketedPaste:
                    consoles.paste(press.data)
                else:
                    consoles.key(press.key.value if isinstance(press.key, Keys) else press.key)
            if not ready:
                consoles.resize(*_size())
        screen.flush()


def _write_out(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(sys.stdout.fileno(), view) :]


def _size() -> tuple[int, int]:
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except OSError:
        return 80, 24
    return size.columns or 80, size.lines or 24
