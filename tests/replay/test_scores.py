"""Real logs against the labs that fit them: a score may only rise, and each row that differs has its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.replay.scoring import SCORES, scored


@pytest.mark.parametrize("entry", SCORES, ids=lambda entry: f"{entry['transcript']} {entry['lab']}")
def test_score(entry: dict[str, Any], reference: Path) -> None:
    path = reference.parent / entry["transcript"]
    if not path.is_file():
        pytest.skip("not here")
    found = scored(entry, path)
    assert not found.bare, "rows that differ without a reason"
    assert not found.idle, "reasons that explain no row any more"
    assert found.figures == (entry["equal"], entry["explained"], entry["different"]), "put the new figures there"
