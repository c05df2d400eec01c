"""The console port of one router: keys from a terminal go to its session, text comes back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from iosemu.cli.context import Ask, AskKey
from iosemu.cli.session import Session
from iosemu.console.editor import LineEditor
from iosemu.features.system.startup import bootstrap_text, image_text
from iosemu.lab.node import Node

HELD = 100_000  # characters kept for a console that nobody looks at
_AVAILABLE = "\n" * 7 + "{name} con0 is now available" + "\n" * 6 + "Press RETURN to get started.\n\n\n"
_OFF = "\n({name} is off: Ctrl-] and power {name} switch it on)\n"
IMAGE_SECONDS = 8.0  # from the reset until the image is loaded and speaks
_BOOTED = "\n\nPress RETURN to get started!\n\n\n"
_RETURN = ("c-m", "enter", "c-j")
_CONTROL = {"c-m": "\r", "enter": "\r", "c-j": "\n", "c-h": "\b", "backspace": "\b", "escape": "\x1b"}


class RouterConsole:
    """`write` takes text for the terminal while this console is the one on the screen."""

    def __init__(
        self, node: Node, write: Callable[[str], None], size: tuple[int, int] = (80, 24), paging: bool = True
    ) -> None:
        self.node = node
        self.paging = paging  # False: nobody is there to press a key at --More--
        self.visible = False
        self.size = size  # columns, rows of the terminal
        self._terminal = write
        self._held: deque[str] = deque()  # written while not visible
        self._held_size = 0
        self._waiting: deque[str] = deque()  # keys typed ahead
        self._in_session = False  # a call into the session runs: it is not interrupting the user
        self._started = False  # somebody pressed RETURN
        self._editing = False
        self._at_margin = True  # the terminal's cursor stands in the first column
        self.editor = LineEditor(self.write, lambda: self.session.history, size[0])
        self.session = self._new_session()
        node.shell.booted.append(lambda _: self._booted())
        node.shell.halted.append(lambda _: self._halted())
        node.lab.crashed.append(lambda crashed, words: self.write(words) if crashed is node else None)
        self.write(node.shell.boot_output + _BOOTED)

    # output

    def write(self, text: str) -> None:
        if not text:
            return
        self._at_margin = text[-1] == "\n"
        if self.visible:
            self._terminal(text)
            return
        self._held.append(text)
        self._held_size += len(text)
        while self._held_size > HELD:
            self._held_size -= len(self._held.popleft())

    def show(self) -> None:
        """The terminal shows this console from now on, beginning with what was missed."""
        self.visible = True
        text = "".join(self._held)
        self._held.clear()
        self._held_size = 0
        self._terminal(text)
        if self._editing and not text:
            self.editor.redraw()

    def hide(self) -> None:
        self.visible = False

    def resize(self, columns: int, rows: int) -> None:
        """The terminal has another size; the router learns of it when nothing else was configured."""
        self.size = columns, rows
        self.editor.width = columns

    # the session

    def _new_session(self) -> Session:
        session = Session(self.node.shell, self._from_session, self.node.lab.scheduler, privilege=1, line="con 0")
        session.on_ready = self._ready
        session.on_close = self._closed
        session.attended = self._started = False
        if not self.paging:
            session.length = 0
        return session

    def _from_session(self, text: str) -> None:
        if self._at_margin and not self._in_session:
            text = text.removeprefix("\n")  # a log line needs no new line
        self.write(text)
        if self._editing and not self._in_session and text == self.editor.line:
            self.editor.printed_again()  # `logging synchronous` brought the unfinished line back

    def _closed(self) -> None:
        self._editing = False
        self._waiting.clear()
        if not self.node.shell.halting:
            self.write(_AVAILABLE.format(name=self.node.shell.hostname))
            self.session = self._new_session()

    def _halted(self) -> None:
        """The router has gone down: for a reload, or because somebody pulled the cord."""
        if self.node.shell.starting:
            self.write(bootstrap_text(self.node.device))
            self.node.lab.scheduler.call(IMAGE_SECONDS, self._loaded)
        else:
            self.write(_OFF.format(name=self.node.name))

    def _loaded(self) -> None:
        if self.node.shell.starting:
            self.write(image_text(self.node.device))

    def _booted(self) -> None:
        if self.session.closed:
            self.session = self._new_session()
        self.write("\n" + self.node.shell.boot_output + _BOOTED)
        self._use_waiting()

    def _ready(self) -> None:
        """A process has ended by itself: the prompt comes back, and what was typed ahead is used."""
        if self._in_session:
            return  # it ended because of a key: `_call` goes on
        self._prompt()
        self._use_waiting()

    def _prompt(self) -> None:
        """Whatever the session waits for now."""
        session = self.session
        self._editing = False
        if session.closed or not self._started:
            return
        question = session.question
        if isinstance(question, Ask):
            self._editing = True
            self.editor.start(question.prompt.rpartition("\n")[2], echo=question.echo, printed=True)
        elif not session.busy:
            self._editing = True
            self.editor.start(session.prompt)
        self._note()

    def _note(self) -> None:
        """The session must know what stands on the line, to print it again after a log message."""
        self.session.partial = self.editor.line[len(self.editor.prompt) :] if self._editing else ""

    def _call(self, action: Callable[[], object]) -> None:
        """Something typed reaches the session; afterwards its prompt or question is shown."""
        self._editing = False
        self._in_session = True
        session = self.session
        try:
            action()
        finally:
            self._in_session = False
        if session is self.session:
            self._prompt()
        if self._waiting and not self.occupied:
            self._key(self._waiting.popleft())

    # keys

    def key(self, key: str) -> None:
        """One key of the terminal (a character or a prompt_toolkit name)."""
        if key == "c-^":  # Ctrl-Shift-6: never waits
            self._waiting.clear()
            if self.session.busy:
                self._call(self.session.interrupt)
            return
        if self.occupied and key != "c-c":
            self._waiting.append(key)
            return
        self._key(key)

    def open(self) -> None:
        """Press RETURN if the console waits for that (it has timed out, say)."""
        if not self._started:
            self.key("enter")

    @property
    def occupied(self) -> bool:
        """Is a command running, or the router starting, so that no keys are taken? They wait until then."""
        session = self.session
        if self.node.shell.starting:
            return True
        return self._started and session.busy and session.question is None and not session.paging

    def _use_waiting(self) -> None:
        while self._waiting and not self.occupied:
            self._key(self._waiting.popleft())

    def _key(self, key: str) -> None:
        session = self.session
        if not self.node.device.running:
            if key in _RETURN:
                self.write(_OFF.format(name=self.node.name))
            return
        if not self._started:
            if key in _RETURN:
                session.attended = self._started = True
                self.write("\n")
                greeting = self.node.shell.greet(session)
                if greeting is not None:
                    self._call(lambda: session.run_process(greeting))
                else:
                    self._prompt()
            return
        if session.paging or isinstance(session.question, AskKey):
            character = "\x03" if key == "c-c" else _CONTROL.get(key, key if len(key) == 1 else "q")
            self._call(lambda: session.ctrl_c() if character == "\x03" else session.key(character))
            return
        if key == "c-c":
            self._waiting.clear()
            self.write("\n")
            self.editor.forget()
            self._call(session.ctrl_c)
            return
        if not self._editing:
            return
        if key in _RETURN:
            text = self.editor.finish()
            self._call(lambda: session.feed_line(text))
        elif key == "c-z":
            text = self.editor.text if session.question is None else ""
            self.write("^Z\n")
            self.editor.forget()
            self._call(lambda: session.ctrl_z(text))
        elif session.question is None and key == "?":
            self._help()
        elif session.question is None and key in ("c-i", "tab"):
            self._complete()
        else:
            self.editor.key(key)
            self._note()

    def paste(self, text: str) -> None:
        """Text put in from a clipboard, as if typed."""
        for character in text.replace("\r\n", "\n"):
            self.key("c-m" if character in "\r\n" else character)

    def _help(self) -> None:
        """`?`: what may come here, then the line again."""
        typed = self.editor.text
        lines = self.session.help(typed[: self.editor.cursor])
        cursor = self.editor.cursor
        self.write("?\n" + "".join(f"{line}\n" for line in lines) + "\n")
        self.editor.forget()
        self.editor.start(self.session.prompt, typed)
        for _ in range(len(typed) - cursor):
            self.editor.key("left")
        self._note()

    def _complete(self) -> None:
        typed, cursor = self.editor.text, self.editor.cursor
        found = self.session.complete(typed, cursor)
        if found is not None:
            typed = found + typed[cursor:]
        self.write("\n")
        self.editor.forget()
        self.editor.start(self.session.prompt, typed)
        self._note()
