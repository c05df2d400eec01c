"""Words of a command, from the values that it binds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from iosemu.cli.kinds import kind_of_arg
from iosemu.cli.syntax import Alt, AnyOrder, Arg, Key, Opt, Seq, Syntax, walk

Getter = Callable[[str], Any]


def plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _argument(arg: Arg, value: Any) -> str | None:
    """Text of a value, None if this kind of argument cannot say it."""
    kind = kind_of_arg(arg)
    value = plain(value)
    if value is None or isinstance(value, bool):
        return None
    try:
        text = kind.format(value)
        if kind.rest:
            return text if text else None
        parsed = kind.parse(text) if text else None
        named = isinstance(value, str) and isinstance(parsed, int) and str(parsed) == value  # a number kept as a name
        return text if text and (parsed == value or named) else None
    except (TypeError, ValueError, AttributeError, IndexError):
        return None  # a value of another kind: another alternative says it


def _says(value: Any, constant: Any) -> bool:
    """Does a keyword's constant stand for this value?"""
    return bool(value == constant) or (isinstance(value, Enum) and constant in (value.value, value.name))


class Writer:
    """Puts one command back into words. `same(field, constant)` compares what a keyword stands for."""

    def __init__(self, get: Getter, default: Getter, same: Callable[[str, Any], bool]) -> None:
        self.get = get
        self.default = default
        self.same = same

    def write(self, node: Syntax) -> list[str] | None:
        if isinstance(node, Key):
            if node.field and not self.same(node.field, node.value):
                return None
            return [node.spelled or node.word]
        if isinstance(node, Arg):
            text = _argument(node, self._value(node.field)) if node.field else None
            return None if text is None else [text]
        if isinstance(node, Seq):
            joined = len(node.items) > 1 and all(token.joined for item in node.items[1:] for token in walk(item))
            return self._joined(node) if joined else self._all(node.items)
        if isinstance(node, Alt):
            return next((words for item in node.items if (words := self.write(item)) is not None), None)
        if isinstance(node, Opt):
            return self._option(node.item)
        if isinstance(node, AnyOrder):
            return [word for item in node.items for word in self._option(item)]
        return self._repeated(node.item)

    def _joined(self, node: Seq) -> list[str] | None:
        """Words and arguments that are one text of the model, if they are all of this one."""
        value = self._value(next(token.field for token in walk(node)))
        words = value.split() if isinstance(value, str) else []
        return words if _fits(node.items, words) else None

    def _repeated(self, item: Syntax) -> list[str] | None:
        field = next((token.field for token in walk(item) if token.field), "")
        values = self._value(field) if field else None
        words: list[str] = []
        for value in values or ():
            more = _single(value, self.default).write(item)
            if more is None:
                return None
            words += more
        return words or None

    def _value(self, field: str) -> Any:
        name, dot, part = field.partition(".")
        value = self.get(name)
        if dot:
            return value[int(part)] if isinstance(value, tuple) and len(value) > int(part) else None
        return value

    def _all(self, items: Iterable[Syntax]) -> list[str] | None:
        words: list[str] = []
        for item in items:
            more = self.write(item)
            if more is None:
                return None
            words += more
        return words

    def _option(self, item: Syntax) -> list[str]:
        names = {token.field.partition(".")[0] for token in walk(item) if token.field}
        if all(self.get(name) == self.default(name) for name in names):
            return []
        return self.write(item) or []


def _fits(items: tuple[Syntax, ...], words: list[str]) -> bool:
    """Do these words say exactly this?"""
    if not items:
        return not words
    first, rest = items[0], items[1:]
    if isinstance(first, Opt):
        inner = first.item.items if isinstance(first.item, Seq) else (first.item,)
        return _fits((*inner, *rest), words) or _fits(rest, words)
    if not words:
        return False
    says = words[0] == first.word if isinstance(first, Key) else kind_of_arg(first).parse(words[0]) is not None  # type: ignore[arg-type]
    return says and _fits(rest, words[1:])


def _single(value: Any, default: Getter) -> Writer:
    """Writes one element of a list."""
    return Writer(lambda name: value, default, lambda name, constant: _says(value, constant))
