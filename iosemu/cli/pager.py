"""The `--More--` pager of a terminal."""

from __future__ import annotations

from collections.abc import Callable

from iosemu.cli.regex import Literal, Pattern, PatternError

MORE = " --More-- "
_ERASE = "\b" * len(MORE) + " " * len(MORE) + "\b" * len(MORE)


class Pager:
    """Shows lines page by page. `rows` is the terminal's length, 0 for no paging; `active` while it waits for a key."""

    def __init__(self, lines: list[str], rows: int, width: int, write: Callable[[str], None]) -> None:
        self.lines = lines
        self.rows = rows
        self.width = max(width, 1)
        self.write = write
        self.position = 0
        self.active = False
        self._search = ""  # "/", "-" or "+" and what was typed after it
        self._keep: Callable[[str], bool] | None = None

    def start(self) -> None:
        self._show(self.rows - 1 if self.rows else 0)

    def _show(self, rows: int) -> None:
        """Print lines that fill so many rows (0: all)."""
        if not rows and self._keep is None:
            self.active = False
            rest = self.lines[self.position :]
            self.position = len(self.lines)
            self.write("\n".join([*rest, ""]) if rest else "")
            return
        used = 0
        out: list[str] = []
        while self.position < len(self.lines):
            line = self.lines[self.position]
            if self._keep is not None and not self._keep(line):
                self.position += 1
                continue
            height = max(1, -(-len(line) // self.width))
            if rows and used and used + height > rows:
                break
            if rows and used >= rows:
                break
            out.append(line + "\n")
            used += height
            self.position += 1
            if rows and used >= rows and self.position < len(self.lines):
                break
        self.active = self.position < len(self.lines)
        self.write("".join(out) + (MORE if self.active else ""))

    def key(self, key: str) -> None:
        """A key at the prompt: blank a page, Enter a line, `/ + -` search, anything else stops."""
        if self._search:
            self._typed(key)
            return
        if key in ("/", "+", "-"):
            self._search = key
            self.write(_ERASE + key)
            return
        self.write(_ERASE)
        if key == " ":
            self._show(max(self.rows - 1, 1))
        elif key in ("\r", "\n"):
            self._show(1)
        else:
            self.active = False

    def _typed(self, key: str) -> None:
        if key not in ("\r", "\n"):
            if key in ("\b", "\x7f"):
                self._search = self._search[:-1] or self._search
                self.write("\b \b")
            else:
                self._search += key
                self.write(key)
            return
        kind, text = self._search[0], self._search[1:]
        self._search = ""
        self.write("\n")
        pattern: Pattern | Literal
        try:
            pattern = Pattern(text)
        except PatternError:
            pattern = Literal(text)
        if kind == "/":
            while self.position < len(self.lines) and not pattern.search(self.lines[self.position]):
                self.position += 1
        else:
            wanted = kind == "+"
            self._keep = lambda line: pattern.search(line) == wanted
            self.write("filtering...\n")
        self._show(max(self.rows - 1, 1))
