"""What goes wrong with a lab, in one line that a person can act on."""

from __future__ import annotations

from pathlib import Path


class LabError(Exception):
    """`str()` is one line: file, line, what is wrong and what would be right."""

    def __init__(self, message: str, file: str | Path | None = None, line: int | None = None) -> None:
        self.message = message
        self.file = str(file) if file is not None else None
        self.line = line
        place = "" if file is None else f"{file}:{line}: " if line is not None else f"{file}: "
        super().__init__(f"{place}{message}")
