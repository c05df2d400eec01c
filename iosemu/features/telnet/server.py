"""A user far away at one of our virtual lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli.keys import Keyboard
from iosemu.cli.session import Session
from iosemu.cli.terminal import Terminal
from iosemu.types import format_ip
from iosemu.wire.telnet import DO, ECHO, SUPPRESS_GO_AHEAD, TERMINAL_TYPE, WILL, WINDOW_SIZE, Telnet

if TYPE_CHECKING:
    from iosemu.device.sockets.tcp import Connection
    from iosemu.features.line.model import Line
    from iosemu.features.telnet.engine import TelnetEngine


MOST_BEHIND = 65_536  # bytes that a caller has not taken before no further command of theirs is carried out
MOST_AHEAD = 1024  # keys typed ahead before the caller's window closes


class VirtualTerminal(Terminal):
    """The user of a TCP connection; its keys go to a session on the line."""

    def __init__(self, engine: TelnetEngine, line: Line, connection: Connection) -> None:
        super().__init__(line.width or 80)
        self.engine = engine
        self.line = line
        self.connection = connection
        self.telnet = Telnet(frozenset({ECHO, SUPPRESS_GO_AHEAD}), frozenset({SUPPRESS_GO_AHEAD}))
        self.keyboard = Keyboard()
        self._open = False

    def opened(self, connection: Connection) -> None:
        for verb, option in ((WILL, ECHO), (WILL, SUPPRESS_GO_AHEAD), (DO, TERMINAL_TYPE), (DO, WINDOW_SIZE)):
            self.telnet.ask(verb, option)
        shell = self.engine.host.device.shell
        assert shell is not None  # the service is there only with one
        self._open = True
        session = Session(shell, self.from_session, shell.device.scheduler, privilege=1, line=self.line.name)
        session.peer, session.port = format_ip(connection.remote[0]), connection.local[1]
        session.on_close = self._left
        self.attach(session)
        connection.write(self.telnet.take_reply())
        if session.closed:
            return  # the caller has gone already, as the answer showed
        greeting = shell.greet(session)
        if greeting is not None:
            self._call(lambda: session.run_process(greeting))
        else:
            self._prompt()

    def readable(self, connection: Connection) -> None:
        if len(self._waiting) >= MOST_AHEAD:
            return  # the window closes until what is typed ahead has been used
        text = self.telnet.receive(connection.read())
        reply = self.telnet.take_reply()
        if reply:
            connection.write(reply)
        for key in self.keyboard.keys(text.decode("latin-1")):
            if self.session.closed:
                return
            self.key(key)
        if connection.finished and not self.session.closed:
            self.session.ended = "lost"
            self.session.close()

    def _use_waiting(self) -> None:
        super()._use_waiting()
        if self.connection.unread and len(self._waiting) < MOST_AHEAD and not self._using:
            self.readable(self.connection)

    @property
    def occupied(self) -> bool:
        """Also while the caller does not take what was said: nothing new is begun then."""
        return self.connection.waiting > MOST_BEHIND or super().occupied

    def acknowledged(self, connection: Connection) -> None:
        if self._waiting and not self.session.closed:
            self._use_waiting()

    def ended(self, connection: Connection) -> None:
        self.engine.hung_up(self)
        if self._open and not self.session.closed:
            self.session.ended = "lost"
            self.session.close()

    def _prompt(self) -> None:
        self.follow_width()
        super()._prompt()

    def write(self, text: str) -> None:
        self._at_margin = text.endswith("\n") if text else self._at_margin
        self.connection.write(Telnet.escape(text.replace("\n", "\r\n").encode("latin-1", "replace")))

    def _left(self) -> None:
        self.engine.hung_up(self)
        if not self.engine.host.device.shell.halting:  # type: ignore[union-attr]  # see `opened`
            self.connection.close()
