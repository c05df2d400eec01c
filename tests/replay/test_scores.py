"""Real logs against the labs that fit them: the score may only rise, and each row that differs has its reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from iosemu import Lab
from iosemu.replay.command import mapping, transcript_of
from iosemu.replay.play import Player
from iosemu.replay.rows import read

SCORES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("scores.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("score", SCORES, ids=lambda score: score["transcript"])
def test_score(score: dict[str, Any], reference: Path) -> None:
    path = str(reference.parent / score["transcript"])
    if not Path(path).is_file():
        pytest.skip("not here")
    names = mapping(score.get("map", []))
    with Lab.load(score["lab"]) as lab:
        lab.settle()
        result = Player(lab, transcript_of(lab, read(path), names, path), names).play()
    pairs = [pair for played in result.steps for pair in played.pairs] + [p for logs in result.logs for p in logs.pairs]
    reasons = [re.compile(pattern) for _, pattern in score["reasons"]]
    bare = [
        pair
        for pair in pairs
        if pair.verdict == "different" and not any(r.search(pair.expected or pair.actual or "") for r in reasons)
    ]
    assert not bare, "rows that differ without a reason"
    assert (result.score.equal, result.score.explained) == (score["equal"], score["explained"])
