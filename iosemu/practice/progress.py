"""What somebody has solved, in SQLite: a row for each try at an exercise, and one for each sitting of an examination.

A try lasts until it is solved, over as many evenings as that takes: whoever comes back goes on with it, with its hints
and its time. Whoever was shown the solution gets no points for the exercise in later tries either; of an examination,
in no later try of the same sitting.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from iosemu.lab.errors import LabError
from iosemu.records import dataclass

FORMAT = 2  # raise when rows change their meaning
_TABLES = """
CREATE TABLE IF NOT EXISTS tries (
    number INTEGER PRIMARY KEY, lab TEXT NOT NULL, kind TEXT NOT NULL, exercise TEXT NOT NULL, title TEXT NOT NULL,
    points REAL NOT NULL, gained REAL NOT NULL DEFAULT 0, hints INTEGER NOT NULL DEFAULT 0,
    checks INTEGER NOT NULL DEFAULT 0, shown INTEGER NOT NULL DEFAULT 0, solved INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0, began TEXT NOT NULL, sitting INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS sittings (
    number INTEGER PRIMARY KEY, lab TEXT NOT NULL, seconds REAL NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0,
    began TEXT NOT NULL
);
"""
_FROM_1 = "ALTER TABLE tries ADD COLUMN sitting INTEGER NOT NULL DEFAULT 0"
_FIELDS = "number, lab, kind, exercise, title, points, gained, hints, checks, shown, solved, seconds, began, sitting"


@dataclass(slots=True)
class Sitting:
    """An examination that somebody sits: seconds of it that are used up; `done` when nothing of it is left."""

    number: int
    lab: str
    seconds: float = 0.0
    done: bool = False
    began: str = ""


@dataclass(slots=True)
class Try:
    """`hints` that were seen, `checks` that were made, whether the solution was shown; seconds of work. `sitting` is
    the number of the examination that it is a part of, 0 for none."""

    number: int
    lab: str
    kind: str  # task, fault
    exercise: str
    title: str
    points: float
    gained: float = 0.0
    hints: int = 0
    checks: int = 0
    shown: bool = False
    solved: bool = False
    seconds: float = 0.0
    began: str = ""
    sitting: int = 0

    @property
    def tried(self) -> bool:
        """Did somebody do more than read it?"""
        return bool(self.checks or self.hints or self.shown or self.solved)


def default_path() -> str:
    """In the user's data folder."""
    base = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(base, "iosemu", "progress.db")


class Progress:
    """Raises LabError for a file that is none of ours, or cannot be written."""

    def __init__(self, path: str) -> None:
        self.path = path
        with self._told():
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            self._base = sqlite3.connect(path, timeout=10)
            (found,) = self._base.execute("PRAGMA user_version").fetchone()
            tables = self._base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if found > FORMAT or (not found and tables):
                self._base.close()
                raise LabError("holds no progress of this iosemu; name another one with --progress FILE", path)
            if found == 1:
                self._base.execute(_FROM_1)
            self._base.executescript(_TABLES)
            self._base.execute(f"PRAGMA user_version = {FORMAT}")
            self._base.commit()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            told = f"no progress can be kept there: {error}; --progress names another file"
            raise LabError(told, self.path) from None
        except OSError as error:
            raise LabError(error.strerror or "cannot be written", self.path) from None

    def begin(
        self, lab: str, kind: str, exercise: str, title: str, points: float, began: str, sitting: int = 0
    ) -> Try:  # fmt: skip
        """The try that is not solved yet, or a new one."""
        with self._told(), self._base:
            row = self._base.execute(
                f"SELECT {_FIELDS} FROM tries WHERE lab = ? AND kind = ? AND exercise = ? AND sitting = ?"
                " ORDER BY number DESC LIMIT 1",
                (lab, kind, exercise, sitting),
            ).fetchone()
            last = _try(row) if row is not None else None
            if last is not None and not last.solved:
                return last
            shown = last is not None and last.shown
            cursor = self._base.execute(
                "INSERT INTO tries (lab, kind, exercise, title, points, began, sitting, shown)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (lab, kind, exercise, title, points, began, sitting, shown),
            )
        number = cursor.lastrowid or 0
        return Try(number, lab, kind, exercise, title, points, shown=shown, began=began, sitting=sitting)

    def sit(self, lab: str, began: str, anew: bool = False) -> Sitting:
        """The examination of a lab that is not done yet, or a new one."""
        with self._told(), self._base:
            row = self._base.execute(
                "SELECT number, lab, seconds, done, began FROM sittings WHERE lab = ? ORDER BY number DESC LIMIT 1",
                (lab,),
            ).fetchone()
            if row is not None and not row[3] and not anew:
                number, _, seconds, _, began = row
                return Sitting(number, lab, seconds, False, began)
            cursor = self._base.execute("INSERT INTO sittings (lab, began) VALUES (?, ?)", (lab, began))
        return Sitting(cursor.lastrowid or 0, lab, began=began)

    def keep_sitting(self, sitting: Sitting) -> None:
        with self._told(), self._base:
            self._base.execute(
                "UPDATE sittings SET seconds = ?, done = ? WHERE number = ?",
                (sitting.seconds, sitting.done, sitting.number),
            )

    def last_sitting(self, lab: str) -> int:
        """Its number; 0: nobody has sat an examination there."""
        with self._told():
            (number,) = self._base.execute("SELECT max(number) FROM sittings WHERE lab = ?", (lab,)).fetchone()
        return number or 0

    def keep(self, one: Try) -> None:
        with self._told(), self._base:
            self._base.execute(
                "UPDATE tries SET gained = ?, hints = ?, checks = ?, shown = ?, solved = ?, seconds = ?"
                " WHERE number = ?",
                (one.gained, one.hints, one.checks, one.shown, one.solved, one.seconds, one.number),
            )

    def tries(self, lab: str = "") -> list[Try]:
        """In the order in which they began."""
        with self._told():
            rows = self._base.execute(
                f"SELECT {_FIELDS} FROM tries WHERE ? IN ('', lab) ORDER BY number", (lab,)
            ).fetchall()
        return [_try(row) for row in rows]

    def close(self) -> None:
        self._base.close()


def _try(row: tuple[Any, ...]) -> Try:
    found = Try(*row)
    found.shown, found.solved = bool(found.shown), bool(found.solved)
    return found


def gain(points: float, hints: int, of: int) -> float:
    """Points that are left when so many of the hints were seen: each costs the same, and all of them not all."""
    return round(points * (of + 1 - hints) / (of + 1), 1)
