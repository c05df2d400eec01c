"""Objects again from what `pack` wrote. It trusts nothing: whatever does not fit is `Damaged`, or another exception.

Objects are made in this order: atoms; what is found by its name; shells (records without attributes, empty lists and
dictionaries); values, each after what it holds; then the shells are filled: attributes and lists, then what looks at
hashes, at last those that are given a state. No constructor is called but of what is shared or plain (`names.CALLS`).
"""

from __future__ import annotations

import json
import struct
import sys
from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum, Flag
from functools import partial
from itertools import accumulate, compress, islice, repeat
from types import FunctionType, MethodType
from typing import Any, NamedTuple

from iosemu.lab.checkpoint import names
from iosemu.lab.checkpoint.collect import CONSTANTS, TRUTHS, UNSET
from iosemu.lab.checkpoint.pack import ATOMS, CODE_COSTS, COST, COSTS, SHELLS, VALUE_COST, WORD_COST

_LONGEST_INTEGER = 4096  # hexadecimal digits
_LARGEST_INDEX = 16 << 20  # bytes
_HEAVIEST = 1 << 20  # objects that one value may consist of, counted as often as they are met: so long takes its hash
_HASHED = 1 << 25  # those of all keys together
_MOST = 1 << 28  # of anything; what it takes is paid for before it is made
_FEW = 64  # keys that may have the same hash
UNSET_NUMBER = CONSTANTS.index(UNSET)
_EMPTY: dict[str, type] = {"D": dict, "L": list, "S": set}
_TRUTHS = {code: value for value, code in TRUTHS.items()}


class _Column(NamedTuple):
    """`refs`: where in the table they are, None: they are plain."""

    values: list[Any]
    refs: Sequence[int] | None


class Damaged(Exception):
    """It cannot have been written by `pack`."""


class _Group:
    """Shells of one kind: where they stand in the table."""

    __slots__ = ("codes", "first", "key", "kind", "objects")

    def __init__(self, kind: str, key: list[Any], codes: str, objects: list[Any], first: int) -> None:
        self.kind, self.key, self.codes, self.objects, self.first = kind, key, codes, objects, first


