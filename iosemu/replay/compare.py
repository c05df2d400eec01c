"""Two answers to one command, side by side: which rows are equal, which differ and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from iosemu.records import dataclass, field
from iosemu.replay.values import plain

Verdict = Literal["equal", "explained", "different"]
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
_ALIKE = 0.6  # share of characters from which on two rows are taken for the same row


@dataclass(frozen=True)
class Pair:
    """A row of the transcript and one of ours; None where one of the two has no such row."""

    expected: str | None
    actual: str | None
    verdict: Verdict
    kinds: tuple[str, ...] = ()  # of the values that make the difference, for an explained one


@dataclass
class Score:
    """How many rows were equal, explained by their volatile values, different."""

    equal: int = 0
    explained: int = 0
    different: int = 0

    def add(self, pairs: Sequence[Pair]) -> None:
        counted = Counter(pair.verdict for pair in pairs)
        self.equal += counted["equal"]
        self.explained += counted["explained"]
        self.different += counted["different"]

    @property
    def rows(self) -> int:
        return self.equal + self.explained + self.different


@dataclass
class _Side:
    rows: list[str]
    plain: list[str] = field(default_factory=list)
    kinds: list[tuple[str, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for row in self.rows:
            text, kinds = plain(row)
            self.plain.append(text)
            self.kinds.append(kinds)


def compare(expected: Sequence[str], actual: Sequence[str], strict: bool = False) -> list[Pair]:
    """Row by row. Blank rows and the blanks between words count only if `strict`."""
    ours = _Side([row.rstrip() for row in actual if strict or row.strip()])
    theirs = _Side([row.rstrip() for row in expected if strict or row.strip()])
    matcher = SequenceMatcher(None, theirs.plain, ours.plain, autojunk=False)
    pairs: list[Pair] = []
    for what, first, last, start, end in matcher.get_opcodes():
        if what == "equal":
            for one, other in zip(range(first, last), range(start, end), strict=True):
                pairs.append(_same(theirs, one, ours, other, strict))
        else:
            pairs += _unlike(theirs.rows[first:last], ours.rows[start:end])
    return pairs if strict else _reordered(pairs)


def _reordered(pairs: list[Pair]) -> list[Pair]:
    """Entries of a table that only stand in another order: rows with an address or a volatile value, elsewhere."""
    left: dict[str, list[int]] = {}
    for index, pair in enumerate(pairs):
        if pair.expected is None and pair.actual is not None:
            left.setdefault(plain(pair.actual)[0], []).append(index)
    taken: set[int] = set()
    result = list(pairs)
    for index, pair in enumerate(pairs):
        if pair.expected is None or pair.actual is not None:
            continue
        text, kinds = plain(pair.expected)
        elsewhere = left.get(text)
        if elsewhere and (kinds or _ADDRESS.search(text)):
            other = elsewhere.pop(0)
            taken.add(other)
            result[index] = Pair(pair.expected, pairs[other].actual, "explained", ("order", *kinds))
    return [pair for index, pair in enumerate(result) if index not in taken]


def _same(theirs: _Side, one: int, ours: _Side, other: int, strict: bool) -> Pair:
    expected, actual = theirs.rows[one], ours.rows[other]
    if expected == actual or (not strict and expected.split() == actual.split()):
        return Pair(expected, actual, "equal")
    if strict and not theirs.kinds[one]:
        return Pair(expected, actual, "different")
    return Pair(expected, actual, "explained", tuple(dict.fromkeys(theirs.kinds[one])))


def _unlike(expected: list[str], actual: list[str]) -> list[Pair]:
    """Rows that look alike beside one another, in their order."""
    pairs: list[Pair] = []
    at = 0
    for row in expected:
        likely = [
            (SequenceMatcher(None, row, other, autojunk=False).ratio(), index)
            for index, other in enumerate(actual[at : at + 20], at)
        ]
        best, where = max(likely, key=lambda each: (each[0], -each[1]), default=(0.0, 0))
        if best < _ALIKE:
            pairs.append(Pair(row, None, "different"))
            continue
        pairs += [Pair(None, other, "different") for other in actual[at:where]]
        pairs.append(Pair(row, actual[where], "different"))
        at = where + 1
    return pairs + [Pair(None, other, "different") for other in actual[at:]]
