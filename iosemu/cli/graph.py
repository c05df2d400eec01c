"""Syntax trees -> the token graph of one mode, grown where lines go.

A node stands for one sequence of tokens. It holds what every command still expects after that sequence (its *threads*)
and makes its successors when it is first left, so that a mode costs what its lines use of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from iosemu.cli.kinds import Kind, kind_of_arg
from iosemu.cli.rights import Rights
from iosemu.cli.syntax import Alt, AnyOrder, Arg, Command, Key, Later, Opt, Rep, Seq, Syntax, Value, first_of
from iosemu.cli.views import ViewRights
from iosemu.types import INTERFACE_KINDS

Rest = tuple[Syntax, "Rest | None"] | None


class Bind(NamedTuple):
    """`field` gets argument number `arg` of the path, or (arg -1) the constant."""

    field: str
    arg: int
    value: Value = None
    append: bool = False
    joined: bool = False  # to what the field has already


class Thread(NamedTuple):
    """A command, and what it expects after the node's tokens."""

    command: Command
    rest: Rest
    binds: tuple[Bind, ...]
    depth: int
    prefix: bool  # a `no` form: may end early


class End(NamedTuple):
    """A command that is complete at a node. `bound` is a place for what `bind` compiles of it."""

    command: Command
    binds: tuple[Bind, ...]
    full: bool  # not a shortened `no` form
    bound: list[Any]


def _first(rest: Rest) -> Iterator[tuple[Key | Arg | Rep | None, Rest]]:
    """The tokens that may come next, each with what follows; None when the command may end here."""
    if rest is None:
        yield None, None
        return
    node, after = rest
    if isinstance(node, (Key, Arg)):
        yield node, after
    elif isinstance(node, Rep):
        again: Rest = (Opt(node), after)
        for token, inner in _first((node.item, None)):
            if isinstance(token, (Key, Arg)):
                yield Rep(token), _behind(inner, again)
    elif isinstance(node, Later) and isinstance(node.first, Key):
        yield node.first, after if node.behind is None else (node.behind, after)
    elif isinstance(node, Seq):
        for item in reversed(node.items):
            after = (item, after)
        yield from _first(after)
    elif isinstance(node, Alt):
        for item in node.items:
            yield from _first((item, after))
    elif isinstance(node, Opt):
        yield from _first((node.item, after))
        yield from _first(after)
    else:
        for index, item in enumerate(node.items):
            others = node.items[:index] + node.items[index + 1 :]
            yield from _first((item, (AnyOrder(others), after) if others else after))
        yield from _first(after)


def _behind(rest: Rest, more: Rest) -> Rest:
    return more if rest is None else (rest[0], _behind(rest[1], more))


def _keyword_to_come(rest: Rest) -> bool:
    """Must a keyword still be typed, outside of choices?"""
    while rest is not None:
        node, rest = rest
        if isinstance(node, Key):
            return True
        if isinstance(node, Seq) and _keyword_to_come(_chain(node.items)):
            return True
    return False


def _chain(items: Iterable[Syntax]) -> Rest:
    rest: Rest = None
    for item in reversed(tuple(items)):
        rest = (item, rest)
    return rest


def leading_words(syntax: Seq) -> int:
    """Number of keywords before the first argument, choice or option."""
    count = 0
    for item in syntax.items:
        if not isinstance(item, Key):
            break
        count += 1
    return count


def _may_stop(thread: Thread) -> bool:
    """May a shortened `no` form end here? (docs/grammar-notation.md, "no X")"""
    action = thread.command.action
    if action.verb == "call" or action.call:
        return False
    if action.keys:
        bound = {bind.field for bind in thread.binds}
        return all(key in bound for key in action.keys) and not _keyword_to_come(thread.rest)
    return thread.depth >= leading_words(thread.command.syntax)


def _other_number(word: str, keyword: str) -> bool:
    """Numbers are no abbreviations of other numbers: `group 1` is not the beginning of `group 14`."""
    return word != keyword and word.isdecimal() and keyword.isdecimal()


