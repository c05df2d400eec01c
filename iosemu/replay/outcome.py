"""What came of a transcript that was played."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.replay.compare import Pair, Score
from iosemu.replay.transcript import Step


@dataclass
class Played:
    """A step, what came back, and the comparison."""

    step: Step
    at: float  # virtual seconds
    prompt: str  # ours
    typed: str  # the command as the lab has its names
    shown: list[str]  # rows, log lines without
    pairs: list[Pair] = field(default_factory=list)
    problem: str = ""  # why it could not be typed
    led: bool = False  # to the mode of the transcript, without typing


@dataclass
class Logs:
    """What a router said by itself."""

    name: str
    pairs: list[Pair]


@dataclass
class Result:
    steps: list[Played]
    logs: list[Logs]

    @property
    def score(self) -> Score:
        score = Score()
        for played in self.steps:
            score.add(played.pairs)
        for logs in self.logs:
            score.add(logs.pairs)
        return score

    @property
    def clean(self) -> bool:
        return not self.score.different
