"""Whatever a file holds: a lab, or one line that says why not. Never a hang, and never much memory."""

from __future__ import annotations

import json
import pickle
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from iosemu import Lab, LabError
from iosemu.lab import checkpoint
from tests.fuzz.conftest import Feed
from tests.fuzz.mutate import mutate

SECONDS, MEMORY = 10.0, 200 << 20
HEAD = len(checkpoint.MARK) + 34 + 32  # mark, format and version, digest of the code


@cache
def good() -> bytes:
    lab = Lab.load("bfd-failover")
    lab.run(30)
    return lab.checkpoint()


@cache
def payload() -> bytes:
    return zlib.decompress(good()[HEAD + 40 :])


def sealed(changed: bytes) -> bytes:
    """A checkpoint around it whose digests and sizes are right."""
    rest = struct.pack("<Q", len(changed)) + zlib.compress(changed, 1)
    return good()[:HEAD] + sha256(rest).digest() + rest


def refused_or_a_lab(data: bytes) -> str:
    """What was said of it."""
    begun = time.process_time()
    try:
        lab = Lab.restore(data)
    except LabError as error:
        assert "\n" not in str(error) and len(str(error)) < 700
        assert time.process_time() - begun < SECONDS
        return str(error)
    assert type(lab) is Lab and lab.topology.path is None
    return ""


def test_the_good_one() -> None:
    assert refused_or_a_lab(good()) == "" == refused_or_a_lab(sealed(payload()))


@pytest.mark.parametrize("at", [0, 5, 18, 19, 40, 52, 60, 84, 100, 116, 124, 130, 500, -1])
def test_cut_off(at: int) -> None:
    assert refused_or_a_lab(good()[:at])


def test_damaged_files(feed: Feed) -> None:
    def damaged(seed: int) -> None:
        chance = Random(seed)
        changed = mutate(good(), [good()], chance, start=0)
        assert bool(refused_or_a_lab(changed)) == (changed != good())

    feed(st.integers(0, 1 << 30), damaged)


def test_hostile_payloads(feed: Feed) -> None:
    """Digests are right, something inside is not."""

    def hostile(seed: int) -> None:
        chance = Random(seed)
        refused_or_a_lab(sealed(mutate(payload(), [payload()], chance, start=chance.choice((0, 8, 1000)))))

    feed(st.integers(0, 1 << 30), hostile)


def parts() -> tuple[dict[str, Any], int, bytes]:
    size, words = struct.unpack_from("<II", payload())
    return json.loads(payload()[8 : 8 + size]), words, payload()[8 + size :]


def with_index(change: Callable[[dict[str, Any]], object]) -> bytes:
    index, words, rest = parts()
    change(index)
    text = json.dumps(index).encode()
    return sealed(struct.pack("<II", len(text), words) + text + rest)


def places(thing: Any) -> list[tuple[Any, Any]]:
    """(list or dict, index) of everything in an index."""
    found = []
    for at, value in thing.items() if isinstance(thing, dict) else enumerate(thing):
        found.append((thing, at))
        if isinstance(value, dict | list):
            found += places(value)
    return found


HOSTILE = (0, 1, -1, 2**31, 2**62, 10**30, 1.5, None, True, "", "os:system", "builtins:eval", "iosemu.lab.lab:Lab", [], {},
           "iosemu.lab.lab:Lab.save_flash", "iosemu.device.engine:fire", "record", "state", "call", ["a"] * 50, "int")  # fmt: skip


def test_hostile_indexes(feed: Feed) -> None:
    def hostile(seed: int) -> None:
        chance = Random(seed)

        def change(index: dict[str, Any]) -> None:
            for _ in range(chance.choice((1, 1, 2, 5))):
                where, at = chance.choice(places(index))
                kind = chance.random()
                if kind < 0.6:
                    where[at] = chance.choice(HOSTILE)
                elif kind < 0.8 and isinstance(where, list):
                    del where[at]
                else:
                    other, there = chance.choice(places(index))
                    where[at] = other[there] if other is not where and not isinstance(other[there], dict | list) else 7

        refused_or_a_lab(with_index(change))

    feed(st.integers(0, 1 << 30), hostile)


def packed(index: dict[str, Any], words: list[int], blob: bytes = b"") -> bytes:
    raw = struct.pack(f"<{len(words)}I", *words)
    text = json.dumps(index).encode()
    return sealed(struct.pack("<II", len(text), len(words)) + text + b"".join(raw[at::4] for at in range(4)) + blob)