class Unpacker:
    """`memory`: bytes that the objects may take, roughly. `root` is what was packed."""

    def __init__(self, payload: bytes, memory: int) -> None:
        if len(payload) < 8:
            raise Damaged("it is too short")
        index_size, words = struct.unpack_from("<II", payload)
        if index_size > _LARGEST_INDEX or 8 + index_size + 4 * words > len(payload):
            raise Damaged("it is too short")
        at = 8 + index_size
        raw = bytearray(4 * words)
        for plane in range(4):
            raw[plane::4] = payload[at + plane * words : at + (plane + 1) * words]
        self._words = array("I", raw)
        if sys.byteorder == "big":
            self._words.byteswap()
        self._word = 0
        self._blob = memoryview(payload)[at + 4 * words :]
        self._byte = 0
        self._memory = memory - WORD_COST * words
        self.table: list[Any] = [*CONSTANTS]
        self._weights: list[int] = []
        self._hashed = 0
        index = json.loads(payload[8:at])
        if not isinstance(index, dict):
            raise Damaged("it has no index")
        self.root = self._all(index)

    def _all(self, index: dict[str, Any]) -> Any:
        keys = index["keys"]
        if type(keys) is not list or not all(type(key) is list and key and type(key[0]) is str for key in keys):
            raise Damaged("it has no keys")
        for kind, entry in zip(ATOMS, index["atoms"], strict=True):
            self.table += self._atoms(kind, entry)
        for at in index["named"]:
            kind, *key = keys[at]
            self.table.append(_NAMED[kind](*key))
        shells = [self._shells(keys[at], codes, self._count(n)) for at, codes, n in index["shells"]]
        hashed = [self._shells(keys[at], "", self._count(n)) for at, n in index["hashed"]]
        if any(group.kind != "hashed" for group in hashed):
            raise Damaged("a record is empty")
        self._weights = [1] * len(self.table)
        waiting = iter(hashed)
        for at, codes, n in index["steps"]:
            if keys[at][0] == "hashed":
                self._fill_hashed(next(waiting), codes, self._count(n))
            else:
                self._step(keys[at], codes, self._count(n))
        if next(waiting, None) is not None:
            raise Damaged("a record is empty")
        late = [(group, self._contents(group)) for group in shells]
        for wanted in ("record", "list", "deque"), ("dict", "counter", "set", "table"):
            for group, contents in late:
                if group.kind in wanted:
                    self._fill(group, contents)
        states = {
            id(each): (each, state)
            for group, contents in late
            if group.kind == "state"
            for each, state in zip(group.objects, contents.columns[0].values, strict=True)
        }
        order = [self.table[number] for number in index["states"]]
        if set(map(id, order)) != states.keys() or len(order) != len(states):
            raise Damaged("a state is missing")
        for each in order:
            _give_state(*states[id(each)])
        if self._word != len(self._words) or self._byte != len(self._blob):
            raise Damaged("something is left over")
        return self.table[index["root"]]

    # reading

    def _count(self, n: Any) -> int:
        if type(n) is not int or not 0 <= n <= _MOST:
            raise Damaged("a number makes no sense")
        return n

    def _pay(self, count: int, each: int) -> None:
        self._memory -= count * each
        if self._memory < 0:
            raise Damaged("it would take too much memory")

    def _take(self, count: int) -> array[int]:
        at = self._word
        self._word = end = at + count
        if end > len(self._words):
            raise Damaged("references are missing")
        return self._words[at:end]

    def _bytes(self, count: int) -> memoryview:
        at = self._byte
        self._byte = end = at + count
        if end > len(self._blob):
            raise Damaged("bytes are missing")
        return self._blob[at:end]

    def _values(self, refs: array[int]) -> list[Any]:
        try:
            return list(map(self.table.__getitem__, refs))
        except IndexError:
            raise Damaged("a reference leads nowhere") from None

    def _pieces(self, whole: Any, sizes: Iterable[int]) -> Iterator[Any]:
        at = 0
        for end in accumulate(sizes):
            yield whole[at:end]
            at = end

    # atoms

    def _atoms(self, kind: str, entry: Any) -> Iterable[Any]:
        if kind == "float":
            self._pay(self._count(entry), 32)
            return struct.unpack(f"<{entry}d", self._bytes(8 * entry))
        if kind == "int":
            return self._integers(self._count(entry[0]), entry[1])
        if kind == "str":
            sizes = self._take(self._count(entry[0]))
            self._pay(len(sizes), COST)
            self._pay(1, 4 * self._count(entry[1]))
            text = str(self._bytes(entry[1]), "utf-8", "surrogatepass")
            if sum(sizes) != len(text):
                raise Damaged("a text is too short")
            return self._pieces(text, sizes)
        sizes = self._take(self._count(entry))
        self._pay(len(sizes), COST)
        return self._pieces(bytes(self._bytes(sum(sizes))), sizes)

    def _integers(self, count: int, big: list[str]) -> list[int]:
        self._pay(count, 32)
        found = list(struct.unpack(f"<{count}q", self._bytes(8 * count)))
        at = -1
        for digits in big:
            if len(digits) > _LONGEST_INTEGER:
                raise Damaged("a number is too long")
            at = found.index(-(1 << 63), at + 1)
            found[at] = int(digits, 16)
        return found

    def _columns(self, codes: str, width: int, count: int) -> list[_Column]:
        if type(codes) is not str or len(codes) != width:
            raise Damaged("a column is missing")
        return [self._column(code, count) for code in codes]

    def _column(self, code: str, count: int) -> _Column:
        if code == "r":
            refs = self._take(count)
            return _Column(self._values(refs), refs)
        self._pay(count, VALUE_COST + CODE_COSTS.get(code, 0))
        if code == "n":
            return _Column([None] * count, None)
        if code == "s":
            ref = self._take(1)
            return _Column(self._values(ref) * count, ref)
        if code == "f":
            (first,) = self._take(1)
            if first + count > len(self.table):
                raise Damaged("a reference leads nowhere")
            return _Column(self.table[first : first + count], range(first, first + count))
        if code == "t":
            return _Column(list(map(_TRUTHS.__getitem__, self._bytes(count))), None)
        if code == "B":
            return _Column(list(self._bytes(count)), None)
        if code in _EMPTY:
            return _Column([each() for each in repeat(_EMPTY[code], count)], None)
        if code == "y":
            sizes = self._take(count)
            return _Column(list(self._pieces(bytes(self._bytes(sum(sizes))), sizes)), None)
        if code not in ("i", "q", "d"):
            raise Damaged("a column is of no kind")
        found = array(code)
        found.frombytes(self._bytes(found.itemsize * count))
        if sys.byteorder == "big":
            found.byteswap()
        return _Column(found.tolist(), None)

    # shells

    def _shells(self, key: list[Any], codes: str, count: int) -> _Group:
        kind, *key = key
        if kind not in SHELLS:
            raise Damaged("it makes something else")
        self._pay(count, COSTS.get(kind, COST))
        make = _SHELLS.get(kind)  # lists, dictionaries, …; else it is a record
        objects = make(self, count, *key) if make is not None else self._records(kind, count, key[0])
        self.table += objects
        return _Group(kind, key, codes, objects, len(self.table) - count)

    @staticmethod
    def _records(kind: str, count: int, name: str) -> list[Any]:
        made = names.class_named(name)
        if not names.plain_record(made) or (kind == "state") is not names.has_state(made):
            raise Damaged(f"{name} is another record here")
        return list(map(object.__new__, repeat(made, count)))

    def _bytearrays(self, count: int) -> list[bytearray]:
        sizes = self._take(count)
        return list(map(bytearray, self._pieces(self._bytes(sum(sizes)), sizes)))

    # values

    def _step(self, key: list[Any], codes: str, count: int) -> None:
        """What these hold is in the table: it has no more places yet."""
        kind, *key = key
        self._pay(count, COST)
        if kind in ("tuples", "frozenset"):
            sizes = self._take(count)
            (column,) = self._columns(codes, 1, sum(sizes))
            weights = list(map(sum, self._pieces(self._weigh(column), sizes)))
            if kind == "frozenset":
                self._hash(sum(weights))
            self._check(weights)
            made = list(map(tuple if kind == "tuples" else frozenset, self._pieces(column.values, sizes)))
        else:
            width, make = _VALUES[kind](*key)
            columns = self._columns(codes, width, count)
            weights = self._weights_of(columns, count)
            made = make(zip(*[each.values for each in columns], strict=True) if width else repeat((), count))
        self.table += made
        self._weights += [1 + each for each in weights]

    def _weigh(self, column: _Column) -> list[int]:
        if column.refs is None:
            return [1] * len(column.values)
        found = list(map(self._weights.__getitem__, column.refs))
        return found if len(found) == len(column.values) else found * len(column.values)

    def _weights_of(self, columns: list[_Column], count: int) -> list[int]:
        found = list(map(sum, zip(*map(self._weigh, columns), strict=True))) if columns else [0] * count
        self._check(found)
        return found

    @staticmethod
    def _check(weights: list[int]) -> None:
        if weights and max(weights) > _HEAVIEST:
            raise Damaged("a value is too large")

    def _fill_hashed(self, group: _Group, codes: str, count: int) -> None:
        if count != len(group.objects):
            raise Damaged("a record is empty")
        _, slots, shape = group.key
        columns = self._columns(codes, len(slots) + len(shape), count)
        weights = self._weights_of(columns, count)
        _set_attributes(group, columns)
        self._weights[group.first : group.first + count] = [1 + each for each in weights]

    # filling

    def _contents(self, group: _Group) -> _Contents:
        kind, count, codes = group.kind, len(group.objects), group.codes
        if kind == "bytearray":
            return _Contents([], array("I"))
        if kind in ("record", "state"):
            width = 1 if kind == "state" else len(group.key[1]) + len(group.key[2])
            return _Contents(self._columns(codes, width, count), array("I"))
        sizes = self._take(count)
        columns = self._columns(codes, 2 if kind in ("dict", "counter") else 1, sum(sizes))
        if kind in ("dict", "counter", "set", "table"):
            self._hash(sum(self._weigh(columns[0])))
        return _Contents(columns, sizes)

    def _hash(self, weight: int) -> None:
        self._hashed += weight
        if self._hashed > _HASHED:
            raise Damaged("its keys are too large")

    def _fill(self, group: _Group, contents: _Contents) -> None:
        objects, columns, sizes = group.objects, contents.columns, contents.sizes
        if group.kind == "record":
            _set_attributes(group, columns)
        elif group.kind in ("dict", "counter"):
            pairs = zip(*[each.values for each in columns], strict=True)
            for each, size in zip(compress(objects, sizes), filter(None, sizes), strict=True):
                if size == 1:
                    key, value = next(pairs)
                    each[key] = value
                else:
                    _put(each, list(islice(pairs, size)))
        elif group.kind == "table":
            name, shape = group.key
            for attribute in shape:
                _check_attribute(names.class_named(name), attribute)
            for each, row in zip(objects, self._pieces(columns[0].values, sizes), strict=True):
                for attribute, value in zip(shape, row[: len(shape)], strict=True):
                    object.__setattr__(each, attribute, value)
                row = row[len(shape) :]
                _put(each, list(zip(row[0::2], row[1::2], strict=True)))
        elif group.kind == "set":
            for each, piece in zip(objects, self._pieces(columns[0].values, sizes), strict=True):
                if piece:
                    _check_hashes(piece)
                    each.update(piece)
        else:
            values = iter(columns[0].values)
            for each, size in zip(compress(objects, sizes), filter(None, sizes), strict=True):
                each += islice(values, size)


