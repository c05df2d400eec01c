"""Configuration lines, one after another: the stack of modes, fall-back to outer modes, `no`, `default`, errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from iosemu.cli.bind import bind
from iosemu.cli.context import Context
from iosemu.cli.graph import Graph, Node
from iosemu.cli.limits import TOO_LONG, too_long
from iosemu.cli.match import (
    Ambiguous,
    Failure,
    Incomplete,
    Invalid,
    Match,
    More,
    columns_of,
    match,
    quick,
    reading,
    search,
)
from iosemu.cli.place import Place
from iosemu.cli.syntax import Command
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.session import Session
    from iosemu.cli.shell import Shell

ROOT = "config"
MEMO_LIMIT = 4096  # lines remembered per mode
NAME_LIMIT = 20  # characters of the host name in prompts of configuration modes


@dataclass(slots=True)
class Frame:
    """A mode, and the objects it stands on (several in an interface range)."""

    mode: str
    places: list[Place]
    graph: Graph | None = None  # of the mode for this kind of object: found again where the rest was saved

    def __getstate__(self) -> tuple[str, list[Place]]:
        return self.mode, self.places

    def __setstate__(self, state: tuple[str, list[Place]]) -> None:
        self.mode, self.places = state
        self.graph = None


@dataclass(slots=True)
class LineResult:
    """What became of one line. `output` is what IOS prints; `status`: "", full, partial, stored, refused."""

    output: str = ""
    status: str = ""
    reason: str = ""
    column: int | None = None
    command: Command | None = None
    more: More | None = None  # further lines belong to it
    exec: int | None = None  # `do`: the exec command begins at this column
    leave: bool = False  # `end`, or `exit` from the root of configuration


class Interpreter:
    """One configuration dialogue."""

    def __init__(self, shell: Shell, session: Session | None = None) -> None:
        self.shell = shell
        self.language = shell.language
        self.frames = [Frame(ROOT, [Place(shell.device)])]
        self.session = session
        self.changed = False
        self._ctx = Context(shell, shell.device, shell.device, session=session)

    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    def enter(self, mode: str, places: list[Place]) -> None:
        self.frames.append(Frame(mode, places))

    def graph(self, frame: Frame) -> Graph:
        if frame.graph is None:
            frame.graph = self.language.graph(frame.mode, frame.places[0].kind if frame.places else "")
        return frame.graph

    def prompt(self) -> str:
        """What stands in the brackets."""
        frame = self.frame
        mode = self.language.mode(frame.mode)
        if mode.sub_attribute and frame.places and getattr(frame.places[0].obj, mode.sub_attribute, False):
            return mode.sub_prompt
        return mode.prompt or mode.name

    def prompt_text(self) -> str:
        """The whole prompt."""
        name = self.shell.prompt("", self.session.line if self.session is not None else "")
        return f"{name[:NAME_LIMIT]}({self.prompt()})#"

    def run(self, text: str) -> LineResult:
        """Carry out one line."""
        line = text.strip()
        if not line or line[0] == "!":
            return LineResult()
        if too_long(text):
            return LineResult(f"{TOO_LONG}\n", "refused", TOO_LONG)
        negation, start = "", 0
        if line.startswith("no "):
            negation, start = "no", text.index("no") + 3
        elif line.startswith("default "):
            negation, start = "default", text.index("default") + 8
        return self._try(text, start, negation)

    def _try(self, text: str, start: int, negation: str) -> LineResult:
        """Match in the innermost mode, then in those around it."""
        frames = self.frames
        tried: list[Node] = []
        undecided: list[Node] = []
        for depth in range(len(frames) - 1, -1, -1):
            graph = self.graph(frames[depth])
            root = graph.no if negation else graph.root
            found: Match | More | Incomplete | None = root.memo.get(text)
            if found is None:
                found = quick(root, text, start)
                if found is not None:
                    _remember(root, text, found)
            if found is None:
                if not self._promising(root, text, start):
                    undecided.append(root)
                    continue
                found = reading(root, text, start)
            if isinstance(found, Match):
                if depth:
                    found, depth, root = self._outranked(found, depth, root, text, start, negation)
                return self._carry_out(found, depth, text, start, negation, root)
            if isinstance(found, More):
                return LineResult(more=found)
            if isinstance(found, Incomplete) and depth and not self._known_outside(root, depth, text, start, negation):
                return self._failed(found, text)
            tried.append(root)
        failure: Failure | None = None
        for root in (*tried, *undecided):
            why = match(root, text, start)
            if not isinstance(why, (Match, More)):
                failure = _better(failure, why)
        return self._failed(failure or Invalid(start), text)

    def _known_outside(self, root: Node, depth: int, text: str, start: int, negation: str) -> bool:
        """Is the first word an abbreviation here, and in full in a mode around? Then the line is not this mode's."""
        word = text[start:].split(None, 1)[0].lower()
        graphs = () if word in root.words else map(self.graph, self.frames[:depth])
        return any(word in (graph.no if negation else graph.root).words for graph in graphs)

    def _outranked(
        self, found: Match, depth: int, root: Node, text: str, start: int, negation: str
    ) -> tuple[Match, int, Node]:
        """A mode around that has the first word in full goes before an abbreviation: `key 2` is no `key-string 2`."""
        word = text[start:].split(None, 1)[0].lower()
        if word not in root.words and word[0] in root.initials:
            for outer in range(depth - 1, -1, -1):
                graph = self.graph(self.frames[outer])
                other = graph.no if negation else graph.root
                if word in other.words:
                    better = match(other, text, start)
                    if isinstance(better, Match):
                        return better, outer, other
        return found, depth, root

    @staticmethod
    def _promising(root: Node, text: str, start: int) -> bool:
        words = text[start:].split(None, 1)
        return bool(words) and (bool(root.args) or root.keyword(words[0]) is not None)

    def _failed(self, failure: Failure, text: str) -> LineResult:
        output = failure_text(failure, text, len(self.prompt_text()))
        column = None if isinstance(failure, Incomplete) else failure.column
        return LineResult(output, "refused", output.strip().splitlines()[-1], column)

    def _carry_out(self, found: Match, depth: int, text: str, start: int, negation: str, root: Node) -> LineResult:
        command = found.end.command
        if command.action.verb == "builtin":
            return self._builtin(command.action.name, depth, text, start)
        frame = self.frames[depth]
        ctx = self._ctx
        ctx.negated, ctx.defaulted = negation == "no", negation == "default"
        output = mode = ""
        entered: list[Place] = []
        device = self.shell.device
        for place in frame.places:
            ctx.obj = place.obj
            outcome = bind(self.language, found.end, found.values, place, ctx)
            if outcome.changes:
                self.changed = True
                device.commit(outcome.changes)
            if outcome.bad_field is not None:
                return self._failed(Invalid(self._column(found, outcome.bad_field, root, text, start)), text)
            if outcome.text:
                output += outcome.text + "\n"
            if outcome.refused:
                return LineResult(output, "refused", output.strip(), command=command)
            if outcome.places is not None:
                mode = outcome.mode
                entered += outcome.places
        if depth + 1 < len(self.frames):
            del self.frames[depth + 1 :]
        if entered:
            self.frames.append(Frame(mode, entered))
        return LineResult(output, command.level, command.lacks, command=command)

    def _column(self, found: Match, field: str, root: Node, text: str, start: int) -> int:
        """Where the argument of a field begins; for an interface its last accepted position."""
        columns = found.columns
        if not columns:
            again = search(root, text, start)
            columns = again.columns if isinstance(again, Match) else []
        for bound in found.end.binds:
            if bound.field.partition(".")[0] == field and 0 <= bound.arg < len(columns):
                column = columns[bound.arg]
                return column + number_column(text[column:].split()[0])
        return start

    def _builtin(self, name: str, depth: int, text: str, start: int) -> LineResult:
        if name in ("no", "default", "do"):
            column = columns_of(text, start)[1][0]
            if name == "do":
                return LineResult(status="full", exec=column)
            return self._try(text, column, name)
        if name == "help":
            return LineResult(HELP_TEXT, "full")
        if name == "end" or depth == 0:
            return LineResult(status="full", leave=True)
        del self.frames[depth:]
        return LineResult(status="full")


