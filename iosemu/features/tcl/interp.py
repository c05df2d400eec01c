"""The Tcl interpreter. It runs as a generator, so that IOS commands inside a script take their (virtual) time."""

from __future__ import annotations

from collections.abc import Callable, Generator
from fnmatch import fnmatchcase
from typing import Any

from iosemu.cli import Write
from iosemu.cli.context import Request
from iosemu.features.tcl.expr import evaluate, number, truth
from iosemu.features.tcl.parse import TclError, Word, closing, commands, join_list, split_list, unescape

Step = Generator[Request, Any, str]
Command = Callable[[list[str]], Step]
_DEPTH = 200  # of calls
_LOOPS = 1_000_000  # passes of one loop


class Break(Exception):
    pass


class Continue(Exception):
    pass


class Return(Exception):
    def __init__(self, value: str) -> None:
        self.value = value


class Interp:
    """`execute(line, show)` runs an IOS command line; with `show` it prints as it goes, else it gives its output."""

    def __init__(self, execute: Callable[[str, bool], Step], configure: Callable[[list[str]], str]) -> None:
        self.execute = execute
        self.configure = configure
        self.globals: dict[str, str] = {}
        self.frames: list[dict[str, str]] = [self.globals]
        self.linked: list[set[str]] = [set()]  # names that `global` ties to the outermost frame
        self.procs: dict[str, tuple[list[str], str]] = {}
        self.builtins: dict[str, Command] = {
            name.removeprefix("cmd_"): getattr(self, name) for name in dir(self) if name.startswith("cmd_")
        }
        self.builtins.update({"if": self.do_if, "while": self.do_while, "for": self.do_for, "exec": self.do_exec})
        self.builtins.update({"return": self.do_return, "break": self.do_break, "continue": self.do_continue})
        self.builtins.update({"global": self.do_global})

    def run(self, script: str, top: bool = False) -> Step:
        """The value of the last command. At the `top`, unknown commands go to IOS and print. Raises TclError."""
        value = ""
        for words in commands(script):
            arguments = []
            for word in words:
                arguments.append((yield from self.substitute(word)))
            value = yield from self.call(arguments, top)
        return value

    def call(self, words: list[str], top: bool = False) -> Step:
        name = words[0]
        builtin = self.builtins.get(name)
        if builtin is not None:
            return (yield from builtin(words[1:]))
        proc = self.procs.get(name)
        if proc is not None:
            return (yield from self._proc(name, proc, words[1:]))
        return (yield from self.execute(" ".join(words), True))

    def _proc(self, name: str, proc: tuple[list[str], str], values: list[str]) -> Step:
        names, body = proc
        frame: dict[str, str] = {}
        given = list(values)
        for at, parameter in enumerate(names):
            parts = split_list(parameter)
            if parts[0] == "args" and at == len(names) - 1:
                frame["args"] = join_list(given)
                given = []
            elif given:
                frame[parts[0]] = given.pop(0)
            elif len(parts) > 1:
                frame[parts[0]] = parts[1]
            else:
                raise TclError(f'wrong # args: should be "{" ".join([name, *names])}"')
        if given:
            raise TclError(f'wrong # args: should be "{" ".join([name, *names])}"')
        if len(self.frames) > _DEPTH:
            raise TclError("too many nested calls to Tcl_EvalObj (infinite loop?)")
        self.frames.append(frame)
        self.linked.append(set())
        try:
            return (yield from self.run(body))
        except Return as returned:
            return returned.value
        finally:
            self.frames.pop()
            self.linked.pop()

    # variables and substitution

    def get(self, name: str) -> str:
        frame = self.globals if name in self.linked[-1] else self.frames[-1]
        if name not in frame:
            raise TclError(f'can\'t read "{name}": no such variable')
        return frame[name]

    def put(self, name: str, value: str) -> str:
        (self.globals if name in self.linked[-1] else self.frames[-1])[name] = value
        return value

    def substitute(self, word: Word) -> Step:
        if word.raw:
            return word.text
        return (yield from self.expand(word.text))

    def expand(self, text: str) -> Step:
        """Variables, commands and backslashes."""
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
                out.append((yield from self.run(text[at + 1 : end])))
                at = end + 1
            else:
                out.append(char)
                at += 1
        return "".join(out)

    def _condition(self, text: str) -> Generator[Request, Any, bool]:
        return truth(evaluate((yield from self._operands(text))))

    def _operands(self, text: str) -> Step:
        """Substitutes in an expression, strings put in quotes so that they stay one operand."""
        out: list[str] = []
        at = 0
        while at < len(text):
            char = text[at]
            if char == "$":
                name, at = _variable(text, at)
                out.append(_operand(self.get(name)))
            elif char == "[":
                end = closing(text, at)
                out.append(_operand((yield from self.run(text[at + 1 : end]))))
                at = end + 1
            elif char == '"':
                end = text.find('"', at + 1)
                if end < 0:
                    raise TclError('missing "')
                out.append('"' + (yield from self.expand(text[at + 1 : end])) + '"')
                at = end + 1
            else:
                out.append(char)
                at += 1
        return "".join(out)

    # control

    def do_if(self, words: list[str]) -> Step:
        at = 0
        while True:
            if at + 1 >= len(words):
                raise TclError("wrong # args: no script following condition")
            body = at + 2 if words[at + 1] == "then" else at + 1
            if (yield from self._condition(words[at])):
                return (yield from self.run(words[body]))
            at = body + 1
            if at >= len(words):
                return ""
            if words[at] == "elseif":
                at += 1
                continue
            if words[at] == "else":
                at += 1
            return (yield from self.run(words[at]))

    def do_while(self, words: list[str]) -> Step:
        _arity(words, 2, "while test command")
        yield from self._loop(words[0], words[1], "")
        return ""

    def do_for(self, words: list[str]) -> Step:
        _arity(words, 4, "for start test next command")
        yield from self.run(words[0])
        yield from self._loop(words[1], words[3], words[2])
        return ""

    def _loop(self, test: str, body: str, following: str) -> Generator[Request, Any, None]:
        passes = 0
        while (yield from self._condition(test)):
            passes += 1
            if passes > _LOOPS:
                raise TclError("loop does not end")
            try:
                yield from self.run(body)
            except Break:
                return
            except Continue:
                pass
            yield from self.run(following)

    def cmd_foreach(self, words: list[str]) -> Step:
        if len(words) < 3 or len(words) % 2 == 0:
            raise TclError('wrong # args: should be "foreach varList list ?varList list ...? command"')
        columns = [(split_list(words[i]), split_list(words[i + 1])) for i in range(0, len(words) - 1, 2)]
        passes = max(-(-len(values) // len(names)) for names, values in columns)
        for turn in range(passes):
            for names, values in columns:
                for offset, name in enumerate(names):
                    at = turn * len(names) + offset
                    self.put(name, values[at] if at < len(values) else "")
            try:
                yield from self.run(words[-1])
            except Break:
                break
            except Continue:
                continue
        return ""

    def do_break(self, words: list[str]) -> Step:
        raise Break
        yield

    def do_continue(self, words: list[str]) -> Step:
        raise Continue
        yield

    def do_return(self, words: list[str]) -> Step:
        raise Return(words[-1] if words else "")
        yield

    def cmd_proc(self, words: list[str]) -> Step:
        _arity(words, 3, "proc name args body")
        self.procs[words[0]] = (split_list(words[1]), words[2])
        return ""
        yield

    def do_global(self, words: list[str]) -> Step:
        if len(self.frames) > 1:
            self.linked[-1].update(words)
        return ""
        yield

    def cmd_eval(self, words: list[str]) -> Step:
        return (yield from self.run(" ".join(words)))

    def cmd_catch(self, words: list[str]) -> Step:
        try:
            value, code = (yield from self.run(words[0])), "0"
        except TclError as error:
            value, code = str(error), "1"
        if len(words) > 1:
            self.put(words[1], value)
        return code

    def cmd_error(self, words: list[str]) -> Step:
        raise TclError(words[0] if words else "")
        yield

    # values

    def cmd_set(self, words: list[str]) -> Step:
        if len(words) not in (1, 2):
            raise TclError('wrong # args: should be "set varName ?newValue?"')
        return self.get(words[0]) if len(words) == 1 else self.put(words[0], words[1])
        yield

    def cmd_unset(self, words: list[str]) -> Step:
        for name in words:
            self.get(name)
            self.frames[-1].pop(name, None)
        return ""
        yield

    def cmd_incr(self, words: list[str]) -> Step:
        amount = number(words[1]) if len(words) > 1 else 1
        current = number(self.get(words[0]) if words[0] in self.frames[-1] or words[0] in self.linked[-1] else "0")
        if not isinstance(current, int) or not isinstance(amount, int):
            raise TclError("expected integer")
        return self.put(words[0], str(current + amount))
        yield

    def cmd_append(self, words: list[str]) -> Step:
        old = self.frames[-1].get(words[0], "")
        return self.put(words[0], old + "".join(words[1:]))
        yield

    def cmd_expr(self, words: list[str]) -> Step:
        return evaluate((yield from self._operands(" ".join(words))))

    def cmd_puts(self, words: list[str]) -> Step:
        """-nonewline and the channel stdout are understood."""
        end = "\n"
        rest = list(words)
        if rest and rest[0] == "-nonewline":
            end = ""
            rest.pop(0)
        if len(rest) == 2 and rest[0] in ("stdout", "stderr"):
            rest.pop(0)
        if len(rest) != 1:
            raise TclError('wrong # args: should be "puts ?-nonewline? ?channelId? string"')
        yield Write(rest[0] + end)
        return ""

    # lists and strings

    def cmd_list(self, words: list[str]) -> Step:
        return join_list(words)
        yield

    def cmd_lappend(self, words: list[str]) -> Step:
        items = split_list(self.frames[-1].get(words[0], ""))
        return self.put(words[0], join_list(items + words[1:]))
        yield

    def cmd_lindex(self, words: list[str]) -> Step:
        items = split_list(words[0])
        at = _index(words[1], len(items))
        return items[at] if 0 <= at < len(items) else ""
        yield

    def cmd_llength(self, words: list[str]) -> Step:
        return str(len(split_list(words[0])))
        yield

    def cmd_lrange(self, words: list[str]) -> Step:
        items = split_list(words[0])
        first, last = _index(words[1], len(items)), _index(words[2], len(items))
        return join_list(items[max(first, 0) : last + 1])
        yield

    def cmd_lsort(self, words: list[str]) -> Step:
        items = split_list(words[-1])
        numeric = "-integer" in words or "-real" in words
        ordered = sorted(items, key=lambda item: number(item) or 0) if numeric else sorted(items)
        return join_list(ordered[::-1] if "-decreasing" in words else ordered)
        yield

    def cmd_lsearch(self, words: list[str]) -> Step:
        items, pattern = split_list(words[-2]), words[-1]
        exact = "-exact" in words[:-2]
        found = (i for i, item in enumerate(items) if (item == pattern if exact else fnmatchcase(item, pattern)))
        return str(next(found, -1))
        yield

    def cmd_concat(self, words: list[str]) -> Step:
        return " ".join(word.strip() for word in words if word.strip())
        yield

    def cmd_join(self, words: list[str]) -> Step:
        return (words[1] if len(words) > 1 else " ").join(split_list(words[0]))
        yield

    def cmd_split(self, words: list[str]) -> Step:
        marks = words[1] if len(words) > 1 else " \t\n"
        parts = [""]
        for char in words[0]:
            if char in marks:
                parts.append("")
            else:
                parts[-1] += char
        return join_list(parts)
        yield

    def cmd_string(self, words: list[str]) -> Step:
        if len(words) < 2:
            raise TclError('wrong # args: should be "string option arg ?arg ...?"')
        what, text, *rest = words
        if what == "length":
            return str(len(text))
        if what in ("tolower", "toupper", "trim"):
            return {"tolower": text.lower, "toupper": text.upper, "trim": text.strip}[what]()
        if what == "equal":
            return str(int(text == rest[0]))
        if what == "match":
            return str(int(fnmatchcase(rest[0], text)))
        if what == "first":
            return str(rest[0].find(text))
        if what == "index":
            at = _index(rest[0], len(text))
            return text[at] if 0 <= at < len(text) else ""
        if what == "range":
            return text[max(_index(rest[0], len(text)), 0) : _index(rest[1], len(text)) + 1]
        raise TclError(
            f'bad option "{what}": must be equal, first, index, length, match, range, tolower, toupper, or trim'
        )
        yield

    # IOS

    def do_exec(self, words: list[str]) -> Step:
        """The output of an IOS command as value."""
        return (yield from self.execute(" ".join(words), False))

    def cmd_ios_config(self, words: list[str]) -> Step:
        """Each argument is a configuration line."""
        text = self.configure(words)
        if text:
            yield Write(text)
        return ""


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


def _arity(words: list[str], count: int, usage: str) -> None:
    if len(words) != count:
        raise TclError(f'wrong # args: should be "{usage}"')


def _index(text: str, size: int) -> int:
    if text == "end":
        return size - 1
    if text.startswith("end-") and text[4:].isdigit():
        return size - 1 - int(text[4:])
    value = number(text)
    if not isinstance(value, int):
        raise TclError(f'bad index "{text}": must be integer or end?-integer?')
    return value
