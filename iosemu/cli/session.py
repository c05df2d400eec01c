"""One terminal: privilege, modes, questions, processes, pager, history. Lines and keys in, text out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from iosemu.cli import assist
from iosemu.cli.bind import deed_of
from iosemu.cli.context import (
    Ask,
    AskKey,
    BadArgument,
    Clock,
    Context,
    Process,
    ProcessBody,
    Question,
    Refused,
    Through,
    Write,
)
from iosemu.cli.edits import LineResult
from iosemu.cli.graph import Graph, Node
from iosemu.cli.interpreter import HELP_TEXT, Interpreter, Lines, argument_column, failure_text, lines_of
from iosemu.cli.limits import TOO_LONG, too_long
from iosemu.cli.match import Ambiguous, Incomplete, Invalid, Match, More, columns_of, in_full, match
from iosemu.cli.pager import Pager
from iosemu.cli.pipes import Filter, PipeError, Redirection, parse_filter, split_pipe
from iosemu.cli.place import Place
from iosemu.cli.rights import MOST
from iosemu.cli.views import ROOT

if TYPE_CHECKING:
    from iosemu.cli.shell import Shell, Words

BURST = 0.1  # seconds: what a message takes on a line of 9600 bit/s; those that come meanwhile go out with it
UNAUTHORIZED = "Command authorization failed.\n\n"
UNKNOWN_WORD = "% Unknown command or computer name, or unable to find computer address"


def _answer(ctx: Context, found: Match) -> Any:
    """Of an exec command: lines, a text, a process, or the argument that does not fit."""
    language = ctx.shell.language
    command, action = found.end.command, found.end.command.action
    deed = deed_of(language, found.end)
    values = deed.collector.collect(found.values)
    part, prefix = ("show", "show_") if action.verb == "show" else ("actions", "do_")
    bad = next((n for n in deed.plan.known if n in values and not language.known(ctx.device, values[n])), None)
    if bad is not None:
        return BadArgument(bad)
    try:
        answer = language.function(command, part, prefix + action.name)(ctx, **values)
        plain = answer is None or isinstance(answer, (str, BadArgument))
        if not plain and (action.verb == "show" or not hasattr(answer, "send")):
            return list(answer)
    except Refused as refused:
        return str(refused)
    return answer


class Talk(Protocol):
    """A conversation with another host (telnet), in front or put aside."""

    used_at: float  # when something was typed there last

    @property
    def host(self) -> str:
        """Its address."""


class Session:
    """A user at a line of a router. `write` takes text with `\\n` line ends.

    The console prints `prompt` whenever the session is not `busy`; `on_ready` tells it that a process or the pager
    has ended, or a process asks a question, outside of a call from the console. `partial` is the unfinished input that
    the console shows.
    """

    def __init__(
        self,
        shell: Shell,
        write: Callable[[str], None],
        clock: Clock,
        privilege: int = 15,
        line: str = "con 0",
        width: int = 80,
        length: int = 24,
    ) -> None:
        self.shell = shell
        self.clock = clock
        self.privilege = privilege
        self.line = line
        self.width = width
        self.length = length
        self.partial: str = ""
        self.synchronous = False  # logging synchronous
        self.monitor = False  # terminal monitor
        self.stamped = False  # terminal exec prompt timestamp
        self.escape = "c-^"  # the key that interrupts and leaves conversations: Ctrl-Shift-6; "" for none
        self.opened_at = clock.now
        self.attended = True  # False: no prompt is on the screen: nobody has pressed RETURN yet, or it is a script
        self.trusted = False  # `enable` asks for nothing: the router itself types here
        self.unchecked = False  # and nobody is asked whether it may carry out a command
        self.refused = 0  # lines that were no valid command, so far
        self.username = ""
        self.view = ""  # `enable view`; "": by privilege
        self.autocommand = ""  # carried out as soon as the user is in
        self.hangs_up = False  # the session ends with what runs here
        self.talks: Sequence[Talk] = ()  # where the user is talking to; the last is in front
        self.peer = ""  # where the user sits, "" at the router itself
        self.port = 0  # of the router's, that the user called; 0 at the router itself
        self.used_at = clock.now  # when something was typed last
        self.closed = False
        self.ended = ""  # why, where not by its user: "idle", "cleared", "lost"
        self.history: list[str] = []
        self.history_size = 20
        self.on_ready: Callable[[], None] | None = None
        self.on_close: Callable[[], None] | None = None
        self.config: Interpreter | None = None
        self._write = write
        self._at_start = True
        self._process: Process | None = None
        self._after: Filter | None = None
        self._then: Callable[[], None] | None = None  # what a process that runs finds out about
        self._pager: Pager | None = None
        self._lines = Lines()
        self._in_call = False
        self._burst: list[str] = []  # messages that wait for those that follow at once (logging synchronous)
        shell.sessions.append(self)
        for listener in shell.session_opened:
            listener(self)

    # what the console sees

    @property
    def prompt(self) -> str:
        """With the mode; "" while a banner or certificate is being typed."""
        if self._lines.more is not None:
            return ""
        if self.config is None:
            return self.shell.prompt("#" if self.privilege > 1 else ">", self.line)
        return self.config.prompt_text()

    @property
    def at_console(self) -> bool:
        """Is its line the console, no virtual terminal?"""
        return self.line.startswith("con")

    @property
    def who(self) -> str:
        """As messages call it: ``console``, ``cisco on console``, ``vty0 (192.0.2.9)``, `` on vty0 (EEM:NAME)``."""
        if self.at_console:
            return f"{self.username} on console" if self.username else "console"
        line = self.line.replace(" ", "") + (f" ({self.peer})" if self.peer else "")
        return f"{self.username} on {line}" if self.username or self.trusted else line

    @property
    def busy(self) -> bool:
        """A process runs, a question waits for its answer, or the pager for a key."""
        return self._process is not None or self._pager is not None

    @property
    def working(self) -> bool:
        """A process runs by itself or over a connection: the user is not expected to type here."""
        return self._process is not None and (self.question is None or isinstance(self.question, Through))

    @property
    def question(self) -> Question | None:
        """What a process waits for from the keyboard."""
        return self._process.question if self._process is not None else None

    @property
    def process(self) -> Process | None:
        """What runs here."""
        return self._process

    @property
    def paging(self) -> bool:
        return self._pager is not None

    def write(self, text: str) -> None:
        if text:
            self._at_start = text[-1] == "\n"
            self._write(text)

    # input

    def feed_line(self, text: str) -> None:
        """A line, as typed with Enter."""
        if self.closed:
            return
        self._flush(redraw=False)
        self.used_at = self.clock.now
        self._at_start = True
        if self._pager is not None:
            self.key("\r")
            return
        if too_long(text):
            self.refused += 1
            asked = self.question
            self.write(f"{TOO_LONG}\n{asked.prompt if asked is not None else ''}")
            return
        if self._process is not None:
            if isinstance(self._process.question, Ask):
                self._process.answer(text)
            elif isinstance(self._process.question, AskKey):
                self._process.answer(text[:1] or "\r")
            elif isinstance(self._process.question, Through):
                self._process.answer(f"{text}\r")
            return
        if self._lines.more is not None:
            whole = self._lines.add(text)
            if whole is not None:
                self._configure(whole)
            return
        if text.strip():
            self.history.append(text)
            del self.history[: -self.history_size]
        self._in_call = True
        try:
            self._execute(text)
        finally:
            self._in_call = False

    def key(self, key: str) -> None:
        """One key at `--More--` or at a question for a key."""
        self.used_at = self.clock.now
        if self._pager is not None:
            self._pager.key(key)
            if not self._pager.active:
                self._pager = None
                if not self._over():
                    self._ready()
        elif self._process is not None and isinstance(self._process.question, (AskKey, Through)):
            self._process.answer(key)

    def interrupt(self) -> None:
        """Ctrl-Shift-6."""
        if self._pager is not None:
            self.key("q")
        elif self._process is not None:
            self._process.interrupt()

    def ctrl_c(self) -> None:
        """Leaves configuration, ends a dialogue or the pager."""
        if self._pager is not None:
            self.key("q")
        elif self._process is not None:
            if self._process.question is not None or self._process.stops_at_ctrl_c:
                self._process.interrupt()
        elif self._lines.more is not None:
            self._lines = Lines()
        else:
            self.end_configuration()

    def ctrl_z(self, text: str = "") -> None:
        """In configuration: carries out what is typed so far, then leaves."""
        question = self.question
        if isinstance(question, Ask) and question.until_z and self._process is not None:
            self._process.answer(f"{text}\x1a")
        if self.busy or question is not None:
            return
        self._lines = Lines()
        if self.config is not None and text.strip():
            self.feed_line(text)
            self._lines = Lines()
        self.end_configuration()

    def help(self, text: str) -> list[str]:
        """Answer to `?` after `text`."""
        return assist.help_lines(self.shell.language, *self._where(), self.graph, text)

    def complete(self, text: str, cursor: int | None = None) -> str | None:
        """Tab: the text before the cursor completed, None where nothing is unique."""
        return assist.complete(self.shell.language, *self._where(), self.graph, text[:cursor])

    def graph(self, mode: str, kind: str = "") -> Graph:
        """The commands of a mode as this user has them."""
        views = self.shell.views.get(self.view, ()) if self.looks_through_view else None
        return self.shell.language.graph(mode, kind, self.privilege, self.shell.rules, views)

    @property
    def limited(self) -> bool:
        """Has the user not all commands?"""
        return self.privilege < MOST or self.looks_through_view

    @property
    def looks_through_view(self) -> bool:
        """Has the user only the commands of a view?"""
        return self.view not in ("", ROOT)

    def _where(self) -> tuple[str, str]:
        if self.config is None:
            return "exec", ""
        frame = self.config.frame
        return frame.mode, frame.places[0].kind if frame.places else ""

    def notify(self, lines: Iterable[str]) -> None:
        """Unsolicited output (log and debug lines). With `synchronous` a burst is followed by one redrawn line."""
        text = "".join(f"{line}\n" for line in lines)
        if not text or self.closed:
            return
        idle = not self.busy and not self._in_call
        if idle and self.synchronous and self.attended:
            if not self._burst:
                self.clock.after(BURST, self._flush)
            self._burst.append(text)
            return
        self._flush(redraw=False)
        lead = "\n" if (idle and self.attended) or not self._at_start else ""
        self.write(lead + text)

    def _flush(self, redraw: bool = True) -> None:
        text, self._burst = "".join(self._burst), []
        if not text or self.closed:
            return
        self.write("\n" + text)
        if redraw and not self.busy:
            self.write(self.prompt + self.partial)

    # what functions of features use

    def enter_configuration(self, mode: str = "config", place: Place | None = None) -> None:
        """`configure terminal`."""
        self.config = Interpreter(self.shell, self)
        if place is not None:
            self.config.enter(mode, [place])

    def end_configuration(self) -> None:
        """`end`; tells the shell's listeners."""
        if self.config is not None:
            changed, self.config = self.config.changed, None
            for listener in self.shell.config_ended:
                listener(self, changed)

    def close(self) -> None:
        """The user has left (exit, logout, reload)."""
        if not self.closed:
            self.closed = True
            self.config = None
            if self._process is not None:
                self._process.kill()
                self._process = None
            self._pager = None
            if self in self.shell.sessions:
                self.shell.sessions.remove(self)
            for listener in self.shell.session_closed:
                listener(self)
            if self.on_close is not None:
                self.on_close()

    def run_process(self, body: Any) -> None:
        """Start a process generator here, e.g. a login dialogue."""
        process = Process(self.clock, self.write, self._process_done, self._ready)
        self._process = process
        process.start(body)

    # lines

    def _execute(self, text: str) -> None:
        if self.config is not None:
            self._configure(text)
            return
        line = text.strip()
        if not line:
            again = self.shell.empty_line(self)
            if again is not None:
                self.run_process(again)
        elif line[0] != "!":
            self._exec(text, 0)

    def _configure(self, text: str) -> None:
        interpreter = self.config
        assert interpreter is not None
        words: tuple[str, ...] = ()
        shell = self.shell
        if shell.permits is not None or shell.commanded is not None or shell.intercept is not None:
            words = interpreter.words(text)
        if not words or "\n" in text:
            self._change(text, words)
            return
        then = partial(self._screened, lambda: words, partial(self._change, text, words))
        if self._permitted(MOST, True, lambda: words, then):
            then()

    def _change(self, text: str, words: tuple[str, ...]) -> None:
        interpreter = self.config
        if interpreter is None:
            return
        depth = len(interpreter.frames) - 1
        result: LineResult = interpreter.run(text)
        if words and result.more is None and result.exec is None and result.status not in ("", "refused"):
            self._commanded(MOST, True, lambda: words)
        if result.command is not None and result.status not in ("", "refused"):
            for listener in self.shell.configured_line:
                listener(self, text, min(depth, len(interpreter.frames) - 1))
        if result.more is not None:
            self._lines.start(text, result.more)
            if result.more.delimiter:
                self.write(f"Enter TEXT message.  End with the character '{result.more.delimiter}'.\n")
            return
        self.write(result.output)
        self.refused += result.status == "refused"
        if result.process is not None:
            ctx, body = result.process
            self._start(ctx, body, None)
        elif result.exec is not None:
            self._exec(text, result.exec)
        elif result.leave:
            self.end_configuration()

    def _exec(self, text: str, start: int) -> None:
        """An exec command that begins at column `start` of the typed line."""
        graph = self.graph("exec")
        first = columns_of(text, start)[:1]
        if first and first[0][1].lower() not in graph.root.words:
            column, word = first[0]
            meant = self.shell.alias(word)
            if meant:
                text = f"{text[:column]}{meant}{text[column + len(word) :]}"
        left, right, bar = split_pipe(text)
        if right is None or not self._takes_filter(graph.root, left, start):
            left, right = text, None
        self._run_exec(graph.root, left, start, right, bar, text)

    @staticmethod
    def _takes_filter(root: Node, left: str, start: int) -> bool:
        found = match(root, left, start)
        return not isinstance(found, Match) or found.end.command.action.verb in ("show", "do")

    def _run_exec(
        self, root: Node, text: str, start: int, right: str | None, bar: int, typed: str, negated: bool = False
    ) -> None:
        found = match(root, text, start)
        if isinstance(found, More):
            found = Incomplete()
        if not isinstance(found, Match):
            self._exec_failed(found, text, start, typed)
            return
        filter_: Filter | None = None
        if right is not None:
            try:
                asked = parse_filter(right)
                filter_ = self._redirected(asked) if isinstance(asked, Redirection) else asked
            except PipeError as error:
                column = None if error.column is None else bar + error.column
                failure = Incomplete() if column is None else Ambiguous(column) if error.ambiguous else Invalid(column)
                self.refused += 1
                self.write(failure_text(failure, typed, len(self.prompt)))
                return
        command = found.end.command
        action = command.action
        if action.verb == "builtin":
            self._builtin(action.name, text, start, right, bar, typed)
            return
        full = partial(in_full, root, text, start)
        then = partial(self._carry_out, found, root, text, start, filter_, typed, negated, full)
        if self.shell.intercept is not None:
            then = partial(self._screened, full, then)
        if self._permitted(command.privilege, False, full, then):
            then()

    def _permitted(self, level: int, configuring: bool, words: Words, then: Callable[[], None]) -> bool:
        """May the user do this? Where that takes its time, `then` follows if they may."""
        permits = None if self.unchecked else self.shell.permits
        answer = permits(self, level, configuring, words) if permits is not None else True
        if isinstance(answer, bool):
            if not answer:
                self.write(UNAUTHORIZED)
            return answer
        self._then = then
        self.run_process(self._finding_out(answer))
        return False

    def _screened(self, words: Words, then: Callable[[], None]) -> None:
        """Somebody may look at a command first (`shell.intercept`): `then` follows unless they say no."""
        intercept = self.shell.intercept
        answer = intercept(self, words) if intercept is not None else True
        if answer is True:
            then()
        elif answer is not False:
            self._then = then
            self.run_process(self._screening(answer))

    def _screening(self, body: ProcessBody) -> ProcessBody:
        if not (yield from body):
            self._then = None

    def _finding_out(self, body: ProcessBody) -> ProcessBody:
        if not (yield from body):
            self._then = None
            yield Write(UNAUTHORIZED)

    def _commanded(self, level: int, configuring: bool, words: Words) -> None:
        if self.shell.commanded is not None:
            self.shell.commanded(self, level, configuring, words)

    def _carry_out(
        self, found: Match, root: Node, text: str, start: int, filter_: Filter | None, typed: str, negated: bool,
        words: Words,
    ) -> None:  # fmt: skip
        action = found.end.command.action
        self._commanded(found.end.command.privilege, False, words)
        ctx = Context(self.shell, self.shell.device, self.shell.device, session=self, negated=negated)
        if self.stamped and action.verb == "show":
            self.write("".join(f"{line}\n" for line in self.shell.stamp()))
        answer = _answer(ctx, found)
        if isinstance(answer, BadArgument):
            self.refused += 1
            column = argument_column(found, root, answer.field, text, start)
            self.write(failure_text(Invalid(column), typed, len(self.prompt)))
        elif hasattr(answer, "send"):
            self._start(ctx, answer, filter_)
        elif isinstance(answer, str):
            self._page(answer.split("\n") if answer else [], filter_)
        elif answer is not None:
            self._page(answer, filter_, paged=not ctx.unpaged)

    def shown(self, line: str) -> list[str] | None:
        """What a command shows, typed by this user; None where there is none like it, or it asks something first."""
        left, right, _ = split_pipe(line)
        found = match(self.graph("exec").root, left)
        if not isinstance(found, Match) or found.end.command.action.verb not in ("show", "do"):
            return None
        answer = _answer(Context(self.shell, self.shell.device, self.shell.device, session=self), found)
        lines = answer.split("\n") if isinstance(answer, str) else answer
        if not isinstance(lines, list):
            return None
        filter_ = parse_filter(right) if right is not None else None
        return lines if filter_ is None or isinstance(filter_, Redirection) else list(filter_(lines))

    def _redirected(self, where: Redirection) -> Filter:
        def keep(lines: Iterable[str]) -> Iterator[str]:
            kept = list(lines)
            problem = self.shell.write_file(where.url, "".join(f"{line}\n" for line in kept), where.word == "append")
            if problem:
                yield problem
            elif where.word == "tee":
                yield from kept

        return keep

    def _exec_failed(self, failure: Invalid | Ambiguous | Incomplete, text: str, start: int, typed: str) -> None:
        self.refused += 1
        words = columns_of(text, start)
        mode = self.shell.language.mode("exec")
        if isinstance(failure, Incomplete) and len(words) == 1 and failure.path and failure.path[0] in mode.groups:
            self.write(f'% Type "{failure.path[0]} ?" for a list of subcommands\n')
            return
        unknown = isinstance(failure, Invalid) and len(words) == 1 and start == 0
        if unknown and failure.column < words[0][0] + len(words[0][1]):
            hook = self.shell.unknown_word
            if hook is None:
                self.write(UNKNOWN_WORD + "\n")
                return
            ctx = Context(self.shell, self.shell.device, self.shell.device, session=self)
            answer = hook(ctx, words[0][1])
            if hasattr(answer, "send"):
                self._start(ctx, answer, None)
            elif answer is not None:
                self._page([answer] if isinstance(answer, str) else list(answer), None)
            return
        self.write(failure_text(failure, typed, len(self.prompt)))

    def _builtin(self, name: str, text: str, start: int, right: str | None, bar: int, typed: str) -> None:
        if name == "exit":
            asks = self.shell.leaving(self)
            if asks is not None:
                self.run_process(asks)
            else:
                self.close()
        elif name == "help":
            self.write(HELP_TEXT)
        else:
            graph = self.graph("exec")
            column = columns_of(text, start)[1][0]
            root: Node | None = graph.no
            if name == "undo":
                root = graph.no.keyword(self.shell.language.mode("exec").negates[0])
            if root is not None:
                self._run_exec(root, text, column, right, bar, typed, negated=True)

    # output

    def _start(self, ctx: Context, body: Any, filter_: Filter | None) -> None:
        write: Callable[[str], None] = self.write
        if filter_ is not None:
            held: list[str] = []
            write = held.append
            self._after = lambda _: filter_(lines_of("".join(held)))
        process = Process(self.clock, write, self._process_done, self._ready)
        self._process = ctx.process = process
        process.start(body)

    def _process_done(self, process: Process) -> None:
        if self._process is process or self._process is None:
            self._process = None
            after, self._after = self._after, None
            if after is not None:
                self._page(list(after(())), None)
            then, self._then = self._then, None
            if then is not None and not self.closed:
                inside, self._in_call = self._in_call, True
                try:
                    then()
                finally:
                    self._in_call = inside
                if self.busy:
                    return
            if self.autocommand and not self.closed:
                self._automatic()
            elif self._pager is None and not self._over():
                self._ready()

    def _automatic(self) -> None:
        """The user's own command; whoever may stay afterwards gets a prompt."""
        command, self.autocommand = self.autocommand, ""
        self._in_call = True
        try:
            self._execute(command)
        finally:
            self._in_call = False
        if not self._over() and not self.busy:
            self._ready()

    def _over(self) -> bool:
        """Closes the session when that was all that its user could do."""
        if self.hangs_up and not self.busy and not self.closed:
            self.close()
        return self.closed

    def _ready(self) -> None:
        if not self._in_call and self.on_ready is not None and not self.closed:
            self.on_ready()

    def _page(self, lines: list[str], filter_: Filter | None, paged: bool = True) -> None:
        if filter_ is not None:
            lines = list(filter_(lines))
        pager = Pager(lines, self.length if paged else 0, self.width, self.write)
        pager.start()
        self._pager = pager if pager.active else None
