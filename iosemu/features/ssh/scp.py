"""`scp -t` and `scp -f`, as the program of Berkeley's rcp speaks over a channel: files of the router's flash, its
configurations, nothing else.

A file goes as ``C0644 SIZE NAME\\n``, its bytes, and a zero; each of these is answered with a zero, or with 1, a text
and a new line by one who refuses.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from iosemu.cli.session import Session
from iosemu.device.flash import name_of
from iosemu.features.login.contract import Admission
from iosemu.features.system.engine import SystemEngine
from iosemu.features.system.files import NVRAM_FULL, keep_startup

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.line.model import Line
    from iosemu.features.ssh.call import Call
    from iosemu.features.ssh.server import Channel

PRIVILEGED = 15
_LONGEST = 4096  # characters of a line of the protocol
_RUNNING = frozenset({"running-config", "system:running-config", "system:/running-config"})
_STARTUP = frozenset({"startup-config", "nvram:startup-config", "nvram:/startup-config"})


class Refusal(Exception):
    """What the far end is told."""


def wanted(command: str) -> tuple[bool, str] | None:
    """Does the command take a file (else it gives one), and which? None: it is no scp."""
    try:
        words = shlex.split(command)
    except ValueError:
        return None
    if len(words) < 3 or words[0] != "scp":
        return None
    options = "".join(word[1:] for word in words[1:-1] if word.startswith("-"))
    if ("t" in options) == ("f" in options):
        return None
    return "t" in options, words[-1]


class ScpSession:
    """One transfer; has the shape of a session of `server.py`."""

    by_line = False

    def __init__(self, call: Call, line: Line, channel: Channel, takes: bool, path: str) -> None:
        self.call = call
        self.line = line
        self.channel = channel
        self.takes = takes
        self.path = path
        self.over = False
        self._came = bytearray()
        self._left = -1  # bytes of the file that have still to come, -1: a line is expected
        self._name = ""
        self._data = bytearray()
        self._giving: list[bytes] = []  # pieces that have still to go

    @property
    def device(self) -> Device:
        device: Device = self.call.engine.host.device
        return device

    def begin(self) -> None:
        self.call.opened(self)
        try:
            if not self.call.engine.config.scp:
                raise Refusal("Administratively disabled.")
            admission = self.call.admission or Admission(True, privilege=self.line.privilege)
            if admission.privilege < PRIVILEGED:
                raise Refusal(f"{'Sink' if self.takes else 'Source'}: Privilege denied.")
            if self.takes:
                self.channel.write(b"\0")
            else:
                name, data = self._found()
                self._giving = [f"C0644 {len(data)} {name}\n".encode(), data + b"\0"]
        except Refusal as refusal:
            self._refuse(refusal)

    def received(self, data: bytes) -> None:
        if self.over:
            return
        try:
            if self.takes:
                self._came += data
                self._take()
            else:
                for answer in data:
                    self._give(answer)
        except Refusal as refusal:
            self._refuse(refusal)

    # to the far end

    def _found(self) -> tuple[str, bytes]:
        """Raises Refusal."""
        from iosemu.cli.context import Context
        from iosemu.features.system.files import running_text

        shell = self.device.shell
        assert shell is not None  # there are lines only with one
        if self.path in _RUNNING:
            lines = running_text(Context(shell, self.device, self.device))
            return "running-config", ("\n".join(lines) + "\n").encode("utf-8", "surrogateescape")
        if self.path in _STARTUP and self.device.startup_config:
            return "startup-config", self.device.startup_config.encode("utf-8", "surrogateescape")
        name = name_of(self.path)
        data = self.device.flash.get(name) if name else None
        if name is None or data is None:
            raise Refusal(f"{self.path}: No such file or directory")
        return self.path.rpartition("/")[2], data  # as it was asked for: clients compare

    def _give(self, answer: int) -> None:
        if answer or not self._giving:
            self._finish(1 if answer else 0)
        else:
            self.channel.write(self._giving.pop(0))

    # from the far end

    def _take(self) -> None:
        """Raises Refusal."""
        while self._came and not self.over:
            if self._left < 0:
                line, ends, rest = bytes(self._came).partition(b"\n")
                if not ends:
                    if len(line) > _LONGEST:
                        raise Refusal("protocol error")
                    return
                self._came = bytearray(rest)
                self._begin_file(line.decode("utf-8", "replace"))
            elif self._left:
                piece = self._came[: self._left]
                del self._came[: len(piece)]
                self._data += piece
                self._left -= len(piece)
            else:
                del self._came[:1]  # the zero behind it
                self._left = -1
                self._keep()
                self.channel.write(b"\0")

    def _begin_file(self, line: str) -> None:
        kind, words = line[:1], line[1:].split(" ", 2)
        if kind == "T":  # times: the flash has its own
            self.channel.write(b"\0")
            return
        if kind != "C" or len(words) != 3 or not words[1].isdecimal() or len(words[1]) > 12:
            raise Refusal("protocol error" if kind != "D" else f"{words[-1]}: not a regular file")
        size, name = int(words[1]), words[2]
        self._name = self._target(name)
        flash = self.device.flash
        room = flash.free + len(flash.get(self._name, b""))
        if size > (self.device.platform.nvram if self._name in _RUNNING | _STARTUP else room):
            raise Refusal(f"{self.path}: No space left on device")
        self._data = bytearray()
        self._left = size
        self.channel.write(b"\0")

    def _target(self, name: str) -> str:
        """What the file is to be called here. Raises Refusal."""
        if self.path in _RUNNING | _STARTUP:
            return self.path
        target = name_of(self.path)
        if target is None:
            raise Refusal(f"{self.path}: No such device")
        return target or name

    def _keep(self) -> None:
        """The file is whole. Raises Refusal."""
        if self._name in _RUNNING:
            self._merge(self._data.decode("utf-8", "surrogateescape"))
        elif self._name in _STARTUP:
            if not keep_startup(self.device, self._data.decode("utf-8", "surrogateescape")):
                raise Refusal(NVRAM_FULL.strip())
        else:
            problem = self.device.flash.store(self._name, bytes(self._data))
            if problem:
                raise Refusal(problem)

    def _merge(self, text: str) -> None:
        shell = self.device.shell
        assert shell is not None  # there are lines only with one
        user = Session(shell, _unheard, shell.device.scheduler, privilege=PRIVILEGED, line=self.line.name, length=0)
        user.username, user.peer, user.attended = self.call.name, self.call.peer, False
        shell.configure(text)
        system: SystemEngine = self.device.engine("system")
        system.configured_from(f"scp://{self.call.peer}/", user)
        user.close()

    # the end

    def _refuse(self, refusal: Refusal) -> None:
        self.channel.write(b"\1" + str(refusal).encode() + b"\n")
        self._finish(1)

    def _finish(self, status: int) -> None:
        if not self.over:
            self.over = True
            self.channel.close(status)
            self.call.left(self)

    def gone(self) -> None:
        self._finish(1)

    def end(self) -> None:
        """The far end has no more to send."""
        self._finish(0 if self._left < 0 and not self._came else 1)

    @property
    def idle(self) -> bool:
        return self.takes and not self.over

    full = False

    def interrupt(self) -> None:
        """Not a terminal."""

    def resized(self, size: tuple[int, int]) -> None:
        """Not a terminal."""

    def taken(self) -> None:
        """All of it was given at once."""


def _unheard(text: str) -> None:
    """Nobody is at that terminal."""
