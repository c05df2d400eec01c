"""A session of a caller by SSH: a terminal on a virtual line, or one command (RFC 4254, section 6)."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Protocol

from iosemu.cli.context import Ask, Through
from iosemu.cli.keys import Keyboard
from iosemu.cli.session import Session
from iosemu.cli.terminal import Terminal
from iosemu.features.login.contract import Admission
from iosemu.features.login.dialogue import banner
from iosemu.features.system.model import SystemConfig

if TYPE_CHECKING:
    from iosemu.features.line.model import Line
    from iosemu.features.ssh.call import Call

MOST_BEHIND = 65_536  # bytes that a caller has not taken before no further command of theirs is carried out
MOST_AHEAD = 1024  # keys typed ahead before the caller must wait
_WIDTHS = range(1, 513)  # columns and rows that a terminal may have
_USUAL_LENGTH = 24  # rows of a line that was not told otherwise


class Channel(Protocol):
    """Where a session's bytes go."""

    @property
    def waiting(self) -> int:
        """Bytes that the caller has not taken yet."""

    def write(self, data: bytes) -> None: ...

    def close(self, status: int) -> None:
        """The session is over; `status` is the command's."""


class SshSession(Protocol):
    line: Line

    def gone(self) -> None:
        """The connection is no more."""


class Utf8:
    """Text out of bytes that come in pieces."""

    def __init__(self) -> None:
        self._rest = b""  # the beginning of a character

    def decode(self, data: bytes) -> str:
        data = self._rest + data
        text, used = codecs.utf_8_decode(data, "replace", False)
        self._rest = data[used:]
        return text


def _encoded(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("utf-8", "surrogateescape")


def _begun(call: Call, session: Session) -> str:
    """Who and where from; the message of the day, which SSH shows behind the login."""
    device, line = call.engine.host.device, call.engine.login.line_of(session)
    session.peer, session.port = call.peer, call.caller.local[1]
    motd = device[SystemConfig].motd if line.motd else ""
    return "\n" + (banner(motd, device, line) if motd else "")


class SshTerminal(Terminal):
    """A shell: keys come, text goes. `size` is the caller's window, columns and rows (0: not told)."""

    by_line = True  # a line of what comes is used at a time, and others have their turn

    def __init__(self, call: Call, line: Line, channel: Channel, size: tuple[int, int]) -> None:
        super().__init__(line.width or 80)
        self.call = call
        self.line = line
        self.channel = channel
        self.keyboard = Keyboard()
        self._decoder = Utf8()
        self._size = size

    def begin(self) -> None:
        shell = self.call.engine.host.device.shell
        assert shell is not None  # there are lines only with one
        session = Session(shell, self.from_session, shell.device.scheduler, privilege=1, line=self.line.name)
        session.on_close = self._left
        self.attach(session)
        self.call.opened(self)
        self.write(_begun(self.call, session))
        self.resized(self._size)
        admission = self.call.admission or Admission(True, self.call.name, self.line.privilege)
        self._call(lambda: session.run_process(self.call.engine.login.begin(session, admission)))

    def resized(self, size: tuple[int, int]) -> None:
        """The window has this size; a length that the line was told stays."""
        columns, rows = size
        if columns in _WIDTHS:
            self.session.width = self.editor.width = columns
        if rows in _WIDTHS and self.line.length == _USUAL_LENGTH and self.session.length:
            self.session.length = rows

    def received(self, data: bytes) -> None:
        for key in self.keyboard.keys(self._decoder.decode(data)):
            if self.session.closed:
                return
            self.key(key)

    def interrupt(self) -> None:
        """A break, or a signal to interrupt."""
        if not self.session.closed:
            if isinstance(self.session.question, Through):
                self.key(self.session.escape)
            else:
                self.break_off()

    @property
    def full(self) -> bool:
        """Enough is typed ahead."""
        return len(self._waiting) >= MOST_AHEAD

    @property
    def occupied(self) -> bool:
        """Also while the caller does not take what was said: nothing new is begun then."""
        return self.channel.waiting > MOST_BEHIND or super().occupied

    @property
    def idle(self) -> bool:
        """Has all that was typed been carried out?"""
        return not self._waiting and not self.occupied

    def taken(self) -> None:
        """The caller has taken what was said."""
        if self._waiting and not self.session.closed:
            self._use_waiting()

    def _prompt(self) -> None:
        self.follow_width()
        super()._prompt()

    def write(self, text: str) -> None:
        if text:
            self._at_margin = text.endswith("\n")
            self.channel.write(_encoded(text))

    def end(self) -> None:
        """The caller has said its last word."""
        if not self.session.closed:
            self.session.close()

    gone = end

    def _left(self) -> None:
        self.channel.close(0)
        self.call.left(self)


class SshCommand:
    """`ssh router "show version"`: what it says goes out unpaged, and with it the session ends."""

    by_line = True

    def __init__(self, call: Call, line: Line, channel: Channel, command: str) -> None:
        self.call = call
        self.line = line
        self.channel = channel
        self._lines = command.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._typed = ""
        self._decoder = Utf8()
        self.session: Session
        self._working = False

    def begin(self) -> None:
        shell = self.call.engine.host.device.shell
        assert shell is not None  # there are lines only with one
        self.session = Session(shell, self._write, shell.device.scheduler, privilege=1, line=self.line.name, length=0)
        self.session.attended = False
        self.session.on_close = self._left
        self.session.on_ready = self._go_on
        self.call.opened(self)
        _begun(self.call, self.session)
        self._write("\n")
        admission = self.call.admission or Admission(True, self.call.name, self.line.privilege)
        self.session.run_process(self.call.engine.login.begin(self.session, admission))
        self._go_on()

    def _go_on(self) -> None:
        """The next line, once the last has been carried out; behind the last one the end."""
        if self._working:
            return  # a call from here
        self._working = True
        try:
            while self._lines and not self.session.closed and not self.session.busy:
                self.session.feed_line(self._lines.pop(0))
            if not self.session.closed and not self.session.busy:
                self.session.close()
        finally:
            self._working = False

    def received(self, data: bytes) -> None:
        """Answers to questions."""
        self._typed += self._decoder.decode(data).replace("\r\n", "\n").replace("\r", "\n")
        while self._typed and not self.session.closed and self.session.question is not None:
            if isinstance(self.session.question, Ask):
                line, ends, rest = self._typed.partition("\n")
                if not ends:
                    return
                self._typed = rest
                self._write("\n")
                self.session.feed_line(line)
            else:
                key, self._typed = self._typed[0], self._typed[1:]
                self.session.key("\r" if key == "\n" else key)
            self._go_on()

    def interrupt(self) -> None:
        if not self.session.closed:
            self.session.interrupt()

    def resized(self, size: tuple[int, int]) -> None:
        """Nothing is drawn."""

    def taken(self) -> None:
        """Nothing waits for that."""

    @property
    def full(self) -> bool:
        return len(self._typed) >= MOST_AHEAD

    @property
    def idle(self) -> bool:
        """Does it wait for an answer?"""
        return self.session.question is not None and not self._typed

    def end(self) -> None:
        """No more answers will come: a question is the end."""
        self.gone()

    def gone(self) -> None:
        if not self.session.closed:
            self.session.close()

    def _write(self, text: str) -> None:
        self.channel.write(_encoded(text))

    def _left(self) -> None:
        self.channel.close(0)
        self.call.left(self)
