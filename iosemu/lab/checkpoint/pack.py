"""A collection of objects as bytes: the second half of saving. `unpack` reads them, and says what stands where."""

from __future__ import annotations

import json
import struct
import sys
from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain, compress, repeat
from typing import Any

from iosemu.lab.checkpoint.collect import CONSTANTS, Collection, Group, Unsavable

ATOMS = ("int", "float", "str", "bytes")
NAMED = ("class", "function", "constant")
SHELLS = ("list", "dict", "counter", "set", "deque", "table", "bytearray", "record", "hashed", "state")
"""Made first, filled later."""
VALUES = ("tuple", "tuples", "named", "enum", "method", "partial", "call", "frozenset")
"""Made of what they hold, and so after it."""


_NOWHERE = -1  # the place of what has none yet


class _Step:
    """Values of one group that hold no others but those of steps before. Of hashed records: they are filled."""

    def __init__(self, group: Group, objects: list[Any], refs: list[int], sizes: list[int]) -> None:
        self.group, self.objects, self.refs, self.sizes = group, objects, refs, sizes


def pack(root: Any, left_out: frozenset[int] = frozenset()) -> bytes:
    """Everything beneath `root`. Raises Unsavable."""
    return _Writer(Collection(root, left_out), root).payload()


class _Writer:
    def __init__(self, found: Collection, root: Any) -> None:
        self._met = found.numbers
        self._places = [_NOWHERE] * len(found.numbers)  # by the number in which they were met
        self._placed = 0
        self.words = array("I")
        self.blob: list[bytes] = []
        groups = list(found.groups.values())
        self._of = {kind: [each for each in groups if each.kind == kind] for kind in (*ATOMS, *NAMED, *SHELLS, *VALUES)}
        self._number(CONSTANTS)
        index: dict[str, Any] = {"atoms": [self._atoms(kind) for kind in ATOMS]}
        index["named"] = [[*each.key] for kind in NAMED for each in self._made(kind)]
        fills = [each for kind in SHELLS if kind != "hashed" for each in self._made(kind)]
        index["shells"] = [self._shell(each) for each in fills]
        steps = list(self._steps([each for kind in ("hashed", *VALUES) for each in self._of[kind]]))
        hashed = [step for step in steps if step.group.kind == "hashed"]
        others = [step for step in steps if step.group.kind != "hashed"]
        for step in hashed + others:
            self._number(step.objects)
        index["hashed"] = [[*step.group.key[1:], len(step.objects)] for step in hashed]
        index["steps"] = [self._step(step) for step in steps]
        for group in fills:
            self._fill(group)
        index["states"] = self._order(self._of["state"], found.states)
        index["root"] = self._place(root)
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

    # numbers

    def _number(self, objects: Iterable[Any]) -> None:
        before = self._placed
        met = list(map(self._met.__getitem__, map(id, objects)))
        self._placed += len(met)
        deque(map(self._places.__setitem__, met, range(before, self._placed)), 0)

    def _place(self, thing: Any) -> int:
        return self._places[self._met[id(thing)]]

    def _refs(self, met: list[int]) -> array[int]:
        return array("I", map(self._places.__getitem__, met))

    def _made(self, kind: str) -> list[Group]:
        """The groups of a kind; from now on their objects have numbers."""
        for group in self._of[kind]:
            self._number(group.objects)
        return self._of[kind]

    # what they are

    def _atoms(self, kind: str) -> Any:
        objects = [each for group in self._made(kind) for each in group.objects]
        if kind == "float":
            self.blob.append(struct.pack(f"<{len(objects)}d", *objects))
        elif kind == "int":
            return len(objects), self._integers(objects)
        elif kind == "str":
            text = "".join(objects).encode("utf-8", "surrogatepass")
            self.words.extend(map(len, objects))
            self.blob.append(text)
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
        objects = group.objects
        if group.kind == "bytearray":
            self.words.extend(map(len, objects))
            self.blob += map(bytes, objects)
        return [*group.key, len(objects)]

    def _step(self, step: _Step) -> list[Any]:
        if step.group.width is None:
            self.words.extend(step.sizes)
        self._columns(self._refs(step.refs), step.group.width)
        return [*step.group.key[:1], *(() if step.group.kind == "hashed" else step.group.key[1:]), len(step.objects)]

    def _fill(self, group: Group) -> None:
        if group.width is None:
            self.words.extend(group.sizes)
        self._columns(self._refs(group.refs), group.width)

    def _columns(self, refs: array[int], width: int | None) -> None:
        if width is None or width < 2:
            self.words += refs
        else:
            for column in range(width):
                self.words += refs[column::width]

    # in which order

    def _steps(self, groups: list[Group]) -> Iterator[_Step]:
        """Values by their depth: those first that hold no others.

        A method does not look at the object that it is of: that one may be filled later.
        """
        deeper = []
        for group in groups:
            if min(map(self._places.__getitem__, group.refs), default=0) == _NOWHERE:  # of a value
                deeper.append(group)
            else:
                yield _Step(group, group.objects, group.refs, group.sizes)
        members = [(group, list(map(self._met.__getitem__, map(id, group.objects)))) for group in deeper]
        hashed = {each for group, met in members if group.kind == "hashed" for each in met}
        others = {each for group, met in members if group.kind != "hashed" for each in met}
        every = hashed | others
        depths: dict[int, int] = {}
        waiting: list[tuple[int, set[int]]] = []
        for group, met in members:
            depend = others if group.kind == "method" else every
            depths.update(zip(met, repeat(0), strict=False))
            for at in _rows_within(group, depend):
                inside = depend.intersection(_row(group, at))
                waiting.append((met[at], inside))
                del depths[met[at]]
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
            for group, met in members:
                yield from self._at_depth(group, list(map(at.__eq__, map(depths.__getitem__, met))))

    @staticmethod
    def _at_depth(group: Group, here: list[bool]) -> Iterator[_Step]:
        if all(here):
            yield _Step(group, group.objects, group.refs, group.sizes)
        elif any(here):
            widths = group.sizes if group.width is None else repeat(group.width)
            refs = list(compress(group.refs, chain.from_iterable(map(repeat, here, widths))))
            yield _Step(group, list(compress(group.objects, here)), refs, list(compress(group.sizes, here)))

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


def _row(group: Group, at: int) -> list[int]:
    if group.width is None:
        begin = sum(group.sizes[:at])
        return group.refs[begin : begin + group.sizes[at]]
    return group.refs[at * group.width : (at + 1) * group.width]


def _rows_within(group: Group, depend: set[int]) -> list[int]:
    """The rows that hold any of these."""
    found = list(map(depend.__contains__, group.refs))
    if True not in found:
        return []
    width = group.width
    if width is None:
        ends = zip(accumulate(group.sizes), group.sizes, strict=True)
        return [at for at, (end, size) in enumerate(ends) if True in found[end - size : end]]
    columns = [found[column::width] for column in range(width)]
    return list(compress(range(len(group.objects)), columns[0] if width == 1 else map(max, *columns)))
