"""A name and a password on their way through the methods: who is it, and may they have a shell? It is data, and waits
where a server is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.aaa.asking import Login, Said, Seat, Shell
from iosemu.features.aaa.events import ExecAuthorized
from iosemu.features.aaa.groups import ask, protocol_of
from iosemu.features.aaa.methods import Answer, authenticate, find_user
from iosemu.features.login.contract import Admission, Caller, Verdict

if TYPE_CHECKING:
    from iosemu.features.aaa.judge import AaaJudge

UNAUTHORIZED = "% Authorization failed.\n"


class Inquiry:
    def __init__(self, judge: AaaJudge, caller: Caller, name: str, password: str, told: Verdict) -> None:
        self.judge = judge
        self.caller = caller
        self.name = name
        self.password = password
        self.told = told
        self.listed, self.methods = judge.methods(caller.line)
        self.at = 0  # the method that is asked
        self.shell = False  # it is clear who it is: now for the shell
        self.known: Said | None = None  # by the server that knew the user

    # the methods

    def run(self, start: int = 0) -> Admission | None:
        """From that method on. None: a server was asked, and `told` will hear of it."""
        if not start:
            self.judge.picked("LOGIN", self.caller, self.listed)
        self.at = start
        return self._authenticate()

    def _authenticate(self) -> Admission | None:
        """From the method at hand on."""
        device, line = self.judge.device, self.caller.line
        while self.at < len(self.methods):
            method = self.methods[self.at]
            if method.startswith("group"):
                if ask(device, method, Login(self.seat, self.name, self.password), self):
                    return None
            else:
                answer = authenticate(device, line, method, self.name, self.password)
                if answer is not Answer.ERROR:
                    return self._told(method, answer)
            self.at += 1
        return self._refused()

    @property
    def seat(self) -> Seat:
        return Seat(self.caller.line, self.caller.peer, self.caller.ident)

    def _told(self, method: str, answer: Answer) -> Admission | None:
        engine = self.judge.engine
        if method.startswith("local"):
            if answer is Answer.PASS and engine.is_locked(self.name):
                answer = Answer.FAIL
            engine.tried(self.name, answer is Answer.PASS)
        return self._authorize_first() if answer is Answer.PASS else self._refused()

    def said(self, said: Said) -> None:
        """A server has answered, or none of them has."""
        if self.told.abandoned:
            return
        if said.passed is None:
            self.at += 1
            admission = self._authorize() if self.shell else self._authenticate()
        elif self.shell:
            admission = self._with_shell(said) if said.passed else self._without_shell()
        else:
            admission = self.decided(said)
        if admission is not None:
            self.told.judged(admission)

    def decided(self, said: Said) -> Admission | None:
        """A server has said who it is. None: it is not clear yet what shell they get."""
        if not said.passed:
            return self._refused()
        self.known = said
        return self._authorize_first()

    def _refused(self) -> Admission:
        return Admission(False, self.name, says=self.judge.refusal(), ident=self.caller.ident)

    # the shell

    def _authorize_first(self) -> Admission | None:
        """Who is in may still be refused one."""
        self.shell, self.at = True, 0
        listed, methods = self.judge.shell_methods(self.caller.line)
        if methods is None:
            return self._admitted()
        self.methods = methods
        if self.known is None or self.known.by != protocol_of(self.judge.device, methods[0]):
            self.judge.picked("EXEC", self.caller, listed)
        return self._authorize()

    @property
    def by(self) -> str:
        """The protocol by which it is known who it is, "" for the router itself."""
        return self.known.by if self.known is not None else ""

    def _admitted(self) -> Admission:
        line = self.caller.line
        return Admission(True, self.name, line.privilege, ident=self.caller.ident, by=self.by)

    def _authorize(self) -> Admission | None:
        device = self.judge.device
        while self.at < len(self.methods):
            method = self.methods[self.at]
            if method.startswith("group"):
                known = self.known
                if known is not None and known.by == "radius" == protocol_of(device, method):
                    return self._with_shell(known)  # it was said with the name
                if ask(device, method, Shell(self.seat, self.name, self.by), self):
                    return None
            elif method == "local":
                return self._as_local()
            elif method == "none" or self.name:  # if-authenticated
                self._emit(0)
                return self._admitted()
            self.at += 1
        return self._without_shell()

    def _as_local(self) -> Admission:
        found = find_user(self.judge.device, self.name)
        if found is None:
            return self._without_shell()
        admission, user, line = self._admitted(), found[1], self.caller.line
        admission.privilege = user.privilege if user.privilege != 1 else line.privilege
        admission.autocommand, admission.stays = user.autocommand or line.autocommand, user.nohangup
        admission.view = user.view
        self._emit(admission.privilege)
        return admission

    def _with_shell(self, said: Said) -> Admission:
        """As a server has said."""
        admission, line = self._admitted(), self.caller.line
        admission.privilege = said.privilege if said.privilege is not None else line.privilege
        admission.autocommand, admission.view = said.command or line.autocommand, said.view
        self._emit(said.privilege or 0, said.service or 0)
        return admission

    def _without_shell(self) -> Admission:
        self._emit(None)
        return Admission(True, self.name, refused=UNAUTHORIZED, ident=self.caller.ident)

    def _emit(self, privilege: int | None, service: int = 0) -> None:
        self.judge.engine.host.emit(ExecAuthorized(self.caller.ident, privilege, service))
