"""Words -> command and typed values; or why not, and at which column.

IOS decides word by word: the exact keyword, the only keyword that the word begins, the most specific argument that
takes it. `match` first walks that way without looking back; only when it fails does it try the other readings, to
find the place that the caret belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli.graph import End, Node
from iosemu.records import dataclass
from iosemu.types import interface_kind

if TYPE_CHECKING:
    from iosemu.cli.kinds import Kind

_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class Match:
    """A complete command. `columns` are where its arguments begin, as far as somebody looked for them."""

    end: End
    values: list[Any]
    columns: list[int] | tuple[()] = ()
    spelled: bool = False  # its first word is known to be a keyword in full
    # what the interpreter notes: how the line was read, and its values by field where all may share them
    root: Node | None = None
    start: int = 0
    negation: str = ""
    fields: dict[str, Any] | None = None


@dataclass(slots=True)
class Invalid:
    """Nothing fits from `column` (0-based, in the line) on."""

    column: int


@dataclass(slots=True)
class Ambiguous:
    column: int


@dataclass(slots=True)
class Incomplete:
    """`path` is what was understood."""

    path: tuple[str, ...] = ()
    column: int = 1 << 30


@dataclass(slots=True)
class More:
    """The line goes on over the next lines: up to `delimiter`, or (empty) up to a line `quit`."""

    delimiter: str


class Nowhere:
    """It is no command of this mode, whichever way it is read."""


NOWHERE = Nowhere()

Failure = Invalid | Ambiguous | Incomplete


def delimiter_of(text: str) -> str:
    """The character that ends a banner; `^C` written as two characters is one."""
    return text[:2] if text.startswith("^C") else text[:1]


def _delimited(text: str) -> str | More:
    delimiter = delimiter_of(text)
    body, found, _ = text[len(delimiter) :].partition(delimiter)
    return body if found else More(delimiter)


def match(root: Node, text: str, start: int = 0) -> Match | Failure | More:
    """Read `text` from column `start` on."""
    found = quick(root, text, start)
    return found if isinstance(found, Match) else search(root, text, start)


def quick(root: Node, text: str, start: int = 0) -> Match | Nowhere | None:
    """The straight way of `match`; None says only that it found nothing."""
    words = text[start:].split() if start else text.split()
    node = root
    values: list[Any] = []
    alone = True  # no word could be an argument in place of the keyword that it is
    spelled = False
    for position, word in enumerate(words):
        table = node.table
        if table is None:
            table = node.expand()
        following = table.get(word)
        if following is None:
            if word[0] in node.initials:
                following = node.keyword(word)
        elif node is root:
            spelled = True
        if node.args:
            alone = False
            if following is None:
                for kind, after in node.args:
                    if kind.rest:
                        if kind.rest != "line":
                            return None
                        values.append(text[start:].split(None, position)[position].rstrip())
                        end = after.complete()
                        return Match(end, values, (), spelled) if end is not None else None
                    value = kind.parse(word)
                    if value is not None:
                        values.append(value)
                        following = after
                        break
        if following is None:
            return NOWHERE if alone else None
        node = following
    end = node.end if node.table is not None else node.complete()
    if end is None or node.takes_lines:
        return None
    return Match(end, values, (), spelled)


def in_full(root: Node, text: str, start: int = 0) -> tuple[str, ...]:
    """The words of a command that `match` takes: keywords without abbreviations, names of interfaces as two words."""
    words = text[start:].partition("\n")[0].split()
    node: Node | None = root
    found: list[str] = []
    while words and node is not None:
        word = words[0]
        following = node.keyword(word)
        if following is not None:
            found.append(following.path[-1])
        else:
            kind, following = next(((kind, after) for kind, after in node.args if _takes(kind, word)), (None, None))
            if kind is None or kind.rest:
                break
            found += _argument(kind, word)
        del words[0]
        node = following
    return (*found, *words)


def _takes(kind: Kind, word: str) -> bool:
    return bool(kind.rest) or kind.parse(word) is not None


def _argument(kind: Kind, word: str) -> list[str]:
    """``fa0/0`` is ``FastEthernet 0/0``."""
    if not kind.interfaces:
        return [word]
    name = kind.format(kind.parse(word))
    letters = name.rstrip("0123456789/.:")
    return [letters, name[len(letters) :]] if letters and letters != name else [name]


def columns_of(text: str, start: int = 0) -> list[tuple[int, str]]:
    """(column, word) of each word."""
    return [(found.start(), found.group()) for found in _WORD.finditer(text, start)]


def search(root: Node, text: str, start: int = 0) -> Match | Failure | More:
    """All readings, the preferred first."""
    first_line = text.partition("\n")[0]  # further lines belong to an argument that takes lines
    found = Search(text, columns_of(first_line, start))
    return found.run(root, 0) or found.best


def reading(root: Node, text: str, start: int = 0) -> Match | More | Incomplete | None:
    """`search` for those who do not (yet) ask why nothing fits: finding the caret's place takes most of the time. That
    the line only lacks its end is known without it."""
    first_line = text.partition("\n")[0]
    found = Search(text, columns_of(first_line, start), explain=False)
    read = found.run(root, 0)
    return found.best if read is None and isinstance(found.best, Incomplete) else read


@dataclass(slots=True)
class _Trying:
    """A place in a search: which readings of its word are still to be tried."""

    node: Node
    position: int
    readings: Iterator[tuple[Node, int, Any, int]]
    first: bool = True
    valued: bool = False  # the reading that is being tried has put a value on the list


class Search:
    """Looks at every reading, the preferred first, and (`explain`) remembers the failure that came farthest."""

    def __init__(self, text: str, words: list[tuple[int, str]], explain: bool = True) -> None:
        self.explain = explain
        self.text = text
        self.words = words
        self.values: list[Any] = []
        self.columns: list[int] = []
        self.best: Failure = Invalid(words[0][0] if words else 0)

    def _fail(self, failure: Failure) -> None:
        if failure.column > self.best.column or (failure.column == self.best.column and isinstance(failure, Ambiguous)):
            self.best = failure

    def run(self, node: Node, position: int) -> Match | More | None:
        """What the words from `position` on mean behind `node`. No place is tried twice; depth costs no calls."""
        stack: list[_Trying] = []
        failed: set[tuple[int, int]] = set()
        while True:
            if position >= len(self.words):
                result = self._finish(node)
                if result is not None:
                    return result
            elif (id(node), position) not in failed:
                stack.append(_Trying(node, position, self.readings(node, position)))
            while stack:
                trying = stack[-1]
                if trying.valued:
                    self.values.pop()
                    self.columns.pop()
                reading = next(trying.readings, None)
                if reading is not None:
                    break
                stack.pop()
                failed.add((id(trying.node), trying.position))
                if trying.first and self.explain:
                    self._explain(trying.node, trying.position)
            else:
                return None
            node, taken, value, column = reading
            if isinstance(value, More):
                return value
            trying.first = False
            trying.valued = value is not _NOTHING
            if trying.valued:
                self.values.append(value)
                self.columns.append(column)
            position = trying.position + taken

    def _explain(self, node: Node, position: int) -> None:
        """The word there can be nothing."""
        column, word = self.words[position]
        if len(node.meant(word)) > 1:
            self._fail(Ambiguous(column))
        elif position + 1 == len(self.words) and self._interface_kind(node, word):
            self._fail(Incomplete(node.path))
        else:
            self._fail(Invalid(self._caret(node, position)))

    def _finish(self, node: Node) -> Match | More | None:
        end = node.complete()
        for kind, after in node.args:
            if kind.rest == "quit":
                following = "\n" in self.text and after.complete()
                if not following:
                    return More("")
                self.values.append("\n".join(line.strip() for line in self.text.split("\n")[1:]))
                return Match(following, self.values, [*self.columns, 0])
        if end is None:
            self._fail(Incomplete(node.path))
            return None
        return Match(end, self.values, self.columns)

    def readings(self, node: Node, position: int) -> Iterator[tuple[Node, int, Any, int]]:
        """(next node, words taken, value, column) of everything that the word can be."""
        column, word = self.words[position]
        keyword = node.keyword(word)
        if keyword is not None:
            yield keyword, 1, _NOTHING, column
            if position + 1 == len(self.words) and word.lower() in node.words:
                return  # a keyword in full that lacks what follows it is nobody's name: `ping vrf`
        for kind, after in node.args:
            if kind.rest == "quit":
                continue
            value: Any
            if kind.rest:
                rest = self.text[column:]
                value = rest.rstrip() if kind.rest == "line" else _delimited(rest)
                yield after, len(self.words) - position, value, column
                continue
            value = kind.parse(word)
            if value is not None:
                yield after, 1, value, column
            elif position + 1 < len(self.words) and interface_kind(word, kind.interfaces):
                number_column, number = self.words[position + 1]
                value = kind.parse(word + number) if number[0].isdecimal() else None
                if value is not None:
                    yield after, 2, value, number_column

    def _caret(self, node: Node, position: int) -> int:
        """The first character that no longer fits a keyword or an argument."""
        column, word = self.words[position]
        if position + 1 < len(self.words) and self._interface_kind(node, word):
            return self.words[position + 1][0]
        good = max((kind.good(word) for kind, _ in node.args), default=0)
        if good >= len(word):  # a number out of range, a piece of an address
            good = 0
        size = len(word) - 1
        while size > good and not node.meant(word[:size]):
            size -= 1
        return column + max(good, size)

    @staticmethod
    def _interface_kind(node: Node, word: str) -> bool:
        return any(interface_kind(word, kind.interfaces) for kind, _ in node.args)


class _Nothing:
    """No value: the token was a keyword."""


_NOTHING = _Nothing()
