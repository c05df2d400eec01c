"""What a router's console has written, as rows: for a pane of the window, and for a transcript.

Routers write text, line feeds, carriage returns and backspaces; the lab's own screens also colours (SGR, ECMA-48).
Anything else that is no text is left out.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable

KEPT = 10_000  # rows
LONGEST = 20_000  # characters of a row
_PIECES = re.compile(r"\x1b\[([0-9;]*)m|\x1b\[[0-9;?]*[@-~]|([^\x00-\x1f\x7f-\x9f]+)|(.)", re.DOTALL)

Fragments = list[tuple[str, str]]  # (style, text)


class Scroll:
    """Rows, the last of them under the cursor. Long rows do not wrap here; who shows them does that."""

    def __init__(self, kept: int = KEPT) -> None:
        self.rows: deque[Fragments] = deque(maxlen=kept)  # finished ones
        self.column = 0
        self.written = 0  # rows finished so far, those that were forgotten, too
        self.on_row: Callable[[str], None] | None = None  # told each row that is finished, without its style
        self._text: list[str] = []
        self._styles: list[str] = []
        self._style = ""

    def write(self, text: str) -> None:
        for piece in _PIECES.finditer(text):
            sgr, plain, control = piece.groups()
            if plain is not None:
                self._put(plain)
            elif control == "\n":
                self._finish()
            elif control == "\r":
                self.column = 0
            elif control == "\b":
                self.column = max(0, self.column - 1)
            elif control == "\t":
                self._put(" " * (8 - self.column % 8))
            elif sgr is not None:
                self._style = _styled(self._style, sgr)

    def _put(self, text: str) -> None:
        text = text[: max(0, LONGEST - self.column)]
        column, end = self.column, self.column + len(text)
        if column > len(self._text):
            missing = column - len(self._text)
            self._text += " " * missing
            self._styles += [""] * missing
        self._text[column:end] = text
        self._styles[column:end] = [self._style] * len(text)
        self.column = end

    def _finish(self) -> None:
        if self.on_row is not None:
            self.on_row("".join(self._text).rstrip())
        self.rows.append(self._row())
        self.written += 1
        self._text.clear()
        self._styles.clear()
        self.column = 0

    def _row(self) -> Fragments:
        if not any(self._styles):
            return [("", "".join(self._text))]
        found: Fragments = []
        for style, char in zip(self._styles, self._text, strict=True):
            if found and found[-1][0] == style:
                found[-1] = style, found[-1][1] + char
            else:
                found.append((style, char))
        return found

    @property
    def line(self) -> str:
        """The row under the cursor, without blanks at its end."""
        return "".join(self._text).rstrip()

    def tail(self, count: int) -> list[str]:
        """The last rows, the one under the cursor among them."""
        last = ["".join(text for _, text in row).rstrip() for row in list(self.rows)[-count:]]
        return [*last, self.line][-count:]

    def view(self, width: int, height: int, back: int = 0) -> tuple[list[Fragments], int | None, int]:
        """What `height` lines of `width` columns show, `back` lines above the end; the line (of those) and the column
        of the cursor, None when it is below."""
        lines: deque[Fragments] = deque()
        current = _wrapped(self._row(), width)
        at, column = divmod(self.column, width)
        while len(current) <= at:
            current.append([("", "")])
        below = len(current) - 1 - at
        lines.extend(current)
        index = len(self.rows)
        while len(lines) < height + back and index:
            index -= 1
            lines.extendleft(reversed(_wrapped(self.rows[index], width)))
        end = max(len(lines) - back, min(height, len(lines)))
        start = max(0, end - height)
        cursor = len(lines) - 1 - below - start
        return list(lines)[start:end], cursor if 0 <= cursor < end - start else None, column


def _wrapped(row: Fragments, width: int) -> list[Fragments]:
    lines: list[Fragments] = [[]]
    left = width
    for style, whole in row:
        text = whole
        while len(text) > left:
            lines[-1].append((style, text[:left]))
            text = text[left:]
            lines.append([])
            left = width
        lines[-1].append((style, text))
        left -= len(text)
    return lines


_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "gray")


def _styled(style: str, sgr: str) -> str:
    """The style after a Select Graphic Rendition: bold, dim, reverse, the eight colours."""
    words = style.split()
    for code in (int(each or 0) for each in sgr.split(";")):
        if code == 0:
            words = []
        elif code == 1:
            words.append("bold")
        elif code == 2:
            words.append("dim")
        elif code == 7:
            words.append("reverse")
        elif 30 <= code <= 37:
            words = [each for each in words if not each.startswith("ansi")] + [f"ansi{_COLOURS[code - 30]}"]
        elif code == 39:
            words = [each for each in words if not each.startswith("ansi")]
    return " ".join(words)
