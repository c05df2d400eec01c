"""`?` and Tab: what may be typed next, from the same graph that reads the lines."""

from __future__ import annotations

from collections.abc import Callable

from iosemu.cli import pipes
from iosemu.cli.graph import Graph, Node
from iosemu.cli.language import Language
from iosemu.cli.match import Ambiguous, Invalid, Search, columns_of
from iosemu.types import interface_kind, interface_kinds_begun

_WIDTH = 79  # of an answer to `?`
UNRECOGNIZED = "% Unrecognized command"
_CR = "<cr>"
Graphs = Callable[[str, str], Graph]
"""The graph of a mode and a kind of object, as whoever asks may use it."""


class _Reach(Search):
    """Follows words to the node behind them."""

    def __init__(self, text: str, words: list[tuple[int, str]]) -> None:
        super().__init__(text, words)
        self.node: Node | None = None
        self.open_kind = ""  # the last word is a kind of interface whose number is still to come

    def go(self, node: Node) -> bool:
        last = len(self.words) - 1
        tried: set[tuple[int, int]] = set()
        stack = [(node, 0)]
        while stack:
            node, position = stack.pop()
            if position > last:
                self.node = node
                return True
            if (id(node), position) in tried:
                continue
            tried.add((id(node), position))
            column, word = self.words[position]
            following = [(after, position + taken) for after, taken, _, _ in self.readings(node, position)]
            if not following:
                if position == last and self._interface_kind(node, word):
                    self.node, self.open_kind = node, word
                    return True
                self._fail(Ambiguous(column) if len(node.meant(word)) > 1 else Invalid(column))
            stack += reversed(following)
        return False


def _redirect(
    language: Language, mode: str, root: Node, text: str, start: int, graphs: Graphs, kind: str
) -> tuple[Node, int]:
    """Step over `no`, `default` and `do` to the graph that the rest belongs to."""
    words = columns_of(text, start)
    if len(words) < 2 and not (words and text[-1:].isspace()):
        return root, start
    node = root.keyword(words[0][1])
    if node is None:
        return root, start
    actions = {thread.command.action.name for thread in node.threads if thread.command.action.verb == "builtin"}
    after = words[0][0] + len(words[0][1])
    if actions & {"no", "default"}:
        return graphs(mode, kind).no, after
    if "undo" in actions:
        debug = graphs(mode, kind).no.keyword(language.mode(mode).negates[0])
        return (debug, after) if debug is not None else (root, start)
    if "do" in actions:
        return _redirect(language, "exec", graphs("exec", "").root, text, after, graphs, "")
    return root, start


def help_lines(language: Language, mode: str, kind: str, graphs: Graphs, text: str) -> list[str]:
    """Answer to `?` typed after `text`."""
    graph: Graph = graphs(mode, kind)
    root, start = _redirect(language, mode, graph.root, text, 0, graphs, kind)
    left, right, _ = pipes.split_pipe(text)
    if right is not None and _pipeable(root, left, start):
        return _pipe_help(right)
    words = columns_of(text, start)
    partial = ""
    if words and not text[-1:].isspace():
        partial = words.pop()[1]
    reach = _Reach(text, words)
    if not reach.go(root):
        ambiguous = isinstance(reach.best, Ambiguous)
        return [f'% Ambiguous command:  "{text}"'] if ambiguous else [UNRECOGNIZED]
    node = reach.node
    assert node is not None
    if partial:
        return _row(node, partial)
    lines: list[str] = []
    if node is graph.root and language.mode(mode).title:
        lines.append(language.mode(mode).title)
    return lines + _listing(node, reach.open_kind)


def _pipeable(root: Node, left: str, start: int) -> bool:
    reach = _Reach(left, columns_of(left, start))
    if not reach.go(root) or reach.node is None:
        return False
    end = reach.node.complete()
    return end is not None and end.command.action.verb in ("show", "do")


