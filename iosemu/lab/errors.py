"""What goes wrong with a lab, in one line that a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 600  # characters


class LabError(Exception):
    """`str()` is one line: file, line, what is wrong and what would be right."""

    def __init__(self, message: str, file: str | Path | None = None, line: int | None = None) -> None:
        self.message = message = _one_line(message)
        self.file = str(file) if file is not None else None
        self.line = line
        place = "" if file is None else f"{file}:{line}: " if line is not None else f"{file}: "
        super().__init__(f"{_one_line(place)}{message}")


def _one_line(text: str) -> str:
    """Whatever it quotes: readable, and not for ever."""
    if not text.isprintable():
        text = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 2 :]}"