class _Contents(NamedTuple):
    columns: list[_Column]
    sizes: array[int]


def _check_hashes(keys: list[Any]) -> None:
    """Keys that are different and have all the same hash would take a dictionary for ever."""
    if len(keys) > _FEW and len(keys) - len(set(map(hash, keys))) > _FEW:
        raise Damaged("its keys look alike")


def _put(table: dict[Any, Any], pairs: list[tuple[Any, Any]]) -> None:
    if len(pairs) > _FEW:
        _check_hashes([key for key, _ in pairs])
    dict.update(table, pairs)
    if len(table) != len(pairs):
        raise Damaged("a key comes twice")


def _set_attributes(group: _Group, columns: list[_Column]) -> None:
    """Column by column: slots by their own descriptors, the others by their names, past what the class says to it."""
    name, slots, shape = group.key
    made = names.class_named(name)
    if tuple(slots) != names.slots_of(made) or (shape and not made.__dictoffset__):
        raise Damaged(f"{name} is another record here")
    objects = group.objects
    for attribute, (column, refs) in zip(slots, columns, strict=False):
        put = names.slot_of(made, attribute).__set__
        if refs is not None and UNSET_NUMBER in refs:
            for each, value in zip(objects, column, strict=True):
                if value is not UNSET:
                    put(each, value)
        else:
            deque(map(put, objects, column), 0)
    for attribute, (column, _) in zip(shape, columns[len(slots) :], strict=True):
        _check_attribute(made, attribute)
        deque(map(object.__setattr__, objects, repeat(attribute), column), 0)


