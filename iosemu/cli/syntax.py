"""The syntax tree of the grammar notation: what a `.cmd` text says, before any graph is made of it.

`to_plain` and `from_plain` turn a tree into nested tuples and back; that is how it is cached.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from iosemu.records import dataclass, field, fields

Value = int | str | bool | None


@dataclass(slots=True)
class Key:
    """A keyword. `value` is what `field` gets when the keyword is typed."""

    word: str
    spelled: str = ""  # as rendered, where that differs from `word`
    field: str = ""
    value: Value = True
    joined: bool = False  # `field` gets it behind what it has: "eigrp", then "eigrp 1"

    def __str__(self) -> str:
        return self.word


@dataclass(slots=True)
class Arg:
    """An argument of a kind; `low`/`high` bound a number."""

    kind: str
    field: str = ""
    low: int = 0
    high: int = 0
    joined: bool = False  # as of Key

    def __str__(self) -> str:
        return f"<{self.low}-{self.high}>" if self.kind == "<>" else self.kind


@dataclass(slots=True)
class Seq:
    items: tuple[Syntax, ...]


class Later(Seq):
    """A sequence from the cache, made when somebody looks at it: `first` alone, what is `behind` it (None: nothing), or
    all `items`. Most commands of a mode are never typed: their first word is all that is asked for."""

    __slots__ = ("_plain", "behind", "first")
    first: Syntax
    behind: Later | None

    def __init__(self, plain: tuple[Any, ...]) -> None:
        self._plain = plain  # of the items

    def __getattr__(self, name: str) -> Any:
        if name == "first":
            self.first = from_plain(self._plain[0])
        elif name == "behind":
            self.behind = Later(self._plain[1:]) if len(self._plain) > 1 else None
        elif name == "items":
            self.items = from_plain(self._plain)
        else:
            raise AttributeError(name)
        return getattr(self, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seq) and self.items == other.items

    __hash__ = None  # type: ignore[assignment]  # as of all trees


@dataclass(slots=True)
class Alt:
    """One of the items."""

    items: tuple[Syntax, ...]


@dataclass(slots=True)
class Opt:
    item: Syntax


@dataclass(slots=True)
class AnyOrder:
    """Any of the items, each at most once, in any order."""

    items: tuple[Syntax, ...]


@dataclass(slots=True)
class Rep:
    """One or more; the bound field is a list."""

    item: Key | Arg | Alt


Syntax = Key | Arg | Seq | Alt | Opt | AnyOrder | Rep


@dataclass(slots=True)
class Action:
    """What stands to the right of `=>`. `verb`: fields, flag, table, edit, enter, show, do, call."""

    verb: str = "fields"
    name: str = ""  # field, table or function
    keys: tuple[str, ...] = ()
    mode: str = ""  # of enter
    call: bool = False  # enter MODE call NAME
    constants: tuple[tuple[str, Value], ...] = ()


@dataclass(slots=True)
class Command:
    feature: str
    mode: str
    kinds: tuple[str, ...]
    type: str
    syntax: Seq
    action: Action
    text: str  # as written
    where: str  # file:line
    help: dict[str, str] = field(default_factory=dict)  # token or :field -> text
    tests: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    no: tuple[Seq, ...] = ()
    has_no: bool = True
    off: tuple[tuple[str, Value], ...] = ()
    check: str = ""
    says: str = ""
    says_new: str = ""
    level: str = "full"
    lacks: str = ""  # what a partial command is missing
    platform: tuple[str, ...] = ()
    since: tuple[int, ...] = ()  # the release that brought it
    before: tuple[int, ...] = ()  # the release that took it away, () for none
    limits: tuple[tuple[str, tuple[int, ...], tuple[str, ...]], ...] = ()  # ("since" or "before", release, tokens)
    privilege: int = 15
    hidden: bool = False
    render: str = ""  # "", "none" or a function
    shown: str = ""  # shown-when-default: yes, no
    trailing: str = ""
    resets: tuple[str, ...] = ()  # fields that the line of an `enter` sets to their default when it does not say them
    has_positive: bool = True  # False: only its `no` form exists
    sort: str = ""  # "none": records of a table in the order of typing; "names": as in a dictionary


@dataclass(slots=True)
class Mode:
    name: str
    prompt: str = ""
    title: str = ""
    parent: str = ""
    exit: str = ""
    closing: str = ""
    separator: str = "none"
    indent: int = 1
    extends: str = ""
    negates: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sub_prompt: str = ""  # prompt where `sub_attribute` of the object is true
    sub_attribute: str = ""


@dataclass(slots=True)
class Grammar:
    """All that a set of `.cmd` texts says."""

    commands: list[Command] = field(default_factory=list)
    modes: dict[str, Mode] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)  # "[MODE:]path of words" -> help
    order: dict[str, list[str]] = field(default_factory=dict)
    features: dict[str, str] = field(default_factory=dict)  # name -> title


class NotationError(Exception):
    """The notation does not read as such; the text begins with file:line."""


def first_of(node: Seq) -> Syntax:
    """Its first item."""
    return node.first if isinstance(node, Later) else node.items[0]


def walk(node: Syntax) -> Iterator[Key | Arg]:
    """The words and arguments of a tree, from left to right."""
    if isinstance(node, (Key, Arg)):
        yield node
    elif isinstance(node, (Opt, Rep)):
        yield from walk(node.item)
    else:
        for item in node.items:
            yield from walk(item)


def without(node: Syntax, tokens: frozenset[str]) -> Syntax | None:
    """The tree without some words or arguments, and without what needs them; None when nothing is left."""
    if isinstance(node, (Key, Arg)):
        return None if str(node) in tokens else node
    if isinstance(node, (Opt, Rep)):
        item: Any = without(node.item, tokens)
        return node if item is node.item else None if item is None else type(node)(item)
    items = [without(item, tokens) for item in node.items]
    if all(item is old for item, old in zip(items, node.items, strict=True)):
        return node
    left = tuple(item for item in items if item is not None)
    if isinstance(node, Seq):
        # an option or an order of which nothing is left is no loss
        needed = any(
            item is None and not isinstance(old, (Opt, AnyOrder)) for old, item in zip(node.items, items, strict=True)
        )
        return None if needed or not left else Seq(left)
    return type(node)(left) if left else None


_NODES: tuple[type, ...] = (Key, Arg, Seq, Alt, Opt, AnyOrder, Rep, Action)
_TAG = {cls: f"#{index}" for index, cls in enumerate(_NODES)}
_CLASS = {tag: cls for cls, tag in _TAG.items()}
_TAG[Later] = _TAG[Seq]


def to_plain(node: Any, known: dict[int, Any] | None = None) -> Any:
    """Nested tuples that marshal can write. `known` keeps what is shared (a `define`d piece) shared."""
    known = {} if known is None else known
    tag = _TAG.get(type(node))
    if tag is not None:
        plain = known.get(id(node))
        if plain is None:
            plain = known[id(node)] = (tag, *(to_plain(getattr(node, f.name), known) for f in fields(node)))
        return plain
    if isinstance(node, (Command, Mode)):
        return tuple(to_plain(getattr(node, f.name), known) for f in fields(node))
    if isinstance(node, tuple):
        return tuple(to_plain(item, known) for item in node)
    return node


def from_plain(plain: Any, known: dict[int, Any] | None = None) -> Any:
    """The inverse of `to_plain`, but for Command and Mode, which their caller makes."""
    if type(plain) is tuple and plain:
        known = {} if known is None else known
        first = plain[0]
        if type(first) is str and first in _CLASS:
            node = known.get(id(plain))
            if node is None:
                node = known[id(plain)] = _CLASS[first](*[from_plain(item, known) for item in plain[1:]])
            return node
        return tuple([from_plain(item, known) for item in plain])
    return plain


_SYNTAX, _ACTION, _NO = (list(Command.__dataclass_fields__).index(name) for name in ("syntax", "action", "no"))


def command_from_plain(plain: tuple[Any, ...]) -> Command:
    """A command of the cache; the items of its syntax are made later. Its other fields are plain values."""
    values = list(plain)
    values[_SYNTAX] = Later(plain[_SYNTAX][1])
    values[_ACTION] = from_plain(plain[_ACTION])
    values[_NO] = tuple([Later(form[1]) for form in plain[_NO]])
    return Command(*values)
