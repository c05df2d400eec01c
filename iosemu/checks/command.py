"""`iosemu test`."""

from __future__ import annotations

import os
import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

from iosemu.checks.bar import Bar
from iosemu.checks.language import FILE_NAME, Checks, parse
from iosemu.checks.run import Outcome, carry_out, verify
from iosemu.lab import catalog, junit
from iosemu.lab.errors import LabError
from iosemu.lab.files import read_text, tidy
from iosemu.lab.lab import Lab
from iosemu.records import dataclass

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_SHOWN = 40  # rows of what a router said, in a report
_WORKERS = 10  # seconds until a scheduler must have a worker


@dataclass(slots=True)
class Tested:
    """A file of checks that was carried out; `error` says why it could not be; `seed` where there are several."""

    file: str
    outcomes: list[Outcome]
    error: str = ""
    seed: int | None = None

    @property
    def failed(self) -> int:
        return sum(not outcome.passed for outcome in self.outcomes) + bool(self.error)


def run(options: Namespace | SimpleNamespace) -> int:
    """Returns the exit status: 1 where a check fails. Raises LabError."""
    files = [file for path in options.paths for file in _files(path)]
    seeds = list(options.seeds) if options.seeds else [options.seed]
    jobs = [(file, seed, options.trust) for file in dict.fromkeys(files) for seed in seeds]
    tested = []
    with Bar([_size(file) for file, _, _ in jobs]) as bar:
        for each, (_, seed, _) in zip(_carried_out(jobs, options.jobs, options.cluster, bar.told), jobs, strict=True):
            each.seed = seed if options.seeds else None
            tested.append(each)
            bar.done(len(tested))
            bar.say(_text(each))
    count = sum(len(each.outcomes) for each in tested)
    failed = sum(each.failed for each in tested)
    runs = f" in {len(tested)} runs" if options.seeds else ""
    labs = runs or (f" in {len(tested)} labs" if len(tested) > 1 else "")
    sys.stdout.write(f"{count} checks{labs}, {failed} failed\n")
    if options.junit:
        junit.write(options.junit, [_suite(each) for each in tested])
    return 1 if failed else 0


def _files(path: str) -> list[str]:
    """Of a file, a lab by its name, or a folder with labs below. Raises LabError."""
    if os.path.isfile(path):
        return [tidy(path)]
    if not os.path.isdir(path):
        folder = os.path.dirname(catalog.find(path))
        if not os.path.exists(os.path.join(folder, FILE_NAME)):
            raise LabError(f"has no {FILE_NAME}", folder)
        return [os.path.join(folder, FILE_NAME)]
    found = [tidy(os.path.join(folder, FILE_NAME)) for folder, _, names in os.walk(path) if FILE_NAME in names]
    if not found:
        raise LabError(f"there is no {FILE_NAME} in it or below", path)
    return sorted(found)


def _carried_out(
    jobs: list[tuple[str, int | None, bool]], processes: int, cluster: str | None, told: Callable[[Outcome], None]
) -> Iterator[Tested]:
    """In the order of the jobs, each as soon as it and those before it are done."""
    if cluster is not None:
        yield from _by_cluster(jobs, cluster)
        return
    if processes == 1 or len(jobs) == 1:
        for job in jobs:
            yield carry_out_file(job, told)
        return
    from concurrent.futures import ProcessPoolExecutor

    ignored = (signal.SIGINT, signal.SIG_IGN)  # that is for us
    pool = ProcessPoolExecutor(min(processes, len(jobs)), initializer=signal.signal, initargs=ignored)
    workers: list[BaseProcess] = []
    try:
        done = pool.map(carry_out_file, jobs)
        workers = list(pool._processes.values())
        yield from done
        workers = []
    finally:
        for each in workers:  # interrupted: what they do may take long
            each.kill()
        pool.shutdown(wait=False, cancel_futures=True)


def _by_cluster(jobs: list[tuple[str, int | None, bool]], address: str) -> Iterator[Tested]:
    """By the workers of a Dask scheduler; they find iosemu, and the labs, under the same paths. Raises LabError."""
    try:
        from distributed import Client
    except ImportError:
        raise LabError("--cluster needs Dask: pip install distributed") from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise LabError(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_WORKERS)
        except TimeoutError:
            raise LabError(f"the Dask scheduler at {address} has no workers: start dask worker {address}") from None
        futures = client.map(carry_out_file, jobs, pure=False)
        for (file, _, _), future in zip(jobs, futures, strict=True):
            try:
                tested: Tested = future.result()
            except Exception as error:  # whatever went wrong over there
                why = " ".join(str(error).split()) or type(error).__name__
                raise LabError(f"a worker of the cluster failed: {why}; has it the same iosemu?", file) from None
            yield tested


def carry_out_file(job: tuple[str, int | None, bool], told: Callable[[Outcome], None] | None = None) -> Tested:
    """One file: its lab from power-on, settled, then its checks; `told` of each that is over."""
    file, seed, trust = job
    try:
        checks = _read(file)
        where = checks.lab or os.path.join(os.path.dirname(file) or ".", catalog.FILE_NAME)
        if checks.lab:
            _known(checks, file)
        with Lab.load(where, seed, trust) as lab:
            verify(lab, checks.checks, file)
            lab.settle()
            return Tested(file, carry_out(lab, checks.checks, told))
    except LabError as error:
        return Tested(file, [], str(error))


def _known(checks: Checks, file: str) -> None:
    """Raises LabError, with its line, for the name of no lab."""
    try:
        catalog.find(checks.lab)
    except LabError as error:
        raise LabError(error.message, file, checks.line) from None


def _read(file: str) -> Checks:
    return parse(read_text(file, strict=True), file)


def _size(file: str) -> int:
    """How many checks there are; 1 where the file cannot be read."""
    try:
        return max(len(_read(file).checks), 1)
    except LabError:
        return 1


def _text(tested: Tested) -> str:
    rows = [_title(tested)]
    if tested.error:
        rows.append(f"  ERROR {tested.error}")
    for outcome in tested.outcomes:
        took = f" ({outcome.took:.4g} s)" if outcome.took else ""
        if outcome.passed:
            rows.append(f"  ok    {outcome.check.name}{took}")
        else:
            rows.append(f"  FAIL  {outcome.check.name}{took}: {outcome.why} (line {outcome.check.line})")
            rows += [f"          {row}" for row in _said(outcome)]
    return "".join(f"{row}\n" for row in rows)


def _title(tested: Tested) -> str:
    return tested.file if tested.seed is None else f"{tested.file} seed {tested.seed}"


def _said(outcome: Outcome) -> list[str]:
    """What was typed, and what the router said."""
    check = outcome.check
    typed = check.command or check.what or (f"ping {check.ping}" if check.ping else f"traceroute {check.traceroute}")
    rows = outcome.shown.splitlines()
    if not rows:
        return []
    left = [f"… {len(rows) - _SHOWN} more"] if len(rows) > _SHOWN else []
    return [f"{check.node}#{typed.splitlines()[0]}", *rows[:_SHOWN], *left]


def _suite(tested: Tested) -> junit.Suite:
    cases = [
        junit.Case(each.check.name, "" if each.passed else "\n".join([each.why, *_said(each)]), each.took)
        for each in tested.outcomes
    ]
    if tested.error:
        cases.append(junit.Case("lab", tested.error))
    return junit.Suite(_title(tested), cases)
