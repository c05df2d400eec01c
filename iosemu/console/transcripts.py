"""One transcript a router: what its console showed, prompts and commands too, a row at a time; in the form that
`iosemu replay` types again: which lab, which seed, and when each line was typed."""

from __future__ import annotations

import os
from functools import partial

from iosemu.console.rack import Rack
from iosemu.console.scroll import Scroll
from iosemu.lab.errors import LabError
from iosemu.replay.transcript import PROMPT


class Transcripts:
    """Writes ``R1.log`` and so on into a folder. Raises LabError when that cannot be."""

    def __init__(self, rack: Rack, folder: str) -> None:
        self.rack = rack
        self.folder = folder
        self._rows: dict[str, list[str]] = {}
        self._scrolls = {name: Scroll(kept=0) for name in rack.consoles}
        self._bare: dict[str, str] = {}  # prompts with nothing behind them, yet
        self._problem: LabError | None = None
        for name, scroll in self._scrolls.items():
            scroll.on_row = partial(self._row, name)
        try:
            os.makedirs(folder, exist_ok=True)
            for name in self._scrolls:
                with open(self._path(name), "wb") as file:
                    file.write(self._header().encode("utf-8", "surrogateescape"))
        except OSError as error:
            raise LabError(error.strerror or "cannot be written", error.filename or folder) from None
        except ValueError:
            raise LabError("is no name of a folder", folder) from None
        rack.replaced.append(self._join)
        self._join(0)

    def _join(self, since: int | None = None) -> None:
        for name, console in self.rack.consoles.items():
            scroll = self._scrolls.get(name)
            if scroll is not None:
                console.join(scroll.write, since)

    def _path(self, name: str) -> str:
        return os.path.join(self.folder, f"{name}.log")

    def _header(self) -> str:
        lab = self.rack.lab
        return f"! lab {lab.topology.path or lab.name} seed {lab.seed}\n"

    def _row(self, name: str, row: str) -> None:
        rows = self._rows.setdefault(name, [])
        prompt = PROMPT.match(row)
        if prompt and prompt["name"] == self.rack.lab[name].device.hostname:
            self._bare[name] = "" if prompt["command"] else row
            if prompt["command"]:
                rows.append(self._now())
        elif row and self._bare.get(name) and row == self.rack.consoles[name].editor.text:
            rows.append(self._now())  # typed where log lines had come between it and its prompt
            row = self._bare.pop(name) + row
        rows.append(row)

    def _now(self) -> str:
        return f"! at {self.rack.lab.now!r}"

    def flush(self) -> None:
        """Everything that is complete, into the files; no file stays open."""
        rows, self._rows = self._rows, {}
        for name, new in rows.items():
            self._write(name, "".join(f"{row}\n" for row in new))

    def _write(self, name: str, text: str) -> None:
        if self._problem is not None:
            return
        try:
            with open(self._path(name), "ab") as file:
                file.write(text.encode("utf-8", "surrogateescape"))
        except OSError as error:
            self._problem = LabError(error.strerror or "cannot be written", self._path(name))

    def close(self) -> None:
        """The rows under the cursors, too. Raises LabError for what could not be written all the while."""
        self.flush()
        for name, scroll in self._scrolls.items():
            if scroll.line:
                self._write(name, f"{scroll.line}\n")
        if self._problem is not None:
            raise self._problem
