"""A person at a real (pseudo) terminal that runs `iosemu`."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import signal
import sys
import time
from types import TracebackType

TIMEOUT = 20.0


class User:
    """Starts `iosemu ARGUMENTS` on a terminal of its own; `expect` waits for a regular expression in what it prints."""

    def __init__(self, *arguments: str, columns: int = 80, rows: int = 24) -> None:
        self.seen = ""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", COLUMNS=str(columns), LINES=str(rows), PYTHONWARNINGS="ignore")
            os.execv(sys.executable, [sys.executable, "-m", "iosemu", *arguments])
        import fcntl
        import struct
        import termios

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
            left = end - time.monotonic()
            ready = select.select([self.terminal], [], [], max(left, 0))[0] if left > 0 else []
            data = b""
            if ready:
                try:
                    data = os.read(self.terminal, 65536)
                except OSError:
                    data = b""
            if not data:
                raise AssertionError(f"waited for {pattern!r}; saw {self.seen[-2000:]!r}")
            self.seen = (self.seen + data.decode()).replace("\r\n", "\n")

    def do(self, line: str, prompt: str = r"\n\S+[#>]$") -> str:
        """Type a line, wait for the prompt."""
        self.type(f"{line}\r")
        return self.expect(prompt)

    def ended(self) -> int:
        """Wait for the program to end; its exit status."""
        self.expect("$")
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
