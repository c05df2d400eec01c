"""The console port of one router: keys of whoever sits there go to its session, text comes back to all of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from iosemu.cli.context import Ask, AskKey, Process
from iosemu.cli.keys import RETURN, character
from iosemu.cli.terminal import INTERRUPT, Terminal
from iosemu.device.shell import DeviceShell
from iosemu.features.system.startup import bootstrap_text, image_text
from iosemu.lab.node import Node

if TYPE_CHECKING:
    from iosemu.console.commands import Commands

HELD = 100_000  # characters kept for whoever comes later
REPLAYED = 24  # lines of them that a newcomer gets
_AVAILABLE = "\n" * 7 + "{name} con0 is now available" + "\n" * 6 + "Press RETURN to get started.\n\n\n"
_OFF = "\n({name} is off: /power on {name} switches it on)\n"
IMAGE_SECONDS = 8.0  # from the reset until the image is loaded and speaks
_BOOTED = "\n\nPress RETURN to get started!\n\n\n"
SLASH = "lab-/"  # the key `/` of somebody who may command the lab


class Seat(Protocol):
    """Somebody who sits at consoles of the lab, and may command it."""

    @property
    def columns(self) -> int: ...

    @property
    def colours(self) -> bool: ...  # its screen knows SGR

    def go(self, name: str) -> None:
        """Show that router's console instead."""

    def leave(self) -> str:
        """`/quit` was confirmed; what is said of it."""

    @property
    def ends_lab(self) -> bool: ...  # its leaving is the end of the lab


