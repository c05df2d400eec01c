"""A terminal on a device with the sample language, for tests: type a line, read what is printed."""

from __future__ import annotations

from grammar_sample import Device, sample_language

from iosemu.cli.session import Session
from iosemu.cli.shell import Shell
from iosemu.sim.scheduler import Scheduler


class Terminal:
    def __init__(self, *grammar: str, length: int = 0) -> None:
        self.device = Device()
        self.shell = Shell(self.device, sample_language(*grammar))
        self.clock = Scheduler()
        self.out: list[str] = []
        self.session = Session(self.shell, self.out.append, self.clock, length=length)

    def type(self, line: str) -> str:
        """Feed a line; what the session wrote at once."""
        self.out.clear()
        self.session.feed_line(line)
        return "".join(self.out)

    def after(self, seconds: float) -> str:
        """Let virtual time pass; what was written meanwhile."""
        self.out.clear()
        self.clock.run(self.clock.now + seconds)
        return "".join(self.out)

    def config(self, text: str) -> None:
        assert self.shell.configure(text) == ""
