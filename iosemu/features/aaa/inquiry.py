"""A name and a password on their way through the methods: who is it, and may they have a shell? It is data, and waits
where a server is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.aaa.events import ExecAuthorized
from iosemu.features.aaa.groups import accepted, ask, command_in, login_query, privilege_in, view_in
from iosemu.features.aaa.methods import Answer, authenticate, find_user
from iosemu.features.login.contract import Admission, Caller, Verdict
from iosemu.wire.radius import Attr, Packet

if TYPE_CHECKING:
    from iosemu.features.aaa.judge import AaaJudge
    from iosemu.features.radius.engine import Transaction

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
        self.reply: Packet | None = None  # of the server that knew the user

    # the methods

    def run(self) -> Admission | None:
        """None: a server was asked, and `told` will hear of it."""
        self.judge.picked("LOGIN", self.caller, self.listed)
        return self._authenticate()

    def _authenticate(self) -> Admission | None:
        """From the method at hand on."""
        device, line = self.judge.device, self.caller.line
        while self.at < len(self.methods):
            method = self.methods[self.at]
            if method.startswith("group"):
                if self._asked(method, authorizing=False):
                    return None
            else:
                answer = authenticate(device, line, method, self.name, self.password)
                if answer is not Answer.ERROR:
                    return self._told(method, answer)
            self.at += 1
        return self._refused()

    def _told(self, method: str, answer: Answer) -> Admission | None:
        engine = self.judge.engine
        if method.startswith("local"):
            if answer is Answer.PASS and engine.is_locked(self.name):
                answer = Answer.FAIL
            engine.tried(self.name, answer is Answer.PASS)
        return self._authorize_first() if answer is Answer.PASS else self._refused()

    def _asked(self, method: str, authorizing: bool) -> bool:
        device, caller = self.judge.device, self.caller
        password = "" if authorizing else self.password
        query = login_query(device, caller.line, caller.peer, caller.ident, self.name, password, authorizing)
        return ask(device, method, query, self) is not None

    def answered(self, transaction: Transaction) -> None:
        """A server, or none of them."""
        if self.told.abandoned:
            return
        passed = accepted(transaction)
        if passed is None:
            self.at += 1
            admission = self._authorize() if self.shell else self._authenticate()
        elif self.shell:
            admission = self._with_shell(transaction.reply) if passed else self._without_shell()
        elif passed:
            self.reply = transaction.reply
            admission = self._authorize_first()
        else:
            admission = self._refused()
        if admission is not None:
            self.told.judged(admission)

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
        if self.reply is None:
            self.judge.picked("EXEC", self.caller, listed)
        return self._authorize()

    def _admitted(self) -> Admission:
        line = self.caller.line
        remote = self.reply is not None
        return Admission(True, self.name, line.privilege, ident=self.caller.ident, remote=remote)

    def _authorize(self) -> Admission | None:
        while self.at < len(self.methods):
            method = self.methods[self.at]
            if method.startswith("group"):
                if self.reply is not None:
                    return self._with_shell(self.reply)
                if self._asked(method, authorizing=True):
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

    def _with_shell(self, reply: Packet | None) -> Admission:
        """As a server has said."""
        assert reply is not None  # it has accepted
        admission, line = self._admitted(), self.caller.line
        privilege = privilege_in(reply)
        admission.privilege = privilege if privilege is not None else line.privilege
        admission.autocommand, admission.view = command_in(reply) or line.autocommand, view_in(reply)
        self._emit(privilege or 0, reply.number(Attr.SERVICE_TYPE) or 0)
        return admission

    def _without_shell(self) -> Admission:
        self._emit(None)
        return Admission(True, self.name, refused=UNAUTHORIZED, ident=self.caller.ident)

    def _emit(self, privilege: int | None, service: int = 0) -> None:
        self.judge.engine.host.emit(ExecAuthorized(self.caller.ident, privilege, service))
