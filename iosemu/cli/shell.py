"""A device's command language: its sessions, its configuration in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from iosemu.cli.context import Context, Output, ProcessBody
from iosemu.cli.edits import LineResult
from iosemu.cli.interpreter import Interpreter, lines_of, run_lines
from iosemu.cli.language import Language
from iosemu.cli.render import Renderer, cut_block
from iosemu.cli.rights import Rule
from iosemu.cli.session import Session
from iosemu.cli.views import View
from iosemu.records import dataclass

Words = Callable[[], tuple[str, ...]]
"""Those of a command, for who wants to know them."""


@dataclass(slots=True)
class ParsedLine:
    """What `iosemu parse` tells of one line. `status`: full, partial, stored or refused; `column` is 0-based."""

    number: int
    text: str
    status: str
    reason: str = ""
    column: int | None = None


class Shell:
    """Joins one device to its language.

    `unknown_word(ctx, word)` answers an unknown single word in exec (the name look-up); `alias(word)` is what an exec
    alias stands for, "" for none; `greet(session)` gives the dialogue that a user at a terminal goes through before the
    first prompt, None for none; `leaving(session)` what `exit` asks first, `empty_line(session)` what an empty line
    does, None for nothing; `stamp()` are the lines in front of those of a show command that a terminal asked for;
    `permits(session, level, configuring, words)` says whether a user may carry out a command of a privilege level (its
    words in full), or gives a process that finds out; `intercept(session, words)` likewise, but says nothing when it
    holds a command back; `commanded(session, level, configuring, words)` hears of those
    that were carried out;
    `configured_line` listeners hear `(session, line, depth)` of each configuration command that was carried out;
    `config_ended` listeners hear `(session, changed)` when a session leaves configuration, `session_opened` and
    `session_closed` listeners of each session.
    """

    def __init__(self, device: Any, language: Language) -> None:
        self.device = device
        self.language = language
        self.sessions: list[Session] = []
        self.unknown_word: Callable[[Context, str], Output] | None = None
        self.alias: Callable[[str], str] = _no_alias
        self.greet: Callable[[Session], ProcessBody | None] = _nothing
        self.leaving: Callable[[Session], ProcessBody | None] = _nothing
        self.empty_line: Callable[[Session], ProcessBody | None] = _nothing
        self.stamp: Callable[[], list[str]] = list
        self.permits: Callable[[Session, int, bool, Words], bool | ProcessBody] | None = None
        self.intercept: Callable[[Session, Words], bool | ProcessBody] | None = None
        self.commanded: Callable[[Session, int, bool, Words], None] | None = None
        self.rules: tuple[Rule, ...] = ()  # `privilege` lines
        self.views: dict[str, tuple[View, ...]] = {}  # `parser view`: what each name stands for
        self.configured_line: list[Callable[[Session, str, int], None]] = []
        self.config_ended: list[Callable[[Session, bool], None]] = []
        self.session_opened: list[Callable[[Session], None]] = []
        self.session_closed: list[Callable[[Session], None]] = []

    @property
    def renderer(self) -> Renderer:
        """Of the language; devices share it."""
        if self.language.renderer is None:
            self.language.renderer = Renderer(self.language)
        return self.language.renderer

    def write_file(self, url: str, text: str, append: bool) -> str:
        """Where output goes that a pipe redirects; an error to be printed, or ""."""
        return f"%Error opening {url} (No such device)"

    @property
    def hostname(self) -> str:
        name: str = self.device.hostname
        return name

    def prompt(self, mark: str, line: str = "") -> str:
        """What stands before the cursor of a terminal at this line; `mark` is ``>``, ``#`` or ``(config)#``."""
        return f"{self.hostname}{mark}"

    def running_config(self, everything: bool = False) -> list[str]:
        """Body lines of the running-config, `everything` with defaults."""
        return self.renderer.running_config(self.device, everything)

    def running_block(self, header: str) -> list[str]:
        """One block of the running-config, e.g. of `interface Tunnel0`; empty if there is none."""
        return cut_block(self.running_config(), header)

    def configure(self, text: str) -> str:
        """Read configuration lines from the top, as at start-up or from a paste; what IOS prints about them."""
        return "".join(result.output for _, _, result, _ in self.run(text))

    def parse(self, text: str) -> list[ParsedLine]:
        """Like `configure`, with an account of each command line."""
        lines = []
        for number, line, result, _ in self.run(text):
            if result.status:
                lines.append(ParsedLine(number, line, result.status, result.reason, result.column))
        return lines

    def run(self, text: str) -> Iterator[tuple[int, str, LineResult, Interpreter]]:
        """Line after line: its number, the line (with those that belong to it), what became of it, and the dialogue."""
        interpreter = Interpreter(self)
        result: LineResult
        for number, line, result in run_lines(interpreter, lines_of(text)):
            yield number, line, result, interpreter
            if result.leave:
                if line.split() == ["end"]:
                    return
                interpreter = Interpreter(self)


def _no_alias(word: str) -> str:
    return ""


def _nothing(session: Session) -> None:
    return None