def _check_attribute(made: type, name: Any) -> None:
    if not isinstance(name, str) or not name.isidentifier() or name.startswith("__") or names.slot_of(made, name):
        raise Damaged(f"{names.name_of(made)} has another attribute")


def _give_state(thing: Any, state: Any) -> None:
    made = type(thing)
    if hasattr(made, "__setstate__"):
        thing.__setstate__(state)
        return
    if not isinstance(state, dict):
        raise Damaged(f"{names.name_of(made)} has another state")
    for name, value in state.items():
        _check_attribute(made, name)
        object.__setattr__(thing, name, value)


def _function(name: str) -> Any:
    if "." in name.partition(":")[2]:  # a method without an object
        raise Damaged(f"{name} is no function")
    return names.function_named(name)


def _tables(_: Unpacker, count: int, name: str, shape: list[str]) -> list[Any]:
    made = names.class_named(name)
    if not names.table(made):
        raise Damaged(f"{name} is no dictionary")
    return [dict.__new__(made) for _ in range(count)]


def _members(name: str) -> tuple[int, Callable[[Iterable[Any]], list[Any]]]:
    made = names.class_named(name)
    if not issubclass(made, Enum):
        raise Damaged(f"{name} is no enumeration")
    look_up: Callable[[Any], Any] = made if issubclass(made, Flag) else made.__members__.__getitem__
    return 1, lambda rows: [look_up(value) for (value,) in rows]


