"""One method after the other: the next is asked only where one cannot tell (ERROR), never after a refusal (FAIL)."""

from __future__ import annotations

from enum import Enum

from iosemu.device.device import Device
from iosemu.features.aaa.groups import has_servers, protocol_of
from iosemu.features.line.model import Line
from iosemu.features.login.lines import admits
from iosemu.features.login.privilege import check_enable, enable_secret
from iosemu.features.system.model import SystemConfig, User


class Answer(Enum):
    PASS = "PASS"
    FAIL = "FAIL"
    ERROR = "ERROR"


def find_user(device: Device, name: str, case: bool = False) -> tuple[str, User] | None:
    """A user and the name as configured; whatever the case of its letters, unless `case` matters."""
    users = device[SystemConfig].users
    if case or name in users:
        return (name, users[name]) if name in users else None
    return next(((each, user) for each, user in users.items() if each.lower() == name.lower()), None)


def silent(device: Device, line: Line, method: str, level: int = 15) -> bool:
    """It cannot tell, whoever comes: nobody is asked anything for it."""
    if method == "enable":
        return enable_secret(device, level) is None
    if method == "line":
        return not line.password
    return protocol_of(device, method) == "tacacs+" and not has_servers(device, method)


def authenticate(device: Device, line: Line, method: str, name: str, password: str) -> Answer:
    """What a method says of a name and a password."""
    if method == "none":
        return Answer.PASS
    if silent(device, line, method) or method.startswith("group"):
        return Answer.ERROR
    if method == "enable":
        good = check_enable(device, 15, password)
    elif method == "line":
        good = device.vault.matches(line.password_kind, line.password, password)
    else:
        if not device[SystemConfig].users:
            return Answer.ERROR
        found = find_user(device, name, method == "local-case")
        good = found is not None and admits(device, found[1], password)
    return Answer.PASS if good else Answer.FAIL