def _pipe_help(text: str) -> list[str]:
    word = text.strip()
    if text[-1:].isspace() and word:
        names = [name for name in pipes.HELP if name.startswith(word.split()[0])]
        if not names:
            return [UNRECOGNIZED]
        return ["  WORD  Uniform Resource Locator" if names[0] in pipes.REDIRECTIONS else "  LINE  Regular Expression"]
    if not word:
        return _table(list(pipes.HELP.items()))
    fits = [name for name in pipes.HELP if name.startswith(word)]
    return ["  ".join(fits) + "  "] if fits else [UNRECOGNIZED]


def _table(rows: list[tuple[str, str]]) -> list[str]:
    """Words and what is said of them; what is too long goes on below, in its column."""
    width = max((len(word) for word, _ in rows), default=0)
    lines: list[str] = []
    for word, text in rows:
        first, *more = _folded(text, max(_WIDTH - width - 4, 20))
        lines.append(f"  {word:<{width}}  {first}" if first else f"  {word}")
        lines += [f"{'':{width + 4}}{each}" for each in more]
    return lines


def _folded(text: str, room: int) -> list[str]:
    lines: list[str] = []
    while len(text) > room:
        at = text.rfind(" ", 1, room + 1)
        if at < 0:
            break
        lines.append(text[:at])
        text = text[at + 1 :]
    return [*lines, text]


def _listing(node: Node, open_kind: str) -> list[str]:
    rows: dict[str, str] = {}
    if open_kind:
        name = interface_kind(open_kind, node.graph.interface_kinds) or ""
        rows["<0-2147483647>" if name in ("Loopback", "Tunnel") else "<0-6>"] = f"{name} interface number"
        return _table(list(rows.items()))
    words = node.words
    for lower, shown in node.shown.items():
        rows[shown] = words[lower].help()
    for kind, following in node.args:
        if any(not thread.command.hidden for thread in following.threads):
            if kind.interfaces:
                for name in kind.interfaces:
                    text = node.graph.word_help(("INTERFACE", name))
                    if text:
                        rows.setdefault(name, text)
            else:
                rows.setdefault(kind.shown, following.help())
    ordered = sorted(rows.items())
    end = node.complete()
    if end is not None:
        if end.command.action.verb == "show":
            ordered.append(("|", "Output modifiers"))
        ordered.append((_CR, ""))
    return _table(ordered) if ordered else [UNRECOGNIZED]


def _row(node: Node, partial: str) -> list[str]:
    words = [node.shown[name] for name in node.fitting(partial)]
    for kind, _ in node.args:
        if kind.interfaces:
            words += interface_kinds_begun(partial, kind.interfaces)
        elif kind.good(partial) >= len(partial) or kind.parse(partial) is not None:
            words.append(kind.shown)
    return ["  ".join(sorted(set(words))) + "  "] if words else [UNRECOGNIZED]


def complete(language: Language, mode: str, kind: str, graphs: Graphs, text: str) -> str | None:
    """Tab after `text`: the text with its last word completed, None when it is unknown or not the only one."""
    if not text or text[-1].isspace():
        return None
    root, start = _redirect(language, mode, graphs(mode, kind).root, text, 0, graphs, kind)
    left, right, column = pipes.split_pipe(text)
    if right is not None and _pipeable(root, left, start):
        word = right.strip()
        fits = [name for name in pipes.HELP if word and name.startswith(word)]
        return text[:column] + " " + fits[0] + " " if len(fits) == 1 else None
    words = columns_of(text, start)
    if not words:
        return None
    column, partial = words.pop()
    reach = _Reach(text[:column], words)
    if not reach.go(root) or reach.node is None:
        return None
    node = reach.node
    fits = [node.shown[name] for name in node.fitting(partial)]
    if partial.lower() in node.shown:
        fits = [node.shown[partial.lower()]]
    if not fits:
        fits = [name for kind, _ in node.args if (name := interface_kind(partial, kind.interfaces))][:1]
    return text[:column] + fits[0] + " " if len(fits) == 1 else None
