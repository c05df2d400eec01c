"""Somebody at the consoles of a lab: keys go to the router in front, Ctrl-] and another key change what is seen."""

from __future__ import annotations

from collections.abc import Callable

from iosemu.console.rack import Rack
from iosemu.console.router import RouterConsole
from iosemu.lab.tables import columns

PREFIX = "c-]"
HELP = [
    ("Ctrl-] 1 … 9, 0", "that router, as /nodes lists them"),
    ("Ctrl-] n, p", "the next one, the one before"),
    ("Ctrl-] l", "the one that was seen last"),
    ("Ctrl-] q", "leave"),
    ("Ctrl-] Ctrl-]", "that key itself, for the router"),
]


class Desk:
    """Sees one router at a time, as plain text. `write` takes text with line feeds.

    `ends_lab` tells whether leaving ends the lab as well; `done` becomes true by leaving.
    """

    help = HELP

    def __init__(
        self, rack: Rack, write: Callable[[str], None], node: str, width: int = 80, ends_lab: bool = False,
        colours: bool = True,
    ) -> None:  # fmt: skip
        self.rack = rack
        self.colours = colours
        self.columns = width
        self.ends_lab = ends_lab
        self.done = False
        self.front = rack.lab[node].name
        self._last = self.front
        self._prefixed = False
        self._warned = False  # of what leaving would lose
        self._output = write
        self._seen: dict[str, int] = {}  # how far each console was read
        rack.replaced.append(self._replaced)

    # the seat

    def begin(self, missed: bool = False) -> None:
        """Show the console in front; with `missed` all that it has written so far, else the last lines."""
        if missed:
            self._seen = dict.fromkeys(self.rack.consoles, 0)
        self._show()

    def end(self) -> None:
        """The terminal is gone."""
        self.done = True
        self._hide()
        if self._replaced in self.rack.replaced:
            self.rack.replaced.remove(self._replaced)

    @property
    def console(self) -> RouterConsole:
        return self.rack.consoles[self.front]

    def go(self, name: str) -> None:
        if name != self.front:
            self._output(f"{name}\n" if self.console.at_margin else f"\n{name}\n")
            self._hide()
            self._last, self.front = self.front, name
            self._show()

    def leave(self) -> str:
        self.done = True
        return ""

    def _show(self) -> None:
        self.console.resize(self, self.columns)
        self.console.join(self._output, self._seen.get(self.front))

    def _hide(self) -> None:
        self.console.resize(self, None)
        self._seen[self.front] = self.console.part(self._output)

    def _replaced(self) -> None:
        self._seen.clear()
        if self.front not in self.rack.consoles:
            self.front = next(iter(self.rack.consoles))
        self._show()

    def resize(self, width: int) -> None:
        if width != self.columns:
            self.columns = width
            self.console.resize(self, width)

    # keys

    def key(self, key: str) -> None:
        console = self.console
        self.rack.do(lambda: self._key(key), console.node)

    def _key(self, key: str) -> None:
        if self._prefixed:
            self._prefixed = False
            self.chosen(key)
        elif key == PREFIX:
            self._prefixed = True
        else:
            self.console.type(key, self)

    def paste(self, text: str) -> None:
        self._prefixed = False
        console = self.console
        self.rack.do(lambda: console.type_text(text, self), console.node)

    def chosen(self, key: str) -> None:
        """The key behind Ctrl-]."""
        names = list(self.rack.consoles)
        at = names.index(self.front)
        if key == PREFIX:
            self.console.key(PREFIX)
        elif key.isdigit() and len(key) == 1:
            number = int(key) or 10
            if number <= len(names):
                self.go(names[number - 1])
        elif key == "n":
            self.go(names[(at + 1) % len(names)])
        elif key == "p":
            self.go(names[(at - 1) % len(names)])
        elif key == "l":
            self.go(self._last if self._last in self.rack.consoles else self.front)
        elif key == "q":
            self._leave()
        else:
            self._output("\n" + columns(self.help) + self.console.line)

    def _leave(self) -> None:
        """As if /quit had been typed; where that cannot be, what would be lost is told once."""
        console = self.console
        if self.ends_lab and console.takes_lab_command:
            for key in (*"/quit", "c-m"):
                console.type(key, self)
            return
        unsaved = self.rack.commands.unsaved_text() if self.ends_lab and not self._warned else ""
        if unsaved:
            self._warned = True
            self._output(f"\n{unsaved}Ctrl-] q again leaves all the same.\n{console.line}")
        else:
            self._output(self.leave())