_INTERFACE = re.compile(r"[A-Za-z-]*(?:\d+/)*(?:\d+\.)?(?=\d+$)")


def number_column(word: str) -> int:
    """Where the last number of an interface's name begins: what IOS points at where there is no such interface."""
    found = _INTERFACE.match(word)
    return found.end() if (found is not None and not word[:1].isdecimal()) or (found and "/" in word) else 0


HELP_TEXT = """Help may be requested at any point in a command by entering
a question mark '?'.  If nothing matches, the help list will
be empty and you must backup until entering a '?' shows the
available options.
Two styles of help are provided:
1. Full help is available when you are ready to enter a
   command argument (e.g. 'show ?') and describes each possible
   argument.
2. Partial help is provided when an abbreviated argument is entered
   and you want to know what arguments match the input
   (e.g. 'show pr?'.)

"""


def _remember(root: Node, text: str, found: Match) -> None:
    """Labs repeat most of their lines from router to router."""
    if len(root.memo) >= MEMO_LIMIT:
        root.memo.clear()
    root.memo[text] = found


def _better(old: Failure | None, new: Failure) -> Failure:
    """The failure that came farther; the inner mode's where both came as far."""
    return new if old is None or new.column > old.column else old


def failure_text(failure: Failure, text: str, offset: int) -> str:
    """The error as IOS prints it beneath a line that begins at column `offset`."""
    if isinstance(failure, Incomplete):
        return "% Incomplete command.\n\n"
    if isinstance(failure, Ambiguous):
        return f'% Ambiguous command:  "{text.rstrip()}"\n'
    return f"{' ' * (offset + failure.column)}^\n% Invalid input detected at '^' marker.\n\n"


def lines_of(text: str) -> list[str]:
    """A configuration's lines. Only what a terminal's Enter makes ends one: separators inside of texts stay there."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if not lines[-1] else lines


class Lines:
    """Feeds lines to an interpreter and joins what belongs together (banners, certificates)."""

    def __init__(self) -> None:
        self.held: list[str] = []
        self.more: More | None = None

    def add(self, line: str) -> str | None:
        """The whole text when it is complete, None while more lines are needed."""
        if self.more is None:
            return line
        self.held.append(line)
        done = self.more.delimiter in line if self.more.delimiter else line.strip() == "quit"
        if not done:
            return None
        text = "\n".join(self.held if self.more.delimiter else self.held[:-1])
        self.held, self.more = [], None
        return text

    def start(self, line: str, more: More) -> None:
        self.held, self.more = [line], more


def run_lines(interpreter: Interpreter, lines: list[str]) -> Any:
    """Generator of (line number, text, result) over a whole configuration. A text that never ends is refused: what
    follows its first line is in it."""
    joined = Lines()
    begun = 0
    for number, line in enumerate(lines, 1):
        text = joined.add(line)
        if text is None:
            continue
        result = interpreter.run(text)
        if result.more is not None:
            joined.start(text, result.more)
            begun = number
            continue
        yield number, text, result
    if joined.more is not None:
        wanted = f'the character "{joined.more.delimiter}"' if joined.more.delimiter else '"quit"'
        reason = f"its text does not end: {wanted} is missing"
        yield begun, joined.held[0], LineResult("% Incomplete command.\n\n", "refused", reason)
