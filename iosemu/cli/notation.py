"""Reads the grammar notation (docs/grammar-notation.md): text -> syntax tree. The only user of pyparsing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pyparsing as pp

from iosemu.cli.kinds import KIND_NAMES
from iosemu.cli.syntax import (
    Action,
    Alt,
    AnyOrder,
    Arg,
    Command,
    Grammar,
    Key,
    Mode,
    NotationError,
    Opt,
    Rep,
    Seq,
    Syntax,
    Value,
    walk,
)
from iosemu.records import dataclass, field
from iosemu.types import Release

_ATTRIBUTE = re.compile(
    r"(no|off|check|says new|says|level|platform|since|before|render|shown-when-default|positive|trailing|sort|resets):"
    r"\s*(.*)\Z"
    r"|(privilege) (\d+)\Z|(hidden)\Z"
)
_LIMIT = re.compile(r"(since|before) (\S+): (.+)\Z")
_MODE_ATTRIBUTE = re.compile(r"(prompt|title|parent|exit|closing|separator|indent|extends|negates|groups):\s*(.*)\Z")
_MODE = re.compile(r"mode ([\w-]+)(?: on ([\w-]+(?:, *[\w-]+)*))?(?: *: *(\w+))?\Z")


@dataclass(slots=True)
class Piece:
    """`@name:field...`, to be replaced by what `define name` says."""

    name: str
    field: str
    repeat: bool


def _value(text: str) -> Value:
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


def _bind(node: Syntax, name: str) -> Syntax:
    """Spread the field of `{...}:field` over the alternatives."""
    if isinstance(node, Alt):
        return Alt(tuple(_bind(item, name) for item in node.items))
    if isinstance(node, Arg):
        return Arg(node.kind, name, node.low, node.high) if not node.field else node
    if isinstance(node, Key):
        if node.field not in ("", "="):
            return node
        default: Value = int(node.word) if node.word.isdigit() else node.word
        return Key(node.word, node.spelled, name, node.value if node.field == "=" else default)
    if isinstance(node, Seq):
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
    bound = pp.Regex(r"[A-Za-z_]\w*(?:\.\d)?")
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
            return Key(tokens["word"], spelled, bound or "=", _value(tokens["value"][0]))
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
    """What `define` has named: syntax and help. One node per (name, field), shared by all commands that use it."""

    def __init__(self) -> None:
        self._syntax: dict[str, Syntax] = {}
        self._beneath: dict[str, Beneath] = {}
        self._bound: dict[tuple[str, str, bool], Syntax] = {}

    def define(self, name: str, text: str) -> Beneath:
        """Returns where the lines beneath it go. Raises ValueError."""
        node = parse_syntax(text, self, bound=False)
        self._syntax[name] = node.items[0] if len(node.items) == 1 else node
        found = self._beneath[name] = self.beneath(text)
        return found

    def beneath(self, text: str) -> Beneath:
        """What stands under all pieces that a syntax uses."""
        found = Beneath()
        for name in dict.fromkeys(re.findall(r"@([\w-]+)", text)):
            if name in self._beneath:
                found.help |= self._beneath[name].help
                found.limits += self._beneath[name].limits
        return found

    def expand(self, node: Syntax | Piece) -> Syntax:
        """Puts the pieces in their places. Raises ValueError for an unknown name."""
        if isinstance(node, Piece):
            key = (node.name, node.field, node.repeat)
            if node.name not in self._syntax:
                raise ValueError(f"'@{node.name}' is not defined")
            found = self._bound.get(key)
            if found is None:
                found = self._syntax[node.name]
                if node.field:
                    found = _bind(found, node.field)
                if node.repeat:
                    if not isinstance(found, (Key, Arg, Alt)):
                        raise ValueError(f"'@{node.name}' cannot repeat")
                    found = Rep(found)
                self._bound[key] = found
            return found
        if isinstance(node, (Seq, Alt, AnyOrder)):
            return type(node)(tuple(self.expand(item) for item in node.items))
        if isinstance(node, Opt):
            return Opt(self.expand(node.item))
        return node


def parse_syntax(text: str, pieces: Pieces | None = None, bound: bool = True) -> Seq:
    """SYNTAX alone. Without `bound` (a piece), values may still want a field. Raises ValueError."""
    try:
        node = _SYNTAX.parse_string(text, parse_all=True)[0]
    except pp.ParseBaseException as error:
        raise ValueError(f"{error.msg} at '{text[error.loc :]}'") from None
    if "@" in text:
        node = (pieces or Pieces()).expand(node)
    for item in walk(node):
        if bound and isinstance(item, Key) and item.field == "=":
            raise ValueError(f"'{item.word}=' has no field")
    return node if isinstance(node, Seq) else Seq((node,))


def parse_action(text: str) -> Action:
    """ACTION alone. Raises ValueError."""
    try:
        found = _ACTION.parse_string(text, parse_all=True)
    except pp.ParseBaseException as error:
        raise ValueError(f"{error.msg} at '{text[error.loc :]}'") from None
    constants = tuple((pair[0], _value(pair[1])) for pair in _got(found, "constants", ()))
    keys = tuple(_got(found, "keys", ()))
    verb = _got(found, "verb", "")
    if verb == "in":
        verb = "edit"
    elif not verb:
        verb = "table" if keys else "flag" if "name" in found else "fields"
    return Action(verb, _got(found, "name", ""), keys, _got(found, "mode", ""), "call" in found, constants)


def _pairs(text: str) -> tuple[tuple[str, Value], ...]:
    pairs = []
    for part in text.split(","):
        left, equals, right = part.partition("=")
        if not equals:
            raise ValueError(f"not 'field = value': {part.strip()}")
        pairs.append((left.strip(), _value(right.strip())))
    return tuple(pairs)


def _quoted(text: str) -> str:
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        raise ValueError(f"not a quoted text: {text}")
    return text[1:-1].replace("\\n", "\n")


class Reader:
    """Reads `.cmd` texts into one Grammar."""

    def __init__(self) -> None:
        self.grammar = Grammar()
        self._pieces = Pieces()

    def read(self, text: str, name: str) -> None:
        """Add one file. Raises NotationError."""
        self._feature, self._mode, self._kinds, self._type = "", "", (), ""
        self._owner: Command | Mode | Beneath | str | None = None
        held, first = "", 0
        for number, raw in enumerate(text.splitlines(), 1):
            line = raw.rstrip()
            if not line or line.lstrip().startswith("#"):
                continue
            if held:
                line = held + " " + line.lstrip()
            elif not line[0].isspace():
                first = number
            if line.endswith("\\") and not line[0].isspace():
                held = line[:-1].rstrip()
                continue
            held = ""
            try:
                if line[0].isspace():
                    self._beneath(line.strip())
                else:
                    self._statement(re.sub(r"\s{2,}#.*", "", line), f"{name}:{first}")
            except ValueError as error:
                raise NotationError(f"{name}:{number}: {error}") from None

    _feature: str
    _mode: str
    _kinds: tuple[str, ...]
    _type: str

    def _statement(self, line: str, where: str) -> None:
        if match := re.match(r"feature (\w+)(?:\s+(.*))?\Z", line):
            self._feature = match[1]
            self.grammar.features[match[1]] = match[2] or ""
            self._owner = None
        elif match := re.match(r"words(?: ([\w-]+))?\Z", line):
            self._owner = f"{match[1]}:" if match[1] else ""
        elif match := _MODE.match(line):
            self._mode, kinds, self._type = match[1], match[2], match[3] or ""
            self._kinds = tuple(part.strip() for part in kinds.split(",")) if kinds else ()
            self._owner = self.grammar.modes.setdefault(self._mode, Mode(self._mode))
        elif match := re.match(r"define ([\w-]+) (.*)\Z", line):
            self._owner = self._pieces.define(match[1], match[2].strip())
        elif not self._mode:
            raise ValueError("a command before any 'mode'")
        else:
            self._owner = self._command(line, where)
            self.grammar.commands.append(self._owner)

    def _command(self, line: str, where: str) -> Command:
        left, arrow, right = line.partition(" => ")
        action = parse_action(right) if arrow else Action()
        syntax = parse_syntax(left, self._pieces)
        below = self._pieces.beneath(left)
        command = Command(
            self._feature, self._mode, self._kinds, self._type, syntax, action, left.strip(), where, below.help
        )
        command.limits = tuple(below.limits)
        return command

    def _beneath(self, line: str) -> None:
        owner = self._owner
        if isinstance(owner, str):
            path, text = _help(line)
            self.grammar.words[owner + path] = text
        elif isinstance(owner, Mode):
            self._mode_line(owner, line)
        elif isinstance(owner, Command):
            _command_line(owner, line)
        elif isinstance(owner, Beneath):
            limit = _limit(line)
            if limit is not None:
                owner.limits.append(limit)
            else:
                token, text = _help(line)
                owner.help[token] = text
        else:
            raise ValueError("an indented line that belongs to nothing")

    def _mode_line(self, mode: Mode, line: str) -> None:
        match = _MODE_ATTRIBUTE.match(line)
        if match is None:
            raise ValueError(f"not an attribute of a mode: {line}")
        name, text = match.groups()
        if name == "prompt":
            pattern = re.fullmatch(r"([\w-]+)(?:, ([\w-]+) if (\w+))?", text)
            if pattern is None:
                raise ValueError(f"not a prompt: {text}")
            mode.prompt, mode.sub_prompt, mode.sub_attribute = pattern[1], pattern[2] or "", pattern[3] or ""
        elif name == "indent":
            mode.indent = int(text)
        elif name == "negates":
            mode.negates = tuple(text.split())
        elif name == "groups":
            mode.groups = tuple(text.split())
        elif name == "separator" and text not in ("after", "before", "between", "none"):
            raise ValueError(f"separator is after, before, between or none, not {text}")
        else:
            setattr(mode, name, text)


def _help(line: str) -> tuple[str, str]:
    match = re.match(r"(\S+(?: \S+)*?)\s{2,}(.*)\Z", line)
    if match is None:
        raise ValueError(f"not 'words, two blanks, help': {line}")
    return match[1], match[2]


def _limit(line: str) -> Limit | None:
    """``since 15.1(2)T: sha256 sha384``. Raises ValueError."""
    match = _LIMIT.match(line)
    return (match[1], tuple(Release.parse(match[2])), tuple(match[3].split())) if match is not None else None


def _command_line(command: Command, line: str) -> None:
    if line.startswith(">> "):
        command.accepted = (*command.accepted, line[3:])
        return
    if line.startswith("> "):
        command.tests = (*command.tests, line[2:])
        return
    limit = _limit(line)
    if limit is not None:
        command.limits = (*command.limits, limit)
        return
    match = _ATTRIBUTE.match(line)
    if match is None:
        token, text = _help(line)
        command.help[token] = text
        return
    name, text = (match[1], match[2]) if match[1] else (match[3], match[4]) if match[3] else (match[5], "")
    if name == "no":
        if text == "none":
            command.has_no = False
        else:
            command.no = (*command.no, parse_syntax(text))
    elif name == "positive":
        if text != "none":
            raise ValueError(f"positive is none, not {text}")
        command.has_positive = False
    elif name == "resets":
        command.resets = tuple(part.strip() for part in text.split(","))
    elif name == "off":
        command.off = _pairs(text)
    elif name == "check":
        command.check = text
    elif name == "says":
        command.says = _quoted(text)
    elif name == "says new":
        command.says_new = _quoted(text)
    elif name == "level":
        level, _, lacks = text.partition(" ")
        if level not in ("full", "partial", "stored") or (level == "partial") != bool(lacks):
            raise ValueError(f'level is full, stored or partial "what is missing", not {text}')
        command.level, command.lacks = level, _quoted(lacks) if lacks else ""
    elif name == "platform":
        command.platform = tuple(text.split())
    elif name == "since":
        command.since = tuple(Release.parse(text))
    elif name == "before":
        command.before = tuple(Release.parse(text))
    elif name == "privilege":
        command.privilege = int(text)
    elif name == "hidden":
        command.hidden = True
    elif name == "sort":
        if text not in ("none", "names"):
            raise ValueError(f"sort is none or names, not {text}")
        command.sort = text
    elif name == "render":
        command.render = text
    elif name == "shown-when-default":
        if text not in ("yes", "no"):
            raise ValueError(f"shown-when-default is yes or no, not {text}")
        command.shown = text
    else:
        command.trailing = _quoted(text)


def read_order(text: str, name: str, grammar: Grammar) -> None:
    """The `_order` file: `mode M`, then indented beginnings of commands, `!`, `*`. Raises NotationError."""
    lines: list[str] | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.rstrip()
        if not line or line.lstrip().startswith("#"):
            continue
        if line.startswith("mode "):
            lines = grammar.order.setdefault(line[5:].strip(), [])
        elif lines is not None and line[0].isspace():
            lines.append(line.strip())
        else:
            raise NotationError(f"{name}:{number}: expected 'mode M' or an indented line")