class Node:
    """After one sequence of tokens."""

    __slots__ = (
        "abbreviations",
        "args",
        "end",
        "ends",
        "graph",
        "initials",
        "kind",
        "nargs",
        "ordered",
        "path",
        "shown",
        "table",
        "takes_lines",
        "threads",
        "typed",
    )

    def __init__(
        self, graph: Graph, threads: list[Thread], path: tuple[str, ...], nargs: int, kind: Kind | None = None
    ) -> None:
        self.graph = graph
        self.kind = kind  # of the argument that leads here
        self.threads = threads
        self.path = path
        self.nargs = nargs
        self.ends: list[End] = []
        self.end: End | None = None
        self.table: dict[str, Node] | None = None  # `words`, once made
        self.ordered: list[str] = []  # keywords
        self.initials: frozenset[str] = frozenset()  # first letters of keywords, both cases
        self.shown: dict[str, str] = {}  # lower -> as listed, of those that `?` lists
        self.args: list[tuple[Kind, Node]] = []
        self.abbreviations: dict[str, Node | None] = {}
        self.takes_lines = False  # a block up to `quit` follows
        self.typed: tuple[str, ...] = ()  # keywords that lead here, where somebody's rights are limited

    @property
    def words(self) -> dict[str, Node]:
        """Keywords, in lower case."""
        return self.expand() if self.table is None else self.table

    def expand(self) -> dict[str, Node]:
        """Make the successors, once."""
        if self.table is None:
            self.table = self._successors()
            self.ordered = sorted(self.table)
            self.initials = frozenset({c for word in self.table for c in (word[0], word[0].upper())})
        return self.table

    def _successors(self) -> dict[str, Node]:
        words: dict[str, list[Thread]] = {}
        names: dict[str, str] = {}
        args: dict[tuple[str, int, int], list[Thread]] = {}
        rights, typed = self.graph.rights, self.typed
        for thread in self.threads:
            seen = False
            own = rights is None or thread.command.privilege <= rights.privilege
            granted = own or (rights is not None and rights.grants(typed))
            for found, after in _first(thread.rest):
                binds = thread.binds
                if found is None:
                    if not seen and granted:
                        self.ends.append(End(thread.command, binds, True, []))
                    seen = True
                    continue
                many = isinstance(found, Rep)
                token = found.item if isinstance(found, Rep) else found
                if isinstance(token, Key):
                    lower = token.word.lower()
                    if rights is not None:
                        further = (*typed, lower)
                        if rights.bars(further) or not (own or rights.leads(further)):
                            continue
                    if token.field:
                        binds = (*binds, Bind(token.field, -1, token.value, many, token.joined))
                    names.setdefault(lower, token.word)
                    follow = words.setdefault(lower, [])
                    if not thread.command.hidden:
                        self.shown[lower] = names[lower]
                elif isinstance(token, Arg):
                    if not granted:
                        continue
                    if token.field:
                        binds = (*binds, Bind(token.field, self.nargs, None, many, token.joined))
                    follow = args.setdefault((token.kind, token.low, token.high), [])
                follow.append(Thread(thread.command, after, binds, thread.depth + 1, thread.prefix))
            if thread.prefix and not seen and granted and _may_stop(thread):
                self.ends.append(End(thread.command, thread.binds, False, []))
        self.ends.sort(key=lambda end: not end.full)
        self.end = self.ends[0] if self.ends else None
        graph, path, nargs = self.graph, self.path, self.nargs
        for key, follow in args.items():
            arg = Arg(key[0], "", key[1], key[2])
            kind = kind_of_arg(arg, graph.interface_kinds)
            node = Node(graph, follow, (*path, str(arg)), nargs + 1, kind)
            node.typed = typed
            self.args.append((kind, node))
        self.args.sort(key=lambda pair: pair[0].rank)
        self.takes_lines = any(kind.rest == "quit" for kind, _ in self.args)
        nodes = {word: Node(graph, follow, (*path, names[word]), nargs) for word, follow in words.items()}
        if rights is not None:
            for word, node in nodes.items():
                node.typed = (*typed, word)
        return nodes

    def complete(self) -> End | None:
        """The command that may end here."""
        if self.table is None:
            self.expand()
        return self.end

    def keyword(self, word: str) -> Node | None:
        """Exact word, or the one that it begins. None also when several fit."""
        words = self.words
        if word[0] not in self.initials:
            return None
        lower = word.lower()
        found = words.get(lower)
        if found is None:
            if lower in self.abbreviations:
                return self.abbreviations[lower]
            first = bisect_left(self.ordered, lower)
            if first == len(self.ordered) or not self.ordered[first].startswith(lower):
                return None  # an argument: there may be many, so it is not remembered
            begun = [name for name in self.ordered[first:] if name.startswith(lower) and not _other_number(lower, name)]
            fits = [name for name in begun if name in self.shown] or begun
            found = words[fits[0]] if len(fits) == 1 else None
            self.abbreviations[lower] = found
        return found

    def fitting(self, beginning: str) -> list[str]:
        """Listed keywords that begin so."""
        lower = beginning.lower()
        return [name for name in (self.words and self.shown) if name.startswith(lower)]

    def meant(self, word: str) -> list[str]:
        """Listed keywords that the whole word can stand for."""
        return [name for name in self.fitting(word) if not _other_number(word, name)]

    @property
    def token(self) -> str:
        """The last token as `?` shows it."""
        return self.kind.shown if self.kind is not None else self.path[-1] if self.path else ""

    def help(self) -> str:
        """Of the token that leads here."""
        if not self.path:
            return ""
        token = self.path[-1]
        behind = f"{self.path[-2]} {token}" if len(self.path) > 1 else ""
        for thread in self.threads:
            command = thread.command
            if text := command.help.get(behind):
                return text
            if self.kind is not None and thread.binds and thread.binds[-1].arg == self.nargs - 1:
                field = thread.binds[-1].field
                if text := command.help.get(f":{field}") or command.help.get(f":{field.partition('.')[0]}"):
                    return text
            if self.kind is None and thread.binds and (text := command.help.get(f":{thread.binds[-1].field} {token}")):
                return text
            if text := command.help.get(token) or command.help.get(self.token):
                return text
        return self.graph.word_help(self.path) or self.graph.positive_help(self)


