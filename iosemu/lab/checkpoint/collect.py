"""All objects beneath one, sorted by what they are: the first half of saving.

The walk goes in levels, and takes all objects of one class in a level apart at once: that is several times faster than
one after the other.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from enum import Enum, Flag
from functools import partial
from itertools import chain, compress, count, repeat
from operator import attrgetter, is_
from sys import getrefcount
from types import FunctionType, MethodDescriptorType, MethodType, NoneType
from typing import Any, cast

from iosemu.lab.checkpoint import names

UNSET = object()
"""In the place of a slot's value that was never given one."""
CONSTANTS: tuple[Any, ...] = (None, False, True, Ellipsis, NotImplemented, UNSET)
"""Objects number 0, 1, …"""


class Unsavable(Exception):
    """What cannot be saved, in words."""


Column = tuple[str, Any]
"""What one attribute (element, key …) of many objects holds, or all the elements of many lists, in one of these ways:

n  all None                          (nothing)
t  None, False or True               bytes: 0, 1, 2
B, i, q  whole numbers of 1 octet, of 4, of 8   bytes, array
d  floats                            array
s  all the same object               its number
f  new objects, one after the other  the number of the first
D, L, S  an empty dictionary, list, set of its own each   (nothing)
y  bytes that nobody else has        they themselves
r  anything                          numbers
"""
NOTHING: Column = ("n", None)
TRUTHS = {None: 0, False: 1, True: 2}
_EMPTY = {dict: "D", list: "L", set: "S"}
_ONE_OWNER = max(map(getrefcount, [object()])) + 1
"""References to something in a list that one other thing has, too: nobody else will be met who has it."""


class Group:
    """Objects of one class, met in the same level, that are taken apart, and made again, in one way.

    `columns` have an entry for each object; where `sizes` are given an object has so many entries of each.
    """

    __slots__ = ("columns", "key", "numbers", "objects", "sizes")

    def __init__(self, key: tuple[Any, ...], objects: list[Any], numbers: list[int]) -> None:
        self.key = key  # (kind, more that is needed to make them)
        self.objects = objects
        self.numbers = numbers
        self.columns: list[Column] = []
        self.sizes: list[int] | None = None

    @property
    def kind(self) -> str:
        return cast(str, self.key[0])


Taker = Callable[[list[Any]], None]
"""Takes objects of one class apart, and keeps them in groups."""
_LONG = 12  # tuples up to this length are grouped by it


