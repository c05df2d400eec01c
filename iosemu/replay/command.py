"""`iosemu replay`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace

from iosemu.lab.catalog import find
from iosemu.lab.errors import LabError
from iosemu.lab.lab import Lab
from iosemu.replay import report
from iosemu.replay.play import Player
from iosemu.replay.record import Recorder
from iosemu.replay.rows import read
from iosemu.replay.transcript import Transcript, prompts, steps
from iosemu.replay.values import Mapping


def run(options: Namespace | SimpleNamespace, width: int) -> int:
    """Returns the exit status: 1 where a row differs. Raises LabError."""
    rows = read(options.transcript)
    names = mapping(options.map)
    try:
        first = steps(rows, path=options.transcript)
    except LabError:
        if not options.lab:
            raise
        first = Transcript([])  # the lab knows whose prompt it is
    where = options.lab or first.lab
    if not where:
        raise LabError("does not say which lab it belongs to; --lab names one", options.transcript)
    seed = options.seed if options.seed is not None else first.seed
    with Lab.load(options.lab or _beside(options.transcript, where), seed, options.trust) as lab:
        transcript = transcript_of(lab, rows, names, options.transcript)
        recorder = Recorder(where, lab.seed) if options.record else None
        if not options.cold:
            lab.settle()
        try:
            result = Player(lab, transcript, names, options.strict, recorder=recorder).play()
        except LabError as error:
            raise LabError(error.message, options.transcript, error.line) from None
    if recorder is not None:
        recorder.save(options.record)
    if options.junit:
        report.write_junit(result, options.transcript, options.junit)
    if options.json:
        sys.stdout.write(report.as_json(result))
    else:
        from rich.console import Console

        report.show(result, Console(width=max(width, 100), highlight=False))
    return 0 if result.clean else 1


def _beside(transcript: str, where: str) -> str:
    """The lab that a header names: where it is not found from here, from the transcript's folder or one above it."""
    try:
        find(where)
    except LabError:
        above = (str(folder / where) for folder in Path(transcript).absolute().parents)
        return next(filter(os.path.exists, above), where)
    return where


def transcript_of(lab: Lab, rows: list[str], names: Mapping, path: str) -> Transcript:
    """The log as it fits the lab: a word before a > of which the lab has no router is no prompt. Raises LabError."""
    routers = {node.name.lower() for node in lab} | {node.device.hostname.lower() for node in lab}
    known = {name for name, end in prompts(rows) if end == "#" or names(name).lower() in routers}
    return steps(rows, known, path)


def mapping(pairs: list[str]) -> Mapping:
    """``OLD=NEW``. Raises LabError for anything else."""
    names = {}
    for pair in pairs:
        old, equals, new = pair.partition("=")
        if not (old and equals and new):
            raise LabError(f'--map {pair}: write it as OLD=NEW, "10.1.1.1=10.2.2.2" or "R14=R1"')
        names[old] = new
    return Mapping(names)
