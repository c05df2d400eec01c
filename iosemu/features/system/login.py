"""What a terminal line says before its first prompt: banners, and who may come in."""

from __future__ import annotations

from iosemu.cli.context import Ask, ProcessBody, Write
from iosemu.cli.session import Session
from iosemu.crypto import passwords
from iosemu.device.device import Device
from iosemu.features.line.model import Line
from iosemu.features.system.model import SystemConfig, User

_TRIES = 3


def greeting(device: Device, line: Line, session: Session) -> ProcessBody | None:
    """The dialogue of a new session; None when there is nothing to say or to ask."""
    config = device[SystemConfig]
    if not (config.motd and line.motd) and not line.login and not (config.exec_banner and line.exec_banner):
        session.privilege = line.privilege
        return None
    return _dialogue(config, line, session)


def _dialogue(config: SystemConfig, line: Line, session: Session) -> ProcessBody:
    if config.motd and line.motd:
        yield Write(f"{config.motd}\n")
    if line.login:
        if config.login_banner:
            yield Write(f"{config.login_banner}\n")
        if line.login == "line" and not line.password:
            yield Write("\n\nPassword required, but none set\n")
            session.close()
            return
        yield Write("\n\nUser Access Verification\n\n")
        admitted = yield from (_by_password(line) if line.login == "line" else _by_name(config, session))
        if not admitted:
            session.close()
            return
    user = config.users.get(session.username)
    session.privilege = user.privilege if line.login == "local" and user is not None else line.privilege
    if config.exec_banner and line.exec_banner:
        yield Write(f"{config.exec_banner}\n")


def _by_password(line: Line) -> ProcessBody:
    for _ in range(_TRIES):
        typed = yield Ask("Password: ", echo=False)
        if passwords.matches(line.password_kind, line.password, typed):
            return True
    yield Write("% Bad passwords\n")
    return False


def _by_name(config: SystemConfig, session: Session) -> ProcessBody:
    for _ in range(_TRIES):
        name = yield Ask("Username: ")
        typed = yield Ask("Password: ", echo=False)
        user = config.users.get(name.strip())
        if user is not None and _admits(user, typed):
            session.username = name.strip()
            return True
        yield Write("% Login invalid\n\n")
    return False


def _admits(user: User, typed: str) -> bool:
    kept = user.secret or user.password
    return kept is None or passwords.matches(kept.kind, kept.text, typed)
