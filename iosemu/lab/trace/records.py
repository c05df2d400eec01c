"""What a trace is: hops of steps, a verdict, and what was found wrong."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from iosemu.device.explain import Finding, Line
from iosemu.records import dataclass, field


class Verdict(Enum):
    """What becomes of the packet."""

    ARRIVES = "arrives"
    LATER = "arrives later"  # the first one is lost, those that follow arrive
    DROPPED = "dropped"
    LOST = "lost"  # nobody took it off a cable


@dataclass(slots=True)
class Step:
    """`stage` is one word; `depth` counts the headers around the packet that is traced."""

    stage: str
    text: str
    depth: int = 0
    lines: list[Line] = field(default_factory=list)
    drops: bool = False


@dataclass(slots=True)
class Hop:
    """One router, or one of its virtual instances after another."""

    node: str
    steps: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class Trace:
    """One packet's way. `reason` and `where` only of what is dropped; `answer` is that of what comes back; `later` that
    of the packets behind it, where they fare otherwise."""

    packet: str
    hops: list[Hop] = field(default_factory=list)
    verdict: Verdict = Verdict.LOST
    node: str = ""  # where it ended
    where: str = ""  # at which interface
    reason: str = ""
    sentence: str = ""
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    answer: Trace | None = None
    later: Trace | None = None
    after: float = 0.0  # seconds that the later one was sent behind the first

    @property
    def arrives(self) -> bool:
        """Does this very packet arrive?"""
        return self.verdict is Verdict.ARRIVES

    @property
    def path(self) -> list[str]:
        """The routers, in order."""
        return [hop.node for hop in self.hops]

    @property
    def lines(self) -> list[str]:
        """All lines of configuration that it rests on."""
        return list(dict.fromkeys(str(line) for line in self._lines()))

    def _lines(self) -> Iterator[Line]:
        for hop in self.hops:
            for step in hop.steps:
                yield from step.lines
        for finding in self.findings:
            yield from finding.lines

    def __str__(self) -> str:
        from iosemu.lab.trace.text import of_trace, plain

        return plain(of_trace(self))

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        found: dict[str, Any] = {
            "packet": self.packet,
            "verdict": self.verdict.value,
            "sentence": self.sentence,
            "hops": [
                {
                    "node": hop.node,
                    "steps": [
                        {
                            "stage": step.stage, "text": step.text, "depth": step.depth, "drops": step.drops,
                            "lines": [line._asdict() for line in step.lines],
                        }
                        for step in hop.steps
                    ],
                }
                for hop in self.hops
            ],
        }  # fmt: skip
        if self.reason or self.verdict is Verdict.LOST:
            found |= {"node": self.node, "interface": self.where, "reason": self.reason}
        found["findings"] = findings_as_dicts(self.findings)
        found["notes"] = self.notes
        if self.later is not None:
            found |= {"later": self.later.as_dict(), "after": self.after}
        if self.answer is not None:
            found["answer"] = self.answer.as_dict()
        return found


@dataclass(slots=True)
class Report:
    """What is wrong at an interface, on a router, or in the whole lab; nothing when `findings` is empty."""

    about: str
    findings: list[Finding] = field(default_factory=list)

    def __str__(self) -> str:
        from iosemu.lab.trace.text import of_report, plain

        return plain(of_report(self))

    def as_dict(self) -> dict[str, Any]:
        return {"about": self.about, "findings": findings_as_dicts(self.findings)}


def findings_as_dicts(findings: list[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "layer": each.layer.name if each.layer is not None else "", "text": each.text, "remedy": each.remedy,
            "lines": [line._asdict() for line in each.lines],
        }
        for each in findings
    ]  # fmt: skip
