"""One run of an applet: its actions one after the other, in virtual time, by a terminal line of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iosemu.cli.regex import Expression, PatternError
from iosemu.cli.session import Session
from iosemu.features.eem.events import ActionFailed, AppletSaid, AppletStopped, CliTold, Told, Wrong
from iosemu.features.eem.model import MAXRUN, Action, Applet
from iosemu.features.eem.strings import compare, string_of
from iosemu.features.eem.words import OPENING
from iosemu.records import dataclass, field

if TYPE_CHECKING:
    from iosemu.cli.context import Process
    from iosemu.features.eem.engine import EemEngine
    from iosemu.features.line.model import Line
    from iosemu.features.track.engine import TrackEngine

STEP = 0.01  # seconds that a command, or a turn of a loop, takes at least
SEVERITIES = ("emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging")
_VARIABLE = re.compile(r"\$([A-Za-z0-9_]+)")
_TOLD = 20  # lines of an answer that debugs tell


class Stop(Exception):
    """The applet goes no further."""

    def __init__(self, wrong: Wrong, what: str = "") -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.what = what


@dataclass(slots=True)
class Block:
    """What the next `end` closes. `begin`: its first action; of a loop over texts what is left of them."""

    verb: str
    begin: int
    left: list[str] = field(default_factory=list)


class Run:
    """`caller`: the process of the terminal that waits for it, and sees what it puts."""

    def __init__(
        self, engine: EemEngine, applet: Applet, job: int, variables: dict[str, str], caller: Process | None
    ) -> None:
        self.engine = engine
        self.host = engine.host.child()
        self.applet = applet
        self.actions = applet.ordered()
        self.job = job
        self.variables = variables
        self.caller = caller
        self.at = 0
        self.blocks: list[Block] = []
        self.session: Session | None = None
        self.line: Line | None = None
        self.output: list[str] = []  # of the command that runs
        self.expected: str | None = None  # a question that answers the command as well as the prompt
        self.typing = False
        self.background = False  # what applets, or the clock, make happen again and again: nobody waits for its end
        self.status = ""

    @property
    def name(self) -> str:
        return self.applet.name

    def begin(self) -> None:
        event = self.applet.event
        limit = float(event.maxrun) if event is not None and event.maxrun else MAXRUN
        self.host.after(limit, self._too_long, background=True)
        self.go()

    def go(self) -> None:
        """Until something takes its time."""
        if self.status:
            return
        before, self.engine.acting = self.engine.acting, self
        action = None
        try:
            while self.at < len(self.actions) and not self.status:
                action = self.actions[self.at]
                self.at += 1
                pause = self._act(action)
                if pause is None:  # it is told when to go on
                    return
                if pause:
                    self.host.after(pause, self.go, background=self.background)
                    return
            self.end("success")
        except Stop as stop:
            self._failed(action, stop)
        finally:
            self.engine.acting = before

    def _failed(self, action: Action | None, stop: Stop) -> None:
        self.host.emit(ActionFailed(self.name, stop.wrong, stop.what))
        self.host.emit(AppletStopped(self.name, action.label if action is not None else ""))
        self.end("abort")

    def _too_long(self) -> None:
        self.host.emit(ActionFailed(self.name, Wrong.TOO_LONG))
        self.end("abort")

    def end(self, status: str) -> None:
        """It is over: its line is free again, and who waited goes on."""
        if self.status:
            return
        self.status = status
        session, self.session = self.session, None
        if session is not None and not session.closed:
            session.end_configuration()
            session.on_close = None
            session.close()
            self.host.emit(CliTold(self.name, Told.CONTROL, "cli_close called."))
        self._free()
        self.host.stop()
        self.engine.ended(self)
        caller, self.caller = self.caller, None
        if caller is not None:
            caller.wake(self.variables.get("_exit_status", "0"))

    def _free(self) -> None:
        line, self.line = self.line, None
        if line is not None:
            self.engine.login.free(line, self)

    # texts

    def expand(self, text: str) -> str:
        """With the values of variables. Raises Stop."""
        return _VARIABLE.sub(self._value, text)

    def _value(self, found: re.Match[str]) -> str:
        name = found[1]
        value = self.variables.get(name)
        if value is None:
            value = self.engine.config.environment.get(name)
        if value is None:
            raise Stop(Wrong.UNKNOWN_VARIABLE, name)
        return value

    def _number(self, text: str) -> int:
        try:
            return int(self.expand(text))
        except ValueError:
            raise Stop(Wrong.ACTION) from None

    # actions: 0 go on at once, seconds later, None when told

    def _act(self, action: Action) -> float | None:
        verb, args = action.verb, action.args
        if verb in ("if", "while", "foreach", "else", "elseif", "end", "break", "continue"):
            return self._flow(verb, args)
        if verb == "cli":
            self._type(self.expand(args[0]), self.expand(args[1]) if len(args) > 1 else None)
            return None
        if verb == "wait":
            return float(max(self._number(args[0]), 0)) or STEP
        if verb == "syslog":
            severity = SEVERITIES.index(args[0]) if args[0] else 6
            self.host.emit(AppletSaid(self.name, self.expand(args[1]), severity))
        elif verb == "puts":
            self._put(self.expand(args[1]), bool(args[0]))
        elif verb == "exit":
            if args:
                self.variables["_exit_status"] = self.expand(args[0])
            self.end("success")
        elif verb == "reload":
            self.engine.reload(self)
        elif verb == "policy":
            self.engine.run_by_name(self.expand(args[0]), (), None)
        elif verb == "track":
            self._track(args)
        else:
            self._compute(verb, args)
        return 0

    def _compute(self, verb: str, args: tuple[str, ...]) -> None:
        values = self.variables
        if verb == "set":
            values[args[0]] = self.expand(args[1])
        elif verb == "append":
            values[args[0]] = values.get(args[0], "") + (self.expand(args[1]) if len(args) > 1 else "")
        elif verb in ("increment", "decrement"):
            by = self._number(args[1]) if len(args) > 1 else 1
            values[args[0]] = str(self._number(f"${args[0]}") + (by if verb == "increment" else -by))
        elif verb in ("add", "subtract", "multiply", "divide"):
            self._calculate(verb, self._number(args[0]), self._number(args[1]))
        elif verb == "regexp":
            self._match(args)
        elif verb == "string":
            found = string_of(args[0], [self.expand(each) for each in args[1:]])
            if found is None:
                raise Stop(Wrong.ACTION)
            values["_string_result"] = found

    def _calculate(self, verb: str, one: int, other: int) -> None:
        if verb == "divide":
            if not other:
                raise Stop(Wrong.ACTION)
            self.variables["_remainder"] = str(one % other)
        results = {"add": one + other, "subtract": one - other, "multiply": one * other}
        self.variables["_result"] = str(one // other if verb == "divide" else results[verb])

    def _match(self, args: tuple[str, ...]) -> None:
        pattern, text, *names = args
        try:
            found = Expression(f"(?s){self.expand(pattern)}").found(self.expand(text))
        except PatternError:
            raise Stop(Wrong.ACTION) from None
        self.variables["_regexp_result"] = "1" if found is not None else "0"
        for name, group in zip(names, found or (), strict=False):
            self.variables[name.removeprefix("$")] = group

    def _put(self, text: str, nonewline: bool) -> None:
        if self.caller is not None:
            self.caller.write(text if nonewline else f"{text}\n")
        else:
            self.host.emit(AppletSaid(self.name, text, 6))

    def _track(self, args: tuple[str, ...]) -> None:
        track: TrackEngine = self.host.peer("track")
        number = int(args[1])
        if args[0] == "set":
            if not track.set_stub(number, args[2] == "up"):
                raise Stop(Wrong.NO_OBJECT, args[1])
            return
        up = track.up(number)
        if up is None:
            raise Stop(Wrong.NO_OBJECT, args[1])
        self.variables["_track_state"] = "up" if up else "down"

    # blocks

    def _flow(self, verb: str, args: tuple[str, ...]) -> float:
        if verb == "if":
            return self._if(args)
        if verb == "while":
            return self._loop(Block(verb, self.at - 1))
        if verb == "foreach":
            mark = self.expand(args[2]).replace("\\n", "\n") if len(args) > 2 else None
            return self._loop(Block(verb, self.at - 1, [each for each in self.expand(args[1]).split(mark) if each]))
        if verb in ("break", "continue"):
            while self.blocks and self.blocks[-1].verb == "if":
                self.blocks.pop()
            if not self.blocks:
                raise Stop(Wrong.ACTION)
            block = self.blocks.pop()
            return self._past(block.begin + 1) if verb == "break" else self._loop(block)
        if not self.blocks:
            raise Stop(Wrong.ACTION)
        if verb in ("else", "elseif"):  # the branch before it was taken
            self.blocks.pop()
            return self._past(self.at)
        block = self.blocks.pop()
        return self._loop(block) if block.verb != "if" else 0

    def _if(self, args: tuple[str, ...]) -> float:
        holds = self._holds(args)
        if len(args) > 3:  # goto: no block begins here
            return self._goto(args[3]) if holds else 0
        while not holds:
            self._skip(self.at, ("else", "elseif", "end"))
            action = self.actions[self.at - 1]
            if action.verb == "end":
                return 0
            holds = action.verb == "else" or self._holds(action.args)
        self.blocks.append(Block("if", self.at - 1))
        return 0

    def _holds(self, args: tuple[str, ...]) -> bool:
        return compare(self.expand(args[0]), args[1], self.expand(args[2]))

    def _goto(self, label: str) -> float:
        found = next((number for number, each in enumerate(self.actions) if each.label == label), None)
        if found is None:
            raise Stop(Wrong.ACTION)
        back, self.at = found < self.at, found
        return STEP if back else 0

    def _loop(self, block: Block) -> float:
        """Once more from its beginning, or past its end. The first turn takes no time."""
        first = self.at == block.begin + 1
        args = self.actions[block.begin].args
        self.at = block.begin + 1
        goes_on = self._holds(args) if block.verb == "while" else bool(block.left)
        if not goes_on:
            return self._past(self.at)
        if block.verb == "foreach":
            self.variables[args[0]] = block.left.pop(0)
        self.blocks.append(block)
        return 0 if first else STEP

    def _past(self, begin: int) -> float:
        """Behind the end of the block that `begin` is in."""
        self._skip(begin, ("end",))
        return 0

    def _skip(self, begin: int, verbs: tuple[str, ...]) -> None:
        """Behind the next of these actions that is in no inner block. Raises Stop: there is none."""
        depth, self.at = 0, begin
        while self.at < len(self.actions):
            action = self.actions[self.at]
            self.at += 1
            if not depth and action.verb in verbs:
                return
            if action.verb in OPENING and len(action.args) < 4:
                depth += 1
            elif action.verb == "end":
                depth -= 1
        raise Stop(Wrong.ACTION)

    # the terminal

    def _type(self, command: str, expected: str | None) -> None:
        if self.session is None:
            self._open()
        session = self.session
        if session is None or session.closed:
            raise Stop(Wrong.NO_ANSWER)
        self.host.emit(CliTold(self.name, Told.INPUT, f"{session.prompt}{command}"))
        self.output, self.expected, self.typing = [], expected, True
        session.feed_line(command)
        self._look()

    def _open(self) -> None:
        line = self.engine.free_line()
        if line is None:
            raise Stop(Wrong.NO_LINE)
        self.line = line
        self.engine.login.take(line, self)
        device = self.host.device
        assert device.shell is not None  # applets are typed
        self.host.emit(CliTold(self.name, Told.CONTROL, "cli_open called."))
        session = Session(device.shell, self._written, device.scheduler, 1, line.name, 80, 0)
        session.peer, session.username = f"EEM:{self.name}", self.engine.config.username
        session.trusted, session.unchecked, session.attended = True, self.applet.bypass, False
        session.on_ready, session.on_close = self._look, self._closed
        self.session = session
        self.host.emit(CliTold(self.name, Told.OUTPUT, session.prompt))

    def _written(self, text: str) -> None:
        self.output.append(text)

    def _look(self) -> None:
        """Is the command through? Then the next action follows; a question is waited for until time is up."""
        session = self.session
        if not self.typing or session is None:
            return
        text = "".join(self.output)
        if session.busy:
            if session.question is None or self.expected is None or not self._fits(self.expected, text):
                return
        else:
            text += session.prompt
        self.typing = False
        self.variables["_cli_result"] = text
        lines = text.split("\n")
        for line in lines[:_TOLD]:
            self.host.emit(CliTold(self.name, Told.OUTPUT, line))
        if len(lines) > _TOLD:
            told = f"{_TOLD}+ lines read from cli, debug output truncated"
            self.host.emit(CliTold(self.name, Told.CONTROL, told))
        self.host.after(STEP, self.go, background=self.background)

    @staticmethod
    def _fits(pattern: str, text: str) -> bool:
        try:
            return Expression(f"(?s){pattern}").search(text)
        except PatternError:
            return False

    def _closed(self) -> None:
        """It was left, or cleared, or the router goes down."""
        self._free()
        device = self.host.device
        if self.typing and device.running and device.shell is not None and not device.shell.halting:
            self.typing = False
            self.variables["_cli_result"] = "".join(self.output)
            self.host.after(STEP, self.go, background=self.background)
