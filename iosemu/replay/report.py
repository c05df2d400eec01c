"""What differs, for people (side by side), for scripts (JSON) and for CI (JUnit)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from iosemu.lab import junit
from iosemu.replay.compare import Pair
from iosemu.replay.outcome import Result

if TYPE_CHECKING:
    from rich.console import Console

_AROUND = 2  # equal rows shown before and after one that differs


def summary(result: Result) -> str:
    """One line: ``412 rows: 380 equal, 30 explained, 2 different``."""
    score = result.score
    return f"{score.rows} rows: {score.equal} equal, {score.explained} explained, {score.different} different"


def show(result: Result, console: Console) -> None:
    """Each step with a row that differs, the transcript at the left, ours at the right."""
    from rich.text import Text

    for played in result.steps:
        if played.problem or any(pair.verdict == "different" for pair in played.pairs):
            step = played.step
            console.print(Text(f"line {step.row}: {step.prompt}{step.command}", style="bold"))
            if played.problem:
                console.print(Text(f"  {played.problem}", style="red"))
            _side_by_side(played.pairs, console)
    for logs in result.logs:
        if any(pair.verdict == "different" for pair in logs.pairs):
            console.print(Text(f"{logs.name}: log", style="bold"))
            _side_by_side(logs.pairs, console)
    console.print(Text(summary(result), style="green" if result.clean else "red"))


def _side_by_side(pairs: list[Pair], console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 1), show_header=False, expand=True)
    table.add_column(width=1)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    near = {
        other
        for index, pair in enumerate(pairs)
        if pair.verdict == "different"
        for other in range(index - _AROUND, index + _AROUND + 1)
    }
    skipped = False
    for index, pair in enumerate(pairs):
        if index not in near:
            skipped = True
            continue
        if skipped:
            table.add_row("", Text("…", style="dim"), "")
            skipped = False
        mark, style = {"equal": ("", "dim"), "explained": ("~", "cyan"), "different": ("!", "yellow")}[pair.verdict]
        if pair.actual is None:
            mark, style = "-", "red"
        elif pair.expected is None:
            mark, style = "+", "green"
        table.add_row(Text(mark), Text(pair.expected or "", style=style), Text(pair.actual or "", style=style))
    console.print(table)


def as_json(result: Result) -> str:
    """Every step and every pair of rows."""

    def rows(pairs: list[Pair]) -> list[dict[str, Any]]:
        return [
            {"expected": pair.expected, "actual": pair.actual, "verdict": pair.verdict, "kinds": list(pair.kinds)}
            for pair in pairs
        ]

    score = result.score
    steps = [
        {
            "line": played.step.row,
            "prompt": played.step.prompt,
            "command": played.step.command,
            "at": played.at,
            "problem": played.problem,
            "rows": rows(played.pairs),
        }
        for played in result.steps
    ]
    whole = {
        "score": {"equal": score.equal, "explained": score.explained, "different": score.different},
        "steps": steps,
        "logs": [{"router": logs.name, "rows": rows(logs.pairs)} for logs in result.logs],
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def write_junit(result: Result, name: str, path: str) -> None:
    """A test case a step. Raises LabError where the file cannot be written."""
    cases = [(f"line {step.step.row}: {step.step.prompt}{step.step.command}", step.pairs) for step in result.steps]
    cases += [(f"{logs.name}: log", logs.pairs) for logs in result.logs]
    junit.write(path, [junit.Suite(name, [junit.Case(title, _differing(pairs)) for title, pairs in cases])])


def _differing(pairs: list[Pair]) -> str:
    return "\n".join(f"- {pair.expected}\n+ {pair.actual}" for pair in pairs if pair.verdict == "different")
