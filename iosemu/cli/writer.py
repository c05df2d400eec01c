"""Syntax trees, made into functions that put a command back into words.

They are made once for each class of records. What they are given is called a *row*: the record, or (of a table) a tuple
of the record and the parts of its key. They give the words with a blank before each, "" for an option that says
nothing, None when the syntax cannot say these values.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from operator import attrgetter, itemgetter
from typing import Any

from iosemu.cli.kinds import Kind, kind_of_arg
from iosemu.cli.records import ModelError, RecordInfo, converter_of
from iosemu.cli.syntax import Alt, AnyOrder, Arg, Key, Opt, Rep, Seq, Syntax, walk

Get = Callable[[Any], Any]
Say = Callable[[Any], str | None]


def plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


class Fields:
    """How the fields of a row are read: attributes of the record, but what `parts` names are places of a tuple, in
    which the record is the first. `info` tells the defaults.
    """

    def __init__(self, info: RecordInfo, parts: dict[str, int] | None = None) -> None:
        self.info = info
        self.parts = parts

    def getter(self, name: str) -> Get:
        if self.parts is None:
            return attrgetter(name) if self.info.has(name) else lambda record: getattr(record, name, None)
        at = self.parts.get(name)
        return itemgetter(at) if at is not None else lambda row: getattr(row[0], name, None)

    def default(self, name: str) -> Any:
        """Of a part of a key None. Raises ModelError."""
        return None if self.parts is not None and name in self.parts else self.info.default(name)

    def same(self, name: str, constant: Any) -> Callable[[Any], bool]:
        """Does the field hold what a keyword or a constant stands for?"""
        name = name.partition(".")[0]
        get = self.getter(name)
        if not self.info.has(name):
            return lambda row: _equal(actual := get(row), _converted(actual, constant))
        convert = self.info.converter(name)
        wanted = constant if convert is None else convert(constant)
        kind = type(wanted)
        return lambda row: type(actual := get(row)) is kind and bool(actual == wanted)


class _Element(Fields):
    """The row is one element of a list."""

    def getter(self, name: str) -> Get:
        return _itself

    def same(self, name: str, constant: Any) -> Callable[[Any], bool]:
        return lambda value: _says(value, constant)


def _itself(row: Any) -> Any:
    return row


def _equal(actual: Any, wanted: Any) -> bool:
    return type(actual) is type(wanted) and bool(actual == wanted)


def _converted(actual: Any, constant: Any) -> Any:
    convert = converter_of(type(actual)) if actual is not None else None
    return constant if convert is None else convert(constant)


def _says(value: Any, constant: Any) -> bool:
    """Does a keyword's constant stand for this value?"""
    return bool(value == constant) or (isinstance(value, Enum) and constant in (value.value, value.name))


def words_of(node: Syntax, fields: Fields) -> Say:
    """What puts this syntax into words."""
    if isinstance(node, Key):
        return _keyword(node, fields)
    if isinstance(node, Arg):
        return _argument(node, fields)
    if isinstance(node, Seq):
        joined = len(node.items) > 1 and all(token.joined for item in node.items[1:] for token in walk(item))
        return _joined(node, fields) if joined else _sequence(node.items, fields)
    if isinstance(node, Alt):
        return _choice([words_of(item, fields) for item in node.items])
    if isinstance(node, Opt):
        return _option(node.item, fields)
    if isinstance(node, AnyOrder):
        return _all([_option(item, fields) for item in node.items])
    return _repeated(node, fields)


def _keyword(node: Key, fields: Fields) -> Say:
    word = f" {node.spelled or node.word}"
    if not node.field:
        return lambda row: word
    same = fields.same(node.field, node.value)
    return lambda row: word if same(row) else None


def _argument(node: Arg, fields: Fields, begun: str = "") -> Say:
    """Behind the keywords `begun`."""
    if not node.field:
        return lambda row: None
    kind = kind_of_arg(node)
    get, text_of, form, sure = _getter(node.field, fields), text_maker(kind), kind.format, kind.sure or _never

    def say(row: Any) -> str | None:
        value = get(row)
        if sure(value):
            return f"{begun} {form(value)}"
        text = text_of(value)
        return None if text is None else begun + text if text[:1] == "\n" else f"{begun} {text}"

    return say


def _never(value: Any) -> bool:
    return False


def _getter(field: str, fields: Fields) -> Get:
    """Of a field or of one part of it ("field.1")."""
    name, dot, number = field.partition(".")
    get = fields.getter(name)
    if not dot:
        return get
    at = int(number)

    def part(row: Any) -> Any:
        value = get(row)
        return value[at] if isinstance(value, tuple) and len(value) > at else None

    return part


def text_maker(kind: Kind) -> Callable[[Any], str | None]:
    """What gives the text of any value, None if this kind of argument cannot say it."""
    form, parse, rest = kind.format, kind.parse, kind.rest

    def text_of(value: Any) -> str | None:
        value = plain(value)
        if value is None or isinstance(value, bool):
            return None
        try:
            text = form(value)
            if rest:
                return text if text else None
            parsed = parse(text) if text else None
            # a number may be kept as a name
            named = isinstance(value, str) and isinstance(parsed, int) and str(parsed) == value
            return text if text and (parsed == value or named) else None
        except (TypeError, ValueError, AttributeError, IndexError):
            return None  # a value of another kind: another alternative says it

    return text_of


def _sequence(items: tuple[Syntax, ...], fields: Fields) -> Say:
    """What begins with keywords begins with one text."""
    begun = ""
    for at, item in enumerate(items):
        if not isinstance(item, Key) or item.field:
            if isinstance(item, Arg) and at + 1 == len(items):
                return _argument(item, fields, begun)
            return _all([words_of(item, fields) for item in items[at:]], begun)
        begun += f" {item.spelled or item.word}"
    return lambda row: begun


def _all(says: list[Say], begun: str = "") -> Say:
    def say(row: Any) -> str | None:
        text = begun
        for each in says:
            more = each(row)
            if more is None:
                return None
            text += more
        return text

    return say


def _choice(says: list[Say]) -> Say:
    def say(row: Any) -> str | None:
        for each in says:
            text = each(row)
            if text is not None:
                return text
        return None

    return say


def _option(item: Syntax, fields: Fields) -> Say:
    names = {token.field.partition(".")[0] for token in walk(item) if token.field}
    try:
        asked = [(fields.getter(name), fields.default(name)) for name in names]
    except ModelError:  # it does not tell: never at its default
        asked = [(_itself, ModelError)]
    inner = words_of(item, fields)

    def say(row: Any) -> str:
        for get, default in asked:
            if get(row) != default:
                return inner(row) or ""
        return ""

    return say


def _joined(node: Seq, fields: Fields) -> Say:
    """Words and arguments that are one text of the model, if they are all of this one."""
    get = _getter(next(token.field for token in walk(node)), fields)

    def say(row: Any) -> str | None:
        value = get(row)
        words = value.split() if isinstance(value, str) else []
        return "".join(f" {word}" for word in words) if _fits(node.items, words) else None

    return say


def _repeated(node: Rep, fields: Fields) -> Say:
    field = next((token.field for token in walk(node.item) if token.field), "")
    if not field:
        return lambda row: None
    get, each = _getter(field, fields), words_of(node.item, _Element(fields.info, fields.parts))

    def say(row: Any) -> str | None:
        text = ""
        for value in get(row) or ():
            more = each(value)
            if more is None:
                return None
            text += more
        return text or None

    return say


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
