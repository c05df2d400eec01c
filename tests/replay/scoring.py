"""Plays a transcript of the collected material into the lab that fits it, with what its author did in between.

`python -m tests.replay.scoring [WORD]` prints the scores of those whose path or lab holds WORD, and each row that
differs without a reason.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from iosemu.lab import catalog
from iosemu.lab.lab import Lab
from iosemu.replay.command import mapping, transcript_of
from iosemu.replay.compare import Pair, Score
from iosemu.replay.outcome import Played
from iosemu.replay.play import Player
from iosemu.replay.rows import read
from iosemu.replay.transcript import Step

HERE = Path(__file__).parent
SCORES: list[dict[str, Any]] = yaml.safe_load((HERE / "scores.yaml").read_text(encoding="utf-8"))


def reference() -> Path:
    return Path(os.environ.get("IOSEMU_REFERENCE", HERE.parents[2] / "shared" / "reference"))


@dataclass
class Scored:
    score: Score
    bare: list[Pair] = field(default_factory=list)  # differ without a reason
    idle: list[str] = field(default_factory=list)  # reasons that explain nothing

    @property
    def figures(self) -> tuple[int, int, int]:
        return self.score.equal, self.score.explained, self.score.different


class _Prepared(Player):
    """Does, before it types the row of that number or a later one, what the transcript does not show."""

    deeds: list[dict[str, Any]]

    def _type(self, step: Step) -> Played:
        while self.deeds and self.deeds[0].get("row", 0) <= step.row:
            deed = self.deeds.pop(0)
            if "configure" in deed:
                self.lab[deed["node"]].configure(deed["configure"])
            for line in deed.get("exec", "").splitlines():
                self.lab[deed["node"]].cli(line, "")
            if "typed" in deed:  # at one terminal, with answers
                self.lab[deed["node"]].cli(deed["typed"], "", "")
            self.lab.run(float(deed.get("wait", 0)))
        return super()._type(step)


def scored(entry: dict[str, Any], path: Path) -> Scored:
    spans = entry.get("rows", [[1, sys.maxsize]])
    rows = [
        row if any(first <= number <= last for first, last in spans) else ""
        for number, row in enumerate(read(str(path)), 1)
    ]
    names = mapping(entry.get("map", []))
    where = entry["lab"] if entry["lab"] in catalog.shipped() else HERE / "transcripts" / entry["lab"]
    with Lab.load(where) as lab:
        lab.settle()
        player = _Prepared(lab, transcript_of(lab, rows, names, str(path)), names)
        player.deeds = [dict(deed) for deed in entry.get("before", [])]
        result = player.play()
    pairs = [pair for played in result.steps for pair in played.pairs] + [p for logs in result.logs for p in logs.pairs]
    found = Scored(result.score)
    reasons = {pattern: re.compile(pattern, re.MULTILINE) for _, pattern in entry["reasons"]}
    used: set[str] = set()
    for pair in pairs:
        if pair.verdict == "different":
            text = f"{pair.expected or ''}\n{pair.actual or ''}"
            hits = [pattern for pattern, reason in reasons.items() if reason.search(text)]
            used.update(hits)
            if not hits:
                found.bare.append(pair)
    found.idle = [pattern for pattern in reasons if pattern not in used]
    return found


def main() -> None:
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    for entry in SCORES:
        if word not in f"{entry['transcript']} {entry['lab']}":
            continue
        found = scored(entry, reference().parent / entry["transcript"])
        print(entry["transcript"], entry["lab"], *found.figures, "idle reasons:", found.idle)
        for pair in found.bare:
            print(f"  - {pair.expected}\n  + {pair.actual}")


if __name__ == "__main__":
    main()
