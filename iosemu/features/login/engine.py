"""Who may come in, and by which line. Console, telnet and SSH ask here."""

from __future__ import annotations

import struct
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, cast

from iosemu.cli.context import ProcessBody, Request
from iosemu.cli.rights import Rule
from iosemu.cli.session import Session
from iosemu.device.debug import Message
from iosemu.device.engine import Engine, Host
from iosemu.features.line.engine import LineEngine
from iosemu.features.line.model import Line, LinesConfig
from iosemu.features.logging.model import LoggingConfig
from iosemu.features.login.config import modes_of
from iosemu.features.login.contract import Admission, Caller, Ends, Judge, Privileges, Questions, Verdict
from iosemu.features.login.dialogue import banner, entrance, greeting
from iosemu.features.login.lines import LineJudge
from iosemu.features.login.model import LoginConfig
from iosemu.features.login.watch import Watch
from iosemu.features.system.model import SystemConfig
from iosemu.types import MAX_IPV4
from iosemu.wire import ipv4
from iosemu.wire.ipv6 import IPv6

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.features.acl.engine import AclEngine
    from iosemu.features.login.contract import Lists6
    from iosemu.types import IPv4

Address = tuple["IPv4", int]  # and port


def first_packet(src: Address, dst: Address) -> ipv4.IPv4:
    """What an access class looks at."""
    made = IPv6 if dst[0] > MAX_IPV4 else ipv4.IPv4
    return made(src[0], dst[0], ipv4.TCP, struct.pack("!HH", src[1], dst[1]))


class Trial:
    """A try that takes its time: it counts when it is over, unless its caller has gone."""

    def __init__(self, engine: LoginEngine, caller: Caller, name: str, told: Verdict) -> None:
        self.engine = engine
        self.caller = caller
        self.name = name
        self.told = told

    @property
    def abandoned(self) -> bool:
        return self.told.abandoned

    def judged(self, admission: Admission) -> None:
        if not self.abandoned:
            self.told.judged(self.engine.counted(self.caller, self.name or admission.name, admission))


