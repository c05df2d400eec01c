"""How figures are taken: processor time, ours and its floor in turn, so that whatever else the machine does hits both.

The ratio is the median of the ratios of the pairs. One figure alone says little on a shared machine.
"""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import iosemu
from iosemu.records import dataclass

TREE = Path(iosemu.__file__).resolve().parents[1]  # the tree that is measured
ROOT = Path(__file__).resolve().parents[2]  # the tree that these benchmarks are of
Measure = Callable[[], float]
"""Does what is measured once, and gives what it took, in seconds (or the figure itself, where it is none of time)."""


@dataclass(slots=True)
class Options:
    """`spokes` and `rounds` replace what each target has by itself."""

    spokes: int | None = None
    rounds: int | None = None

    def size(self, usual: int) -> int:
        return self.spokes or usual


@dataclass(slots=True)
class Variant:
    """One thing to measure. `target`: the ratio to the floor, or without a floor the figure itself, is at most that (at
    least, with `at_least`); None: there is no target. Figures are shown times `factor`, in `unit`.
    """

    number: str
    what: str
    ours: Measure
    floor: Measure | None = None
    target: float | None = None
    unit: str = "ms"
    factor: float = 1e3
    rounds: int = 5
    at_least: bool = False


@dataclass(slots=True)
class Result:
    variant: Variant
    ours: float
    floor: float | None
    ratio: float | None
    spread: tuple[float, float] | None  # the least and the greatest ratio of a pair

    @property
    def verdict(self) -> str:
        target = self.variant.target
        value = self.ratio if self.ratio is not None else self.ours * self.variant.factor
        if target is None:
            return ""
        return "met" if (value >= target if self.variant.at_least else value <= target) else "missed"

    def __str__(self) -> str:
        variant = self.variant
        floor = f"{self.floor * variant.factor:10,.3f}" if self.floor is not None else " " * 10
        ratio, spread = " " * 7, " " * 13
        if self.ratio is not None and self.spread is not None:
            ratio, spread = f"{self.ratio:6.2f}x", f"{self.spread[0]:6.2f}-{self.spread[1]:.2f}".ljust(13)
        limit = ""
        if variant.target is not None:
            unit = "x" if self.ratio is not None else f" {variant.unit}"
            limit = f"{'>=' if variant.at_least else '<='} {variant.target:g}{unit}"
        return (
            f"{variant.number:>3}  {variant.what:<58} {self.ours * variant.factor:10,.3f} {floor} {variant.unit:<4}"
            f" {ratio} {spread} {limit:<11} {self.verdict}"
        )


HEADER = f"{'':>3}  {'':<58} {'ours':>10} {'floor':>10} {'unit':<4} {'ratio':>7} {'of pairs':>13} {'target':<11}"


def measured(variant: Variant, options: Options) -> Result:
    """Ours, floor, ours, floor …"""
    ours: list[float] = []
    floors: list[float] = []
    for _ in range(options.rounds or variant.rounds):
        ours.append(variant.ours())
        if variant.floor is not None:
            floors.append(variant.floor())
    ratios = [one / other for one, other in zip(ours, floors, strict=False)]
    if not ratios:
        return Result(variant, statistics.median(ours), None, None, None)
    return Result(
        variant, statistics.median(ours), statistics.median(floors), statistics.median(ratios), (min(ratios), max(ratios))
    )


def timed(action: Callable[[], object], per: int = 1, after: Callable[[], object] | None = None) -> Measure:
    """Processor time of `action`, a `per`th of it; `after` tidies up, and is not measured."""

    def measure() -> float:
        gc.collect()
        start = time.process_time()
        action()
        took = time.process_time() - start
        if after is not None:
            after()
        return took / per

    return measure


def environment() -> dict[str, str]:
    """Of a Python that runs the measured tree. Byte code is kept, as of an installed package."""
    found = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return found | {"PYTHONPATH": os.pathsep.join((str(TREE), str(ROOT)))}


def program(*arguments: str) -> Measure:
    """Processor time of a Python that is started anew."""

    def measure() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        quiet = subprocess.DEVNULL
        subprocess.run(
            [sys.executable, "-P", *arguments], stdin=quiet, stdout=quiet, env=environment(), check=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return measure


def printed(code: str) -> float:
    """The number that a piece of code prints last, run in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, env=environment(), check=True
    )
    return float(done.stdout.split()[-1])
