"""What a terminal line says before its first prompt: banners, and the questions to whoever wants to come in."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Ask, Pause, ProcessBody, Request, Write
from iosemu.cli.session import Session
from iosemu.device.device import Device
from iosemu.features.dns.model import DnsConfig
from iosemu.features.line.model import Line
from iosemu.features.line.show import tty
from iosemu.features.login.contract import Admission, Caller
from iosemu.features.system.model import SystemConfig

if TYPE_CHECKING:
    from iosemu.features.login.engine import LoginEngine


def banner(text: str, device: Device, line: Line) -> str:
    """With its tokens filled in; `$(…)` that is no token stays as typed."""
    tokens = {
        "hostname": device[SystemConfig].hostname,
        "domain": device[DnsConfig].domain,
        "line": str(tty(line)),
        "line-desc": line.location,
    }
    return re.sub(r"\$\(([a-z-]+)\)", lambda found: tokens.get(found[1], found[0]), text) + "\n"


def asked(line: Line, what: str, echo: bool = True) -> Generator[Request, Any, str | None]:
    """The answer, or None when `timeout login response` is over."""
    typed: str | None = yield Ask(f"{what}: ", echo=echo, timeout=line.login_response or None)
    if typed is None:
        yield Write(f"\n% {what}:  timeout expired!\n")
    return typed


def greeting(engine: LoginEngine, line: Line, session: Session) -> ProcessBody:
    """Banners, questions, and what comes with being let in."""
    device = engine.host.device
    config = device[SystemConfig]
    if config.motd and line.motd:
        yield Write(banner(config.motd, device, line))
    caller = Caller(line, session.peer, session.port)
    questions = engine.questions(line)
    admission = Admission(True, privilege=line.privilege, autocommand=line.autocommand)
    if questions.password:
        if config.login_banner:
            yield Write(banner(config.login_banner, device, line))
        blocked = engine.blocked(line)
        if blocked:
            yield Write(f"\n\n{blocked}\n")
            session.close()
            return
        yield Write(f"{questions.banner}\n" if questions.banner else "\n\nUser Access Verification\n\n")
        admission = yield from _questioned(engine, caller)
    if not admission.accepted:
        session.close()
        return
    yield from entrance(engine, session, admission)


def _questioned(engine: LoginEngine, caller: Caller) -> Generator[Request, Any, Admission]:
    """Name and password, as often as one may try."""
    line, questions = caller.line, engine.questions(caller.line)
    timed_out = False
    for _ in range(questions.tries):
        name = (yield from asked(line, questions.name_prompt)) if questions.name else ""
        if name is None:
            typed = None
        elif questions.name and engine.name_suffices(line, name.strip()):
            typed = ""
        else:
            typed = yield from asked(line, questions.password_prompt, echo=False)
        timed_out = typed is None
        if name is None or typed is None:
            engine.timed_out(caller, (name or "").strip())
            continue
        admission = engine.judge(caller, name.strip(), typed)
        if admission.delay:
            yield Pause(admission.delay)
        if admission.accepted:
            return admission
        yield Write(admission.says)
    yield Write(engine.gives_up(line, timed_out))
    return Admission(False)


def entrance(engine: LoginEngine, session: Session, admission: Admission) -> ProcessBody:
    """The caller is in: name, privilege, banner of the EXEC, and the command that is to be carried out at once."""
    device = engine.host.device
    line = engine.line_of(session)
    if admission.refused:
        yield Write(admission.refused)
        session.close()
        return
    session.username, session.privilege = admission.name, admission.privilege
    config = device[SystemConfig]
    if config.exec_banner and line.exec_banner:
        yield Write(banner(config.exec_banner, device, line))
    session.autocommand = admission.autocommand
    session.hangs_up = bool(admission.autocommand) and not admission.stays
