"""`iosemu attach`: a terminal at a lab that runs elsewhere."""

from __future__ import annotations

import json
import os
import select
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from iosemu.console.control import LONGEST, SUFFIX, folder
from iosemu.console.host import say, terminal_size
from iosemu.lab.errors import LabError

ESCAPE_TIME = 0.1  # seconds after which a lone Esc is a key of its own
_PATIENCE = 5.0  # seconds for a lab to say who it is


class Line:
    """A connection to a running lab; `hello` is what it said of itself. Raises OSError, ValueError."""

    def __init__(self, path: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._data = b""
        self.used = False  # the lab has said that what was typed is done
        try:
            self.socket.settimeout(_PATIENCE)
            self.socket.connect(path)
            while b"\n" not in self._data:
                self._read()
            self.hello = next(self._messages())
        except BaseException:
            self.socket.close()
            raise

    def _read(self) -> None:
        data = self.socket.recv(65536)
        if not data or len(self._data) > 2 * LONGEST:
            raise ConnectionError("the lab has gone")
        self._data += data

    def _messages(self) -> Iterator[dict[str, Any]]:
        while b"\n" in self._data:
            line, self._data = self._data.split(b"\n", 1)
            message = json.loads(line)
            if isinstance(message, dict):
                yield message

    def receive(self) -> Iterator[dict[str, Any]]:
        """What has come; waits for the rest of a message that has begun."""
        self._read()
        return self._messages()

    def send(self, message: dict[str, Any]) -> None:
        self.socket.sendall(json.dumps(message).encode() + b"\n")


def find(lab: str) -> Line:
    """The running lab of that name or folder; also the path of a control socket. Raises LabError."""
    with suppress(OSError, ValueError):
        if stat.S_ISSOCK(os.stat(lab).st_mode):
            return _open(lab)
    found, others = [], []
    for path in _sockets():
        try:
            line = Line(path)
        except ConnectionRefusedError:  # its lab died without a word
            with suppress(OSError):
                os.unlink(path)
            continue
        except (OSError, ValueError, StopIteration):
            continue
        if _is(line.hello, lab):
            found.append(line)
        else:
            others.append(str(line.hello.get("lab")))
            line.socket.close()
    if not found:
        running = f"; running: {', '.join(sorted(set(others)))}" if others else ""
        raise LabError(f'no lab "{lab}" runs here (iosemu run {lab} starts it){running}')
    if len(found) > 1:
        for line in found:
            line.socket.close()
        pids = ", ".join(str(line.hello.get("pid")) for line in found)
        raise LabError(f'lab "{lab}" runs {len(found)} times (processes {pids}): name its control socket in {folder()}')
    return found[0]


def _open(path: str) -> Line:
    try:
        return Line(path)
    except (OSError, ValueError, StopIteration) as error:
        raise LabError(getattr(error, "strerror", None) or "no lab answers there", path) from None


def _sockets() -> list[str]:
    where = folder()
    return [os.path.join(where, name) for name in sorted(os.listdir(where)) if name.endswith(SUFFIX)]


def _is(hello: dict[str, Any], lab: str) -> bool:
    if hello.get("lab") == lab:
        return True
    path = os.path.realpath(lab)
    return bool(hello.get("folder")) and hello["folder"] in (path, os.path.dirname(path)) and os.path.exists(path)


def run(lab: str, node: str | None) -> None:
    """Sit at a console until the user leaves or the lab ends. Raises LabError."""
    line = find(lab)
    line.socket.settimeout(None)
    with line.socket:
        line.send({"node": node or "", "columns": terminal_size()[0]})
        if sys.stdin.isatty():
            why = _sit(line)
        else:
            why = _feed(line)
    if why:
        print(f"\niosemu: {why}", file=sys.stderr)


def _shown(line: Line) -> str | None:
    """Print what has come; the reason when it was the end. Raises LabError."""
    try:
        messages = list(line.receive())
    except OSError:
        return "the lab has gone"
    for message in messages:
        if "error" in message:
            raise LabError(str(message["error"]))
        if "end" in message:
            return str(message["end"])
        line.used = line.used or "used" in message
        say(str(message.get("text", "")))
    return None


def _sit(line: Line) -> str:
    why = _shown(line)  # the first words, or why there are none, before the terminal is changed
    if why is not None:
        return why
    from prompt_toolkit.input import create_input
    from prompt_toolkit.keys import Keys

    keyboard = create_input(sys.stdin)
    half = False  # an Esc may be the beginning of a longer sequence
    width = terminal_size()[0]
    with keyboard.raw_mode():
        descriptor, talks = keyboard.fileno(), line.socket.fileno()
        while not keyboard.closed:
            ready, _, _ = select.select([descriptor, talks], [], [], ESCAPE_TIME if half else 1.0)
            if talks in ready:
                why = _shown(line)
                if why is not None:
                    return why
            presses = keyboard.read_keys() if descriptor in ready else keyboard.flush_keys() if half else []
            half = descriptor in ready and not presses
            keys: list[str] = []
            for press in presses:
                if press.key is Keys.BracketedPaste:
                    line.send({"keys": keys})
                    line.send({"paste": press.data})
                    keys = []
                else:
                    keys.append(press.key.value if isinstance(press.key, Keys) else press.key)
            if keys:
                line.send({"keys": keys})
            if terminal_size()[0] != width:
                width = terminal_size()[0]
                line.send({"columns": width})
    return ""


def _feed(line: Line) -> str:
    """Without a terminal: what is read is typed, until all of it was used and the lab has nothing more to say."""
    descriptor, talks = sys.stdin.fileno(), line.socket.fileno()
    reading = True
    while True:
        patience = None if reading or not line.used else 1.0
        ready, _, _ = select.select([talks, *([descriptor] if reading else [])], [], [], patience)
        if descriptor in ready:
            data = os.read(descriptor, 4096)
            reading = bool(data)
            line.send({"paste": data.decode("utf-8", "replace")} if data else {"last": True})
        if talks in ready:
            why = _shown(line)
            if why is not None:
                return why
        if not ready:
            return ""
