"""Reads the grammar notation (docs/grammar-notation.md): files -> Grammar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from iosemu.cli.notation_syntax import Beneath, Limit, Pieces, parse_action, parse_syntax, plain_value
from iosemu.cli.syntax import Action, Command, Grammar, Mode, NotationError, Seq, Value, without
from iosemu.types import Release

_ATTRIBUTE = re.compile(
    r"(no|off|check|says new|says|level|platform|since|before|render|shown-when-default|positive|trailing|sort|resets|"
    r"without):"
    r"\s*(.*)\Z"
    r"|(privilege) (\d+)\Z|(hidden)\Z"
)
_LIMIT = re.compile(r"(since|before) (\S+): (.+)\Z")
_MODE_ATTRIBUTE = re.compile(r"(prompt|title|parent|exit|closing|separator|indent|extends|negates|groups):\s*(.*)\Z")
_PIECE = re.compile(r"(define|extend) ([\w-]+(?:, [\w-]+)*)( .*)?\Z")
_MODE = re.compile(r"mode ([\w-]+)(?: on ([\w-]+(?:, *[\w-]+)*))?(?: *: *(\w+))?\Z")


def _pairs(text: str) -> tuple[tuple[str, Value], ...]:
    pairs = []
    for part in text.split(","):
        left, equals, right = part.partition("=")
        if not equals:
            raise ValueError(f"not 'field = value': {part.strip()}")
        pairs.append((left.strip(), plain_value(right.strip())))
    return tuple(pairs)


def _quoted(text: str) -> str:
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        raise ValueError(f"not a quoted text: {text}")
    return text[1:-1].replace("\\n", "\n")


_ELSEWHERE = "\0"  # owner of lines that another pass reads


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """(number, number of its first part, line) of each line that says something, continued ones put together."""
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
        yield number, first, line if line[0].isspace() else re.sub(r"\s{2,}#.*", "", line)


class Reader:
    """Reads `.cmd` texts into one Grammar."""

    def __init__(self) -> None:
        self.grammar = Grammar()
        self._pieces = Pieces()

    def read(self, texts: Iterable[tuple[str, str]]) -> None:
        """Add files: (name, text). All pieces are read before the commands that use them. Raises NotationError."""
        files = [(name, list(_lines(text))) for name, text in texts]
        for statement in (self._piece, self._statement):
            for name, lines in files:
                self._feature, self._mode, self._kinds, self._type = "", "", (), ""
                self._owner = None
                for number, first, line in lines:
                    try:
                        if not line[0].isspace():
                            statement(line, f"{name}:{first}")
                        elif self._owner is not _ELSEWHERE:
                            self._beneath(line.strip())
                    except ValueError as error:
                        raise NotationError(f"{name}:{number}: {error}") from None
            for where, name in self._pieces.undefined():
                raise NotationError(f"{where}: '{name}' is not defined")

    def _piece(self, line: str, where: str) -> None:
        """The pieces alone."""
        match = _PIECE.match(line)
        if match is None:
            self._owner = _ELSEWHERE
        else:
            self._owner = Beneath()
            for name in match[2].split(", "):
                self._pieces.add(name, (match[3] or "").strip(), self._owner, where if match[1] == "extend" else "")

    _feature: str
    _mode: str
    _kinds: tuple[str, ...]
    _type: str
    _owner: Command | Mode | Beneath | str | None

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
        elif _PIECE.match(line):
            self._owner = _ELSEWHERE
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
            _command_line(owner, line, self._pieces)
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
            pattern = re.fullmatch(r"([\w+-]+)(?:, ([\w+-]+) if (\w+))?", text)
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


def _command_line(command: Command, line: str, pieces: Pieces) -> None:
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
            command.no = (*command.no, parse_syntax(text, pieces))
    elif name == "positive":
        if text != "none":
            raise ValueError(f"positive is none, not {text}")
        command.has_positive = False
    elif name == "without":
        left = without(command.syntax, frozenset(text.split()))
        if not isinstance(left, Seq) or left == command.syntax:
            raise ValueError(f"without {text} nothing is left, or all of it")
        command.syntax = left
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
