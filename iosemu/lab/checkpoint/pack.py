"""A collection of objects as bytes: the second half of saving. `unpack` reads them, and says what stands where."""

from __future__ import annotations

import json
import struct
import sys
from array import array
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, compress, repeat
from typing import Any

from iosemu.lab.checkpoint.collect import CONSTANTS, Collection, Column, Group, Unsavable

ATOMS = ("int", "float", "str", "bytes")
NAMED = ("class", "function", "constant")
SHELLS = ("list", "dict", "counter", "set", "deque", "table", "bytearray", "record", "hashed", "state")
"""Made first, filled later."""
VALUES = ("tuple", "tuples", "named", "enum", "method", "partial", "call", "frozenset")
"""Made of what they hold, and so after it."""


COSTS = {"list": 64, "dict": 72, "counter": 80, "set": 224, "deque": 640, "bytearray": 64}
COST, WORD_COST = 64, 12
VALUE_COST, CODE_COSTS = 8, dict.fromkeys("iqd", 24) | {"D": 72, "L": 64, "S": 224, "y": COST}
"""Bytes of memory that a restore needs: for an object, for each reference that is written; for what a column holds of
it, and more by the code of that column."""
_NOWHERE = -1  # the place of what has none yet


class _Step:
    """Values of one group that hold no others but those of steps before. Of hashed records: they are filled."""

    def __init__(self, group: Group, columns: list[Column], sizes: list[int] | None, numbers: list[int]) -> None:
        self.group, self.columns, self.sizes, self.numbers = group, columns, sizes, numbers


def pack(root: Any, left_out: frozenset[int] = frozenset()) -> tuple[bytes, int]:
    """Everything beneath `root`, and how many bytes of memory an `Unpacker` must be given for it. Raises Unsavable."""
    found = _Writer(Collection(root, left_out), root)
    return found.payload(), found.memory + WORD_COST * len(found.words)


