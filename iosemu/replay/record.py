"""A run as a transcript that replays: prompts, commands, answers, log lines, and when each line was typed."""

from __future__ import annotations

from pathlib import Path

from iosemu.lab.errors import LabError
from iosemu.replay.outcome import Played


class Recorder:
    """Collects what is played; `save` writes it."""

    def __init__(self, lab: str, seed: int) -> None:
        self._rows = [f"! lab {lab} seed {seed}"]

    def step(self, played: Played, logged: list[str]) -> None:
        """A line, its answer, and what the router said by itself meanwhile."""
        led = " led there" if played.led else ""
        self._rows += [f"! at {played.at!r}{led}", f"{played.prompt}{played.typed}", *played.shown, *logged]

    def logs(self, name: str, logged: list[str]) -> None:
        """What a router said by itself while nobody typed there."""
        if logged:
            self._rows += [f"! log of {name}", *logged]

    @property
    def text(self) -> str:
        return "".join(f"{row}\n" for row in self._rows)

    def save(self, path: str) -> None:
        """Raises LabError where that cannot be written."""
        try:
            Path(path).write_text(self.text, encoding="utf-8")
        except OSError as error:
            raise LabError(error.strerror or "cannot be written", path) from None
