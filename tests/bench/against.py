"""Two trees, variant by variant: each in an interpreter of its own, in turn. The benchmarks are those of this tree.

A worker reads one command a line and answers with one line of JSON: `case NAME`, `next`, `ours`.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import iosemu
from tests.bench.measure import ROOT, Options, Variant

Cases = dict[str, Callable[[Options], Iterator[Variant]]]
_WHAT_RUNS = ("iosemu", "grammars", "labs")


def serve(cases: Cases, options: Options, tree: str) -> int:
    """What a worker does."""
    if not Path(iosemu.__file__).resolve().is_relative_to(Path(tree).resolve()):
        raise RuntimeError(f"{iosemu.__file__} is not of {tree}")
    variants: Iterator[Variant] = iter(())
    variant: Variant | None = None
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a benchmark prints is no answer
    for line in sys.stdin:
        command, _, name = line.strip().partition(" ")
        answer: dict[str, Any] = {}
        try:
            if command == "case":
                variants = cases[name](options)
            elif command == "next":
                variant = next(variants, None)
                if variant is not None:
                    answer = {
                        "number": variant.number, "what": variant.what, "unit": variant.unit, "factor": variant.factor,
                        "rounds": options.rounds or max(variant.rounds, 3),
                    }  # fmt: skip
            elif variant is not None:
                answer = {"value": variant.ours()}
        except Exception as error:  # the other tree may not have what is measured
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)
    return 0


class Worker:
    def __init__(self, tree: Path, names: Sequence[str], options: Options) -> None:
        self.tree = tree
        command = [sys.executable, "-P", "-m", "tests.bench", *names, "--serve", str(tree)]
        for option, value in (("--spokes", options.spokes), ("--rounds", options.rounds)):
            command += [option, str(value)] if value is not None else []
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPATH"] = os.pathsep.join((str(tree), str(ROOT)))
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=tree
        )

    def ask(self, command: str) -> dict[str, Any]:
        """Raises RuntimeError: it cannot."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "it is gone"}
        if "error" in answer:
            raise RuntimeError(f"{self.tree}: {answer['error']}")
        return answer

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """The files of a commit in a folder that goes away again."""
    packed = subprocess.run(
        ["git", "archive", commit, *_WHAT_RUNS], cwd=ROOT, capture_output=True, check=True
    ).stdout
    with tempfile.TemporaryDirectory(prefix="iosemu-bench-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def compare(names: Sequence[str], commit: str, options: Options) -> int:
    """Prints a row for each variant; 1 if something could not be compared."""
    failed = 0
    with checked_out(commit) as folder:
        workers = Worker(ROOT, names, options), Worker(folder, names, options)
        try:
            print(f"{'':>3}  {'':<58} {'this tree':>10} {commit[:10]:>10} {'unit':<4} {'ratio':>7} {'of pairs':>13}")
            for name in names:
                try:
                    _case(name, workers)
                except RuntimeError as error:
                    failed = 1
                    print(f"{name:>3}  not compared: {error}", flush=True)
        finally:
            for worker in workers:
                worker.close()
    return failed


def _case(name: str, workers: tuple[Worker, Worker]) -> None:
    for worker in workers:
        worker.ask(f"case {name}")
    while True:
        first, second = (worker.ask("next") for worker in workers)
        if not first or not second:
            return
        pairs = [tuple(worker.ask("ours")["value"] for worker in workers) for _ in range(first["rounds"])]
        ratios = [one / other for one, other in pairs]
        ours, theirs = (statistics.median(column) * first["factor"] for column in zip(*pairs, strict=True))
        print(
            f"{first['number']:>3}  {first['what']:<58} {ours:10,.3f} {theirs:10,.3f} {first['unit']:<4}"
            f" {statistics.median(ratios):6.3f}x {min(ratios):6.2f}-{max(ratios):.2f}",
            flush=True,
        )