class LoginEngine(Engine):
    """A caller from the network: `line_for`, `take` the line; then either `shell.greet(session)` for the whole dialogue
    at a terminal, or, where the protocol brings name and password itself, `banner`, `judge` until `accepted` (wait its
    `delay` before the caller hears of it), and `begin` once the session is there. At last `free` the line.
    """

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.holders: dict[str, object] = {}  # of virtual lines: who has it, by "vty 0"
        self.watch = Watch(host)
        self.aaa: Privileges | None = None
        self.judges: list[Judge] = [LineJudge(host.device)]  # the last one counts

    def start(self) -> None:
        shell = self.host.device.shell
        if shell is not None:
            shell.greet = self.greet
        self._level()

    def changed(self, change: Change) -> None:
        self._level()
        self.watch.agree()

    def _level(self) -> None:
        """`privilege` lines hold for everybody at once."""
        shell = self.host.device.shell
        if shell is not None:
            shell.rules = tuple(
                Rule(own, tuple(command.split()), each.level, each.everything)
                for (mode, command), each in self.host.device[LoginConfig].levels.items()
                for own in modes_of(shell.language, mode)
            )

    # lines

    def line_of(self, session: Session) -> Line:
        return self.host.device[LinesConfig].by_name(session.line)

    def line_for(self, protocol: str, connection: Ends, counted: bool) -> Line | None:
        """The lowest free virtual line that takes this caller; `counted`: as the access lists count it."""
        for line in self.host.device[LinesConfig].in_order():
            if line.kind == "vty" and line.name not in self.holders and self._open(line, protocol, connection, counted):
                return line
        return None

    def take(self, line: Line, holder: object) -> None:
        """It is occupied from now on."""
        self.holders[line.name] = holder

    def free(self, line: Line, holder: object) -> None:
        """It is free again, if it is still this one's."""
        if self.holders.get(line.name) is holder:
            del self.holders[line.name]

    def _open(self, line: Line, protocol: str, connection: Ends, counted: bool) -> bool:
        if not line.exec or not line.takes(protocol) or not self._undisturbed(connection):
            return False
        if connection.remote[0] > MAX_IPV4:
            return self.permits6(line.access_in6, first_packet(connection.remote, connection.local), counted)
        if not line.access_in:
            return True
        if connection.vrf.name and not line.access_vrf_also:
            return False
        packet = first_packet(connection.remote, connection.local)
        acl: AclEngine = self.host.peer("acl")
        if counted:
            return acl.matches(line.access_in, packet) is not False
        compiled = acl.get(line.access_in)
        return compiled is None or compiled.permits(packet)

    def permits6(self, name: str, packet: ipv4.IPv4, counted: bool) -> bool:
        """Does a list of `ipv6 access-class` let it pass ("": there is none)? One that is not defined does."""
        lists = self.host.device.engines.get("acl6") if name else None  # it runs where a list is defined
        return lists is None or cast("Lists6", lists).matches(name, packet, counted) is not False

    def _undisturbed(self, connection: Ends) -> bool:
        """In a quiet period only those come in whom its access list lets in."""
        if not self.watch.quiet:
            return True
        name = self.host.device[LoginConfig].quiet_list
        acl: AclEngine = self.host.peer("acl")
        compiled = acl.get(name) if name and connection.remote[0] <= MAX_IPV4 else None
        return compiled is not None and compiled.permits(first_packet(connection.remote, connection.local))

    # callers

    @property
    def _judge(self) -> Judge:
        return self.judges[-1]

    def questions(self, line: Line, passed_over: int = 0) -> Questions:
        """What a caller of this line is asked, where so many of the judge's methods could not tell."""
        return self._judge.questions(line, passed_over)

    def blocked(self, line: Line) -> str:
        """Why nobody can come in by this line, "" when one may try."""
        return self._judge.blocked(line)

    def name_suffices(self, line: Line, name: str) -> bool:
        """Is this one not asked for a password?"""
        return self._judge.name_suffices(line, name)

    def led(self, caller: Caller, session: Session, told: Verdict) -> Generator[Request, Any, Admission | None] | None:
        """As `Judge.led`; the try is counted and logged."""
        talk = self._judge.led(caller, session, Trial(self, caller, "", told))
        return self._counting(caller, talk) if talk is not None else None

    def _counting(
        self, caller: Caller, talk: Generator[Request, Any, Admission | None]
    ) -> Generator[Request, Any, Admission | None]:
        admission = yield from talk
        return self.counted(caller, admission.name, admission) if admission is not None else None

    def judge(self, caller: Caller, name: str, password: str, told: Verdict) -> Admission | None:
        """Of one try; it is counted and logged. None: that takes its time, `told` will hear of it."""
        admission = self._judge.judge(caller, name, password, Trial(self, caller, name, told))
        return self.counted(caller, name, admission) if admission is not None else None

    def counted(self, caller: Caller, name: str, admission: Admission) -> Admission:
        if admission.accepted:
            self.watch.succeeded(caller, name)
        else:
            admission.delay = max(admission.delay, self.watch.delay)
            self.watch.failed(caller, name)
        return admission

    def timed_out(self, caller: Caller, name: str) -> None:
        """Nothing was typed: a failure like others."""
        self.watch.failed(caller, name)

    def gives_up(self, line: Line, timed_out: bool) -> str:
        return self._judge.gives_up(line, timed_out)

    def banner(self, line: Line) -> str:
        """What is said before the questions, "" for nothing."""
        text = self.host.device[SystemConfig].login_banner
        return banner(text, self.host.device, line) if text else ""

    def begin(self, session: Session, admission: Admission) -> ProcessBody:
        """For `session.run_process`: the caller was accepted elsewhere than at the terminal and is in now."""
        lines: LineEngine = self.host.peer("line")
        lines.watch(session)
        return entrance(self, session, admission)

    def greet(self, session: Session) -> ProcessBody | None:
        """Banners and login of a user at a terminal; from here on the line's exec-timeout runs."""
        lines: LineEngine = self.host.peer("line")
        lines.watch(session)
        line, config = self.line_of(session), self.host.device[SystemConfig]
        says = (config.motd and line.motd) or (config.exec_banner and line.exec_banner)
        if not says and not line.autocommand and not self.questions(line).password:
            session.privilege = line.privilege
            return None
        return greeting(self, line, session)

    # privilege

    def privileged(self, session: Session, level: int, passed: bool) -> None:
        """Somebody asked for a privilege level: told where `logging userinfo` is on."""
        if not self.host.device[LoggingConfig].userinfo:
            return
        line = "console" if session.at_console else session.line.replace(" ", "")
        by = f"{session.username or 'unknown'} on {line}" + (f" ({session.peer})" if session.peer else "")
        if passed:
            self._log("PRIV_AUTH_PASS", f"Privilege level set to {level} by {by}")
        else:
            self._log("PRIV_AUTH_FAIL", f"Authentication to Privilage level {level} failed by {by}")

    def _log(self, mnemonic: str, text: str) -> None:
        self.host.device.debug.syslog(Message("SYS", 5, mnemonic, text))
