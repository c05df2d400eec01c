"""What somebody has solved, in SQLite: one row for each time that an exercise was begun."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from iosemu.lab.errors import LabError
from iosemu.records import dataclass

FORMAT = 1  # raise when rows change their meaning
_TABLE = """
CREATE TABLE IF NOT EXISTS tries (
    number INTEGER PRIMARY KEY, lab TEXT NOT NULL, kind TEXT NOT NULL, exercise TEXT NOT NULL, title TEXT NOT NULL,
    points REAL NOT NULL, gained REAL NOT NULL DEFAULT 0, hints INTEGER NOT NULL DEFAULT 0,
    checks INTEGER NOT NULL DEFAULT 0, shown INTEGER NOT NULL DEFAULT 0, solved INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0, began TEXT NOT NULL
)"""


@dataclass(slots=True)
class Try:
    """`hints` that were seen, `checks` that were made, whether the solution was shown; seconds of work."""

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
            self._base.execute(_TABLE)
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

    def begin(self, lab: str, kind: str, exercise: str, title: str, points: float, began: str) -> Try:
        with self._told(), self._base:
            cursor = self._base.execute(
                "INSERT INTO tries (lab, kind, exercise, title, points, began) VALUES (?, ?, ?, ?, ?, ?)",
                (lab, kind, exercise, title, points, began),
            )
        return Try(cursor.lastrowid or 0, lab, kind, exercise, title, points, began=began)

    def keep(self, one: Try) -> None:
        with self._told(), self._base:
            self._base.execute(
                "UPDATE tries SET gained = ?, hints = ?, checks = ?, shown = ?, solved = ?, seconds = ?"
                " WHERE number = ?",
                (one.gained, one.hints, one.checks, one.shown, one.solved, one.seconds, one.number),
            )

    def tries(self, lab: str = "") -> list[Try]:
        """In the order in which they began."""
        names = "number, lab, kind, exercise, title, points, gained, hints, checks, shown, solved, seconds, began"
        with self._told():
            rows = self._base.execute(
                f"SELECT {names} FROM tries WHERE ? IN ('', lab) ORDER BY number", (lab,)
            ).fetchall()
        return [Try(*row) for row in rows]

    def close(self) -> None:
        self._base.close()


def gain(points: float, hints: int, of: int) -> float:
    """Points that are left when so many of the hints were seen: each costs the same, and all of them not all."""
    return round(points * (of + 1 - hints) / (of + 1), 1)
