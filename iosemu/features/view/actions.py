"""enable view"""

from __future__ import annotations

from iosemu.cli.context import Context, ProcessBody, Write
from iosemu.cli.rights import MOST
from iosemu.cli.session import Session
from iosemu.cli.views import ROOT
from iosemu.features.aaa.model import AaaConfig
from iosemu.features.line.model import LinesConfig
from iosemu.features.login.contract import TRIES
from iosemu.features.login.dialogue import asked
from iosemu.features.login.privilege import check_enable, enable_secret
from iosemu.features.view.config import NO_AAA
from iosemu.features.view.events import ViewEntered
from iosemu.features.view.model import ViewConfig


def do_enable_view(ctx: Context, name: str = ROOT) -> str | ProcessBody:
    device = ctx.device
    assert ctx.session is not None  # an exec command
    if not device[AaaConfig].new_model:
        return NO_AAA
    if name == ROOT:
        if enable_secret(device, MOST) is None:
            return "% No password set"
    else:
        found = device[ViewConfig].views.get(name)
        if found is None:
            return f"% Invalid view name {name}\n"
        if found.secret is None:
            return f"% Password not set for the view {name}\n"
    return _dialogue(ctx, ctx.session, name)


def _dialogue(ctx: Context, session: Session, name: str) -> ProcessBody:
    device = ctx.device
    line = device[LinesConfig].by_name(session.line)
    for _ in range(TRIES):
        typed = yield from asked(line, "Password", echo=False)
        if typed is not None and _passes(ctx, name, typed):
            session.privilege, session.view = MOST, name
            device.engine("view").host.emit(ViewEntered(name))
            return
    yield Write("% Bad secrets\n\n")


def _passes(ctx: Context, name: str, typed: str) -> bool:
    if name == ROOT:
        return check_enable(ctx.device, MOST, typed)
    found = ctx.device[ViewConfig].views.get(name)
    if found is None or found.secret is None:
        return False
    passes: bool = ctx.device.vault.matches(found.secret.kind, found.secret.text, typed)
    return passes
