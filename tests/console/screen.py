"""A tiny terminal: what a person would see after the bytes that a console wrote."""

from __future__ import annotations


class Screen:
    """Understands what router consoles use: text, \\n, \\r and backspace. Long lines do not wrap."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = [[]]
        self.column = 0

    def write(self, text: str) -> None:
        for char in text:
            if char == "\n":
                self.rows.append([])
                self.column = 0
            elif char == "\r":
                self.column = 0
            elif char == "\b":
                self.column = max(0, self.column - 1)
            else:
                row = self.rows[-1]
                row.extend(" " * (self.column + 1 - len(row)))
                row[self.column] = char
                self.column += 1

    @property
    def line(self) -> str:
        """The last line, without blanks at its end."""
        return "".join(self.rows[-1]).rstrip()

    @property
    def lines(self) -> list[str]:
        return ["".join(row).rstrip() for row in self.rows]
