"""A router of a running lab, as scripts use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli.context import Ask, AskKey
from iosemu.cli.session import Session
from iosemu.lab.errors import LabError

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.shell import DeviceShell
    from iosemu.lab.lab import Lab

COMMAND_LIMIT = 3600.0  # virtual seconds that one command may take (a ping with many repeats, say)


class Console:
    """The console line (con 0) of a router, privileged, without paging. What it writes is collected in `take`."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self._written: list[str] = []
        self.session = Session(
            node.shell, self._written.append, node.lab.scheduler, privilege=15, line="con 0", width=80, length=0
        )

    def take(self) -> str:
        """What was written since the last call: answers, and log lines as they came."""
        text = "".join(self._written)
        self._written.clear()
        return text

    def type(self, line: str, answers: tuple[str, ...] = ()) -> str:
        """Type a line and wait, in virtual time, until the prompt would come back; `answers` go to its questions.

        Raises LabError when a question has no answer or the command does not end within an hour.
        """
        self._written.clear()
        session, scheduler = self.session, self.node.lab.scheduler
        replies = list(answers)
        session.feed_line(line)
        end = scheduler.now + COMMAND_LIMIT
        while session.busy and not session.closed:
            question = session.question
            if question is not None:
                if not replies:
                    session.interrupt()
                    asked = question.prompt.strip()
                    raise LabError(f'{self.node.name}: "{line}" asks "{asked}" and was given no answer')
                self._answer(question, replies.pop(0))
                continue
            time = scheduler.next_time()
            if time is None or time > end:
                session.interrupt()
                raise LabError(f'{self.node.name}: "{line}" did not end within {COMMAND_LIMIT:.0f} s')
            scheduler.step()
        return self.take()

    def _answer(self, question: Ask | AskKey, reply: str) -> None:
        if isinstance(question, Ask):
            self._written.append(f"{reply}\n" if question.echo else "\n")  # a terminal shows what is typed there
            self.session.feed_line(reply)
        else:
            self.session.key(reply[:1] or "\r")


class Node:
    """One router: `cli`, `configure`, power. `device` is the router's inside, for tests that look deeper."""

    def __init__(self, lab: Lab, shell: DeviceShell) -> None:
        self.lab = lab
        self.shell = shell
        self._console: Console | None = None

    @property
    def name(self) -> str:
        return self.shell.device.node

    @property
    def device(self) -> Device:
        return self.shell.device

    @property
    def console(self) -> Console:
        """The console line; a new one after `exit`, a time-out or a reload. Raises LabError without power."""
        if not self.device.running:
            raise LabError(f"{self.name} has no power")
        if self._console is None or self._console.session.closed:
            self._console = Console(self)
        return self._console

    def cli(self, command: str, *answers: str) -> str:
        """What a terminal would show for an exec command, without echo and prompt. Several lines are typed in turn.

        Commands that take time (ping) let virtual time pass. `answers` are typed at questions, "" being Enter.
        Raises LabError for a question without an answer.
        """
        console = self.console
        if console.session.config is not None:
            console.session.end_configuration()
        lines = command.splitlines() or [""]
        return "".join(console.type(line, answers if line is lines[-1] else ()) for line in lines)

    def configure(self, text: str) -> str:
        """Carry out configuration lines, from the top of configuration mode; returns what IOS would have printed."""
        if not self.device.running:
            raise LabError(f"{self.name} has no power")
        return self.shell.configure(text)

    def running_config(self) -> list[str]:
        """Lines of the running-config, without the header that `show running-config` adds."""
        return self.shell.running_config()

    def reload(self) -> None:
        """Restart with the saved configuration, without a dialogue."""
        self.shell.reload()

    def power_off(self) -> None:
        """Pull the cord."""
        self.shell.power_off()

    def power_on(self) -> None:
        """Start with the saved configuration; nothing happens if it runs."""
        if not self.device.running:
            self.shell.boot()
            self.shell.connect()

    def __repr__(self) -> str:
        return f"<{self.name} {self.device.platform.name}>"
