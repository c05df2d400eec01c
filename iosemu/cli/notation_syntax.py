"""SYNTAX and ACTION of the grammar notation: text -> tree, `define`d pieces put in. The only user of pyparsing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pyparsing as pp

from iosemu.cli.kinds import KIND_NAMES
from iosemu.cli.syntax import Action, Alt, AnyOrder, Arg, Key, Opt, Rep, Seq, Syntax, Value, walk
from iosemu.records import dataclass, field, replace

_WITH = "+"  # the field of an argument that belongs to the words before it


@dataclass(slots=True)
class Piece:
    """`@name:field...`, to be replaced by what `define name` says."""

    name: str
    field: str
    repeat: bool


def plain_value(text: str) -> Value:
    """`5`, `0x1F`, `true`, `none`, `"quoted"`, word."""
    if text.startswith('"'):
        return text[1:-1].replace("\\n", "\n")
    if text in ("true", "false"):
        return text == "true"
    if text == "none":
        return None
    if re.fullmatch(r"\d+|0x[0-9A-Fa-f]+", text):
        return int(text, 0) if text.startswith("0x") else int(text)
    return text


def _bind(node: Syntax, name: str, repeated: bool = False) -> Syntax:
    """Spread the field of `{...}:field` over the alternatives; `repeated` ones begin with their first word."""
    if isinstance(node, Alt):
        return Alt(tuple(_bind(item, name, repeated) for item in node.items))
    if isinstance(node, Arg):
        return Arg(node.kind, name, node.low, node.high) if not node.field else node
    if isinstance(node, Key):
        if node.field not in ("", "="):
            return node
        default: Value = int(node.word) if node.word.isdigit() else node.word
        return Key(node.word, node.spelled, name, node.value if node.field == "=" else default)
    if isinstance(node, Seq):
        plain = repeated and all(isinstance(item, Key) and item.field == "" for item in node.items)
        if plain or any(isinstance(item, Arg) and item.field == _WITH for item in walk(node)):
            return Seq(tuple(_whole(node.items, name)))
        items = list(node.items)
        if all(isinstance(item, Key) and item.field in ("", "=") for item in items):
            last = items[-1]
            assert isinstance(last, Key)
            words = " ".join(str(item) for item in items)
            items[-1] = Key(last.word, last.spelled, name, last.value if last.field == "=" else words)
            return Seq(tuple(items))
        free = [i for i, item in enumerate(items) if isinstance(item, Arg) and not item.field]
        if len(free) == 1:
            items[free[0]] = _bind(items[free[0]], name)
            return Seq(tuple(items))
        if not free and isinstance(items[0], Key) and items[0].field in ("", "="):  # `string LINE:text`
            items[0] = _bind(items[0], name)
            return Seq(tuple(items))
    raise ValueError(f"':{name}' has nothing to bind in one of the alternatives")


def _whole(items: tuple[Syntax, ...], name: str) -> Iterator[Syntax]:
    """Bind words with the arguments that belong to them: the field gets all of it, "eigrp 1"."""
    for number, item in enumerate(items):
        if isinstance(item, Key) and item.field == "":
            yield replace(item, field=name, value=item.word, joined=number > 0)
        elif isinstance(item, Arg) and item.field == _WITH:
            yield replace(item, field=name, joined=True)
        elif isinstance(item, Opt):
            inner = item.item.items if isinstance(item.item, Seq) else (item.item,)
            more = tuple(_whole((Key(""), *inner), name))[1:]
            yield Opt(more[0] if len(more) == 1 else Seq(more))
        else:
            raise ValueError(f"'{item}' cannot be bound together with the words around it")


def _flat(items: Iterable[Syntax]) -> Syntax:
    found = tuple(items)
    return found[0] if len(found) == 1 else Seq(found)


def _got(tokens: pp.ParseResults, name: str, default: Any = None) -> Any:
    if name not in tokens:  # ParseResults.get has no types
        return default
    return tokens[name]


def _expression() -> pp.ParserElement:
    """The grammar of SYNTAX."""
    value = pp.Regex(r'"[^"]*"|[\w.+-]+')
    kinds = sorted(KIND_NAMES, key=len, reverse=True)
    kind = pp.Regex("(?:" + "|".join(map(re.escape, kinds)) + r")(?![\w-])")
    bound = pp.Regex(r"[A-Za-z_]\w*(?:\.\d)?|\+")
    field = pp.Opt(pp.Suppress(":").leave_whitespace() + bound.leave_whitespace())("field")
    number = pp.Regex(r"<(?P<low>-?\d+)-(?P<high>\d+)>")
    repeat = pp.Opt(pp.Literal("...").leave_whitespace())("repeat")

    def argument(tokens: pp.ParseResults) -> Syntax:
        low, high = int(_got(tokens, "low", 0)), int(_got(tokens, "high", 0))
        bound = tokens["field"][0] if _got(tokens, "field") else ""
        node = Arg("<>" if "high" in tokens else tokens[0], bound, low, high)
        return Rep(node) if _got(tokens, "repeat") else node

    arg = ((kind | number) + field + repeat).set_parse_action(argument)

    def keyword(tokens: pp.ParseResults) -> Key:
        spelled = tokens["spelled"][0] if _got(tokens, "spelled") else ""
        bound = tokens["field"][0] if _got(tokens, "field") else ""
        if _got(tokens, "value"):
            return Key(tokens["word"], spelled, bound or "=", plain_value(tokens["value"][0]))
        return Key(tokens["word"], spelled, bound, True)

    # `flash:` is a word; in `word:field` the colon binds
    word = pp.Regex(r"[+/-]?[A-Za-z0-9][\w.+-]*(?::(?![A-Za-z_]))?|\*")
    key = (
        word("word")
        + pp.Opt(pp.Suppress("/").leave_whitespace() + word.copy().leave_whitespace())("spelled")
        + field
        + pp.Opt(pp.Suppress("=").leave_whitespace() + value.copy().leave_whitespace())("value")
    ).set_parse_action(keyword)

    sequence = pp.Forward()
    items = pp.DelimitedList(sequence, "|")

    def choice(tokens: pp.ParseResults) -> Syntax:
        node: Syntax = Alt(tuple(tokens["items"]))
        if _got(tokens, "field"):
            node = _bind(node, tokens["field"][0])
        return Rep(node) if _got(tokens, "repeat") and isinstance(node, Alt) else node

    choices = (pp.Suppress("{") + items("items") + pp.Suppress("}") + field + repeat).set_parse_action(choice)
    piece = (pp.Regex(r"@(?P<name>[\w-]+)") + field + repeat).set_parse_action(
        lambda tokens: Piece(
            tokens["name"], tokens["field"][0] if _got(tokens, "field") else "", bool(_got(tokens, "repeat"))
        )
    )
    any_order = (pp.Suppress("[[") + items("items") + pp.Suppress("]]")).set_parse_action(
        lambda tokens: AnyOrder(tuple(tokens["items"]))
    )
    option = (pp.Suppress("[") + items("items") + pp.Suppress("]")).set_parse_action(
        lambda tokens: Opt(tokens["items"][0] if len(tokens["items"]) == 1 else Alt(tuple(tokens["items"])))
    )
    sequence <<= pp.OneOrMore(choices | any_order | option | piece | arg | key).set_parse_action(_flat)
    return sequence


def _action() -> pp.ParserElement:
    """The grammar of ACTION."""
    name = pp.Regex(r"[A-Za-z_]\w*")
    value = pp.Regex(r'"[^"]*"|[\w.+-]+')
    constants = pp.DelimitedList(pp.Group(name + pp.Suppress("=") + value))
    keys = pp.Suppress("[") + pp.DelimitedList(name.copy())("keys") + pp.Suppress("]")
    table = name("name") + keys
    more = pp.Opt(pp.Suppress(",") + constants("constants"))

    def verb(word: str) -> pp.ParserElement:
        return pp.Keyword(word).suppress() + pp.Empty().set_parse_action(lambda: word)("verb")

    enter = (
        verb("enter")
        + pp.Regex(r"[\w-]+")("mode")
        + pp.Opt(pp.Keyword("call")("call") + name("name") | table | name("name"))
    )
    function = (verb("show") | verb("do") | verb("call")) + name("name")
    edit = verb("in") + table
    return (enter + more) | function | (edit + more) | constants("constants") | (table + more) | name("name")


_SYNTAX = _expression()
_ACTION = _action()


Limit = tuple[str, tuple[int, ...], tuple[str, ...]]  # as in Command.limits


@dataclass(slots=True)
class Beneath:
    """What stands under a `define`: it goes to every command that uses the piece."""

    help: dict[str, str] = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)


class Pieces:
    """What `define` has named and `extend` has added to it. One node per (name, field), shared by all who use it."""

    def __init__(self) -> None:
        self._ways: dict[str, list[Syntax | Piece]] = {}  # of each name: what `define` says, then each `extend`
        self._beneath: dict[str, list[tuple[str, Beneath]]] = {}  # the same, with the text above the lines
        self._defined: set[str] = set()
        self._extended: list[tuple[str, str]] = []  # (place, name)
        self._bound: dict[tuple[str, str, bool], Syntax] = {}

    def add(self, name: str, text: str, below: Beneath, extends: str = "") -> None:
        """`define`, or (`extends` is its place) `extend`, with the lines beneath it. Raises ValueError."""
        if not extends and name in self._defined:
            raise ValueError(f"'{name}' is defined already")
        if text or extends:  # a piece may be there for others to extend, and no more
            at = len(self._ways.get(name, ())) if extends else 0
            self._ways.setdefault(name, []).insert(at, _parsed(text))
            self._beneath.setdefault(name, []).insert(at, (text, below))
        if extends:
            self._extended.append((extends, name))
        else:
            self._defined.add(name)

    def undefined(self) -> list[tuple[str, str]]:
        """(place, name) of each `extend` of nothing."""
        return [(where, name) for where, name in self._extended if name not in self._defined]

    def beneath(self, text: str) -> Beneath:
        """What stands under all pieces that a syntax uses."""
        found = Beneath()
        for name in dict.fromkeys(re.findall(r"@([\w-]+)", text)):
            for inner, own in self._beneath.get(name, ()):
                for below in (self.beneath(inner), own):
                    found.help |= below.help
                    found.limits += below.limits
        return found

    def expand(self, node: Syntax | Piece) -> Syntax:
        """Puts the pieces in their places. Raises ValueError for an unknown name."""
        if isinstance(node, Piece):
            key = (node.name, node.field, node.repeat)
            found = self._bound.get(key)
            if found is None:
                found = self._bound[key] = self._piece(node)
            return found
        if isinstance(node, (Seq, Alt, AnyOrder)):
            return type(node)(tuple(self.expand(item) for item in node.items))
        if isinstance(node, Opt):
            return Opt(self.expand(node.item))
        return node

    def _piece(self, node: Piece) -> Syntax:
        if node.name not in self._defined or node.name not in self._ways:
            raise ValueError(f"'@{node.name}' is not defined")
        ways = [self.expand(way) for way in self._ways[node.name]]
        found = ways[0]
        if len(ways) > 1:
            found = Alt(tuple(item for way in ways for item in (way.items if isinstance(way, Alt) else (way,))))
        if node.field:
            found = _bind(found, node.field, node.repeat)
        if node.repeat:
            if not isinstance(found, (Key, Arg, Alt)):
                raise ValueError(f"'@{node.name}' cannot repeat")
            found = Rep(found)
        return found


def _parsed(text: str) -> Syntax | Piece:
    try:
        return _SYNTAX.parse_string(text, parse_all=True)[0]  # type: ignore[no-any-return]  # as its actions make it
    except pp.ParseBaseException as error:
        raise ValueError(f"{error.msg} at '{text[error.loc :]}'") from None


def parse_syntax(text: str, pieces: Pieces | None = None) -> Seq:
    """SYNTAX alone. Raises ValueError."""
    node = (pieces or Pieces()).expand(_parsed(text))
    for item in walk(node):
        if isinstance(item, Key) and item.field == "=":
            raise ValueError(f"'{item.word}=' has no field")
        if isinstance(item, Arg) and item.field == _WITH:
            raise ValueError(f"'{item}:{_WITH}' belongs to the words before it, and they have no field")
    return node if isinstance(node, Seq) else Seq((node,))


def parse_action(text: str) -> Action:
    """ACTION alone. Raises ValueError."""
    try:
        found = _ACTION.parse_string(text, parse_all=True)
    except pp.ParseBaseException as error:
        raise ValueError(f"{error.msg} at '{text[error.loc :]}'") from None
    constants = tuple((pair[0], plain_value(pair[1])) for pair in _got(found, "constants", ()))
    keys = tuple(_got(found, "keys", ()))
    verb = _got(found, "verb", "")
    if verb == "in":
        verb = "edit"
    elif not verb:
        verb = "table" if keys else "flag" if "name" in found else "fields"
    return Action(verb, _got(found, "name", ""), keys, _got(found, "mode", ""), "call" in found, constants)