class RouterConsole(Terminal):
    """`join` gives the text to somebody's screen; `key` takes keys, those with a `seat` may begin a lab command."""

    def __init__(self, node: Node, commands: Commands | None = None, paging: bool = True) -> None:
        super().__init__(80)
        self.node = node
        self.commands = commands
        self.paging = paging  # False: nobody is there to press a key at --More--
        self.screens: list[Callable[[str], None]] = []
        self.written = 0  # characters so far
        self._widths: dict[object, int] = {}
        self._held: deque[str] = deque()
        self._held_size = 0
        self._started = False  # somebody pressed RETURN
        self._ignored = False  # keys were pressed instead, or while there was no power
        self._seat: Seat | None = None  # who began the lab command
        self._in_lab = False  # a command of the lab is being typed or carried out
        self._process: Process | None = None  # it is being carried out
        self.write(node.shell.boot_output + _BOOTED)
        self._begin_session()
        node.shell.booted.append(self._booted)
        node.shell.halted.append(self._halted)
        node.lab.crashed.append(self._crashed)
        node.port = self

    def __getstate__(self) -> dict[str, Any]:
        """It is saved with its router: not those who sit there, nor a command of the lab that is under way."""
        state = {**self.__dict__, "commands": None, "screens": [], "_widths": {}, "_seat": None, "_process": None}
        if self._in_lab:
            state |= {"_in_lab": False, "_editing": False}
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Whoever sits here now, no key that a file brings gives a command to the lab."""
        self.__dict__.update(state)
        self.commands = self._seat = self._process = None
        self.screens, self._widths, self._in_lab = [], {}, False
        self._waiting = deque(key for key in self._waiting if key != SLASH)

    # output

    def write(self, text: str) -> None:
        if not text:
            return
        self._at_margin = text[-1] == "\n"
        self.written += len(text)
        self._held.append(text)
        self._held_size += len(text)
        while self._held_size > HELD:
            self._held_size -= len(self._held.popleft())
        for screen in tuple(self.screens):
            screen(text)

    @property
    def at_margin(self) -> bool:
        """The cursor stands at the beginning of a line."""
        return self._at_margin

    @property
    def line(self) -> str:
        """What stands before the cursor, prompt and all."""
        return self.editor.line if self._editing else ""

    def from_session(self, text: str) -> None:
        """While a command of the lab asks something its question comes back behind a message, not the prompt."""
        if self._process is None:
            super().from_session(text)
            return
        if text != self.session.prompt + self.session.partial:
            super().from_session(text)
        if self._editing and self._at_margin:
            self.write(self.editor.line)
            self.editor.printed_again()

    def goes_on(self, words: str) -> None:
        """It was saved, and is here again: a line of the lab ("" for none), then what was being typed."""
        if words:
            self.write(f"{words}\n" if self._at_margin else f"\n{words}\n")
        self.session.attended = self._started and not self.session.closed
        if self._editing and words:
            self.write(self.editor.line)
            self.editor.printed_again()
        elif not self._editing and self._started and self.node.device.running and not self.session.busy:
            self._prompt()

    def join(self, screen: Callable[[str], None], since: int | None = None) -> None:
        """From now on `screen` is given what is written, beginning with what came since (None: the last lines)."""
        text = "".join(self._held)
        if since is None:
            text = "".join(text.splitlines(keepends=True)[-REPLAYED:])
        else:
            text = text[max(0, len(text) - (self.written - since)) :]
        if text:
            screen(text)
        self.screens.append(screen)

    def part(self, screen: Callable[[str], None]) -> int:
        """Not any more; returns what `join` wants to hear when it comes back."""
        if screen in self.screens:
            self.screens.remove(screen)
        self.resize(screen, None)
        return self.written

    def resize(self, who: object, columns: int | None) -> None:
        """Whoever looks at it has a screen that wide (None: looks no more); lines are as wide as the narrowest."""
        if columns is None:
            self._widths.pop(who, None)
        else:
            self._widths[who] = columns
        self.editor.width = min(self._widths.values(), default=80)

    # the session

    def _begin_session(self) -> None:
        calling, self._in_session = self._in_session, True  # it begins with what the log held for it
        shell, clock = self.node.shell, self.node.lab.scheduler
        session = shell.session_type(shell, self.from_session, clock, privilege=1, line="con 0")
        self._in_session = calling
        session.on_close = self._closed
        session.attended = self._started = self._ignored = False
        if not self.paging:
            session.length = 0
        self.attach(session)

    def _closed(self) -> None:
        self._editing = False
        self._waiting.clear()
        if self._process is None:
            self._in_lab = False
        if not self.node.shell.halting:
            self.write(_AVAILABLE.format(name=self.node.shell.hostname))
            self._begin_session()

    def _crashed(self, node: Node, words: str) -> None:
        if node is self.node:
            self.write(words)

    def _halted(self, shell: DeviceShell) -> None:
        """The router has gone down: for a reload, or because somebody pulled the cord."""
        if self.node.shell.starting:
            self.write(bootstrap_text(self.node.device))
            self.node.lab.scheduler.call(IMAGE_SECONDS, self._loaded)
        else:
            self.write(_OFF.format(name=self.node.name))

    def _loaded(self) -> None:
        if self.node.shell.starting:
            self.write(image_text(self.node.device))

    def _booted(self, shell: DeviceShell) -> None:
        self.write("\n" + self.node.shell.boot_output + _BOOTED)
        if self.session.closed:
            self._begin_session()
        self._use_waiting()

    def _prompt(self) -> None:
        if self._in_lab:
            return  # it comes when the lab's command is over
        self._editing = False
        if self._started:
            super()._prompt()

    # keys

    def open(self) -> None:
        """Press RETURN if the console waits for that (it has timed out, say)."""
        if not self._started:
            self.key("enter")

    def type(self, key: str, seat: Seat) -> None:
        """A key of somebody who may command the lab."""
        if key == "/" and not self._in_lab:
            self._seat, key = seat, SLASH
        self.key(key)

    def type_text(self, text: str, seat: Seat) -> None:
        """`paste` of somebody who may command the lab."""
        for char in text.replace("\r\n", "\n"):
            self.type("c-m" if char in "\r\n" else char, seat)

    def key(self, key: str) -> None:
        process = self._process
        if process is not None and key in (INTERRUPT, "c-c"):
            self._waiting.clear()
            if process.question is not None:
                self.write("\n")
                self.editor.forget()
            process.interrupt()
        elif process is not None and process.question is not None:
            self._key(key)
        else:
            super().key(key)

    @property
    def occupied(self) -> bool:
        """Is a command running, or the router starting, so that no keys are taken? They wait until then."""
        if self._in_lab:
            return self._process is not None and self._process.question is None
        return self.node.shell.starting or (self._started and super().occupied)

    @property
    def behind(self) -> bool:
        """Is a command under way, or are there keys that wait for the end of one?"""
        return self.occupied or bool(self._waiting)

    def _key(self, key: str) -> None:
        if self._in_lab:
            self._lab_key(key)
            return
        if key == SLASH:
            if self.takes_lab_command:
                self._begin_lab_line()
                return
            key = "/"
        if not self.node.device.running:
            self._ignored = key not in RETURN
            if key in RETURN:
                self.write(_OFF.format(name=self.node.name))
        elif self._started:
            super()._key(key)
        elif key not in RETURN:
            self._ignored = True
        else:
            self._ignored = False
            session = self.session
            session.attended = self._started = True
            self.write("\n")
            greeting = self.node.shell.greet(session)
            if greeting is not None:
                self._call(lambda: session.run_process(greeting))
            else:
                self._prompt()

    def _through(self, key: str) -> None:
        super()._through("/" if key == SLASH else key)

    # commands of the lab

    @property
    def takes_lab_command(self) -> bool:
        """Is this the first key at a command prompt, or is there no session that would want the key?"""
        if self.commands is None:
            return False
        if not self.node.device.running or not self._started:
            return not self.node.shell.starting and not self._ignored
        session = self.session
        return self._editing and not session.busy and bool(session.prompt) and not self.editor.text

    def _begin_lab_line(self) -> None:
        self._in_lab = True
        if not self._editing:
            self._editing = True
            self.editor.start("")
        self.editor.key("/")
        self._note()

    def _history(self) -> list[str]:
        return self.commands.history if self._in_lab and self.commands is not None else super()._history()

    def helped(self, text: str) -> list[str]:
        return self.commands.helped(text) if self._in_lab and self.commands is not None else super().helped(text)

    def completed(self, text: str, cursor: int) -> str | None:
        if self._in_lab and self.commands is not None:
            return self.commands.completed(text[:cursor])
        return super().completed(text, cursor)

    def _lab_key(self, key: str) -> None:
        if key == SLASH:
            key = "/"
        process = self._process
        question = process.question if process is not None else None
        if process is not None and isinstance(question, AskKey):
            process.answer(character(key) or "q")
        elif key in RETURN:
            text = self.editor.finish()
            self._editing = False
            self._note()
            if process is not None:
                process.answer(text)
            else:
                self._carry_out(text)
        elif key in ("c-c", "c-z"):
            self.write("\n")
            self.editor.forget()
            self._lab_over()
        elif question is not None:
            self.editor.key(key)
        elif key == "?":
            self._help()
        elif key in ("c-i", "tab"):
            self._complete()
        else:
            self.editor.key(key)
            self._note()
            if not self.editor.text.startswith("/"):  # it is the router's line again
                self._in_lab = False
                self._editing = self._started and self.node.device.running

    def _carry_out(self, text: str) -> None:
        assert self.commands is not None and self._seat is not None  # there is a line because of them
        answer = self.commands.run(text, self, self._seat)
        if isinstance(answer, str):
            self.write(answer)
            self._lab_over()
            return
        self.session.attended = False  # messages come without the prompt
        process = Process(self.node.lab.scheduler, self.write, self._lab_done, self._lab_asks)
        self._process = process
        self.commands.current = process
        process.start(answer)

    def _lab_asks(self) -> None:
        assert self._process is not None
        question = self._process.question
        if isinstance(question, Ask):
            self._editing = True
            self.editor.start(question.prompt.rpartition("\n")[2], printed=True)

    def _lab_done(self, process: Process) -> None:
        self._process = None
        self._editing = False
        self.session.attended = self._started and not self.session.closed
        self._lab_over()

    def _lab_over(self) -> None:
        self._seat = None
        self._in_lab = self._editing = False
        self.session.partial = ""
        if self.node.device.running:
            self._prompt()
        self._use_waiting()
