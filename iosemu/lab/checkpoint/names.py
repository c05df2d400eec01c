"""What a checkpoint may name: classes of state, what may be called later, what is shared and found again by its name.

Nothing else is looked up for a file, and nothing of this reaches the host: the methods are those of the emulated world
(`tests/lab/test_checkpoint_names.py` looks into their modules).
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from types import FunctionType, MethodDescriptorType
from typing import Any

from iosemu.light_records import _getstate as state_of_frozen

_MODULE = re.compile(r"iosemu(?:\.[A-Za-z0-9_]+)+\Z", re.ASCII)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\Z", re.ASCII)
_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

WORLD = (
    "iosemu.device", "iosemu.features", "iosemu.cli", "iosemu.lab.pc", "iosemu.wire", "iosemu.crypto", "iosemu.types",
)  # fmt: skip
"""Packages whose classes are state, and whose methods and functions may be waiting to be called."""
MORE_STATE = (
    "iosemu.console.router", "iosemu.lab.capture", "iosemu.lab.events", "iosemu.lab.lab", "iosemu.lab.node",
    "iosemu.lab.topology", "iosemu.sim.chance", "iosemu.sim.link", "iosemu.sim.scheduler",
)  # fmt: skip
"""Modules whose classes are state as well, but of whose methods only these may be waiting."""
MORE_METHODS = frozenset({
    "iosemu.cli.terminal:Terminal._ready", "iosemu.console.router:RouterConsole._booted",
    "iosemu.console.router:RouterConsole._closed", "iosemu.console.router:RouterConsole._crashed",
    "iosemu.console.router:RouterConsole._halted", "iosemu.console.router:RouterConsole._history",
    "iosemu.console.router:RouterConsole._loaded", "iosemu.console.router:RouterConsole.from_session",
    "iosemu.console.router:RouterConsole.write", "iosemu.lab.capture:KeyLog.add", "iosemu.lab.capture:KeyLog.follow",
    "iosemu.lab.capture:_Memory.take", "iosemu.lab.events:_Ear.follow", "iosemu.lab.events:_Ear.hear",
    "iosemu.lab.node:Console._write", "iosemu.sim.link:Link._arrive",
    "iosemu.sim.link:Link._begun", "iosemu.sim.link:Link._released", "iosemu.sim.link:Link.send",
})  # fmt: skip
NOT_STATE = frozenset({"iosemu.cli.source", "iosemu.cli.notation", "iosemu.cli.notation_syntax", "iosemu.cli.lint"})
CALLS = frozenset({
    "iosemu.crypto.integrity:hash_named", "iosemu.device.debug:syslog_of", "iosemu.device.feature:feature_named",
    "iosemu.device.platform:platform_of", "iosemu.device.release:Software", "iosemu.device.shell:language_of",
    "iosemu.device.sockets.gone:Gone", "iosemu.device.sources:named", "iosemu.features.ssh.call:Gone",
    "iosemu.sim.chance:again", "iosemu.wire.bgp:BgpError", "iosemu.wire.bgp_attributes:Attributes.make",
    "iosemu.wire.ospf:Invalid", "iosemu.wire.ospf_lsa:decode_lsa", "iosemu.wire.ospf3_lsa:decode_lsa",
})  # fmt: skip
"""What gives an object by its name, or by all that it is made of."""
OTHERS: dict[str, Callable[..., Any]] = {"datetime": datetime, "timedelta": timedelta, "range": range}
PLAIN_CLASSES = {kind.__name__: kind for kind in (bool, bytes, float, frozenset, int, list, dict, set, str, tuple)}
_OF_TEXT = {f"str.{each.__name__}": each for each in (str.capitalize, str.lower, str.upper)}  # what an editor does
_CONSTANTS = frozenset({"iosemu.features.ipsec.protection:CLOSED"})


class Unknown(Exception):
    """A name that no checkpoint holds."""


def name_of(thing: Any) -> str:
    """``iosemu.device.arp:ArpCache``"""
    if isinstance(thing, MethodDescriptorType):
        return thing.__qualname__
    return f"{thing.__module__}:{thing.__qualname__}"


def _within(module: str, packages: tuple[str, ...]) -> bool:
    return module.startswith(tuple(f"{each}." for each in packages)) or module in packages


def _found(name: str) -> Any:
    """What a module of ours defines under a name. Raises Unknown."""
    module, _, inside = name.partition(":")
    if not _MODULE.match(module) or not _NAME.match(inside) or module in NOT_STATE:
        raise Unknown(name)
    path = os.path.join(_PACKAGE, *module.split(".")[1:])
    if not os.path.isfile(f"{path}.py") and not os.path.isfile(os.path.join(path, "__init__.py")):
        raise Unknown(name)
    thing: Any = importlib.import_module(module)
    for part in inside.split("."):
        thing = vars(thing).get(part)
        if isinstance(thing, classmethod):
            thing = thing.__func__
        if thing is None:
            raise Unknown(name)
    if getattr(thing, "__module__", "") != module or getattr(thing, "__qualname__", "") != inside:
        raise Unknown(name)  # it was imported there
    return thing


@cache
def class_named(name: str) -> type:
    """A class of state. Raises Unknown."""
    plain = PLAIN_CLASSES.get(name)
    if plain is not None:
        return plain
    if not _within(name.partition(":")[0], WORLD + MORE_STATE):
        raise Unknown(name)
    found = _found(name)
    if not isinstance(found, type):
        raise Unknown(name)
    return found


@cache
def function_named(name: str) -> Any:
    """A function, or a method as its class defines it, that may be waiting to be called. Raises Unknown."""
    if name in _OF_TEXT:
        return _OF_TEXT[name]
    module, _, inside = name.partition(":")
    last = inside.rpartition(".")[2]
    if (not _within(module, WORLD) and name not in MORE_METHODS) or last.startswith("__"):
        raise Unknown(name)
    found = _found(name)
    if not isinstance(found, FunctionType):
        raise Unknown(name)
    return found


@cache
def may_wait(name: str, kind: Any) -> bool:
    """May this method of an object of that class be waiting to be called? Of those that reach the host few may."""
    return name in MORE_METHODS or _within(kind.__module__, WORLD)


@cache
def owner_of(name: str) -> type:
    """The class that defines a method. Raises Unknown."""
    return class_named(name.rpartition(".")[0])


@cache
def call_named(name: str) -> Callable[..., Any]:
    """What makes an object of plain values. Raises Unknown."""
    if name in OTHERS:
        return OTHERS[name]
    if name not in CALLS:
        raise Unknown(name)
    module, _, inside = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in inside.split("."):
        found = getattr(found, part)
    made: Callable[..., Any] = found
    return made


def call_name(function: Any) -> str:
    """The other way round. Raises Unknown."""
    if function.__module__ in ("builtins", "datetime"):
        name = function.__name__
    else:
        name = name_of(function)
    call_named(name)
    return str(name)


@cache
def constant_named(name: str) -> Any:
    """An object that there is one of. Raises Unknown."""
    if name not in _CONSTANTS:
        raise Unknown(name)
    module, _, inside = name.partition(":")
    return getattr(importlib.import_module(module), inside)


def plain_record(kind: Any) -> bool:
    """Are its objects made by giving them their attributes, without anything being called?"""
    return kind.__new__ is object.__new__ and not issubclass(kind, type | Enum | BaseException)


def reduced(kind: Any) -> bool:
    """Does it tell how its objects are made anew?"""
    return kind.__reduce__ is not object.__reduce__ or kind.__reduce_ex__ is not object.__reduce_ex__


def hashed(kind: Any) -> bool:
    """Do its objects have a hash of their own?"""
    return kind.__hash__ is not None and kind.__hash__ is not object.__hash__


def simple_record(kind: Any) -> bool:
    """Are its objects nothing but their slots?"""
    other = reduced(kind) or hashed(kind) or has_state(kind)
    return not other and plain_record(kind) and not kind.__dictoffset__ and not issubclass(kind, tuple | dict)


def table(kind: Any) -> bool:
    """Is it a dictionary of ours, with attributes?"""
    if not issubclass(kind, dict) or kind.__new__ is not dict.__new__ or kind.__reduce__ is not object.__reduce__:
        return False
    return kind.__module__.startswith("iosemu.") and not slots_of(kind) and not has_state(kind)


def has_state(kind: Any) -> bool:
    """Does it tell by itself what is saved of its objects, beyond their attributes as they are?"""
    told = kind.__getstate__
    return told is not _ANY.__getstate__ and told is not state_of_frozen


_ANY: Any = object


@cache
def slots_of(kind: type) -> tuple[str, ...]:
    """Names of all attributes that have a place of their own, base classes' first."""
    found: dict[str, None] = {}
    for base in reversed(kind.__mro__):
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__"):
                if name.startswith("__") and not name.endswith("__"):
                    name = f"_{base.__name__.lstrip('_')}{name}"
                found[name] = None
    return tuple(found)


@cache
def slot_of(kind: type, name: str) -> Any:
    """What of the class takes the attribute of that name (a slot, a property); None when it lies in `__dict__`."""
    for base in kind.__mro__:
        found = base.__dict__.get(name)
        if found is not None:
            return found if hasattr(type(found), "__set__") else None
    return None
