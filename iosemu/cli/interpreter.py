"""Configuration lines, one after another: the stack of modes, fall-back to outer modes, `no`, `default`, errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from iosemu.cli.bind import deed_of
from iosemu.cli.context import Ask, AskKey, Context, ProcessBody, Write
from iosemu.cli.edits import LineResult
from iosemu.cli.graph import Graph, Node
from iosemu.cli.limits import LONGEST_LINE, TOO_LONG, too_long
from iosemu.cli.match import (
    NOWHERE,
    Ambiguous,
    Failure,
    Incomplete,
    Invalid,
    Match,
    More,
    Nowhere,
    columns_of,
    in_full,
    match,
    quick,
    reading,
    search,
)
from iosemu.cli.place import Place
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
        if self.session is not None and self.session.limited:
            return self.session.graph(frame.mode, frame.places[0].kind if frame.places else "")
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
        frames = self.frames
        for depth in range(len(frames) - 1, -1, -1):
            frame = frames[depth]
            known = (frame.graph or self.graph(frame)).memo.get(text)
            if not known or (depth and known is not NOWHERE and not known.spelled):
                break
            if known is not NOWHERE:
                return self._carry_out(known, depth, text)
        line = text.strip()
        if not line or line[0] == "!":
            return LineResult()
        if len(text) > LONGEST_LINE and too_long(text):
            return LineResult(f"{TOO_LONG}\n", "refused", TOO_LONG)
        if line.startswith("no "):
            return self._read(text, text.index("no") + 3, "no")
        if line.startswith("default "):
            return self._read(text, text.index("default") + 8, "default")
        return self._read(text, 0, "")

    def _read(self, text: str, start: int, negation: str) -> LineResult:
        """Match in the innermost mode, then in those around it."""
        frames = self.frames
        for depth in range(len(frames) - 1, -1, -1):
            graph = self.graph(frames[depth])
            root = graph.no if negation else graph.root
            found: Match | More | Incomplete | Nowhere | None = quick(root, text, start)
            if found is None:
                found = reading(root, text, start)
            if isinstance(found, Match):
                found.root, found.start, found.negation = root, start, negation
                found.spelled = found.spelled or _first_word(text, start) in root.words
                _remember(graph.memo, text, found)
                if depth and not found.spelled:
                    found, depth = self._outranked(found, depth, text)
                return self._carry_out(found, depth, text)
            if isinstance(found, More):
                return LineResult(more=found)
            if isinstance(found, Incomplete):
                if depth and not self._known_outside(root, depth, text, start, negation):
                    return self._failed(found, text)
            else:
                _remember(graph.memo, text, NOWHERE)
        return self._failed(self._why(text, start, negation), text)

    def words(self, text: str) -> tuple[str, ...]:
        """Of a line in full, by the innermost mode that takes it; nothing where none does, and of ways out."""
        first, _, _ = text.strip().partition(" ")
        negation = first if first in ("no", "default") else ""
        start = text.index(first) + len(first) + 1 if negation else 0
        for frame in reversed(self.frames):
            graph = self.graph(frame)
            root = graph.no if negation else graph.root
            if isinstance(match(root, text, start), (Match, More)):
                found = in_full(root, text, start)
                return () if found[0] in ("exit", "end", "do", "help") else ((negation,) if negation else ()) + found
        return ()

    def _why(self, text: str, start: int, negation: str) -> Failure:
        """The failure of a line that no mode takes: of those that have its first word rather than of others."""
        failure: Failure | None = None
        graphs = [self.graph(frame) for frame in reversed(self.frames)]
        roots = [graph.no if negation else graph.root for graph in graphs]
        for root in sorted(roots, key=lambda root: not self._promising(root, text, start)):
            why = match(root, text, start)
            if not isinstance(why, (Match, More)):
                failure = _better(failure, why)
        return failure or Invalid(start)

    def _known_outside(self, root: Node, depth: int, text: str, start: int, negation: str) -> bool:
        """Is the first word an abbreviation here, and in full in a mode around? Then the line is not this mode's."""
        word = _first_word(text, start)
        graphs = () if word in root.words else map(self.graph, self.frames[:depth])
        return any(word in (graph.no if negation else graph.root).words for graph in graphs)

    def _outranked(self, found: Match, depth: int, text: str) -> tuple[Match, int]:
        """A mode around that has the first word in full goes before an abbreviation: `key 2` is no `key-string 2`."""
        start, negation = found.start, found.negation
        word = _first_word(text, start)
        for outer in range(depth - 1, -1, -1) if found.root is not None and word[0] in found.root.initials else ():
            graph = self.graph(self.frames[outer])
            other = graph.no if negation else graph.root
            if word in other.words:
                better = match(other, text, start)
                if isinstance(better, Match):
                    better.root, better.start, better.negation = other, start, negation
                    return better, outer
        return found, depth

    @staticmethod
    def _promising(root: Node, text: str, start: int) -> bool:
        words = text[start:].split(None, 1)
        return bool(words) and (bool(root.args) or root.keyword(words[0]) is not None)

    def _failed(self, failure: Failure, text: str) -> LineResult:
        output = failure_text(failure, text, len(self.prompt_text()))
        column = None if isinstance(failure, Incomplete) else failure.column
        return LineResult(output, "refused", output.strip().splitlines()[-1], column)

    def _carry_out(self, found: Match, depth: int, text: str) -> LineResult:
        end = found.end
        deed = end.bound[0] if end.bound else deed_of(self.language, end)
        if deed.builtin:
            return self._builtin(deed.builtin, depth, text, found.start)
        values = found.fields
        if values is None:
            values = deed.collector.collect(found.values)
            if not deed.collector.lists:  # each record has a list of its own
                found.fields = values
        ctx = self._ctx
        ctx.negated, ctx.defaulted = found.negation == "no", found.negation == "default"
        output = mode = ""
        entered: list[Place] = []
        for place in self.frames[depth].places:
            ctx.obj = place.obj
            outcome = deed.plan.run(place, values, ctx)
            if outcome.changes:
                self.changed = True
                self.shell.device.commit(outcome.changes)
            if outcome.bad_field is not None:
                column = argument_column(found, found.root, outcome.bad_field, text, found.start)
                return self._failed(Invalid(column), text)
            if outcome.text:
                output += outcome.text + "\n"
            if outcome.process is not None:
                if self.session is not None:
                    result = LineResult(output, *deed.done)
                    result.process = outcome.process
                    return result
                output += unattended(outcome.process[1])
            if outcome.refused:
                return LineResult(output, "refused", output.strip(), command=end.command)
            if outcome.places is not None:
                mode = outcome.mode
                entered += outcome.places
        if depth + 1 < len(self.frames):
            del self.frames[depth + 1 :]
        if entered:
            self.frames.append(Frame(mode, entered))
        return LineResult(output, *deed.done) if output else deed.quietly

    def _builtin(self, name: str, depth: int, text: str, start: int) -> LineResult:
        if name in ("no", "default", "do"):
            column = columns_of(text, start)[1][0]
            if name == "do":
                return LineResult(status="full", exec=column)
            return self._read(text, column, name)
        if name == "help":
            return LineResult(HELP_TEXT, "full")
        if name == "end" or depth == 0:
            return LineResult(status="full", leave=True)
        del self.frames[depth:]
        return LineResult(status="full")


