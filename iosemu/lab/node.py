"""A router of a running lab, as scripts use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from iosemu.cli.assist import UNRECOGNIZED
from iosemu.cli.context import Ask, AskKey, Question, Through
from iosemu.cli.interpreter import lines_of
from iosemu.cli.session import Session
from iosemu.lab.errors import LabError

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.shell import DeviceShell
    from iosemu.lab.lab import Lab
    from iosemu.lab.probes import Ping, Traceroute

R = TypeVar("R")
PRIVILEGED = 15
QUIET = 5.0  # virtual seconds without a word after which another host is taken to wait for the next line
COMMAND_EVENTS = 1_000_000  # events in the lab that one command may take: half a minute of work
COMMAND_LIMIT = 3600.0  # virtual seconds that one command may take (a ping with many repeats, say)


class Console:
    """The console line (con 0) of a router, privileged, without paging. What it writes is collected in `take`."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self._written: list[str] = []
        self.session: Session = node.shell.session_type(
            node.shell, self._write, node.lab.scheduler, privilege=PRIVILEGED, line="con 0", width=80, length=0
        )
        self.session.attended = False

    def _write(self, text: str) -> None:
        self._written.append(text)

    def take(self) -> str:
        """What was written since the last call: answers, and log lines as they came."""
        text = "".join(self._written)
        self._written.clear()
        return text

    @property
    def left(self) -> str:
        """What `take` would give."""
        return "".join(self._written)

    def enter(self, line: str) -> None:
        """Type a line at whatever waits for one, the prompt or a question; then let virtual time pass until the next.

        Raises LabError when the command does not end within an hour or a million events.
        """
        session, scheduler = self.session, self.node.lab.scheduler
        question = session.question
        if question is None and line.endswith("?") and session.prompt:
            self._help(line[:-1])
        elif question is None:
            session.feed_line(line)
        elif isinstance(question, AskKey):
            session.key(line[:1] or "\r")
        else:
            if isinstance(question, Ask) and not _is_prompt(question):
                self._written.append(f"{line}\n" if question.echo else "\n")  # a terminal shows what is typed there
            session.feed_line(line)
        end = scheduler.now + COMMAND_LIMIT
        events = 0
        while session.busy and session.question is None and not session.closed:
            time = scheduler.next_time()
            if time is None or time > end or events >= COMMAND_EVENTS:
                session.interrupt()
                within = f"{events} events" if events >= COMMAND_EVENTS else f"{COMMAND_LIMIT:.0f} s"
                raise LabError(f'{self.node.name}: "{line}" did not end within {within}')
            scheduler.step()
            events += 1
        self._listen(end)
        question = session.question
        if question is not None and _is_prompt(question) and self._written and self._written[-1] == question.prompt:
            self._written.pop()

    def _listen(self, end: float) -> None:
        """In a conversation with another host: until it has said what it has to say."""
        scheduler = self.node.lab.scheduler
        heard, quiet = len(self._written), scheduler.now + QUIET
        while isinstance(self.session.question, Through) and scheduler.now < min(quiet, end):
            time = scheduler.next_time()
            if time is None or time > quiet:
                scheduler.run(quiet)
                return
            scheduler.step()
            if len(self._written) != heard:
                heard, quiet = len(self._written), scheduler.now + QUIET

    def _help(self, text: str) -> None:
        """`?` at the end of a line: what may stand there; the line itself is not carried out."""
        lines = self.session.help(text)
        refused = lines[:1] == [UNRECOGNIZED] or lines[0].startswith("% Ambiguous")
        self.session.refused += refused
        self._written.append("".join(f"{each}\n" for each in (*lines, "")))

    def unanswered(self) -> str:
        """What the session asks and still waits for, "" for nothing. Another shell's prompt is no question."""
        question = self.session.question
        return "" if question is None or _is_prompt(question) else question.prompt.strip()


def _is_prompt(question: Question) -> bool:
    """A shell within the command (tclsh, another host) takes its next command."""
    return isinstance(question, Through) or (isinstance(question, Ask) and question.prompt.endswith("#"))


