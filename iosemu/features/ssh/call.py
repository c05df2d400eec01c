"""A caller by SSH, as the router sees one: the line, the tries, the terminals. No byte of SSH is met here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from iosemu.features.login import contract
from iosemu.features.login.contract import Admission, Questions
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.vrf import Vrf
    from iosemu.features.line.model import Line
    from iosemu.features.ssh.engine import SshEngine
    from iosemu.features.ssh.server import SshSession
    from iosemu.types import IPv4


class Caller(Protocol):
    """The far end of a connection."""

    remote: tuple[IPv4, int]  # and port
    local: tuple[IPv4, int]
    vrf: Vrf

    def hang_up(self) -> None:
        """The router ends the connection."""


class SshTrial:
    """A try that takes its time."""

    def __init__(self, call: Call, name: str, told: contract.Verdict) -> None:
        self.call = call
        self.name = name
        self.told = told

    @property
    def abandoned(self) -> bool:
        return self.told.abandoned or self.call not in self.call.engine.calls

    def judged(self, admission: Admission) -> None:
        self.told.judged(self.call.judged(self.name, admission))


class Gone:
    """In a saved lab, in the place of a caller and of its channels: whoever had called is not there any more."""

    remote = local = (0, 0)
    waiting = 0
    abandoned = True

    def judged(self, admission: Admission) -> None:
        """Nobody waits for that."""

    def hang_up(self) -> None:
        """Nobody hears of it."""

    def write(self, data: bytes) -> None:
        """Nor of that."""

    def close(self, status: int) -> None:
        """Nor of that."""


class Call:
    """One connection. Its first session has the line that it came in by; each further one takes another."""

    def __init__(self, engine: SshEngine, caller: Caller, line: Line) -> None:
        self.engine = engine
        self.caller = caller
        self.line = line
        self.peer = format_ipv4(caller.remote[0])
        self.name = ""
        self.admission: Admission | None = None
        self.cipher = self.mac = ""
        self.failures = 0
        self.sessions: list[SshSession] = []
        self._caller = contract.Caller(line, self.peer, caller.local[1])
        engine.login.take(line, self)

    @property
    def state(self) -> str:
        return "Session started" if self.sessions else "Authentication started" if self.name else "Version sent"

    # coming in

    def begin(self, name: str, cipher: str, mac: str) -> Questions:
        """Keys are agreed on and the caller has said a name: what is asked?"""
        fresh, self.name, self.cipher, self.mac = not self.name, name, cipher, mac
        if fresh:
            self._event("SSH2_SESSION", f"SSH2 Session request {self._from} {self._using} Succeeded")
        return self.engine.login.questions(self.line)

    @property
    def _from(self) -> str:
        return f"from {self.peer} (tty = {self.line.number})"

    @property
    def _using(self) -> str:
        return f"using crypto cipher '{self.cipher}', hmac '{self.mac}'"

    def _event(self, mnemonic: str, text: str) -> None:
        if self.engine.config.logging_events:
            self.engine.log(mnemonic, text)

    def banner(self) -> str:
        return self.engine.login.banner(self.line)

    def judge(self, name: str, password: str, told: contract.Verdict) -> Admission | None:
        """Of one try. None: `told` will hear of it."""
        login = self.engine.login
        trial = SshTrial(self, name, told)
        found = Admission(False)
        if not login.blocked(self.line):
            answer = login.judge(self._caller, name, password, trial)
            if answer is None:
                return None
            found = answer
        return self.judged(name, found)

    def judged(self, name: str, found: Admission) -> Admission:
        self._judged(name, found.accepted)
        if found.accepted:
            self.admission, self.name = found, found.name or name
        else:
            self.failures += 1
        return found

    def _judged(self, name: str, accepted: bool) -> None:
        outcome = "Succeeded" if accepted else "Failed"
        text = f"User '{name}' authentication for SSH2 Session {self._from} {self._using} {outcome}"
        self._event("SSH2_USERAUTH", text)

    @property
    def given_up(self) -> bool:
        """No further try."""
        return self.failures > self.engine.config.retries

    # sessions

    def line_for_session(self) -> Line | None:
        """None: no line is free."""
        if not any(session.line is self.line for session in self.sessions):
            return self.line
        return self.engine.login.line_for("ssh", self.caller, counted=False)

    def opened(self, session: SshSession) -> None:
        self.sessions.append(session)
        self.engine.login.take(session.line, self)

    def left(self, session: SshSession) -> None:
        """The session is over; with the last one the connection is."""
        if session in self.sessions:
            self.sessions.remove(session)
            if session.line is not self.line:
                self.engine.login.free(session.line, self)
            if not self.sessions and not self.engine.host.device.shell.halting:  # type: ignore[union-attr]  # it has one
                self.hang_up()

    # the end

    def hang_up(self) -> None:
        """The router ends it."""
        self.caller.hang_up()
        self.ended()

    def ended(self) -> None:
        """The connection is gone."""
        if self not in self.engine.calls:
            return
        self.engine.calls.remove(self)
        for session in tuple(self.sessions):
            session.gone()
        self.engine.login.free(self.line, self)
        self._event("SSH2_CLOSE", f"SSH2 Session {self._from} for user '{self.name}' {self._using} closed")
