"""How the figures are taken: processor time of this process, the best of a few runs, ours beside a floor."""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from iosemu.records import dataclass

ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class Row:
    """`ours` and `floor` in `unit`; `target` says what the ratio, or our figure, should be."""

    number: str
    what: str
    ours: float
    floor: float | None
    unit: str
    target: str

    @property
    def ratio(self) -> float | None:
        return self.ours / self.floor if self.floor else None

    def __str__(self) -> str:
        floor = f"{self.floor:12,.3f}" if self.floor is not None else " " * 12
        ratio = f"{self.ratio:7.2f}x" if self.ratio is not None else " " * 8
        return f"{self.number:>3}  {self.what:<52} {self.ours:12,.3f} {floor} {self.unit:<8} {ratio}   {self.target}"


HEADER = f"{'':>3}  {'':<52} {'ours':>12} {'floor':>12} {'unit':<8} {'ratio':>8}   target"


def cpu(action: Callable[[], object], runs: int = 3) -> float:
    """Seconds of processor time, the best of some runs."""
    best = float("inf")
    for _ in range(runs):
        gc.collect()
        start = time.process_time()
        action()
        best = min(best, time.process_time() - start)
    return best


def cpu_of(command: list[str], runs: int = 7) -> float:
    """Seconds of processor time of a program, the best of some runs.

    Byte code is kept from one run to the next, as of an installed package: a start is not a compilation.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    best = float("inf")
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        quiet = subprocess.DEVNULL
        subprocess.run(command, stdin=quiet, stdout=quiet, cwd=ROOT, env=environment, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def in_a_process(code: str) -> float:
    """The number that a piece of code prints, run in a Python of its own."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return float(done.stdout.split()[-1])
