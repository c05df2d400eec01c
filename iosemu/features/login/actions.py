"""enable, disable"""

from __future__ import annotations

from iosemu.cli.context import Context, Output, ProcessBody, Write
from iosemu.cli.session import Session
from iosemu.device.device import Device
from iosemu.features.line.model import LinesConfig
from iosemu.features.login.contract import TRIES
from iosemu.features.login.dialogue import asked
from iosemu.features.login.engine import LoginEngine
from iosemu.features.login.privilege import check_enable, enable_secret
from iosemu.features.system.model import SystemConfig


def _session(ctx: Context) -> Session:
    assert ctx.session is not None  # exec commands are typed in a session
    return ctx.session


def do_enable(ctx: Context, level: int = 15) -> Output:
    session = _session(ctx)
    device: Device = ctx.device
    if session.trusted or (session.privilege >= level and not session.looks_through_view):
        session.privilege, session.view = level, ""
        return None
    if _engine(ctx).aaa is not None:
        return _by_list(ctx, session, level)
    if enable_secret(device, level) is None:
        if not session.at_console:
            return "% No password set"
        session.privilege, session.view = level, ""
        _engine(ctx).privileged(session, level, True)
        return None
    return _ask_secret(ctx, session, level)


def _engine(ctx: Context) -> LoginEngine:
    engine: LoginEngine = ctx.device.engine("login")
    return engine


def _by_list(ctx: Context, session: Session, level: int) -> ProcessBody:
    """As AAA says."""
    engine, line = _engine(ctx), ctx.device[LinesConfig].by_name(session.line)
    aaa = engine.aaa
    assert aaa is not None  # who calls has looked
    passed = yield from aaa.enable(session, line, level)
    if passed is not None:
        engine.privileged(session, level, passed)
    if passed:
        session.privilege, session.view = level, ""


def _ask_secret(ctx: Context, session: Session, level: int) -> ProcessBody:
    device: Device = ctx.device
    engine, line = _engine(ctx), device[LinesConfig].by_name(session.line)
    for _ in range(TRIES):
        typed = yield from asked(line, "Password", echo=False)
        if typed is not None and check_enable(device, level, typed):
            session.privilege, session.view = level, ""
            engine.privileged(session, level, True)
            return
    engine.privileged(session, level, False)
    yield Write("% Bad secrets\n\n" if level in device[SystemConfig].enable_secrets else "% Bad passwords\n\n")


def do_disable(ctx: Context, level: int = 1) -> str | None:
    session = _session(ctx)
    if level > session.privilege:
        return "New privilege level must be less than current privilege level"
    session.privilege, session.view = level, ""
    return None
