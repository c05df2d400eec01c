"""What a terminal line says before its first prompt: banners, and who may come in."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

from iosemu.cli.context import Ask, ProcessBody, Request, Write
from iosemu.cli.session import Session
from iosemu.crypto import passwords
from iosemu.device.device import Device
from iosemu.features.dns.model import DnsConfig
from iosemu.features.line.model import Line
from iosemu.features.line.show import tty
from iosemu.features.system.model import SystemConfig, User

TRIES = 3


def greeting(device: Device, line: Line, session: Session) -> ProcessBody | None:
    """The dialogue of a new session; None when there is nothing to say or to ask."""
    config = device[SystemConfig]
    if not (config.motd and line.motd) and not line.login and not (config.exec_banner and line.exec_banner):
        session.privilege = line.privilege
        return None
    return _dialogue(device, line, session)


def _banner(text: str, device: Device, line: Line) -> Write:
    """With its tokens filled in; `$(…)` that is no token stays as typed."""
    tokens = {
        "hostname": device[SystemConfig].hostname,
        "domain": device[DnsConfig].domain,
        "line": str(tty(line)),
        "line-desc": line.location,
    }
    return Write(re.sub(r"\$\(([a-z-]+)\)", lambda found: tokens.get(found[1], found[0]), text) + "\n")


def _dialogue(device: Device, line: Line, session: Session) -> ProcessBody:
    config = device[SystemConfig]
    if config.motd and line.motd:
        yield _banner(config.motd, device, line)
    if line.login:
        if config.login_banner:
            yield _banner(config.login_banner, device, line)
        if line.login == "line" and not line.password:
            yield Write("\n\nPassword required, but none set\n")
            session.close()
            return
        yield Write("\n\nUser Access Verification\n\n")
        admitted = yield from (_by_password(line) if line.login == "line" else _by_name(config, line, session))
        if not admitted:
            session.close()
            return
    user = config.users.get(session.username)
    session.privilege = user.privilege if line.login == "local" and user is not None else line.privilege
    if config.exec_banner and line.exec_banner:
        yield _banner(config.exec_banner, device, line)


def _by_password(line: Line) -> ProcessBody:
    for _ in range(TRIES):
        typed = yield from asked(line, "Password", echo=False)
        if typed is not None and passwords.matches(line.password_kind, line.password, typed):
            return True
    yield Write("% Bad passwords\n")
    return False


def asked(line: Line, what: str, echo: bool = True) -> Generator[Request, Any, str | None]:
    """The answer, or None when `timeout login response` is over."""
    typed: str | None = yield Ask(f"{what}: ", echo=echo, timeout=line.login_response or None)
    if typed is None:
        yield Write(f"\n% {what}:  timeout expired!\n")
    return typed


def _by_name(config: SystemConfig, line: Line, session: Session) -> ProcessBody:
    typed: str | None = None
    for _ in range(TRIES):
        name = yield from asked(line, "Username")
        typed = None if name is None else (yield from asked(line, "Password", echo=False))
        if name is None or typed is None:
            continue
        user = config.users.get(name.strip())
        if user is not None and _admits(user, typed):
            session.username = name.strip()
            return True
        yield Write("% Login invalid\n\n")
    if typed is None:
        yield Write("% Bad passwords\n")
    return False


def _admits(user: User, typed: str) -> bool:
    kept = user.secret or user.password
    return kept is None or passwords.matches(kept.kind, kept.text, typed)
