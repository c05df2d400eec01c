"""The console port of one router: keys from a terminal go to its session, text comes back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from iosemu.cli.terminal import RETURN, Terminal
from iosemu.device.shell import DeviceShell
from iosemu.features.system.startup import bootstrap_text, image_text
from iosemu.lab.node import Node

HELD = 100_000  # characters kept for a console that nobody looks at
_AVAILABLE = "\n" * 7 + "{name} con0 is now available" + "\n" * 6 + "Press RETURN to get started.\n\n\n"
_OFF = "\n({name} is off: Ctrl-] and power {name} switch it on)\n"
IMAGE_SECONDS = 8.0  # from the reset until the image is loaded and speaks
_BOOTED = "\n\nPress RETURN to get started!\n\n\n"


class RouterConsole(Terminal):
    """`write` takes text for the terminal while this console is the one on the screen."""

    def __init__(
        self, node: Node, write: Callable[[str], None], size: tuple[int, int] = (80, 24), paging: bool = True
    ) -> None:
        super().__init__(size[0])
        self.node = node
        self.paging = paging  # False: nobody is there to press a key at --More--
        self.visible = False
        self.size = size  # columns, rows of the terminal
        self._terminal = write
        self._held: deque[str] = deque()  # written while not visible
        self._held_size = 0
        self._started = False  # somebody pressed RETURN
        self.write(node.shell.boot_output + _BOOTED)
        self._begin_session()
        node.shell.booted.append(self._booted)
        node.shell.halted.append(self._halted)
        node.lab.crashed.append(self._crashed)

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

    def _begin_session(self) -> None:
        calling, self._in_session = self._in_session, True  # it begins with what the log held for it
        shell, clock = self.node.shell, self.node.lab.scheduler
        session = shell.session_type(shell, self.from_session, clock, privilege=1, line="con 0")
        self._in_session = calling
        session.on_close = self._closed
        session.attended = self._started = False
        if not self.paging:
            session.length = 0
        self.attach(session)

    def _closed(self) -> None:
        self._editing = False
        self._waiting.clear()
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
        self._editing = False
        if self._started:
            super()._prompt()

    # keys

    def open(self) -> None:
        """Press RETURN if the console waits for that (it has timed out, say)."""
        if not self._started:
            self.key("enter")

    @property
    def occupied(self) -> bool:
        """Is a command running, or the router starting, so that no keys are taken? They wait until then."""
        return self.node.shell.starting or (self._started and super().occupied)

    def _key(self, key: str) -> None:
        if not self.node.device.running:
            if key in RETURN:
                self.write(_OFF.format(name=self.node.name))
        elif self._started:
            super()._key(key)
        elif key in RETURN:
            session = self.session
            session.attended = self._started = True
            self.write("\n")
            greeting = self.node.shell.greet(session)
            if greeting is not None:
                self._call(lambda: session.run_process(greeting))
            else:
                self._prompt()
