"""The words of a line -> values by field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from iosemu.cli.graph import Bind
from iosemu.cli.syntax import Command, walk


class Collector:
    """Values of a line, in the order of its arguments -> values by field."""

    __slots__ = ("constants", "indexed", "joined", "lists", "names", "tuples")

    def __init__(self, binds: Iterable[Bind]) -> None:
        self.indexed: list[tuple[str, int]] = []
        self.constants: dict[str, Any] = {}
        self.joined: list[tuple[str, list[Bind]]] = []  # parts of one text
        self.tuples: dict[str, list[int]] = {}
        lists: dict[str, list[list[Bind]]] = {}
        parts: dict[str, list[Bind]] = {}
        for bind in binds:
            name, dot, part = bind.field.partition(".")
            if bind.joined:
                parts[name].append(bind)
            elif bind.append:
                parts[name] = [bind]
                lists.setdefault(name, []).append(parts[name])
            elif dot:
                self.tuples.setdefault(name, []).insert(int(part), bind.arg)
            else:
                parts[name] = [bind]
        for name, found in parts.items():
            if name in lists:
                continue
            if len(found) > 1:
                self.joined.append((name, found))
            elif found[0].arg < 0:
                self.constants[name] = found[0].value
            else:
                self.indexed.append((name, found[0].arg))
        self.lists = list(lists.items())
        # with nothing but arguments, each a field: their names
        self.names: list[str] | None = None
        in_order = [index for _, index in self.indexed] == list(range(len(self.indexed)))
        if in_order and not (self.constants or self.joined or self.lists or self.tuples):
            self.names = [name for name, _ in self.indexed]

    def collect(self, values: list[Any]) -> dict[str, Any]:
        if self.names is not None:
            return dict(zip(self.names, values, strict=False))
        found = dict(self.constants)
        for name, index in self.indexed:
            found[name] = values[index]
        for name, parts in self.joined:
            found[name] = _text(parts, values)
        for name, elements in self.lists:
            found[name] = [
                _text(parts, values) if len(parts) > 1 else _value(parts[0], values) for parts in elements
            ]
        for name, indexes in self.tuples.items():
            found[name] = tuple(values[index] for index in indexes)
        return found


def _value(bind: Bind, values: list[Any]) -> Any:
    return values[bind.arg] if bind.arg >= 0 else bind.value


def _text(parts: list[Bind], values: list[Any]) -> str:
    """``eigrp 1``"""
    return " ".join(str(_value(bind, values)) for bind in parts)


def bound_fields(command: Command) -> list[str]:
    """Fields that the syntax of a command binds, in order."""
    names: dict[str, None] = {}
    for token in walk(command.syntax):
        if token.field:
            names.setdefault(token.field.partition(".")[0])
    return list(names)