def only(**more: Any) -> dict[str, Any]:
    """An index of nothing but these; `named` are keys, `shells` and `steps` (key, codes of the columns, how many)."""
    index: dict[str, Any] = {"atoms": [[0, []], 0, [0, 0], 0], "named": [], "shells": [], "hashed": [], "steps": [], "states": [], "root": 0}
    index |= more
    keys = list(index["named"])
    index["named"] = list(range(len(keys)))
    for part in ("shells", "steps"):
        for at, (key, codes, number) in enumerate(index[part]):
            index[part][at] = [len(keys), codes, number]
            keys.append(key)
    return index | {"keys": keys}


def doubling(depth: int) -> bytes:
    """((), ()), twice, twice again …: a key whose hash would take for ever."""
    steps: list[Any] = [(["tuple", 0], "", 1)] + [(["tuple", 2], "rr", 1)] * depth
    first = 7  # behind constants and the dictionary
    words = [each for at in range(depth) for each in (first + at, first + at)]
    return packed(only(shells=[(["dict"], "rr", 1)], steps=steps), [*words, 1, first + depth, 0])


def colliding(count: int) -> bytes:
    """Numbers that all have the hash 0."""
    numbers = [(at + 1) * (2**61 - 1) for at in range(count)]
    index = only(atoms=[[count, [f"{each:x}" for each in numbers]], 0, [0, 0], 0], shells=[(["set"], "r", 1)])
    return packed(index, [count, *range(6, 6 + count)], struct.pack("<q", -(2**63)) * count)


DEVICE = "iosemu.device.device:Device"
BOMBS = {
    "hash": lambda: doubling(60), "collisions": lambda: colliding(4000),
    "many records": lambda: packed(only(shells=[(["record", DEVICE, [], []], "", 10**9)]), []),
    "records": lambda: packed(only(shells=[(["record", DEVICE, [], []], "", 10**8)]), []),
    "many lists": lambda: packed(only(shells=[(["list"], "n", 10**8)]), [0] * 1000),
    "many queues": lambda: packed(only(shells=[(["deque", None], "n", 10**5)]), [0] * 10**5),
    "a wide nothing": lambda: packed(only(shells=[(["list"], "n", 1)], root=6), [10**9]),
    "many of the same": lambda: packed(only(shells=[(["list"], "s", 1)], root=6), [10**8, 6]),
    "many dictionaries": lambda: packed(only(shells=[(["list"], "D", 1)], root=6), [10**8]),
    "many sets": lambda: packed(only(shells=[(["list"], "S", 1)], root=6), [10**6]),
    "behind the end": lambda: packed(only(shells=[(["list"], "f", 1)], root=6), [5, 6]),
    "no truth": lambda: packed(only(shells=[(["list"], "t", 1)], root=6), [1], b"\7"),
    "no code": lambda: packed(only(shells=[(["list"], "x", 1)], root=6), [1, 6]),
    "no column": lambda: packed(only(shells=[(["list"], "", 1)], root=6), [1, 6]),
    "short numbers": lambda: packed(only(shells=[(["list"], "q", 1)], root=6), [2], bytes(8)),
    "zeros": lambda: sealed(bytes(8 << 20)),
    "deep index": lambda: sealed(struct.pack("<II", 200_000, 0) + b"[" * 200_000),
    "code": lambda: packed(only(named=[["function", "os:system"]]), []),
    "call": lambda: packed(only(steps=[(["call", "iosemu.lab.save:save", 0], "", 1)]), []),
    "long number": lambda: packed(only(atoms=[[1, ["f" * 5000]], 0, [0, 0], 0]), [], struct.pack("<q", -(2**63))),
    "wide range": lambda: packed(only(steps=[(["call", "range", 10**6], "", 1)]), []),
    "no lab": lambda: packed(only(shells=[(["list"], "n", 1)], root=6), [0]),
    "constructor": lambda: packed(only(shells=[(["record", "iosemu.lab.capture:_File", [], ["_file"]], "n", 1)], root=6), []),
    "pickle": lambda: sealed(pickle.dumps(print)),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(name: str) -> None:
    data = BOMBS[name]()
    refused_or_a_lab(sealed(payload()))  # modules are there
    tracemalloc.start()
    try:
        assert refused_or_a_lab(data)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


OTHER = b"\1\0" + b"9.9.9".ljust(32, b"\0")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: checkpoint.MARK + OTHER + good()[52:], "was made by iosemu 9.9.9, and this is iosemu"),
        (lambda: good()[:60] + bytes(4) + good()[64:], "was made by another iosemu 0.1.0, whose code is not the same"),
        (lambda: pickle.dumps(1), "this is no checkpoint of iosemu"),
        (lambda: good()[:-1] + b"\0\0", "is damaged: it was cut off or changed after it was written"),
    ],
)  # fmt: skip
def test_others_are_told(data: Callable[[], bytes], said: str) -> None:
    assert said in refused_or_a_lab(data())
