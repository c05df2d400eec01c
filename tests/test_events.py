"""Events hold values: whoever keeps one has what was, and nothing that lives on."""

from __future__ import annotations

import ast
import enum
import importlib
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from iosemu.device.sources import RouteSource
from iosemu.records import fields, is_dataclass
from iosemu.types import InterfaceName, Prefix

PACKAGE = Path(__file__).resolve().parent.parent / "iosemu"
VALUES = (int, str, bool, float, bytes, type(None), InterfaceName, Prefix, RouteSource)
# What still holds what lives, by module; these only become fewer.
LIVING: dict[str, set[str]] = {}
MORE = ("iosemu.features.isakmp.trace",)  # events under another name
MADE_OF = ("iosemu.features.keying.contract",)  # records that events may hold, if they hold values


def event_modules() -> list[str]:
    found = [*PACKAGE.glob("features/*/events.py"), *PACKAGE.glob("device/**/*events.py")]
    return sorted([*MORE, *(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in found)])


def records(module: Any) -> Iterator[type]:
    for value in vars(module).values():
        own = isinstance(value, type) and value.__module__ == module.__name__
        if own and is_dataclass(value) and "__call__" not in vars(value):  # what ends a subscription is no event
            yield value


def hints_of(record: type) -> dict[str, Any]:
    """Also of names that only type checkers import."""
    known: dict[str, Any] = {}
    for each in record.__mro__[-2::-1]:
        module = importlib.import_module(each.__module__)
        known |= vars(module)
        for line in Path(str(module.__file__)).read_text(encoding="utf-8").splitlines():
            if line.startswith("    from iosemu.") and " import " in line:
                where, names = line.strip().removeprefix("from ").split(" import ")
                known |= {name: getattr(importlib.import_module(where), name) for name in names.split(", ")}
    return typing.get_type_hints(record, known)


def living(hint: Any, seen: frozenset[Any] = frozenset()) -> Iterator[str]:
    """Names of the classes in an annotation whose objects live on."""
    if typing.get_origin(hint) in (tuple, frozenset, typing.Union, types.UnionType, list, dict):
        for part in typing.get_args(hint):
            yield from living(part, seen)
    elif hint is Ellipsis or hint in VALUES or hint in seen or (isinstance(hint, type) and (issubclass(hint, enum.Enum) or hint.__module__.startswith("iosemu.wire."))):
        return
    elif isinstance(hint, type) and is_dataclass(hint) and hint.__module__ in (*event_modules(), *MADE_OF):
        for part in hints_of(hint).values():
            yield from living(part, seen | {hint})
    else:
        yield getattr(hint, "__name__", str(hint))


def test_events_hold_values() -> None:
    found: dict[str, set[str]] = {}
    for name in event_modules():
        for record in records(importlib.import_module(name)):
            hints = hints_of(record)
            for field in fields(record):
                found.setdefault(name, set()).update(living(hints[field.name]))
    assert {name: classes for name, classes in found.items() if classes} == LIVING


def told(path: Path) -> Iterator[str]:
    """Names of the classes that a file emits or listens for."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        first = node.args[0]
        if node.func.attr == "emit" and isinstance(first, ast.Call):
            first = first.func
        elif node.func.attr != "listen":
            continue
        if isinstance(first, ast.Attribute):
            yield first.attr
        elif isinstance(first, ast.Name):
            yield first.id


def test_events_are_where_they_are_looked_at() -> None:
    """What goes over a bus is defined in a module of events, so that nothing escapes the rules here."""
    known = {record.__name__ for name in event_modules() for record in records(importlib.import_module(name))}
    known.add("LogRecord")  # a line of the log: what events become
    strange = {
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in PACKAGE.rglob("*.py")
        for name in told(path)
        if not name.isupper() and name[0].isupper() and name not in known
    }
    assert strange == set()


def test_no_event_is_worded_where_it_happens() -> None:
    worded = [
        f"{name}.{record.__name__}"
        for name in event_modules()
        for record in records(importlib.import_module(name))
        if any(field.name == "text" for field in fields(record))
    ]
    assert worded == []


# fields that hold what somebody has named, or a word of the configuration
NAMES = {
    "vrf", "name", "client", "group", "tag", "identity", "device_id", "port_id", "route_map", "line", "mode", "table", "label",
    "advertise_map", "condition_map", "access_list", "description", "pool", "hostname", "url",
}  # fmt: skip
# what still is a word of an engine, by feature; these only become fewer
STILL = {
    "aaa": {"by", "method", "port", "service"},
    "bgp": {"kind", "role"},
    "clock": {"after", "before"},
    "dns": {"over"},
    "eigrp": {"origin", "what"},
    "ipsec": {"protocol"},
    "isakmp": {"phase", "role"},
    "nhrp": {"reason"},
    "ospf": {"reason", "what"},
    "ospf3": {"reason", "what"},
    "routing": {"kind"},
}


def test_what_engines_say_is_no_text() -> None:
    """A reason, state or step is an `Enum`: what it is called is the affair of who words it."""
    found: dict[str, set[str]] = {}
    for name in event_modules():
        for record in records(importlib.import_module(name)):
            hints = hints_of(record)
            texts = {field.name for field in fields(record) if hints[field.name] is str} - NAMES
            if texts:
                found.setdefault(name.split(".")[2], set()).update(texts)
    assert found == STILL, "an Enum, or one of NAMES"
