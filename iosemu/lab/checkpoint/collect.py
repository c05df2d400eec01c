"""All objects beneath one, sorted by what they are: the first half of saving.

The walk goes in levels, and takes all objects of one class in a level apart at once: that is several times faster than
one after the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from enum import Enum, Flag
from functools import partial
from itertools import chain, count
from operator import attrgetter, methodcaller
from types import FunctionType, MethodDescriptorType, MethodType
from typing import Any, cast

from iosemu.lab.checkpoint import names

UNSET = object()
"""In the place of a slot's value that was never given one."""
CONSTANTS: tuple[Any, ...] = (None, False, True, Ellipsis, NotImplemented, UNSET)
"""Objects number 0, 1, …"""


class Unsavable(Exception):
    """What cannot be saved, in words."""


class Group:
    """Objects that are taken apart, and made again, in one way.

    `refs` are the numbers of what they hold, row after row; rows are `width` long, or as `sizes` says when `width` is
    None.
    """

    __slots__ = ("key", "objects", "refs", "sizes", "width")

    def __init__(self, key: tuple[Any, ...], width: int | None) -> None:
        self.key = key  # (kind, more that is needed to make them)
        self.width = width
        self.objects: list[Any] = []
        self.refs: list[int] = []
        self.sizes: list[int] = []

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
        self.groups: dict[tuple[Any, ...], Group] = {}
        self.numbers: defaultdict[int, int] = defaultdict(count().__next__)  # id -> in the order in which they are met
        self._kept: list[list[Any]] = []  # whose ids these are
        self._left_out = left_out
        self._takers: dict[type, Taker] = {}
        self._names: dict[Any, str] = {}
        self.states: dict[int, Any] = {}  # id -> what stands for an object that tells its state itself
        self._met: list[Any] = []
        self._meet([*CONSTANTS, root])
        self._met = [root]
        while self._met:
            by_class: defaultdict[type, list[Any]] = defaultdict(list)
            for each in self._met:
                by_class[type(each)].append(each)
            self._met = []
            for kind, objects in by_class.items():
                taker = self._takers.get(kind)
                if taker is None:
                    taker = self._takers[kind] = self._taker(kind)
                taker(objects)

    def _meet(self, things: list[Any]) -> list[int]:
        """The numbers of things; new ones will be taken apart."""
        self._kept.append(things)
        known = len(self.numbers)
        found = list(map(self.numbers.__getitem__, map(id, things)))
        if len(self.numbers) > known:
            new = {number: each for number, each in zip(found, things, strict=True) if number >= known}
            self._met += new.values()
        return found

    def group(self, key: tuple[Any, ...], width: int | None = 0) -> Group:
        found = self.groups.get(key)
        if found is None:
            found = self.groups[key] = Group(key, width)
        return found

    def _add(self, key: tuple[Any, ...], objects: list[Any], parts: list[Any], width: int | None) -> None:
        group = self.group(key, width)
        group.objects += objects
        group.refs += self._meet(parts)

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
        if kind.__reduce__ is not object.__reduce__ or kind.__reduce_ex__ is not object.__reduce_ex__:
            return self._reduced
        if names.table(kind):
            return partial(self._tables, self._name(kind))
        if not names.plain_record(kind):
            raise Unsavable(f"a {kind.__module__}.{kind.__qualname__}")
        if names.has_state(kind):
            return partial(self._states, self._name(kind))
        hashed = kind.__hash__ is not None and kind.__hash__ is not object.__hash__
        slots = names.slots_of(kind)
        take = partial(self._records, "hashed" if hashed else "record", self._name(kind), slots)
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
        self.group((key,)).objects += objects

    def _sized(self, key: str, objects: list[Any]) -> None:
        if self._left_out and key == "list":
            taken = [[each for each in one if not self._is_left_out(each)] for one in objects]
        else:
            taken = objects
        self.group((key,), None).sizes += map(len, taken)
        self._add((key,), objects, list(chain.from_iterable(taken)), None)

    def _is_left_out(self, thing: Any) -> bool:
        return id(thing) in self._left_out or (type(thing) is MethodType and id(thing.__self__) in self._left_out)

    def _tuples(self, objects: list[Any]) -> None:
        by_length: defaultdict[int, list[Any]] = defaultdict(list)
        for each in objects:
            by_length[len(each)].append(each)
        for length, some in by_length.items():
            if length > _LONG:
                self._sized("tuples", some)
            else:
                self._add(("tuple", length), some, list(chain.from_iterable(some)), length)

    def _dicts(self, key: str, objects: list[Any]) -> None:
        """Keys and values in turn; `sizes` counts pairs."""
        self.group((key,), None).sizes += map(len, objects)
        items = map(methodcaller("items"), objects)
        self._add((key,), objects, list(chain.from_iterable(chain.from_iterable(items))), None)

    def _deques(self, objects: list[Any]) -> None:
        for each in objects:
            key = "deque", each.maxlen
            self.group(key, None).sizes.append(len(each))
            self._add(key, [each], list(each), None)

    def _functions(self, objects: list[Any]) -> None:
        for each in objects:
            if "." in names.name_of(each).partition(":")[2]:
                raise Unsavable(names.name_of(each).replace(":", "."))
            self.group(("function", self._function(each))).objects.append(each)

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
            self._add(key, some, [each.__self__ for each in some], 1)

    def _partials(self, objects: list[Any]) -> None:
        for each in objects:
            key = "partial", len(each.args), tuple(each.keywords)
            row = [each.func, *each.args, *each.keywords.values()]
            self._add(key, [each], row, len(row))

    def _classes(self, objects: list[Any]) -> None:
        for each in objects:
            self.group(("class", self._name(each))).objects.append(each)

    def _members(self, name: str, value: str, objects: list[Any]) -> None:
        self._add(("enum", name), objects, [getattr(each, value) for each in objects], 1)

    def _named(self, name: str, objects: list[Any]) -> None:
        by_length: defaultdict[int, list[Any]] = defaultdict(list)
        for each in objects:
            by_length[len(each)].append(each)
        for length, some in by_length.items():
            self._add(("named", name, length), some, list(chain.from_iterable(some)), length)

    def _tables(self, name: str, objects: list[Any]) -> None:
        """Dictionaries of a class of ours: attributes, then keys and values in turn."""
        for each in objects:
            row = [*each.__dict__.values(), *chain.from_iterable(each.items())]
            key = "table", name, tuple(each.__dict__)
            self.group(key, None).sizes.append(len(row))
            self._add(key, [each], row, None)

    def _reduced(self, objects: list[Any]) -> None:
        """What its class tells how to make anew (`__reduce__`)."""
        for each in objects:
            reduced = each.__reduce_ex__(4)
            if isinstance(reduced, str):
                name = f"{each.__module__}:{reduced}"
                self._known(name, names.constant_named, each)
                self.group(("constant", name)).objects.append(each)
                continue
            function, arguments, *rest = reduced
            try:
                if any(state is not None for state in rest):
                    raise names.Unknown
                key = "call", names.call_name(function), len(arguments)
            except names.Unknown:
                kind = type(each)
                raise Unsavable(f"a {kind.__module__}.{kind.__qualname__}") from None
            self._add(key, [each], list(arguments), len(arguments))

    def _states(self, name: str, objects: list[Any]) -> None:
        states = [each.__getstate__() for each in objects]
        self._add(("state", name), objects, states, 1)
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
        self._add((kind, name, slots, shape), objects, parts, len(every))


def _plainly(kind: type) -> Callable[[Collection, list[Any]], None]:
    key = kind.__name__.lower()
    return lambda self, objects: self._plain(key, objects)


def _by_size(kind: type) -> Callable[[Collection, list[Any]], None]:
    key = kind.__name__
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
