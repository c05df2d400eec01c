"""AAA in the place of the lines' own settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.device import Device
from iosemu.features.aaa.events import ExecAuthorized, ListPicked
from iosemu.features.aaa.methods import Answer, authenticate, find_user, silent
from iosemu.features.aaa.model import AaaConfig
from iosemu.features.line.model import Line
from iosemu.features.login.contract import Admission, Caller, Questions

if TYPE_CHECKING:
    from iosemu.features.aaa.engine import AaaEngine

FAILED = "% Authentication failed\n\n"
UNAUTHORIZED = "% Authorization failed.\n"


class AaaJudge:
    """The lists of methods."""

    def __init__(self, engine: AaaEngine) -> None:
        self.engine = engine

    @property
    def device(self) -> Device:
        return self.engine.host.device

    @property
    def config(self) -> AaaConfig:
        return self.device[AaaConfig]

    def methods(self, line: Line) -> tuple[str, list[str]]:
        """Name of the list and what is in it. A list that nobody defined is the default one, which is `local` where
        it is not defined either (at the console: nothing)."""
        lists = self.config.login
        name = line.authentication if line.authentication in lists else "default"
        return name, lists.get(name) or (["none"] if line.kind == "con" else ["local"])

    def questions(self, line: Line) -> Questions:
        _, methods = self.methods(line)
        first = next((each for each in methods if not silent(self.device, line, each)), "local")
        config = self.config
        return Questions(
            name=first not in ("none", "enable", "line"),
            password=first != "none",
            name_prompt=config.username_prompt or "Username",
            password_prompt=config.password_prompt or "Password",
            tries=config.attempts,
            banner=config.banner,
        )

    def blocked(self, line: Line) -> str:
        return ""

    def name_suffices(self, line: Line, name: str) -> bool:
        _, methods = self.methods(line)
        found = find_user(self.device, name, "local-case" in methods)
        return found is not None and found[1].nopassword and methods[0].startswith("local")

    def judge(self, caller: Caller, name: str, password: str) -> Admission:
        line = caller.line
        listed, methods = self.methods(line)
        ident = self.engine.next_ident()
        self.engine.host.emit(ListPicked(ident, "LOGIN", listed))
        answer = Answer.ERROR
        for method in methods:
            answer = authenticate(self.device, line, method, name, password)
            if answer is Answer.PASS and method.startswith("local") and self.engine.is_locked(name):
                answer = Answer.FAIL
            if answer is not Answer.ERROR:
                if method.startswith("local"):
                    self.engine.tried(name, answer is Answer.PASS)
                break
        if answer is not Answer.PASS:
            return Admission(False, name, says=self._refusal())
        return self._authorized(line, ident, name)

    def _refusal(self) -> str:
        message = self.config.fail_message
        return f"{message}\n" if message else FAILED

    def _authorized(self, line: Line, ident: int, name: str) -> Admission:
        """Who is in may still be refused a shell."""
        config = self.config
        listed = line.exec_authorization if line.exec_authorization in config.exec else "default"
        methods = config.exec.get(listed)
        if methods is None or (line.kind == "con" and not config.console):
            return Admission(True, name, line.privilege)
        self.engine.host.emit(ListPicked(ident, "EXEC", listed))
        for method in methods:
            if method.startswith("group") or (method == "if-authenticated" and not name):
                continue
            found = find_user(self.device, name) if method == "local" else None
            if method == "local" and found is None:
                break
            admission = Admission(True, name, line.privilege)
            if found is not None:
                user = found[1]
                admission.privilege = user.privilege if user.privilege != 1 else line.privilege
                admission.autocommand, admission.stays = user.autocommand or line.autocommand, user.nohangup
            self.engine.host.emit(ExecAuthorized(ident, admission.privilege if found is not None else 0))
            return admission
        self.engine.host.emit(ExecAuthorized(ident, None))
        return Admission(True, name, refused=UNAUTHORIZED)

    def gives_up(self, line: Line, timed_out: bool) -> str:
        return "% Bad passwords\n" if timed_out else ""
