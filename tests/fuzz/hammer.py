"""Great numbers of mutated frames and random lines, counted: nothing raises.

    python -m tests.fuzz.hammer decoders|labs|lines [--count N] [--seed N] [--jobs N]

decoders  mutated frames through all their layers, and what is inside them straight to its decoder
labs      frames mutated, repeated and in pieces, to every port of every running lab
lines     valid and broken commands at every router of every lab; now and then its configuration is read back

A line a job, then the sum. Exit status 1 when something was raised or read back differently.
"""

from __future__ import annotations

import argparse
import inspect
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from random import Random

from iosemu import Lab
from iosemu.lab.catalog import shipped
from iosemu.wire import Malformed, isakmp
from tests.fuzz.mutate import fragments, hostile, mutate
from tests.fuzz.samples import frames, layers
from tests.fuzz.typist import Typist

DEFAULTS = {"decoders": 10_000_000, "labs": 1_000_000, "lines": 1_000_000}
PIECE = 20_000  # of a job, so that several processes end at one time


@dataclass
class Tally:
    what: str
    count: int = 0
    notes: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)  # kind -> the first of it

    def fault(self, error: Exception, about: str) -> None:
        at = traceback.extract_tb(error.__traceback__)[-1]
        kind = f"{type(error).__name__} in {at.name} ({at.filename.rpartition('/')[2]}:{at.lineno})"
        self.faults.setdefault(kind, f"{error}\n    {about}\n{traceback.format_exc(limit=-4)}")
        self.notes[f"raised: {kind}"] += 1

    def add(self, other: Tally) -> None:
        self.count += other.count
        self.notes += other.notes
        self.faults = {**other.faults, **self.faults}


def decoders(count: int, seed: int, name: str = "") -> Tally:
    """Every other one is a frame that is decoded layer by layer, the rest are packets of their decoder."""
    tally, chance = Tally("decoders"), Random(f"decoders/{seed}")
    known = frames()
    inside: list[tuple[bytes, Callable[[bytes], object]]] = []
    for frame in known:
        for data, record in layers(frame):
            decode = isakmp.decode if isinstance(record, tuple) else getattr(type(record), "decode", None)
            if decode is not None and _only_bytes(decode):
                inside.append((data, decode))
    others = [data for data, _ in inside]
    for number in range(count):
        data = b""
        try:
            if number & 1:
                data = hostile(chance.choice(known), known, chance)
                tally.notes["layers decoded"] += len(list(layers(data)))
            else:
                sample, decode = chance.choice(inside)
                data = mutate(sample, others, chance, 0)
                different = _different(decode, data)
                tally.notes["packets decoded"] += 1
                if different:
                    tally.notes["encoded differently"] += 1
                    tally.faults.setdefault(f"{different} is encoded differently", data.hex())
        except Malformed:
            tally.notes["refused as malformed"] += 1
        except Exception as error:
            tally.fault(error, data.hex())
    tally.count = count
    return tally


def _only_bytes(decode: Callable[..., object]) -> bool:
    return len(inspect.signature(decode).parameters) == 1


def _different(decode: Callable[[bytes], object], data: bytes) -> str:
    """What is not the same after encoding and decoding again; raises Malformed for bytes that are nothing."""
    record = decode(data)
    encode = getattr(record, "encode", None)
    if encode is None or inspect.signature(encode).parameters:
        return ""
    again = decode(encode())
    return "" if again == record or again.encode() == encode() else type(record).__name__  # type: ignore[attr-defined]


def labs(count: int, seed: int, name: str = "") -> Tally:
    """Frames of all labs at the ports of one, which goes on working."""
    tally, chance = Tally("labs"), Random(f"labs/{name}/{seed}")
    lab = Lab.load(name, seed=seed)
    lab.settle()
    known = frames()
    capture = lab.capture()
    lab.run(65)
    own = [frame.data for frame in capture.frames]
    capture.stop()
    ports = [iface for node in lab for iface in node.device.interfaces.values() if iface.link is not None]
    while tally.count < count:
        frame = chance.choice(own if chance.random() < 0.7 else known)
        port, kind = chance.choice(ports), chance.random()
        if kind < 0.2:
            batch = [frame] * chance.randint(1, 5)
        elif kind < 0.85:
            batch = [hostile(frame, known, chance, port.mac)]
        else:
            batch = fragments(hostile(frame, known, chance, port.mac), chance)
        for data in batch:
            tally.count += 1
            try:
                port.receive(data)
                lab.run(chance.choice((0.001, 0.002, 0.02, 0.2)))
            except Exception as error:
                tally.fault(error, f"{name} {port.label} {data.hex()}")
    lab.run(1500)
    tally.notes["virtual hours"] += int(lab.now / 3600)
    return tally


def lines(count: int, seed: int, name: str = "") -> Tally:
    """A router after the other is typed at; its configuration must always read back."""
    tally = Tally("lines")
    lab = Lab.load(name, seed=seed)
    lab.settle()
    typist = Typist(lab, Random(f"lines/{name}/{seed}"))
    while tally.count < count:
        line = typist.next()
        tally.count += 1
        try:
            typist.type(line)
            if tally.count % 50 == 0:
                different = typist.read_back()
                tally.notes["configurations read back"] += 1
                if different:
                    tally.notes["read back differently"] += 1
                    tally.faults.setdefault(different.splitlines()[0], f"{different}\n{typist.recent()}")
        except Exception as error:
            tally.fault(error, f"{name} {typist.recent()}")
            typist.start_again()
    return tally


KINDS = {"decoders": decoders, "labs": labs, "lines": lines}


def _job(what: str, count: int, seed: int, name: str) -> tuple[Tally, str, float]:
    began = time.process_time()
    return KINDS[what](count, seed, name), name, time.process_time() - began


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.fuzz.hammer", description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=KINDS)
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    count = options.count or DEFAULTS[options.what]
    names = [""] if options.what == "decoders" else list(shipped())
    pieces = max(1, -(-count // (PIECE * 10 if options.what == "decoders" else PIECE)))
    pieces = -(-pieces // len(names)) * len(names)
    jobs = [(options.what, -(-count // pieces), options.seed + number, names[number % len(names)]) for number in range(pieces)]
    total, cpu = Tally(options.what), 0.0
    began = time.monotonic()
    with ProcessPoolExecutor(options.jobs) as pool:
        for tally, name, seconds in pool.map(_job, *zip(*jobs, strict=True)):
            total.add(tally)
            cpu += seconds
            print(f"{name or options.what}: {tally.count} in {seconds:.0f} s, {sum(tally.notes.values())} notes", flush=True)
    for kind, first in total.faults.items():
        print(f"FAULT {kind}: {first}")
    notes = ", ".join(f"{number} {note}" for note, number in sorted(total.notes.items()))
    print(f"{total.count} {options.what}: {notes or 'nothing'}; {cpu:.0f} s CPU, {time.monotonic() - began:.0f} s")
    return bool(total.faults)


if __name__ == "__main__":
    sys.exit(main())
