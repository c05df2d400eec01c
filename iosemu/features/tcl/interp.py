"""The Tcl interpreter. It runs as a generator, so that IOS commands inside a script take their (virtual) time.

What runs inside something else is not called but handed to `Interp.evaluate`, which keeps the stack: a script's depth
is not Python's. All work is counted, and ends a script that does not end; the strings that it keeps are counted, too.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from iosemu.cli import Write
from iosemu.cli.context import Pause
from iosemu.features.tcl.channels import Channels
from iosemu.features.tcl.expr import evaluate, number, truth
from iosemu.features.tcl.library import LIBRARY, MANY, check
from iosemu.features.tcl.parse import TclError, Word, closing, commands, join_list, split_list, unescape

if TYPE_CHECKING:
    from iosemu.device.flash import Flash

Step = Generator[Any, Any, str]  # yields requests, and steps whose value it needs
Command = Callable[[list[str]], "str | Step"]

WORK = 20_000_000  # units that one script may spend, each about what a character costs that is looked at
_COPIED = 8  # characters that are copied for one unit
SLICE = 100_000  # units between two looks at the keyboard
COMMAND = 50  # units
IOS_COMMAND = 2_000  # units, its output apart
LONGEST = 1 << 20  # characters of one value
KEPT = 16 << 20  # characters of all values that are kept
DEPTH = 3_000  # steps inside one another
_CACHED = 4096  # characters of a script whose syntax is remembered


class Break(Exception):
    pass


class Continue(Exception):
    pass


class Return(Exception):
    def __init__(self, value: str) -> None:
        self.value = value


class Stopped(Exception):
    """The script has taken too much of the router; no `catch` holds it."""


@lru_cache(64)
def _remembered(script: str) -> list[list[Word]]:
    return commands(script)


class Interp:
    """`execute(line, show)` runs an IOS command line; with `show` it prints as it goes, else it gives its output."""

    def __init__(
        self,
        execute: Callable[[str, bool], Step],
        configure: Callable[[list[str]], str],
        flash: Flash | None = None,
    ) -> None:
        self.channels = Channels(flash)
        self.execute = execute
        self.configure = configure
        self.globals: dict[str, str] = {}
        self.frames: list[dict[str, str]] = [self.globals]
        self.linked: list[set[str]] = [set()]  # names that `global` ties to the outermost frame
        self.procs: dict[str, tuple[list[str], str]] = {}
        self.work = 0
        self.kept = 0  # characters of values in all frames, and of procs
        self.builtins: dict[str, tuple[Command, int, int, str]] = {
            "append": (self._append, 1, MANY, "append varName ?value value ...?"),
            "break": (self._break, 0, 0, "break"),
            "catch": (self._catch, 1, 2, "catch command ?varName?"),
            "close": (self._close, 1, 1, "close channelId"),
            "continue": (self._continue, 0, 0, "continue"),
            "eof": (self._eof, 1, 1, "eof channelId"),
            "error": (self._error, 1, 3, "error message ?errorInfo? ?errorCode?"),
            "eval": (self._eval, 1, MANY, "eval arg ?arg ...?"),
            "exec": (self._exec, 1, MANY, "exec ?switches? arg ?arg ...?"),
            "expr": (self._expr, 1, MANY, "expr arg ?arg ...?"),
            "flush": (self._flush, 1, 1, "flush channelId"),
            "for": (self._for, 4, 4, "for start test next command"),
            "foreach": (self._foreach, 3, MANY, "foreach varList list ?varList list ...? command"),
            "gets": (self._gets, 1, 2, "gets channelId ?varName?"),
            "global": (self._global, 1, MANY, "global varName ?varName ...?"),
            "if": (self._if, 0, MANY, "if test script"),
            "incr": (self._incr, 1, 2, "incr varName ?increment?"),
            "ios_config": (self._ios_config, 1, MANY, "ios_config line ?line ...?"),
            "lappend": (self._lappend, 1, MANY, "lappend varName ?value value ...?"),
            "open": (self._open, 1, 2, "open fileName ?access?"),
            "proc": (self._define, 3, 3, "proc name args body"),
            "puts": (self._puts, 1, 3, "puts ?-nonewline? ?channelId? string"),
            "read": (self._read, 1, 1, "read channelId"),
            "return": (self._return, 0, MANY, "return ?value?"),
            "set": (self._set, 1, 2, "set varName ?newValue?"),
            "unset": (self._unset, 1, MANY, "unset varName ?varName ...?"),
            "while": (self._while, 2, 2, "while test command"),
        }  # fmt: skip

    def evaluate(self, script: str, top: bool = False) -> Step:
        """The value of the last command. At the `top`, unknown commands go to IOS and print.

        Raises TclError, Stopped; Break, Continue and Return outside of what they are for.
        """
        self.work = 0
        pause = SLICE
        stack: list[Step] = [self.run(script, top)]
        value: Any = None
        error: Exception | None = None
        try:
            while stack:
                try:
                    request = stack[-1].send(value) if error is None else stack[-1].throw(error)
                except StopIteration as ended:
                    stack.pop()
                    value, error = ended.value, None
                    continue
                except Exception as raised:  # goes on to whatever it stands in
                    stack.pop()
                    error = raised
                    continue
                value = error = None
                if isinstance(request, Generator):
                    if len(stack) < DEPTH:
                        stack.append(request)
                    else:
                        error = TclError("too many nested calls to Tcl_EvalObj (infinite loop?)")
                    if self.work < pause:
                        continue
                    pause = self.work + SLICE
                    request = Pause(0.0)  # somebody may want to stop it
                try:
                    answer = yield request
                except Exception as raised:  # Interrupted
                    error = raised
                else:
                    value = None if isinstance(request, Pause) else answer
        finally:
            for step in reversed(stack):
                step.close()
        if error is not None:
            raise error
        result: str = value
        return result

    def spend(self, units: int) -> None:
        """Raises Stopped when the script has had its share."""
        self.work += units
        if self.work > WORK:
            raise Stopped("script stopped: it does more than a router lets a script do (infinite loop?)")

    def run(self, script: str, top: bool = False) -> Step:
        value = ""
        self.spend(COMMAND + (0 if len(script) <= _CACHED else len(script)))
        for words in _remembered(script) if len(script) <= _CACHED else commands(script):
            arguments = []
            for word in words:
                simple = word.raw or not any(char in word.text for char in "\\$[")
                arguments.append(word.text if simple else (yield self.expand(word.text)))
            called = self.call(arguments, top)
            value = called if isinstance(called, str) else (yield called)
        return value

    def call(self, words: list[str], top: bool = False) -> str | Step:
        name, *values = words
        size = sum(map(len, values))
        builtin = self.builtins.get(name)
        self.spend(COMMAND + (size if builtin is None else size // _COPIED))
        if builtin is not None:
            function, least, most, usage = builtin
            check(len(values), least, most, usage)
            return function(values)
        library = LIBRARY.get(name)
        if library is not None:
            check(len(values), library.least, library.most, library.usage)
            return _bounded(library.call(*values))
        proc = self.procs.get(name)
        if proc is not None:
            return self._proc(name, proc, values)
        self.spend(IOS_COMMAND)
        return self.execute(" ".join(words), True)

    def _proc(self, name: str, proc: tuple[list[str], str], values: list[str]) -> Step:
        names, body = proc
        wrong = TclError(f'wrong # args: should be "{" ".join([name, *names])}"')
        frame: dict[str, str] = {}
        given = list(values)
        for at, parameter in enumerate(names):
            parts = split_list(parameter) or [""]
            if parts[0] == "args" and at == len(names) - 1:
                frame["args"] = join_list(given)
                given = []
            elif given:
                frame[parts[0]] = given.pop(0)
            elif len(parts) > 1:
                frame[parts[0]] = parts[1]
            else:
                raise wrong
        if given:
            raise wrong
        self._keep(sum(map(len, frame.values())))
        self.frames.append(frame)
        self.linked.append(set())
        try:
            value: str = yield self.run(body)
            return value
        except Return as returned:
            return returned.value
        finally:
            self.kept -= sum(map(len, self.frames.pop().values()))
            self.linked.pop()

    # variables and substitution

    def _keep(self, more: int) -> None:
        """Room for so many more characters. Raises TclError."""
        if self.kept + more > KEPT:
            raise TclError(f"no more than {KEPT} characters can be kept in variables")
        self.kept += more

    def _frame(self, name: str) -> dict[str, str]:
        return self.globals if name in self.linked[-1] else self.frames[-1]

    def get(self, name: str) -> str:
        """Raises TclError."""
        frame = self._frame(name)
        if name not in frame:
            raise TclError(f'can\'t read "{name}": no such variable')
        return frame[name]

    def put(self, name: str, value: str) -> str:
        """Raises TclError for a value that is too long."""
        frame = self._frame(name)
        self._keep(len(_bounded(value)) - len(frame.get(name, "")))
        frame[name] = value
        return value

    def expand(self, text: str) -> Step:
        """Variables, commands and backslashes."""
        self.spend(len(text))
        out: list[str] = []
        at = 0
        while at < len(text):
            char = text[at]
            if char == "\\":
                piece, at = unescape(text, at)
                out.append(piece)
            elif char == "$":
                name, at = _variable(text, at)
                out.append(self.get(name) if name else "$")
            elif char == "[":
                end = closing(text, at)
                out.append((yield self.run(text[at + 1 : end])))
                at = end + 1
            else:
                out.append(char)
                at += 1
        return self._joined(out)

    def _joined(self, pieces: list[str]) -> str:
        size = sum(map(len, pieces))
        if size > LONGEST:
            raise TclError(_TOO_LONG)
        self.spend(size // _COPIED)
        return "".join(pieces)

    def _condition(self, text: str) -> Generator[Any, Any, bool]:
        return truth(self._value((yield self._operands(text))))

    def _value(self, expression: str) -> str:
        self.spend(8 * len(expression))  # each token is taken through all precedences
        return evaluate(expression)

    def _operands(self, text: str) -> Step:
        """Substitutes in an expression, strings put in quotes so that they stay one operand."""
        self.spend(len(text))
        out: list[str] = []
        at = 0
        while at < len(text):
            char = text[at]
            if char == "$":
                name, at = _variable(text, at)
                out.append(_operand(self.get(name)))
            elif char == "[":
                end = closing(text, at)
                out.append(_operand((yield self.run(text[at + 1 : end]))))
                at = end + 1
            elif char == '"':
                end = text.find('"', at + 1)
                if end < 0:
                    raise TclError('missing "')
                out.append('"' + (yield self.expand(text[at + 1 : end])) + '"')
                at = end + 1
            else:
                out.append(char)
                at += 1
        return self._joined(out)

    # control

    def _if(self, words: list[str]) -> Step:
        at = 0
        while True:
            body = at + 2 if words[at + 1 : at + 2] == ["then"] else at + 1
            if body >= len(words):
                raise TclError("wrong # args: no script following condition")
            if (yield self._condition(words[at])):
                break
            at = body + 1
            if at >= len(words):
                return ""
            if words[at] == "elseif":
                at += 1
                continue
            if words[at] == "else":
                at += 1
            body = at
            if at >= len(words):
                raise TclError('wrong # args: no script following "else" argument')
            break
        value: str = yield self.run(words[body])
        return value

    def _while(self, words: list[str]) -> Step:
        return self._loop("", words[0], words[1], "")

    def _for(self, words: list[str]) -> Step:
        start, test, following, body = words
        return self._loop(start, test, body, following)

    def _loop(self, start: str, test: str, body: str, following: str) -> Step:
        if start:
            yield self.run(start)
        while (yield self._condition(test)):
            try:
                yield self.run(body)
            except Break:
                break
            except Continue:
                pass
            if following:
                yield self.run(following)
        return ""

    def _foreach(self, words: list[str]) -> Step:
        if len(words) % 2 == 0:
            raise TclError('wrong # args: should be "foreach varList list ?varList list ...? command"')
        self.spend(sum(map(len, words[:-1])))
        columns = [(split_list(words[i]), split_list(words[i + 1])) for i in range(0, len(words) - 1, 2)]
        if not all(names for names, _ in columns):
            raise TclError("foreach varlist is empty")
        for turn in range(max(-(-len(values) // len(names)) for names, values in columns)):
            for names, values in columns:
                for offset, name in enumerate(names):
                    at = turn * len(names) + offset
                    self.put(name, values[at] if at < len(values) else "")
            try:
                yield self.run(words[-1])
            except Break:
                break
            except Continue:
                continue
        return ""

    def _break(self, words: list[str]) -> str:
        raise Break

    def _continue(self, words: list[str]) -> str:
        raise Continue

    def _return(self, words: list[str]) -> str:
        raise Return(words[-1] if words else "")

    def _error(self, words: list[str]) -> str:
        raise TclError(words[0])

    def _define(self, words: list[str]) -> str:
        name, names, body = words
        old = self.procs.get(name)
        self._keep(len(names) + len(body) - (len(join_list(old[0])) + len(old[1]) if old is not None else 0))
        self.procs[name] = (split_list(names), body)
        return ""

    def _global(self, words: list[str]) -> str:
        if len(self.frames) > 1:
            self.linked[-1].update(words)
        return ""

    def _eval(self, words: list[str]) -> Step:
        return self.run(" ".join(words))

    def _catch(self, words: list[str]) -> Step:
        try:
            value, code = (yield self.run(words[0])), "0"
        except TclError as error:
            value, code = str(error), "1"
        if len(words) > 1:
            self.put(words[1], value)
        return code

    # values

    def _set(self, words: list[str]) -> str:
        return self.get(words[0]) if len(words) == 1 else self.put(words[0], words[1])

    def _unset(self, words: list[str]) -> str:
        for name in words:
            self.kept -= len(self.get(name))
            del self._frame(name)[name]
        return ""

    def _incr(self, words: list[str]) -> str:
        amount = number(words[1]) if len(words) > 1 else 1
        current = number(self._frame(words[0]).get(words[0], "0"))
        if not isinstance(current, int) or not isinstance(amount, int):
            raise TclError("expected integer")
        return self.put(words[0], evaluate(f"{current} + {amount}"))

    def _append(self, words: list[str]) -> str:
        old = self._frame(words[0]).get(words[0], "")
        return self.put(words[0], self._joined([old, *words[1:]]))

    def _lappend(self, words: list[str]) -> str:
        old = self._frame(words[0]).get(words[0], "")
        more = join_list(words[1:])
        return self.put(words[0], self._joined([old, " " if old and more else "", more]))

    def _expr(self, words: list[str]) -> Step:
        return self._value((yield self._operands(" ".join(words))))

    def _puts(self, words: list[str]) -> Step:
        end = "\n"
        rest = list(words)
        if rest and rest[0] == "-nonewline":
            end = ""
            rest.pop(0)
        channel = rest.pop(0) if len(rest) == 2 else "stdout"
        check(len(rest), 1, 1, "puts ?-nonewline? ?channelId? string")
        self.spend(4 * len(rest[0]))
        if channel in ("stdout", "stderr"):
            yield Write(rest[0] + end)
            return ""
        return self.channels.write(channel, rest[0] + end)

    # files

    def _open(self, words: list[str]) -> str:
        return self.channels.open(*words)

    def _close(self, words: list[str]) -> str:
        return self.channels.close(words[0])

    def _flush(self, words: list[str]) -> str:
        return self.channels.flush(words[0])

    def _eof(self, words: list[str]) -> str:
        return self.channels.at_end(words[0])

    def _read(self, words: list[str]) -> str:
        return _bounded(self.channels.read(words[0]))

    def _gets(self, words: list[str]) -> str:
        """With a variable: how many characters it has got, -1 at the end."""
        line = self.channels.line(words[0])
        if len(words) == 1:
            return line or ""
        self.put(words[1], line or "")
        return "-1" if line is None else str(len(line))

    # IOS

    def _exec(self, words: list[str]) -> Step:
        """The output of an IOS command as value."""
        self.spend(IOS_COMMAND)
        output: str = yield self.execute(" ".join(words), False)
        self.spend(4 * len(output))
        return _bounded(output)

    def _ios_config(self, words: list[str]) -> Step:
        """Each argument is a configuration line."""
        self.spend(IOS_COMMAND * len(words))
        text = self.configure(words)
        if text:
            yield Write(text)
        return ""


_TOO_LONG = f"a string can have no more than {LONGEST} characters"


def _bounded(text: str) -> str:
    if len(text) > LONGEST:
        raise TclError(_TOO_LONG)
    return text


def _variable(text: str, at: int) -> tuple[str, int]:
    """The name behind a dollar sign ("" if there is none) and the place after it."""
    if text[at + 1 : at + 2] == "{":
        end = text.find("}", at)
        if end < 0:
            raise TclError("missing close-brace for variable name")
        return text[at + 2 : end], end + 1
    end = at + 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    if end < len(text) and text[end] == "(" and end > at + 1:
        close = text.find(")", end)
        if close > 0:
            end = close + 1
    return text[at + 1 : end], end


def _operand(value: str) -> str:
    return value if number(value) is not None else f'"{value}"'
