"""What a terminal line says before its first prompt: banners, and the questions to whoever wants to come in."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Ask, Interrupted, Pause, Process, ProcessBody, Request, Wait, Write
from iosemu.cli.rights import MOST
from iosemu.cli.session import Session
from iosemu.device.device import Device
from iosemu.features.dns.model import DnsConfig
from iosemu.features.line.model import Line
from iosemu.features.line.show import tty
from iosemu.features.login.contract import Admission, Caller, Questions
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
        admission = yield from _questioned(engine, caller, session)
    if not admission.accepted:
        session.close()
        return
    yield from entrance(engine, session, admission)


class Waiter:
    """A terminal that waits for what becomes of a try."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.admission: Admission | None = None
        self.abandoned = False

    def judged(self, admission: Admission) -> None:
        self.admission = admission
        self.process.wake(None)

    def wait(self) -> Generator[Request, Any, Admission]:
        while self.admission is None:
            with suppress(Interrupted):
                yield Wait(None)
        return self.admission


def _waiter(session: Session) -> Waiter:
    process = session.process
    assert process is not None  # this one
    return Waiter(process)


def _questioned(engine: LoginEngine, caller: Caller, session: Session) -> Generator[Request, Any, Admission]:
    """Name and password, as often as one may try."""
    line = caller.line
    timed_out = False
    tries, greeted, most = 0, False, engine.questions(line).tries
    while tries < most:
        caller.passed_over = 0
        try:
            admission = yield from _led(engine, caller, session)
            if admission is None:
                questions = engine.questions(line, caller.passed_over)
                if not greeted:
                    greeted = True
                    yield Write(f"{questions.banner}\n" if questions.banner else "\n\nUser Access Verification\n\n")
                name, typed = yield from _name_and_password(engine, line, questions)
        except Interrupted:  # the same question again
            yield Write("\n")
            continue
        tries += 1
        if admission is None:
            timed_out = typed is None
            if name is None or typed is None:
                engine.timed_out(caller, (name or "").strip())
                continue
            admission = yield from _judged(engine, caller, session, name.strip(), typed)
        yield from _held(engine, admission.delay)
        if admission.accepted:
            return admission
        yield Write(admission.says)
    yield Write(engine.gives_up(line, timed_out))
    return Admission(False)


def _led(engine: LoginEngine, caller: Caller, session: Session) -> Generator[Request, Any, Admission | None]:
    """A server has the conversation. None: there is none, or it could not tell."""
    waiter = _waiter(session)
    try:
        talk = engine.led(caller, session, waiter)
        if talk is None:
            return None
        admission = yield from talk
        if admission is None and not caller.passed_over:
            admission = yield from waiter.wait()
        return admission
    finally:
        waiter.abandoned = True


def _name_and_password(
    engine: LoginEngine, line: Line, questions: Questions
) -> Generator[Request, Any, tuple[str | None, str | None]]:
    """None for what was not typed in time."""
    name = (yield from asked(line, questions.name_prompt)) if questions.name else ""
    if name is None:
        return None, None
    if questions.name and engine.name_suffices(line, name.strip()):
        return name, ""
    return name, (yield from asked(line, questions.password_prompt, echo=False))


def _judged(
    engine: LoginEngine, caller: Caller, session: Session, name: str, typed: str
) -> Generator[Request, Any, Admission]:
    """Whatever keys are pressed meanwhile."""
    waiter = _waiter(session)
    try:
        admission = engine.judge(caller, name, typed, waiter)
        return admission if admission is not None else (yield from waiter.wait())
    finally:
        waiter.abandoned = True


def _held(engine: LoginEngine, seconds: float) -> Generator[Request, Any, None]:
    until = engine.host.now + seconds
    while engine.host.now < until:
        with suppress(Interrupted):
            yield Pause(until - engine.host.now)


def entrance(engine: LoginEngine, session: Session, admission: Admission) -> ProcessBody:
    """The caller is in: name, privilege, banner of the EXEC, and the command that is to be carried out at once."""
    device = engine.host.device
    line = engine.line_of(session)
    if admission.refused:
        yield Write(admission.refused)
        session.close()
        return
    session.username, session.privilege = admission.name, admission.privilege
    if admission.view:
        session.privilege, session.view = MOST, admission.view
    config = device[SystemConfig]
    if config.exec_banner and line.exec_banner:
        yield Write(banner(config.exec_banner, device, line))
    if engine.aaa is not None:
        engine.aaa.entered(session, admission)
    session.autocommand = admission.autocommand
    session.hangs_up = bool(admission.autocommand) and not admission.stays
