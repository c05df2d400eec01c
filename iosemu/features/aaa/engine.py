"""AAA at work: decides about callers, about `enable` and about commands while `aaa new-model` is on."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import ProcessBody, Request
from iosemu.cli.rights import level_of
from iosemu.cli.session import Session
from iosemu.device.engine import Engine, Host
from iosemu.features.aaa.accounting import Accounting
from iosemu.features.aaa.asking import Command, Seat
from iosemu.features.aaa.enable import Enabling
from iosemu.features.aaa.events import UserLocked, UserUnlocked
from iosemu.features.aaa.groups import knows_commands, wait_for
from iosemu.features.aaa.judge import AaaJudge
from iosemu.features.aaa.methods import find_user
from iosemu.features.aaa.model import AaaConfig
from iosemu.features.line.model import Line, LinesConfig
from iosemu.features.login.contract import Admission
from iosemu.features.login.engine import LoginEngine

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.cli.shell import Words


class AaaEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.judge = AaaJudge(self)
        self.accounting = Accounting(self)
        self.on = False
        self.idents = 0
        self.failures: dict[str, int] = {}  # of local users, since they were last let in
        self.locked: dict[str, float] = {}  # local users -> since when

    def start(self) -> None:
        self.accounting.start()
        self._agree()

    def stop(self) -> None:
        self.accounting.stop()

    def changed(self, change: Change) -> None:
        self._agree()

    @property
    def config(self) -> AaaConfig:
        return self.host.device[AaaConfig]

    def _agree(self) -> None:
        self.accounting.agree()
        config, shell = self.config, self.host.device.shell
        if shell is not None:  # what nobody has configured costs nothing
            shell.permits = self.permits if config.new_model and config.commands else None
            shell.commanded = self.commanded if config.new_model and config.commands_accounting else None
        if self.on == config.new_model:
            return
        self.on = config.new_model
        login: LoginEngine = self.host.peer("login")
        if self.on:
            login.judges.append(self.judge)
            login.aaa = self
        else:
            login.judges.remove(self.judge)
            login.aaa = None

    def next_ident(self) -> int:
        self.idents += 1
        return self.idents

    # local users

    def is_locked(self, name: str) -> bool:
        found = find_user(self.host.device, name)
        return found is not None and found[0] in self.locked

    def tried(self, name: str, passed: bool) -> None:
        """A local user has typed a password."""
        found = find_user(self.host.device, name)
        if found is None:
            return
        name = found[0]
        if passed:
            self.failures.pop(name, None)
            return
        self.failures[name] = self.failures.get(name, 0) + 1
        limit = self.config.max_fail
        if limit and self.failures[name] >= limit and name not in self.locked and found[1].privilege < 15:
            self.locked[name] = self.host.now
            self.host.emit(UserLocked(name))

    def unlock(self, name: str, by: str) -> bool:
        """False when nobody of this name was locked out."""
        if self.locked.pop(name, None) is None:
            return False
        self.failures.pop(name, None)
        self.host.emit(UserUnlocked(name, by))
        return True

    # privilege

    def enable(self, session: Session, line: Line, level: int) -> Generator[Request, Any, bool | None]:
        return Enabling(self, session, line, level).dialogue()

    def entered(self, session: Session, admission: Admission) -> None:
        self.accounting.entered(session, admission)

    # commands

    def permits(self, session: Session, level: int, configuring: bool, words: Words) -> bool | ProcessBody:
        """May this user carry out a command of this level? The servers of TACACS+ are asked, where it is their turn."""
        config = self.config
        line = self._line(session)
        spared = line.kind == "con" and not config.console
        if spared or (configuring and not config.config_commands):
            return True
        level = level if configuring else self._level(level, words)
        named = line.command_lists.get(level, "default")
        methods = config.commands.get((level, named)) or config.commands.get((level, "default"))
        if methods is None:
            return True
        if any(knows_commands(self.host.device, method) for method in methods):
            return self._asking(session, line, level, methods, words())
        return next((self._permits(session, method) for method in methods if not method.startswith("group")), False)

    def _permits(self, session: Session, method: str) -> bool:
        if method == "local":
            return find_user(self.host.device, session.username) is not None
        return method == "none" or bool(session.username)

    def _asking(
        self, session: Session, line: Line, level: int, methods: list[str], words: tuple[str, ...]
    ) -> ProcessBody:
        entry = self.accounting.shells.get(session.line)
        by, ident = (entry.by, entry.ident) if entry is not None else ("", 0)
        question = Command(Seat(line, session.peer, ident), session.username, by, level, words)
        for method in methods:
            if not method.startswith("group"):
                return self._permits(session, method)
            if knows_commands(self.host.device, method):
                said = yield from wait_for(session, method, question)
                if said.passed is not None:
                    return said.passed
        return False

    def commanded(self, session: Session, level: int, configuring: bool, words: Words) -> None:
        """One was carried out."""
        self.accounting.commanded(session, level if configuring else self._level(level, words), words())

    def _level(self, own: int, words: Words) -> int:
        shell = self.host.device.shell
        return level_of(shell.rules, "exec", words(), own) if shell is not None and shell.rules else own

    def _line(self, session: Session) -> Line:
        return self.host.device[LinesConfig].by_name(session.line)