class Graph:
    """The graph of one mode for one kind of object and privilege: three roots over the same commands."""

    __slots__ = ("commands", "interface_kinds", "memo", "mode", "no", "rights", "root", "word_help")

    def __init__(
        self,
        mode: str,
        commands: list[Command],
        word_help: Callable[[tuple[str, ...]], str],
        interface_kinds: tuple[str, ...] = tuple(INTERFACE_KINDS),
        rights: Rights | ViewRights | None = None,
    ) -> None:
        self.mode = mode
        self.rights = rights  # None: all commands are everybody's
        self.interface_kinds = interface_kinds  # that names may begin with
        self.commands = commands
        self.word_help = word_help
        self.memo: dict[str, Any] = {}  # what whole lines were found to be (see the interpreter)
        self.root = Node(self, [Thread(c, (c.syntax, None), (), 0, False) for c in commands if c.has_positive], (), 0)
        negative: list[Thread] = []
        for command in commands:
            if command.has_no and command.action.verb not in ("show", "do", "builtin"):
                negative.append(Thread(command, (command.syntax, None), (), 0, True))
            negative += [Thread(command, (form, None), (), 0, False) for form in command.no]
        self.no = Node(self, negative, (), 0)
        self.no.typed = ("no",)

    def positive_help(self, node: Node) -> str:
        """Help of a token of the `no` forms where only the positive commands say it."""
        twin = self.root
        for token in node.path:
            following = twin.words.get(token.lower()) or next((n for _, n in twin.args if n.path[-1] == token), None)
            if following is None:
                return ""
            twin = following
        return twin.help() if twin is not node else ""

    def add_negated(self, first: str) -> None:
        """Give `no` forms to the `do` commands that begin with this word."""
        self.no.threads += [
            Thread(c, (c.syntax, None), (), 0, False)
            for c in self.commands
            if c.action.verb == "do" and isinstance(begun := first_of(c.syntax), Key) and begun.word == first
        ]