class _Writer:
    def __init__(self, found: Collection, root: Any) -> None:
        self._met = found.numbers
        self._places = [_NOWHERE] * found.count  # by the number in which they were met
        self._placed = 0
        self.memory = 0  # but for the words
        self.words = array("I")
        self.blob: list[bytes] = []
        self._keys: dict[tuple[Any, ...], int] = {}
        by_kind = defaultdict(list)
        for group in found.groups:
            by_kind[group.kind].append(group)
        self._of = by_kind
        self._number(range(len(CONSTANTS)))
        index: dict[str, Any] = {"atoms": [self._atoms(kind) for kind in ATOMS]}
        index["named"] = [self._key(each.key) for kind in NAMED for each in self._made(kind)]
        fills = [each for kind in SHELLS if kind != "hashed" for each in self._made(kind)]
        index["shells"] = [self._shell(each) for each in fills]
        steps = list(self._steps([each for kind in ("hashed", *VALUES) for each in self._of[kind]]))
        hashed = [step for step in steps if step.group.kind == "hashed"]
        others = [step for step in steps if step.group.kind != "hashed"]
        for step in hashed + others:
            self._number(step.numbers)
        index["hashed"] = [[self._key(step.group.key), len(step.numbers)] for step in hashed]
        index["steps"] = [self._step(step) for step in steps]
        for group in fills:
            self._contents(group.columns, group.sizes, len(group.objects))
        index["states"] = self._order(self._of["state"], found.states)
        index["root"] = self._place(root)
        index["keys"] = list(self._keys)
        self.index = index

    def payload(self) -> bytes:
        """Length of the index, of the references; index, references (their first bytes, second bytes, …), the rest."""
        words = self.words
        if sys.byteorder == "big":
            words.byteswap()
        raw = words.tobytes()
        index = json.dumps(self.index, separators=(",", ":")).encode()
        planes = [raw[plane::4] for plane in range(4)]
        return b"".join((struct.pack("<II", len(index), len(words)), index, *planes, *self.blob))

    def _key(self, key: tuple[Any, ...]) -> int:
        return self._keys.setdefault(key, len(self._keys))

    # numbers

    def _number(self, met: Sequence[int]) -> None:
        before = self._placed
        self._placed = after = before + len(met)
        if met and met[-1] - met[0] + 1 == len(met):  # one after the other: they ascend
            self._places[met[0] : met[-1] + 1] = range(before, after)
        else:
            deque(map(self._places.__setitem__, met, range(before, after)), 0)

    def _place(self, thing: Any) -> int:
        return self._places[self._met[id(thing)]]

    def _made(self, kind: str) -> list[Group]:
        """The groups of a kind; from now on their objects have numbers."""
        for group in self._of[kind]:
            self._number(group.numbers)
        return self._of[kind]

    # what they are

    def _atoms(self, kind: str) -> Any:
        objects = [each for group in self._made(kind) for each in group.objects]
        self.memory += COST * len(objects)
        if kind == "float":
            self.blob.append(struct.pack(f"<{len(objects)}d", *objects))
        elif kind == "int":
            return len(objects), self._integers(objects)
        elif kind == "str":
            text = "".join(objects).encode("utf-8", "surrogatepass")
            self.words.extend(map(len, objects))
            self.blob.append(text)
            self.memory += 4 * len(text)
            return len(objects), len(text)
        else:
            self.words.extend(map(len, objects))
            self.blob.append(b"".join(objects))
        return len(objects)

    def _integers(self, objects: list[int]) -> list[str]:
        """Those of more than eight bytes, in hexadecimal digits; in the others' places stands the smallest."""
        least = -(1 << 63)
        big = [each for each in objects if not least < each < 1 << 63]
        if big:
            objects = [each if least < each < 1 << 63 else least for each in objects]
        self.blob.append(struct.pack(f"<{len(objects)}q", *objects))
        return [f"{each:x}" for each in big]

    def _shell(self, group: Group) -> list[Any]:
        """Its key, the codes of its columns, how many they are."""
        objects = group.objects
        self.memory += COSTS.get(group.kind, COST) * len(objects)
        if group.kind == "bytearray":
            self.words.extend(map(len, objects))
            self.blob += map(bytes, objects)
        return [self._key(group.key), _codes(group.columns), len(objects)]

    def _step(self, step: _Step) -> list[Any]:
        self.memory += COST * len(step.numbers)
        self._contents(step.columns, step.sizes, len(step.numbers))
        return [self._key(step.group.key), _codes(step.columns), len(step.numbers)]

    def _contents(self, columns: list[Column], sizes: list[int] | None, count: int) -> None:
        if sizes is not None:
            self.words.extend(sizes)
            count = sum(sizes)
        for code, data in columns:
            if code == "r":
                self.words.extend(map(self._places.__getitem__, data))
                continue
            self.memory += count * (VALUE_COST + CODE_COSTS.get(code, 0))
            if code == "y":
                self.words.extend(map(len, data))
                self.blob += data
            elif code in "sf":
                self.words.append(self._places[data])
            elif code in "tB":
                self.blob.append(data)
            elif code in "iqd":
                if sys.byteorder == "big":
                    data.byteswap()
                self.blob.append(data.tobytes())

    # in which order

    def _steps(self, groups: list[Group]) -> Iterator[_Step]:
        """Values by their depth: those first that hold no others.

        A method does not look at the object that it is of: that one may be filled later.
        """
        deeper = []
        for group in groups:
            if _NOWHERE in map(self._places.__getitem__, chain.from_iterable(map(_refs, group.columns))):  # of a value
                deeper.append(group)
            else:
                yield _Step(group, group.columns, group.sizes, group.numbers)
        hashed = {each for group in deeper if group.kind == "hashed" for each in group.numbers}
        others = {each for group in deeper if group.kind != "hashed" for each in group.numbers}
        every = hashed | others
        depths: dict[int, int] = {}
        waiting: list[tuple[int, set[int]]] = []
        for group in deeper:
            depend = others if group.kind == "method" else every
            depths.update(zip(group.numbers, repeat(0), strict=False))
            for at, inside in _rows_within(group, depend):
                waiting.append((group.numbers[at], inside))
                del depths[group.numbers[at]]
        depth = 0
        while waiting:
            depth += 1
            done, left = {}, []
            for number, inside in waiting:
                if all(map(depths.__contains__, inside)):
                    done[number] = depth
                else:
                    left.append((number, inside))
            if not done:
                raise Unsavable("a value that holds itself")
            depths.update(done)
            waiting = left
        for at in range(depth + 1):
            for group in deeper:
                yield from self._at_depth(group, list(map(at.__eq__, map(depths.__getitem__, group.numbers))))

    @staticmethod
    def _at_depth(group: Group, here: list[bool]) -> Iterator[_Step]:
        if all(here):
            yield _Step(group, group.columns, group.sizes, group.numbers)
        elif any(here):
            sizes = None if group.sizes is None else list(compress(group.sizes, here))
            rows = here if group.sizes is None else list(chain.from_iterable(map(repeat, here, group.sizes)))
            columns = [_chosen(column, rows) for column in group.columns]
            yield _Step(group, columns, sizes, list(compress(group.numbers, here)))

    def _order(self, groups: list[Group], states: dict[int, Any]) -> list[int]:
        """Objects that are given a state as their class wants it, in the order in which that is done: what stands in
        the state of another comes before it; the root is last.
        """
        order: dict[int, None] = {}

        def visit(number: int) -> None:
            state = states[number]
            for inside in state if isinstance(state, tuple | list) else ():
                if id(inside) in states and id(inside) not in order:
                    visit(id(inside))
            order.setdefault(number)

        for group in reversed(groups):
            for each in group.objects:
                if id(each) not in order:
                    visit(id(each))
        return [self._places[self._met[number]] for number in order]


def _codes(columns: list[Column]) -> str:
    return "".join([code for code, _ in columns])


def _refs(column: Column) -> Sequence[int]:
    """Numbers of what it holds that may be values."""
    code, data = column
    return data if code == "r" else (data,) if code == "s" else ()


def _chosen(column: Column, here: list[bool]) -> Column:
    """Its entries at these places."""
    code, data = column
    if code in "nsDLS":
        return column
    if code == "f":
        return "r", list(compress(range(data, data + len(here)), here))
    chosen = compress(data, here)
    if code in "ry":
        return code, list(chosen)
    return code, bytes(chosen) if code in "tB" else array(code, chosen)


def _rows_within(group: Group, depend: set[int]) -> Iterator[tuple[int, set[int]]]:
    """The rows that hold any of these, and which."""
    if group.sizes is not None:
        (column,) = group.columns
        refs = _refs(column)
        if not depend.isdisjoint(refs):
            alone = column[0] == "s"
            for at, (end, size) in enumerate(zip(accumulate(group.sizes), group.sizes, strict=True)):
                inside = depend.intersection(refs if alone and size else refs[end - size : end])
                if inside:
                    yield at, inside
        return
    found: defaultdict[int, set[int]] = defaultdict(set)
    for column in group.columns:
        refs = _refs(column)
        if depend.isdisjoint(refs):
            continue
        if column[0] == "s":
            for at in range(len(group.numbers)):
                found[at].update(refs)
        else:
            for at in compress(range(len(refs)), map(depend.__contains__, refs)):
                found[at].add(refs[at])
    yield from found.items()
