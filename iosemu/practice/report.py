"""What somebody has done in a lab, as text and as a page."""

from __future__ import annotations

from html import escape

from iosemu.lab.tables import columns
from iosemu.practice.progress import Try
from iosemu.practice.tasks import Tasks
from iosemu.records import dataclass


@dataclass(slots=True)
class Row:
    """The best of all tries at one exercise."""

    name: str
    title: str
    state: str
    gained: float
    points: float
    hints: int
    tries: int
    seconds: float


def rows_of(tasks: Tasks | None, tries: list[Try], sitting: int = 0) -> list[Row]:
    """Each task of the lab, begun or not, then the faults. Of an examination the tries of one sitting."""
    found = []
    if tasks is not None and tasks.seconds:
        tries = [one for one in tries if one.kind != "task" or one.sitting == sitting]
    for number, task in enumerate(tasks.tasks if tasks else (), 1):
        mine = [one for one in tries if one.kind == "task" and one.exercise == task.id]
        found.append(_row(f"task {number}", task.title, float(task.points), mine))
    for name in dict.fromkeys(one.exercise for one in tries if one.kind == "fault"):
        mine = [one for one in tries if one.kind == "fault" and one.exercise == name]
        if any(one.solved or one.shown for one in mine):  # it is told with the solution, and not before
            found.append(_row("fault", mine[0].title, mine[0].points, mine))
        else:
            found.append(_row("fault", "(not found yet)", mine[0].points, mine))
    return found


def _row(name: str, title: str, points: float, tries: list[Try]) -> Row:
    best = max(tries, key=lambda one: (one.gained, one.solved, -one.seconds), default=None)
    if best is None:
        return Row(name, title, "", 0.0, points, 0, 0, 0.0)
    state = "solved" if best.solved else "shown" if any(one.shown for one in tries) else "begun"
    tried = sum(one.tried for one in tries)
    return Row(name, title, state, best.gained, points, best.hints, tried, best.seconds)


def spell(seconds: float) -> str:
    """``1:02:03``"""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


_HEAD = ("exercise", "", "state", "points", "hints", "tries", "time")


def _cells(row: Row) -> tuple[str, ...]:
    if not row.state:
        return row.name, row.title, "", f"- / {row.points:g}", "", "", ""
    gained = f"{row.gained:g} / {row.points:g}"
    return row.name, row.title, row.state, gained, str(row.hints), str(row.tries), spell(row.seconds)


def _total(rows: list[Row]) -> str:
    gained, points = sum(row.gained for row in rows), sum(row.points for row in rows)
    solved = sum(row.state == "solved" for row in rows)
    seconds = sum(row.seconds for row in rows)
    return f"{gained:g} of {points:g} points, {solved} of {len(rows)} solved, {spell(seconds)}"


def text(lab: str, rows: list[Row]) -> str:
    if not rows:
        return f"{lab} has no tasks, and no fault was looked for in it\n"
    return f"{lab}\n{columns([_HEAD, *map(_cells, rows)])}{_total(rows)}\n"


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{lab}</title>
<style>body{{font:15px sans-serif;margin:2em}}td,th{{padding:.2em 1em .2em 0;text-align:left}}
.solved{{color:#060}}.shown,.begun{{color:#840}}</style>
<h1>{lab}</h1><p>{total}</p>
<table>
<tr>{head}</tr>
{rows}
</table></html>
"""


def page(lab: str, rows: list[Row]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in _HEAD)
    lines = []
    for row in rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in _cells(row))
        lines.append(f'<tr class="{row.state}">{cells}</tr>')
    return _PAGE.format(lab=escape(lab), total=escape(_total(rows)), head=head, rows="\n".join(lines))
