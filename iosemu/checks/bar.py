"""How far a run of checks is: a bar on the terminal, gone when the run is over; none where nobody looks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from iosemu.checks.run import Outcome


class Bar:
    """`sizes`: how many checks each run has. What is said goes to standard output, above the bar at a terminal."""

    def __init__(self, sizes: list[int]) -> None:
        self.sizes = sizes
        self.progress: Progress | None = None
        self._task: TaskID | None = None
        if sys.stdout.isatty() or sys.stderr.isatty():
            self.progress = _drawn(sys.stdout.isatty())

    def __enter__(self) -> Bar:
        if self.progress is not None:
            self._task = self.progress.add_task("", total=sum(self.sizes), runs=self._runs(0))
            self.progress.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self.progress is not None:
            self.progress.stop()

    def told(self, outcome: Outcome) -> None:
        """A check of the run under way is over."""
        if self.progress is not None and self._task is not None:
            self.progress.advance(self._task)

    def done(self, number: int) -> None:
        """So many runs are over."""
        if self.progress is not None and self._task is not None:
            self.progress.update(self._task, completed=sum(self.sizes[:number]), runs=self._runs(number))

    def say(self, text: str) -> None:
        if self.progress is not None and sys.stdout.isatty():
            self.progress.console.out(text, end="", highlight=False)
        else:
            sys.stdout.write(text)
            sys.stdout.flush()

    def _runs(self, number: int) -> str:
        return f"run {min(number + 1, len(self.sizes))} of {len(self.sizes)}, " if len(self.sizes) > 1 else ""


def _drawn(among_reports: bool) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        BarColumn(), TextColumn("{task.fields[runs]}"), MofNCompleteColumn(), TextColumn("checks"), TimeElapsedColumn(),
        console=Console(stderr=not among_reports), transient=True, redirect_stdout=False, redirect_stderr=False,
    )  # fmt: skip