MOST_QUESTIONS = 4  # that a dialogue may ask when nobody is there to answer


def unattended(body: ProcessBody) -> str:
    """Carry out a dialogue of a configuration line that no terminal typed: it takes no time, and each question is
    answered with Enter. What it says."""
    said: list[str] = []
    asked = 0
    try:
        request = next(body)
        while True:
            answer = None
            if isinstance(request, Write):
                said.append(request.text)
            elif isinstance(request, (Ask, AskKey)):
                asked += 1
                if asked > MOST_QUESTIONS:
                    body.close()
                    break
                said.append(f"{request.prompt}\n")
                answer = "" if isinstance(request, Ask) else "\r"
            request = body.send(answer)
    except StopIteration:
        pass
    return "".join(said)


_INTERFACE = r"[A-Za-z-]*(?:\d+/)*(?:\d+\.)?(?=\d+$)"


def argument_column(found: Match, root: Node | None, field: str, text: str, start: int) -> int:
    """Where the argument of a field begins; for an interface its last accepted position. A number is a word's."""
    columns = found.columns
    if field.isdecimal():
        return columns_of(text, start)[int(field)][0]
    if not columns and root is not None:
        again = search(root, text, start)
        columns = again.columns if isinstance(again, Match) else []
    for bound in found.end.binds:
        if bound.field.partition(".")[0] == field and 0 <= bound.arg < len(columns):
            column = columns[bound.arg]
            return column + number_column(text[column:].split()[0])
    return start


def number_column(word: str) -> int:
    """Where the last number of an interface's name begins: what IOS points at where there is no such interface."""
    found = re.match(_INTERFACE, word)
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


def _remember(memo: dict[str, Match | Nowhere | None], text: str, found: Match | Nowhere) -> None:
    """Labs repeat most of their lines from router to router; what is read but once stays a mere text."""
    if text in memo:
        memo[text] = found
    else:
        if len(memo) >= MEMO_LIMIT:
            memo.clear()
        memo[text] = None


def _first_word(text: str, start: int) -> str:
    return text[start:].split(None, 1)[0].lower()


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