def _named(name: str, width: int) -> tuple[int, Callable[[Iterable[Any]], list[Any]]]:
    made = names.class_named(name)
    if not issubclass(made, tuple) or len(getattr(made, "_fields", range(width))) != width or width > _FEW:
        raise Damaged(f"{name} is another tuple here")
    return width, lambda rows: [tuple.__new__(made, row) for row in rows]


def _methods(name: str) -> tuple[int, Callable[[Iterable[Any]], list[Any]]]:
    function, owner = names.function_named(name), names.owner_of(name)

    def make(rows: Iterable[Any]) -> list[Any]:
        owners = [each for (each,) in rows]
        kinds: set[Any] = set(map(type, owners))
        if not all(issubclass(kind, owner) and names.may_wait(name, kind) for kind in kinds):
            raise Damaged(f"{name} is of something else")
        return list(map(MethodType, repeat(function), owners))

    return 1, make


def _partials(count: int, keywords: list[str]) -> tuple[int, Callable[[Iterable[Any]], list[Any]]]:
    if not 0 <= count <= _FEW or len(keywords) > _FEW:
        raise Damaged("a call has too many arguments")

    def one(function: Any, *arguments: Any) -> Any:
        if type(function) not in (FunctionType, MethodType, partial):
            raise Damaged("a call is of something else")
        return partial(function, *arguments[:count], **dict(zip(keywords, arguments[count:], strict=True)))

    return 1 + count + len(keywords), lambda rows: [one(*row) for row in rows]


def _calls(name: str, count: int) -> tuple[int, Callable[[Iterable[Any]], list[Any]]]:
    call = names.call_named(name)
    if not 0 <= count <= _FEW:
        raise Damaged("a call has too many arguments")
    return count, lambda rows: [call(*row) for row in rows]


def _tuples(width: int) -> tuple[int, Callable[[Iterable[Any]], list[Any]]]:
    if not 0 <= width <= _FEW:
        raise Damaged("a tuple is too long")
    return width, list


_NAMED: dict[str, Callable[[str], Any]] = {
    "class": names.class_named, "function": _function, "constant": names.constant_named,
}  # fmt: skip
_SHELLS: dict[str, Callable[..., list[Any]]] = {
    "list": lambda self, count: [[] for _ in range(count)],
    "dict": lambda self, count: [{} for _ in range(count)],
    "counter": lambda self, count: [Counter() for _ in range(count)],
    "set": lambda self, count: [set() for _ in range(count)],
    "deque": lambda self, count, longest: [deque(maxlen=longest) for _ in range(count)],
    "table": _tables,
    "bytearray": Unpacker._bytearrays,
}
_VALUES: dict[str, Callable[..., tuple[int, Callable[[Iterable[Any]], list[Any]]]]] = {
    "tuple": _tuples, "named": _named, "enum": _members, "method": _methods, "partial": _partials, "call": _calls,
}  # fmt: skip