class Node:
    """One router: `cli`, `configure`, power. `device` is the router's inside, for tests that look deeper."""

    def __init__(self, lab: Lab, shell: DeviceShell) -> None:
        self.lab = lab
        self.shell = shell
        self._console: Console | None = None
        self.refused: list[str] = []  # lines of the last `configure` that were refused
        self.port: object = None  # what people sit at (`console.router`), if any: it is saved with the router

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
        """What a terminal would show for an exec command, without echo and prompt.

        Each call begins at privileged exec (use `configure` for configuration). The lines of one call are typed in
        turn, as at one terminal: modes last until its end, and a line after a question is the answer to it. `answers`
        are typed at questions that are left, "" being Enter. Commands that take time (ping) let virtual time pass.
        Raises LabError for a question without an answer.
        """
        began, prompt = self.lab.now, f"{self.name}#"
        console = self._at_exec()
        try:
            for line in lines_of(command) or [""]:
                console.enter(line)
            for answer in answers:
                if console.session.question is None:
                    break
                console.enter(answer)
            said = self._answered(console, lines_of(command)[-1:])
        except LabError as error:
            self._note(began, prompt, command, f"{console.left}{error}\n")
            raise
        self._note(began, prompt, command, said)
        return said

    def ping(self, target: str, source: str = "", vrf: str = "", count: int = 5, options: str = "") -> Ping:
        """As it is typed there; `options` are further words (``size 1500 df-bit``). Raises LabError where nothing was
        sent."""
        from iosemu.lab.probes import ping

        return ping(self, target, source, vrf, count, options)

    def traceroute(self, target: str, source: str = "", vrf: str = "") -> Traceroute:
        """As it is typed there. Raises LabError where nothing was sent."""
        from iosemu.lab.probes import traceroute

        return traceroute(self, target, source, vrf)

    def _note(self, began: float, prompt: str, typed: str, shown: str) -> None:
        if self.lab.diary is not None:
            self.lab.diary.append((began, prompt, typed, shown))

    @overload
    def rows(self, command: str) -> list[Any]: ...

    @overload
    def rows(self, command: str, kind: type[R]) -> list[R]: ...

    def rows(self, command: str, kind: type[Any] | None = None) -> list[Any]:
        """What a show tells, as records with plain values: ``node.rows("show ip route eigrp")[0].next_hop``.

        `kind` is the type of the records, for a type checker. Raises LabError for a line that is refused, and for a
        show without records; `shows` lists those that have some.
        """
        if not self.device.running:
            raise LabError(f"{self.name} has no power")
        from iosemu.lab.rows import rows

        return rows(self, command, kind)

    def shows(self) -> list[str]:
        """The shows that have rows, each in its shortest form."""
        from iosemu.lab.rows import shows

        return shows(self)

    def configure(self, text: str) -> str:
        """Carry out configuration lines, from the top of configuration mode; returns what IOS would have printed.

        What `do` prints is there, too. `refused` has the lines then that were not taken. Raises LabError as `cli` does.
        """
        self.refused = []
        if not self.device.running:
            raise LabError(f"{self.name} has no power")
        printed = []
        read, line = 0, ""
        for read, line, result, interpreter in self.shell.run(text):  # noqa: B007  # it tells where reading has ended
            printed.append(result.output)
            if result.status == "refused":
                self.refused.append(line.strip())
            if result.exec is not None:
                console = self._at_exec()
                console.session.config = interpreter
                console.enter(line)
                printed.append(self._answered(console, [line]))
                console.session.config = None
        if line.split() == ["end"]:  # nobody reads what stands behind it
            self.refused += [each.strip() for each in text.splitlines()[read:] if each.strip() and each[:1] != "!"]
        self._note(self.lab.now, f"{self.name}(config)#", text, "".join(printed))
        return "".join(printed)

    def _at_exec(self) -> Console:
        """The console, at its privileged prompt, nothing said yet."""
        console = self.console
        if console.session.config is not None:
            console.session.end_configuration()
        if console.session.busy:  # the last call ended in a Tcl shell
            console.session.close()
            console = self.console
        console.session.privilege = PRIVILEGED
        console.take()
        return console

    def _answered(self, console: Console, lines: list[str]) -> str:
        """What the console has shown. Raises LabError where it waits for an answer."""
        asked = console.unanswered()
        if asked:
            console.session.config = None
            console.session.interrupt()
            raise LabError(f'{self.name}: "{"".join(lines)}" asks "{asked}" and was given no answer')
        return console.take()

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
