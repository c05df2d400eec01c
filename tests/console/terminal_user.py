"""A person at a real (pseudo) terminal that runs `iosemu`."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path
from types import TracebackType

import pyte

TIMEOUT = 10.0
SCREENS = Path(__file__).parent / "screens"
WRITE = os.environ.get("SCREENS") == "--write"  # the goldens are written anew
_TIMES = re.compile(r"\d\d:\d\d:\d\d(\.\d+)?|^\.+$|\(0/\d+\)", re.MULTILINE)


def _vague(found: re.Match[str]) -> str:
    """Times of day, and how long nobody answered a ping, say nothing."""
    return {".": ".", "(": "(0/0)"}.get(found[0][0]) or re.sub(r"\d", "0", found[0])


class User:
    """Starts `iosemu ARGUMENTS` on a terminal of its own.

    `expect` waits for a regular expression in what it prints, `shows` for one on the screen.
    """

    def __init__(self, *arguments: str, columns: int = 80, rows: int = 24, runtime: Path | None = None) -> None:
        self.seen = ""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.environ.update(TERM="xterm", PYTHONWARNINGS="ignore")
            for name in ("COLUMNS", "LINES", "XDG_RUNTIME_DIR"):
                os.environ.pop(name, None)
            if runtime is not None:  # where control sockets are
                os.environ["XDG_RUNTIME_DIR"] = str(runtime)
            os.execv(sys.executable, [sys.executable, "-m", "iosemu", *arguments])

    def resize(self, columns: int, rows: int) -> None:
        """The person draws the window larger or smaller."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def expect(self, pattern: str, timeout: float = TIMEOUT) -> str:
        """Everything up to and with the pattern; the rest stays for the next call."""
        end = time.monotonic() + timeout
        compiled = re.compile(pattern, re.DOTALL)
        while True:
            found = compiled.search(self.seen)
            if found:
                text, self.seen = self.seen[: found.end()], self.seen[found.end() :]
                return text
            if not self._read(end - time.monotonic()):
                raise AssertionError(f"waited for {pattern!r}; saw {self.seen[-2000:]!r}")

    def _read(self, timeout: float) -> bool:
        """False when nothing came, and nothing will."""
        data = b""
        if timeout > 0 and select.select([self.terminal], [], [], timeout)[0]:
            with contextlib.suppress(OSError):
                data = os.read(self.terminal, 65536)
        self.seen = (self.seen + data.decode("utf-8", "replace")).replace("\r\n", "\n")
        self._stream.feed(data)
        return bool(data)

    @property
    def text(self) -> str:
        """What the screen shows, without blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def shows(self, pattern: str, timeout: float = TIMEOUT) -> str:
        """Wait until the screen shows it; the screen."""
        end = time.monotonic() + timeout
        compiled = re.compile(pattern, re.DOTALL | re.MULTILINE)
        while not compiled.search(self.text):
            if not self._read(end - time.monotonic()):
                raise AssertionError(f"waited for {pattern!r}; the screen shows\n{self.text}")
        return self.text

    def golden(self, name: str) -> None:
        """The screen is as `screens/NAME.txt` has it, times of day apart (SCREENS=--write writes it anew)."""
        end = time.monotonic() + TIMEOUT
        file = SCREENS / f"{name}.txt"
        if WRITE:
            self._settle()
            SCREENS.mkdir(exist_ok=True)
            file.write_text(self._masked() + "\n")
        wanted = file.read_text().removesuffix("\n")
        while self._masked() != wanted and self._read(min(end - time.monotonic(), 3.0)):
            pass
        assert self._masked() == wanted

    def _masked(self) -> str:
        where = f"{self.screen.cursor.y + 1}:{self.screen.cursor.x + 1}"
        return _TIMES.sub(_vague, self.text) + f"\ncursor {where}"

    def _settle(self) -> None:
        before, end = "", time.monotonic() + 1.5
        while self._masked() != before or time.monotonic() < end:
            if self._masked() != before:
                before, end = self._masked(), time.monotonic() + 1.5
            self._read(0.1)

    def do(self, line: str, prompt: str = r"\n\S+[#>]$") -> str:
        """Type a line, wait for the prompt."""
        self.type(f"{line}\r")
        return self.expect(prompt)

    def ended(self) -> int:
        """Wait for the program to end; its exit status."""
        while self._read(TIMEOUT):
            pass
        _, status = os.waitpid(self.pid, 0)
        self.pid = -1
        return os.waitstatus_to_exitcode(status)

    def __enter__(self) -> User:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.pid > 0:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.terminal)
