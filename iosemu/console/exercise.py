"""What `iosemu practice` and `iosemu break` add to the consoles of a lab: /task, /check, /hint and /solution."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

from iosemu.checks.run import Outcome, in_words
from iosemu.cli.context import Ask, ProcessBody, Write
from iosemu.console.commands import Answer, Command, Typed
from iosemu.practice.progress import Progress, Try, gain
from iosemu.practice.report import spell

if TYPE_CHECKING:
    from iosemu.console.rack import Rack
    from iosemu.lab.lab import Lab

_WIDTH = 88


class Watch:
    """Counts the seconds in which somebody can work: not those in which a lab is made, or looked at."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._before = 0.0
        self._since: float | None = None  # None: it stands

    @property
    def seconds(self) -> float:
        return self._before + (self._clock() - self._since if self._since is not None else 0.0)

    def go(self) -> None:
        if self._since is None:
            self._since = self._clock()

    def stop(self) -> None:
        self._before, self._since = self.seconds, None

    @contextmanager
    def paused(self) -> Iterator[None]:
        ran = self._since is not None
        self.stop()
        try:
            yield
        finally:
            if ran:
                self.go()


class Exercise(ABC):
    """What is to be done now, how long it has taken, and what it is worth."""

    kind = ""
    usage = ""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.watch = Watch()
        self.rack: Rack | None = None
        self.current: Try | None = None
        self._begun = 0.0  # when by the watch, if it had all been done at once
        self._tries: dict[str, Try] = {}  # in this lab, for whoever comes back to what is solved

    def join(self, rack: Rack) -> None:
        """Those who sit at the consoles of `rack` do it, from now on."""
        self.rack = rack
        rack.fresh = self._made
        self.watch.go()
        rack.commands.commands |= {
            "task": Command(self.usage, "what is to be done", "With the time that was used.", self.task),
            "check": Command("", "is it done?", "It is looked at in a copy: your lab does not change.", self.check),
            "hint": Command("", "a hint, and another one", "Each costs points.", self.hint),
            "solution": Command("", "how it is done", "What was not solved before counts no points.", self.solution),
        }

    def leave(self) -> None:
        """They get up."""
        self.watch.stop()
        self._keep()

    # of each kind of exercise

    @abstractmethod
    def lab(self) -> Lab:
        """The one that it begins with. Raises LabError."""

    @abstractmethod
    def text(self) -> str:
        """What is to be done."""

    @abstractmethod
    def hints(self) -> list[str]:
        """From a first one to a plain one."""

    @abstractmethod
    def solved_text(self) -> str:
        """How it is done, or what it was."""

    @abstractmethod
    def checked(self, lab: Lab) -> str:
        """What holds in the lab, and what does not; says so of what is solved."""

    def task(self, typed: Typed) -> Answer:
        return self.told()

    # the one that is done now

    def begin(self, lab: str, exercise: str, title: str, points: float, sitting: int = 0) -> None:
        one = self._tries.get(exercise)
        if one is None:
            one = self.progress.begin(lab, self.kind, exercise, title, points, now_text(), sitting)
            self._tries[exercise] = one
        self.current, self._begun = one, self.watch.seconds - one.seconds

    def _made(self) -> Lab:
        with self.watch.paused():
            return self.lab()

    def told(self) -> str:
        one = self._one()
        self._keep()
        state = "solved, " if one.solved else ""
        return f"{self.text()}\n({state}{spell(one.seconds)}; /check /hint /solution)\n"

    def _one(self) -> Try:
        assert self.current is not None  # it was begun
        return self.current

    def _keep(self) -> None:
        """Time goes on until it is solved, or the solution was shown."""
        one = self._one()
        if not one.solved and not one.shown:
            one.seconds = self.watch.seconds - self._begun
        self.progress.keep(one)

    def passed(self, late: bool = False) -> str:
        """All holds: what it is worth."""
        one = self._one()
        if not one.solved:
            self._keep()
            one.solved = True
            if not one.shown and not late:
                one.gained = gain(one.points, one.hints, len(self.hints()))
            self.progress.keep(one)
        return f"{one.gained:g} of {one.points:g} points, {spell(one.seconds)}"

    def check(self, typed: Typed) -> Answer:
        one = self._one()
        one.checks += 1
        self._keep()
        assert self.rack is not None  # somebody typed it
        with self.watch.paused():
            return self.checked(self.rack.lab)

    def hint(self, typed: Typed) -> Answer:
        one, hints = self._one(), self.hints()
        last = one.hints == len(hints)
        if one.hints < len(hints) and not one.solved:
            one.hints += 1
            self._keep()
        seen = hints[: one.hints] if not one.solved else hints
        if not seen:
            return "there are no hints for this one\n"
        rows = [f"{number} of {len(hints)}: {wrapped(text)}" for number, text in enumerate(seen, 1)]
        if last and not one.solved:
            rows.append("there are no more hints; /solution tells how it is done")
        return "\n".join(rows) + "\n"

    def solution(self, typed: Typed) -> Answer:
        one = self._one()
        return self.solved_text() if one.solved or one.shown else self._asked()

    def _asked(self) -> ProcessBody:
        answer = yield Ask("It counts no points then. Show it? [no]: ")
        word = (answer or "").strip().lower()
        if word and "yes".startswith(word):
            self._keep()
            self._one().shown = True
            self.progress.keep(self._one())
            yield Write(self.solved_text())


def now_text() -> str:
    """``2025-01-31 18:00:00``"""
    return datetime.now().isoformat(sep=" ", timespec="seconds")


def results(outcomes: list[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        check = outcome.check
        after = f" (in {outcome.took:.4g} s)" if outcome.took and outcome.passed else ""
        if outcome.passed:
            yield f"  ok    {check.name}{after}"
        else:
            yield f"  FAIL  {check.name}: {in_words(outcome)}"


def lines_text(lines: dict[str, str]) -> str:
    """Configuration lines by router, as they are typed."""
    return "".join(
        f"{name}:\n" + "".join(f"  {row}\n" for row in text.rstrip("\n").split("\n")) for name, text in lines.items()
    )


def wrapped(text: str, width: int = _WIDTH) -> str:
    """Paragraphs as wide as people read; rows that are indented, and what stands behind an empty one, stay apart."""
    rows: list[str] = []
    joined = False  # the row before may go on
    for row in text.split("\n"):
        if not row or row.startswith(" "):
            rows.append(row)
            joined = False
            continue
        for word in row.split():
            if joined and len(rows[-1]) + 1 + len(word) <= width:
                rows[-1] += f" {word}"
            else:
                rows.append(word)
                joined = True
    return "\n".join(rows)
