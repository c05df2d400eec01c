"""Without AAA each line says itself who may come in: `login`, `login local`, `no login`."""

from __future__ import annotations

from iosemu.crypto import passwords
from iosemu.device.device import Device
from iosemu.features.line.model import Line
from iosemu.features.login.contract import Admission, Caller, Questions
from iosemu.features.system.model import SystemConfig, User


def admits(user: User, typed: str) -> bool:
    """Is this the user's password? One who has none gets in by any."""
    kept = user.secret or user.password
    return kept is None or passwords.matches(kept.kind, kept.text, typed)


class LineJudge:
    """The settings of the caller's line."""

    def __init__(self, device: Device) -> None:
        self.device = device

    def questions(self, line: Line) -> Questions:
        return Questions(name=line.login == "local", password=bool(line.login))

    def blocked(self, line: Line) -> str:
        return "Password required, but none set" if line.login == "line" and not line.password else ""

    def judge(self, caller: Caller, name: str, password: str) -> Admission:
        line = caller.line
        if line.login == "local":
            user = self.device[SystemConfig].users.get(name)
            if user is None or not admits(user, password):
                return Admission(False, name, says="% Login invalid\n\n")
            return Admission(True, name, user.privilege)
        kept = line.password
        good = not line.login or (bool(kept) and passwords.matches(line.password_kind, kept, password))
        return Admission(good, privilege=line.privilege)

    def gives_up(self, line: Line, timed_out: bool) -> str:
        return "% Bad passwords\n" if timed_out or line.login == "line" else ""
