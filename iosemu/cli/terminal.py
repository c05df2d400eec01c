"""Keys for a session, whoever has the keyboard: the person at the console, or somebody far away on a virtual line."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.cli.context import Ask, AskKey, Through
from iosemu.cli.editor import LineEditor
from iosemu.cli.keys import RETURN, character

if TYPE_CHECKING:
    from iosemu.cli.session import Session

MOST_TYPED_AHEAD = 65_536  # keys; the bell rings for more
ENDLESS = 10_000  # columns of a terminal that has no width
INTERRUPT = "c-^"  # Ctrl-Shift-6, unless the line says otherwise


class Terminal:
    """One keyboard and one screen at a session. `write` takes text for the screen."""

    def __init__(self, width: int = 80) -> None:
        self._waiting: deque[str] = deque()  # keys typed ahead
        self._using = False  # they are being used
        self._in_session = False  # a call into the session runs: it is not interrupting the user
        self._editing = False
        self._at_margin = True  # the cursor stands in the first column
        self._escaped = False  # the escape character was typed into a conversation with another host
        self.editor = LineEditor(self.write, self._history, width)
        self.session: Session

    def _history(self) -> list[str]:
        return self.session.history

    def attach(self, session: Session) -> None:
        """This session has the terminal from now on."""
        self.session = session
        session.on_ready = self._ready

    def write(self, text: str) -> None:
        """Text for the screen; whoever has the screen says how."""
        raise NotImplementedError

    def from_session(self, text: str) -> None:
        """The session's `write`."""
        if self._at_margin and not self._in_session and not self.session.busy:
            text = text.removeprefix("\n")  # a log line needs no new line
        self.write(text)
        if self._editing and not self._in_session and text == self.editor.line:
            self.editor.printed_again()  # `logging synchronous` brought the unfinished line back

    def _ready(self) -> None:
        """A process has ended by itself: the prompt comes back, and what was typed ahead is used."""
        if self._in_session:
            return  # it ended because of a key: `_call` goes on
        self._prompt()
        self._use_waiting()

    def follow_width(self) -> None:
        """Lines scroll where the session's terminal ends (`terminal width`; 0: nowhere), not at a window's edge."""
        self.editor.width = self.session.width or ENDLESS

    def _prompt(self) -> None:
        """Whatever the session waits for now."""
        session = self.session
        self._editing = False
        if session.closed:
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
        self._use_waiting()

    # keys

    def key(self, key: str) -> None:
        """One key of the terminal (a character or a prompt_toolkit name)."""
        if isinstance(self.session.question, Through):
            self._through(key)
            return
        if key == self.session.escape:  # never waits
            self.break_off()
            return
        if (self.occupied or self._waiting) and key != "c-c":
            if len(self._waiting) < MOST_TYPED_AHEAD:
                self._waiting.append(key)
            else:
                self.write("\a")
            self._use_waiting()
            return
        self._key(key)

    def break_off(self) -> None:
        """What runs is interrupted, and what was typed ahead forgotten."""
        self._waiting.clear()
        if self.session.busy:
            self._call(self.session.interrupt)

    @property
    def occupied(self) -> bool:
        """Is a command running, so that no keys are taken? They wait until then."""
        session = self.session
        return session.busy and session.question is None and not session.paging

    def _use_waiting(self) -> None:
        """What was typed ahead, until something runs again."""
        if self._using:
            return  # a key of it ends up here: the loop goes on
        self._using = True
        try:
            while self._waiting and not self.occupied:
                self._key(self._waiting.popleft())
        finally:
            self._using = False

    def _through(self, key: str) -> None:
        """To the far end, but for the escape sequence: Ctrl-Shift-6 (or what the line has), then x."""
        if self._escaped:
            self._escaped = False
            if key in ("x", "X"):
                self._call(self.session.interrupt)
                return
        elif key == self.session.escape:
            self._escaped = True
            return
        char = character(key)
        if char:
            self._call(lambda: self.session.key(char))

    def _key(self, key: str) -> None:
        session = self.session
        if isinstance(session.question, Through):
            self._through(key)
            return
        if session.paging or isinstance(session.question, AskKey):
            char = "\x03" if key == "c-c" else character(key) or "q"
            self._call(lambda: session.ctrl_c() if char == "\x03" else session.key(char))
            return
        if key == "c-c":
            self._waiting.clear()
            self.write("\n")
            self.editor.forget()
            self._call(session.ctrl_c)
            return
        if not self._editing:
            return
        if key in RETURN:
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
        for char in text.replace("\r\n", "\n"):
            self.key("c-m" if char in "\r\n" else char)

    def _help(self) -> None:
        """`?`: what may come here, then the line again."""
        typed, cursor = self.editor.text, self.editor.cursor
        lines = self.helped(typed[:cursor])
        self.write("?\n" + "".join(f"{line}\n" for line in lines) + "\n")
        prompt = self.editor.prompt
        self.editor.forget()
        self.editor.start(prompt, typed)
        for _ in range(len(typed) - cursor):
            self.editor.key("left")
        self._note()

    def _complete(self) -> None:
        typed, cursor = self.editor.text, self.editor.cursor
        found = self.completed(typed, cursor)
        if found is not None:
            typed = found + typed[cursor:]
        self.write("\n")
        prompt = self.editor.prompt
        self.editor.forget()
        self.editor.start(prompt, typed)
        self._note()

    def helped(self, text: str) -> list[str]:
        """The answer to `?` behind `text`."""
        return self.session.help(text)

    def completed(self, text: str, cursor: int) -> str | None:
        """Tab: what stands before the cursor, completed; None where nothing is unique."""
        return self.session.complete(text, cursor)