class Collection:
    """Everything beneath `root`. `left_out` are ids of what is the host's: lists are saved without them and what is
    called for them. Raises Unsavable.
    """

    def __init__(self, root: Any, left_out: frozenset[int] = frozenset()) -> None:
        self.groups: list[Group] = []
        self.numbers: defaultdict[int, int] = defaultdict(count().__next__)  # id -> in the order in which they are met
        self.count = 0  # of numbers; what has but one owner need not be found by its id
        self._kept: list[Any] = []  # whose ids these are
        self._left_out = left_out
        self._takers: dict[type, Taker] = {}
        self._in_order: dict[type, bool] = {}  # do all of a class that are met together stay one group?
        self._names: dict[Any, str] = {}
        self.states: dict[int, Any] = {}  # id -> what stands for an object that tells its state itself
        self._met: defaultdict[type, tuple[list[Any], list[int]]] = defaultdict(_no_objects)
        self._refer([*CONSTANTS, root])
        self._met = defaultdict(_no_objects, {type(root): ([root], [self.numbers[id(root)]])})
        while self._met:
            met, self._met = self._met, defaultdict(_no_objects)
            for kind, (objects, numbers) in met.items():
                taker = self._takers.get(kind)
                if taker is None:
                    taker = self._takers[kind] = self._taker(kind)
                self._batch = objects, numbers
                taker(objects)

    def _column(self, things: list[Any], also: int = 1) -> Column:
        """What they are; of new objects others will be taken apart. `also`: so many other lists of ours hold them."""
        kinds = set(map(type, things))
        if kinds <= _TRUE_OR_NOT:
            return NOTHING if kinds <= _NONE else ("t", bytes(map(TRUTHS.__getitem__, things)))
        if len(kinds) > 1:
            return self._refer(things)
        (kind,) = kinds
        if kind is int:
            return _integers(things) or self._refer(things)
        if kind is float:
            return "d", array("d", things)
        if kind is bytes or self._keeps_order(kind):
            owners = _ONE_OWNER + also
            if getrefcount(things[0]) <= owners and max(map(getrefcount, things)) <= owners:
                if kind is bytes:
                    return "y", things
                if kind in _EMPTY and not any(things):
                    return _EMPTY[kind], None
                return self._take_in(kind, things)
        return self._refer(things)

    def _take_in(self, kind: type, things: list[Any]) -> Column:
        """What nobody else has: their numbers need not be found again."""
        first = self.count
        self.count += len(things)
        self.numbers.default_factory = count(self.count).__next__
        objects, numbers = self._met[kind]
        objects += things
        numbers += range(first, self.count)
        return "f", first

    def _refer(self, things: list[Any]) -> Column:
        self._kept.append(things)
        known, before = self.count, len(self.numbers)
        found = list(map(self.numbers.__getitem__, map(id, things)))
        self.count += len(self.numbers) - before
        if self.count > known:
            new = list(map(known.__le__, found))
            fresh = dict(zip(compress(found, new), compress(things, new), strict=True))
            classes = list(map(type, fresh.values()))
            kinds = set(classes)
            if len(kinds) == 1:
                objects, numbers = self._met[classes[0]]
                objects += fresh.values()
                numbers += fresh
            elif len(kinds) < 4:
                for kind in kinds:
                    these = list(map(is_, classes, repeat(kind)))
                    objects, numbers = self._met[kind]
                    objects += compress(fresh.values(), these)
                    numbers += compress(fresh, these)
            else:
                for kind, number, each in zip(classes, fresh, fresh.values(), strict=True):
                    objects, numbers = self._met[kind]
                    objects.append(each)
                    numbers.append(number)
            if len(kinds) == 1 and len(fresh) == len(things) and self._keeps_order(classes[0]):
                return "f", known
        elif found[0] == found[-1] and found.count(found[0]) == len(found):
            return "s", found[0]
        return "r", found

    def _keeps_order(self, kind: type) -> bool:
        found = self._in_order.get(kind)
        if found is None:
            found = self._in_order[kind] = kind in (dict, list, set) or (
                kind not in _BUILTIN and names.simple_record(kind)
            )
        return found

    def _columns(self, rows: list[Any]) -> list[Column]:
        """Of rows of one length."""
        width = len(rows[0])
        flat = list(chain.from_iterable(rows))
        return [self._column(flat[at::width]) for at in range(width)]

    def _add(
        self, key: tuple[Any, ...], objects: list[Any], columns: list[Column], sizes: list[int] | None = None
    ) -> None:
        whole, numbers = self._batch
        if objects is not whole:
            numbers = list(map(self.numbers.__getitem__, map(id, objects)))
        group = Group(key, objects, numbers)
        group.columns, group.sizes = columns, sizes
        self.groups.append(group)

    # how a class is taken apart

    def _taker(self, kind: Any) -> Taker:
        found = _BUILTIN.get(kind)
        if found is not None:
            return partial(found, self)
        if issubclass(kind, type):
            return self._classes
        if issubclass(kind, Enum):
            return partial(self._members, self._name(kind), "_value_" if issubclass(kind, Flag) else "_name_")
        if issubclass(kind, tuple):
            return partial(self._named, self._name(kind))
        if names.reduced(kind):
            return self._reduced
        if names.table(kind):
            return partial(self._tables, self._name(kind))
        if not names.plain_record(kind):
            raise Unsavable(f"a {kind.__module__}.{kind.__qualname__}")
        if names.has_state(kind):
            return partial(self._states, self._name(kind))
        how = "hashed" if names.hashed(kind) else "record"
        take = partial(self._records, how, self._name(kind), names.slots_of(kind))
        return partial(self._shaped, take) if kind.__dictoffset__ else partial(take, ())

    def _name(self, kind: type) -> str:
        found = self._names.get(kind)
        if found is None:
            found = kind.__name__ if names.PLAIN_CLASSES.get(kind.__name__) is kind else names.name_of(kind)
            self._known(found, names.class_named, kind)
            self._names[kind] = found
        return found

    @staticmethod
    def _known(name: str, look_up: Callable[[str], Any], thing: Any) -> None:
        try:
            if look_up(name) is thing:
                return
        except names.Unknown:
            pass
        raise Unsavable(name.replace(":", "."))

    def _plain(self, key: str, objects: list[Any]) -> None:
        self._add((key,), objects, [])

    def _sized(self, key: tuple[Any, ...], objects: list[Any]) -> None:
        if self._left_out and key == ("list",):
            taken = [[each for each in one if not self._is_left_out(each)] for one in objects]
        else:
            taken = objects
        self._add(key, objects, [self._column(list(chain.from_iterable(taken)), 0)], list(map(len, taken)))

    def _is_left_out(self, thing: Any) -> bool:
        return id(thing) in self._left_out or (type(thing) is MethodType and id(thing.__self__) in self._left_out)

    def _tuples(self, objects: list[Any]) -> None:
        by_length: defaultdict[int, list[Any]] = defaultdict(list)
        for each in objects:
            by_length[len(each)].append(each)
        for length, some in by_length.items():
            if length > _LONG:
                self._sized(("tuples",), some)
            else:
                self._add(("tuple", length), some, self._columns(some))

    def _dicts(self, key: str, objects: list[Any]) -> None:
        """Keys, and values."""
        keys = self._column(list(chain.from_iterable(objects)), 0)
        values = self._column(list(chain.from_iterable(map(dict.values, objects))), 0)
        self._add((key,), objects, [keys, values], list(map(len, objects)))

    def _deques(self, objects: list[Any]) -> None:
        by_limit: defaultdict[int | None, list[Any]] = defaultdict(list)
        for each in objects:
            by_limit[each.maxlen].append(each)
        for limit, some in by_limit.items():
            self._sized(("deque", limit), some)

    def _functions(self, objects: list[Any]) -> None:
        for each in objects:
            if "." in names.name_of(each).partition(":")[2]:
                raise Unsavable(names.name_of(each).replace(":", "."))
            self._add(("function", self._function(each)), [each], [])

    def _function(self, function: Any) -> str:
        found = self._names.get(function)
        if found is None:
            found = names.name_of(function)
            self._known(found, names.function_named, function)
            self._names[function] = found
        return found

    def _methods(self, objects: list[Any]) -> None:
        by_function: defaultdict[Any, list[Any]] = defaultdict(list)
        for each in objects:
            by_function[each.__func__].append(each)
        for function, some in by_function.items():
            key = "method", self._function(function)
            kinds: set[Any] = {type(each.__self__) for each in some}
            for kind in kinds:
                if not names.may_wait(key[1], kind):
                    raise Unsavable(f"{kind.__qualname__}: {key[1].replace(':', '.')}")
            self._add(key, some, [self._column([each.__self__ for each in some], 0)])

    def _partials(self, objects: list[Any]) -> None:
        for each in objects:
            key = "partial", len(each.args), tuple(each.keywords)
            self._add(key, [each], self._columns([[each.func, *each.args, *each.keywords.values()]]))

    def _classes(self, objects: list[Any]) -> None:
        for each in objects:
            self._add(("class", self._name(each)), [each], [])

    def _members(self, name: str, value: str, objects: list[Any]) -> None:
        self._add(("enum", name), objects, [self._column([getattr(each, value) for each in objects], 0)])

    def _named(self, name: str, objects: list[Any]) -> None:
        by_length: defaultdict[int, list[Any]] = defaultdict(list)
        for each in objects:
            by_length[len(each)].append(each)
        for length, some in by_length.items():
            self._add(("named", name, length), some, self._columns(some))

    def _tables(self, name: str, objects: list[Any]) -> None:
        """Dictionaries of a class of ours: attributes, then keys and values in turn."""
        self._shaped(partial(self._tables_alike, name), objects)

    def _tables_alike(self, name: str, shape: tuple[str, ...], objects: list[Any]) -> None:
        rows = [[*each.__dict__.values(), *chain.from_iterable(each.items())] for each in objects]
        column = self._column(list(chain.from_iterable(rows)))
        self._add(("table", name, shape), objects, [column], list(map(len, rows)))

    def _reduced(self, objects: list[Any]) -> None:
        """What its class tells how to make anew (`__reduce__`)."""
        alike: defaultdict[tuple[Any, ...], tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
        for each in objects:
            reduced = each.__reduce_ex__(4)
            if isinstance(reduced, str):
                name = f"{each.__module__}:{reduced}"
                self._known(name, names.constant_named, each)
                self._add(("constant", name), [each], [])
                continue
            function, arguments, *rest = reduced
            try:
                if any(state is not None for state in rest):
                    raise names.Unknown
                key = "call", names.call_name(function), len(arguments)
            except names.Unknown:
                kind = type(each)
                raise Unsavable(f"a {kind.__module__}.{kind.__qualname__}") from None
            made, rows = alike[key]
            made.append(each)
            rows.append(arguments)
        for key, (made, rows) in alike.items():
            self._add(key, made, self._columns(rows))

    def _states(self, name: str, objects: list[Any]) -> None:
        states = [each.__getstate__() for each in objects]
        self._add(("state", name), objects, [self._column(states, 0)])
        self.states.update(zip(map(id, objects), states, strict=True))

    def _shaped(self, take: Callable[[tuple[str, ...], list[Any]], None], objects: list[Any]) -> None:
        """By the attributes that they have in their `__dict__`."""
        by_shape: defaultdict[tuple[str, ...], list[Any]] = defaultdict(list)
        for each in objects:
            by_shape[tuple(each.__dict__)].append(each)
        for shape, some in by_shape.items():
            take(shape, some)

    def _records(
        self, kind: str, name: str, slots: tuple[str, ...], shape: tuple[str, ...], objects: list[Any]
    ) -> None:
        every = slots + shape
        try:
            if len(every) > 1:
                parts = list(chain.from_iterable(map(attrgetter(*every), objects)))
            elif every:
                parts = list(map(attrgetter(*every), objects))
            else:
                parts = []
        except AttributeError:
            parts = [getattr(each, attribute, UNSET) for each in objects for attribute in every]
        columns = [self._column(parts[at :: len(every)]) for at in range(len(every))]
        self._add((kind, name, slots, shape), objects, columns)


def _no_objects() -> tuple[list[Any], list[int]]:
    return [], []


_NONE = frozenset({NoneType})
_TRUE_OR_NOT = frozenset({NoneType, bool})


def _integers(things: list[int]) -> Column | None:
    """None: they are too large."""
    least, most = min(things), max(things)
    if least >= 0 and most < 256:
        return "B", bytes(things)
    if least >= -(1 << 31) and most < 1 << 31:
        return "i", array("i", things)
    if least >= -(1 << 63) and most < 1 << 63:
        return "q", array("q", things)
    return None


def _plainly(kind: type) -> Callable[[Collection, list[Any]], None]:
    key = kind.__name__.lower()
    return lambda self, objects: self._plain(key, objects)


def _by_size(kind: type) -> Callable[[Collection, list[Any]], None]:
    key = (kind.__name__,)
    return lambda self, objects: self._sized(key, objects)


def _as_pairs(kind: type) -> Callable[[Collection, list[Any]], None]:
    key = kind.__name__.lower()
    return lambda self, objects: self._dicts(key, objects)


_BUILTIN: dict[type, Callable[[Collection, list[Any]], None]] = {
    **{kind: _plainly(kind) for kind in (int, float, str, bytes, bytearray)},
    **{kind: _by_size(kind) for kind in (list, set, frozenset)},
    **{kind: _as_pairs(kind) for kind in (dict, Counter)},
    tuple: Collection._tuples,
    deque: Collection._deques,
    FunctionType: Collection._functions,
    MethodDescriptorType: Collection._functions,
    MethodType: Collection._methods,
    partial: Collection._partials,
}
