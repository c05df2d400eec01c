"""`iosemu practice LAB`: the tasks of a lab, one after the other."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from iosemu.checks.run import verify
from iosemu.cli.context import Ask, ProcessBody, Write
from iosemu.console.commands import Answer, Typed
from iosemu.console.exercise import Exercise, lines_text, now_text, results, wrapped
from iosemu.lab.catalog import find
from iosemu.lab.errors import LabError
from iosemu.lab.lab import Lab
from iosemu.lab.topology import Topology, read
from iosemu.practice import report, tasks
from iosemu.practice.progress import Progress, default_path
from iosemu.practice.scene import changed, graded, ready
from iosemu.practice.tasks import Task, Tasks

if TYPE_CHECKING:
    from argparse import Namespace
    from types import SimpleNamespace

    Options = Namespace | SimpleNamespace


class Practice(Exercise):
    """Goes through the tasks; a lab that one of them begins with takes the place of the one before."""

    kind = "task"
    usage = "[all|next|N]"

    def __init__(
        self, topology: Topology, seed: int | None, progress: Progress, number: int = 1, anew: bool = False
    ) -> None:  # fmt: skip
        super().__init__(progress)
        self.topology = topology
        self.seed = seed
        self.tasks: Tasks = tasks.read(topology)
        self.at = self.base = self._place(str(number))  # the task, and the one that the lab began with
        self.sitting = progress.sit(topology.name, now_text(), anew) if self.tasks.seconds else None
        self._used = self.sitting.seconds if self.sitting is not None else 0.0  # of the examination, before today
        self._take()

    @property
    def here(self) -> Task:
        return self.tasks.tasks[self.at]

    def _place(self, text: str) -> int:
        count = len(self.tasks.tasks)
        if not text.isdecimal() or not 1 <= int(text) <= count:
            raise LabError(f'there is no task "{text}"; there are 1 to {count}')
        return int(text) - 1

    def _take(self) -> None:
        task = self.here
        sitting = self.sitting.number if self.sitting is not None else 0
        self.begin(self.topology.name, task.id, task.title, task.points, sitting)

    def lab(self) -> Lab:
        """As the current task finds it."""
        lab = ready(changed(self.topology, self.tasks.beginning(self.at), self.tasks.file), self.seed)
        verify(lab, self.here.checks, self.tasks.file)
        self.base = self.at
        return lab

    @property
    def left(self) -> float:
        """Seconds of the examination, below zero when its time is up; without end where it is none."""
        return self.tasks.seconds - self._used - self.watch.seconds if self.tasks.seconds else float("inf")

    def _keep(self) -> None:
        super()._keep()
        if self.sitting is not None:
            self.sitting.seconds = self._used + self.watch.seconds
            self.sitting.done = self.left <= 0 or self._all_solved(self.sitting.number)
            self.progress.keep_sitting(self.sitting)

    def _all_solved(self, sitting: int) -> bool:
        tries = self.progress.tries(self.topology.name)
        return {one.exercise for one in tries if one.solved and one.sitting == sitting} >= {
            task.id for task in self.tasks.tasks
        }

    def text(self) -> str:
        task, count = self.here, len(self.tasks.tasks)
        points = "1 point" if task.points == 1 else f"{task.points} points"
        left = ""
        if self.sitting is not None:
            left = f", {report.spell(self.left)} left of all" if self.left > 0 else ", the time is over"
        return f"Task {self.at + 1} of {count}: {task.title} ({points}{left})\n{wrapped(task.text)}"

    def hints(self) -> list[str]:
        return self.here.hints

    def solved_text(self) -> str:
        return lines_text(self.here.solution)

    # commands

    def task(self, typed: Typed) -> Answer:
        if not typed.rest:
            return self.told()
        if typed.rest == "all":
            return self._all()
        at = self.at + 1 if typed.rest == "next" else self._place(typed.rest)
        if at >= len(self.tasks.tasks):
            return f"that was the last one\n{self._all()}"
        self._keep()
        if at >= self.base and self.tasks.first_of(at) == self.tasks.first_of(self.base):
            self.at = at
            self._take()
            return self.told()
        return self._other_lab(at, typed.console.node.name)

    def _other_lab(self, at: int, node: str) -> ProcessBody:
        assert self.rack is not None  # somebody typed it
        if any(self.rack.unwritten(one) for one in self.rack.lab) and not self._one().solved:
            answer = yield Ask("It begins with another lab; what was done here is lost. Go on? [no]: ")
            if not (answer or "").strip().lower().startswith("y"):
                return
        yield Write("…\n")
        before, self.at = self.at, at
        try:
            lab = self._made()
        except LabError:
            self.at = before
            raise
        self._tries.clear()
        self._take()
        self.rack.lab.close()
        self.rack.replace(lab)
        self.rack.consoles[node].goes_on(self.told())

    def _all(self) -> str:
        self._keep()
        sitting = self.sitting.number if self.sitting is not None else 0
        rows = report.rows_of(self.tasks, self.progress.tries(self.topology.name), sitting)
        return report.text(self.topology.name, [row for row in rows if row.name != "fault"])

    def checked(self, lab: Lab) -> str:
        outcomes = graded(lab, self.here.checks, self.tasks.file)
        rows = list(results(outcomes))
        missing = sum(not outcome.passed for outcome in outcomes)
        if missing:
            rows.append(f"not yet: {missing} of {len(outcomes)} {'does' if missing == 1 else 'do'} not hold")
        else:
            over = self.left <= 0
            late = " (the time was over)" if over and not self._one().solved else ""
            rows.append(f"task {self.at + 1} is solved: {self.passed(over)}{late}; /task next goes on")
        return "\n".join(rows) + "\n"


def run(options: Options) -> int:
    """Raises LabError."""
    topology = read(find(options.lab), options.trust)
    progress = Progress(options.progress or default_path())
    try:
        if options.report or options.html:
            _report(topology, progress, options.html)
            return 0
        practice = Practice(topology, options.seed, progress, options.task, options.anew)
        sit(practice, options)
    finally:
        progress.close()
    return 0


def _report(topology: Topology, progress: Progress, html: str | None) -> None:
    folder = os.path.dirname(topology.path or "")
    there = tasks.read(topology) if os.path.exists(os.path.join(folder, tasks.FILE_NAME)) else None
    rows = report.rows_of(there, progress.tries(topology.name), progress.last_sitting(topology.name))
    if html:
        try:
            with open(html, "w", encoding="utf-8") as file:
                file.write(report.page(topology.name, rows))
        except OSError as error:
            raise LabError(error.strerror or "cannot be written", html) from None
    print(report.text(topology.name, rows), end="")


def sit(exercise: Exercise, options: Options) -> None:
    """At the consoles of its lab, in a window or with lines from a pipe."""
    import sys

    if sys.stdin is None:
        raise LabError("standard input is closed; nothing could be typed")
    with exercise.lab() as lab:
        node = lab[options.node or next(iter(lab.nodes))].name
        if options.pcap is not None:
            lab.capture(folder=options.pcap)
        try:
            if sys.stdin.isatty() and sys.stdout.isatty():
                from iosemu.console import sitting

                sitting.window(lab, node, True, options.log, exercise)
            else:
                from iosemu.console import script

                script.run(lab, node, script.lines_of(sys.stdin), _print, True, options.log, exercise)
        finally:
            exercise.leave()


def _print(text: str) -> None:
    import sys

    sys.stdout.write(text)
    sys.stdout.flush()
