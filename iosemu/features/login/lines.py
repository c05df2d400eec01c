"""Without AAA each line says itself who may come in: `login`, `login local`, `no login`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.device import Device
from iosemu.features.line.model import Line
from iosemu.features.login.contract import Admission, Caller, Questions, Verdict
from iosemu.features.system.model import SystemConfig, User

if TYPE_CHECKING:
    from iosemu.cli.session import Session


def admits(device: Device, user: User, typed: str) -> bool:
    """Is this the user's password? One who has none, and is not said to need none, cannot come in."""
    kept = user.secret or user.password
    return user.nopassword or (kept is not None and device.vault.matches(kept.kind, kept.text, typed))


def welcome(line: Line, name: str, user: User) -> Admission:
    """What a user gets: their own privilege, or that of the line where they have none of their own."""
    privilege = user.privilege if user.privilege != 1 else line.privilege
    return Admission(True, name, privilege, user.autocommand or line.autocommand, user.nohangup)


class LineJudge:
    """The settings of the caller's line."""

    def __init__(self, device: Device) -> None:
        self.device = device

    def questions(self, line: Line, passed_over: int = 0) -> Questions:
        return Questions(name=line.login == "local", password=bool(line.login))

    def led(self, caller: Caller, session: Session, told: Verdict) -> None:
        """There is no server."""

    def blocked(self, line: Line) -> str:
        return "Password required, but none set" if line.login == "line" and not line.password else ""

    def name_suffices(self, line: Line, name: str) -> bool:
        user = self.device[SystemConfig].users.get(name)
        return line.login == "local" and user is not None and user.nopassword

    def judge(self, caller: Caller, name: str, password: str, told: Verdict) -> Admission:
        line = caller.line
        if line.login == "local":
            user = self.device[SystemConfig].users.get(name)
            if user is None or not admits(self.device, user, password):
                return Admission(False, name, says="% Login invalid\n\n")
            return welcome(line, name, user)
        kept = line.password
        good = not line.login or (bool(kept) and self.device.vault.matches(line.password_kind, kept, password))
        return Admission(good, privilege=line.privilege, autocommand=line.autocommand)

    def gives_up(self, line: Line, timed_out: bool) -> str:
        return "% Bad passwords\n" if timed_out or line.login == "line" else ""
