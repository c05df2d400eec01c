"""What a lab is made of: a walk over all objects that saving it would take along, and what among them cannot be saved.

The walk goes where pickling goes (`__reduce_ex__`: what a class leaves out of its state is not met), without recursion,
and remembers by which attributes it came.
"""

from __future__ import annotations

import copyreg
import gc
import random
import sys
import types
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import Enum
from functools import cache, partial
from pathlib import PurePath
from typing import Any, NamedTuple

from iosemu.types import InterfaceName

PLAIN = (int, float, complex, str, bytes, bytearray, bool, type(None), type(Ellipsis), range, random.Random, Enum, timedelta, datetime, PurePath)
REMEMBERS = type(cache(len))
FOREIGN = frozenset({"builtins", "collections", "functools", "random", "enum", "copyreg", "types"})


class Offender(NamedTuple):
    """`what` names it where it is defined ("iosemu.lab.lab.Lab.filter.<locals>.<lambda>"), `path` is how it was met."""

    kind: str
    what: str
    path: str


class Found(NamedTuple):
    offenders: list[Offender]
    objects: dict[int, tuple[Any, str]]  # everything that was met, with its path


def _kept_by_name(thing: Any) -> bool:
    """Is this class or function found again under its name?"""
    place: Any = sys.modules.get(thing.__module__ or "")
    for part in thing.__qualname__.split("."):
        place = getattr(place, part, None)
    return place is thing or getattr(place, "__func__", None) is thing


def _function(thing: types.FunctionType) -> str:
    if "<lambda>" in thing.__qualname__.rpartition(".")[2]:
        return "lambda"
    if "<locals>" in thing.__qualname__:
        return "nested function"
    return "" if _kept_by_name(thing) else "function without a name"


def _constants() -> dict[int, str]:
    """Objects that a module of ours has under a name, told from others by their identity."""
    return {
        id(value): f"{module.__name__}.{name}"
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("iosemu")
        for name, value in vars(module).items()
        if type(value).__module__.startswith("iosemu") and type(value).__eq__ is object.__eq__
    }


def _name(thing: Any) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"


def _parts_of_state(thing: Any, state: Any) -> Iterator[tuple[str, Any]]:
    names = getattr(type(thing), "__dataclass_fields__", None)
    if type(state) is list and names is not None and len(state) == len(names):  # of a frozen record
        yield from ((f".{name}", value) for name, value in zip(names, state, strict=True))
    elif isinstance(state, tuple) and len(state) == 2 and all(isinstance(half, dict | None) for half in state):
        for half in state:
            yield from ((f".{name}", value) for name, value in (half or {}).items())
    elif isinstance(state, dict):
        yield from ((f".{name}", value) for name, value in state.items())
    elif state is not None:
        yield ".<state>", state


def _reduced(thing: Any, constants: dict[int, str]) -> Iterator[tuple[str, Any]]:
    """Parts of an object as pickling takes it apart. Raises what pickling would."""
    made = copyreg.dispatch_table.get(type(thing), None)
    reduced = made(thing) if made is not None else thing.__reduce_ex__(4)
    if isinstance(reduced, str):
        return
    function, arguments, *rest = reduced
    if id(thing) in constants and (function is copyreg.__newobj__ or function(*arguments) is not thing):  # type: ignore[attr-defined]
        raise TypeError(f"there would be two of {constants[id(thing)]}")
    if function is copyreg.__newobj__:  # type: ignore[attr-defined]
        arguments = arguments[1:]
    yield ".<made by>", function
    for number, each in enumerate(arguments):
        yield f".<argument {number}>", each
    rest += [None] * (4 - len(rest))
    if rest[0] is not None:
        yield from _parts_of_state(thing, rest[0])
    for number, each in enumerate(rest[1] or ()):
        yield f"[{number}]", each
    yield from _items(rest[2] or ())


def walk(root: Any, root_name: str) -> Found:
    """Everything beneath `root`."""
    found = Found([], {})
    queue: deque[tuple[Any, str]] = deque([(root, root_name)])
    constants = _constants()
    keep: list[Any] = []  # what was made for the walk: an id must not be given to another meanwhile
    while queue:
        thing, path = queue.popleft()
        if isinstance(thing, PLAIN) or id(thing) in found.objects:
            continue
        found.objects[id(thing)] = thing, path
        try:
            bad, what, parts = _look(thing, constants)
            if bad:
                found.offenders.append(Offender(bad, what, path))
            for name, part in parts:
                keep.append(part)
                queue.append((part, path + name))
        except (TypeError, AttributeError) as error:
            found.offenders.append(Offender("cannot be saved", f"{_name(type(thing))}: {error}", path))
    return found


def _look(thing: Any, constants: dict[int, str]) -> tuple[str, str, Iterator[tuple[str, Any]]]:
    """Kind of offence ("" for none), name, parts."""
    nothing: Iterator[tuple[str, Any]] = iter(())
    kind = type(thing)
    if isinstance(thing, type):
        return ("" if _kept_by_name(thing) else "class without a name"), _name(thing), nothing
    if kind is types.FunctionType:
        return _function(thing), _name(thing), nothing
    if kind is types.MethodType:
        bad = _function(thing.__func__)
        return bad, _name(thing.__func__), iter([(".<self>", thing.__self__)])
    if kind in (types.BuiltinFunctionType, types.MethodWrapperType):
        owner = thing.__self__
        if owner is None or isinstance(owner, types.ModuleType | type):
            return "", "", nothing
        return "method of a built-in object", f"{type(owner).__name__}.{thing.__name__}", iter([(".<self>", owner)])
    if kind is types.GeneratorType:
        return "generator", f"{thing.gi_frame and thing.gi_frame.f_globals['__name__']}.{thing.__qualname__}", nothing
    if kind is partial:
        return "", "", iter([(".func", thing.func), (".args", thing.args), (".keywords", thing.keywords)])
    if kind is dict:
        return "", "", _items(thing.items())
    if kind in (list, tuple, set, frozenset, deque):
        return "", "", ((f"[{number}]", each) for number, each in enumerate(thing))
    module = kind.__module__
    if module.partition(".")[0] not in ("iosemu", "tests") and module not in FOREIGN:
        return "object of a library", _name(kind), nothing
    return "", "", _reduced(thing, constants)


def _items(items: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    for key, value in items:
        said = str(key)[:30] if isinstance(key, str | int | InterfaceName) else getattr(key, "__name__", type(key).__name__)
        yield f".<key {said}>", key
        yield f"[{said}]", value


def reached(root: Any) -> dict[int, Any]:
    """Everything that is held by `root` in fact, be it by a closure or a cell: what pickling leaves out, too.

    Modules, classes and their functions, those that remember too, are where it ends: they are shared by all labs.
    """
    ends = {id(vars(module)) for module in list(sys.modules.values())}
    found: dict[int, Any] = {}
    queue = [root]
    while queue:
        thing = queue.pop()
        if id(thing) in found or id(thing) in ends or isinstance(thing, (*PLAIN, type, types.ModuleType)):
            continue
        if isinstance(thing, types.FunctionType) and not _function(thing):
            continue
        if isinstance(thing, REMEMBERS) and _kept_by_name(thing):
            continue
        found[id(thing)] = thing
        queue += gc.get_referents(thing)
    return found
