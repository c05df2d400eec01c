"""AAA in the place of the lines' own settings."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Request, Write
from iosemu.device.device import Device
from iosemu.features.aaa.asking import Login
from iosemu.features.aaa.events import ListPicked
from iosemu.features.aaa.groups import asks_itself, converse
from iosemu.features.aaa.inquiry import Inquiry
from iosemu.features.aaa.methods import find_user, silent
from iosemu.features.aaa.model import AaaConfig
from iosemu.features.line.model import Line
from iosemu.features.login.contract import Admission, Caller, Questions, Verdict

if TYPE_CHECKING:
    from iosemu.cli.session import Session
    from iosemu.features.aaa.engine import AaaEngine

FAILED = "% Authentication failed\n\n"


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

    def shell_methods(self, line: Line) -> tuple[str, list[str] | None]:
        """The same for a shell; None: nobody is asked about that. At the console only where it is said."""
        config = self.config
        name = line.exec_authorization if line.exec_authorization in config.exec else "default"
        spared = line.kind == "con" and not config.console
        return name, None if spared else config.exec.get(name)

    def questions(self, line: Line, passed_over: int = 0) -> Questions:
        methods = self.methods(line)[1][passed_over:]
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

    def judge(self, caller: Caller, name: str, password: str, told: Verdict) -> Admission | None:
        return Inquiry(self, caller, name, password, told).run(caller.passed_over)

    def led(
        self, caller: Caller, session: Session, told: Verdict
    ) -> Generator[Request, Any, Admission | None] | None:
        """The first servers of the list may ask for themselves."""
        _, methods = self.methods(caller.line)
        at = next((at for at, each in enumerate(methods) if not silent(self.device, caller.line, each)), -1)
        if at < 0 or not asks_itself(self.device, methods[at]):
            return None
        return self._led(caller, session, told, at)

    def _led(
        self, caller: Caller, session: Session, told: Verdict, at: int
    ) -> Generator[Request, Any, Admission | None]:
        inquiry = Inquiry(self, caller, "", "", told)
        self.picked("LOGIN", caller, inquiry.listed)
        question = Login(inquiry.seat, "", "")
        said = yield from converse(self.device, session, inquiry.methods[at], question)
        inquiry.name = question.name
        if said is None:
            return Admission(False, question.name, ident=caller.ident)
        if said.passed is None:
            caller.passed_over = at + 1
            return None
        if said.message and not said.passed:
            yield Write(f"{said.message.rstrip()}\n")
        return inquiry.decided(said)

    def picked(self, service: str, caller: Caller, listed: str) -> None:
        first = not caller.ident
        if first:
            caller.ident = self.engine.next_ident()
        self.engine.host.emit(ListPicked(caller.ident, service, listed, first))

    def refusal(self) -> str:
        message = self.config.fail_message
        return f"{message}\n" if message else FAILED

    def gives_up(self, line: Line, timed_out: bool) -> str:
        return "% Bad passwords\n" if timed_out else ""
