"""Real logs against the labs that fit them: a score may only rise, and each row that differs has its reason."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.replay.scoring import HERE, SCORES, scored


@pytest.mark.parametrize("entry", SCORES, ids=lambda entry: f"{entry['transcript']} {entry['lab']}")
def test_score(entry: dict[str, Any], reference: Path) -> None:
    path = reference.parent / entry["transcript"]
    if not path.is_file():
        pytest.skip("not here")
    found = scored(entry, path)
    assert not found.bare, "rows that differ without a reason"
    assert not found.idle, "reasons that explain no row any more"
    kept = figures(entry)
    assert not fell(kept, found.figures), "the score fell"
    assert found.figures == kept, "it rose: put the new figures there"


Figures = tuple[int, int, int]  # equal, explained, different


def figures(entry: dict[str, Any]) -> Figures:
    return entry["equal"], entry["explained"], entry["different"]


def fell(old: Figures, new: Figures) -> bool:
    """More that differs, or less that comes out as it was; what is equal now and was explained is no loss."""
    return new[2] > old[2] or new[0] + new[1] < old[0] + old[1]


def test_what_falls() -> None:
    assert fell((5, 5, 5), (5, 5, 6)) and fell((5, 5, 5), (5, 4, 5))
    assert not fell((5, 5, 5), (9, 1, 5)) and not fell((5, 5, 5), (5, 6, 4))


def test_scores_have_only_risen() -> None:
    """Against every state of the table that was committed: whoever lowers a figure there has lowered the score."""
    for commit, text in history(HERE / "scores.yaml"):
        for old in (each for each in yaml.safe_load(text) if "different" in each):
            for new in SCORES:
                same = all(old.get(key) == new.get(key) for key in ("transcript", "lab", "rows"))
                assert not same or not fell(figures(old), figures(new)), (commit, new["transcript"], new["lab"])


def test_parsers_floors_have_only_risen() -> None:
    """How many shows ntc-templates and Genie read at least (tests/clients)."""
    table = HERE.parent / "clients" / "parsers.txt"
    now = table.read_text(encoding="utf-8")
    for commit, text in history(table):
        for parser, floor in floors(text).items():
            assert floors(now).get(parser, 0) >= floor, (commit, parser)


def floors(text: str) -> dict[str, int]:
    return {name: int(count) for name, count in re.findall(r"^# floor: (\w+) reads (\d+)$", text, re.M)}


def history(file: Path) -> Iterator[tuple[str, str]]:
    """Commits that changed a file, and what it held then; nothing of it where there is no git."""
    git = ["git", "-C", str(file.parent)]
    try:
        found = subprocess.run([*git, "log", "-30", "--format=%h", "--", file.name], capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        pytest.skip("no git here")
    if found.returncode:
        pytest.skip("no repository here")
    for commit in found.stdout.split():
        yield commit, subprocess.run([*git, "show", f"{commit}:./{file.name}"], capture_output=True, text=True, timeout=60).stdout
