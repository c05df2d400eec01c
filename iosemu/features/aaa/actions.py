"""clear aaa …, debug aaa …"""

from __future__ import annotations

from iosemu.cli.context import Context
from iosemu.device.debug_switch import debug_switch
from iosemu.features.system.engine import SystemEngine

do_debug_authentication = debug_switch("aaa", "aaa authentication")
do_debug_authorization = debug_switch("aaa", "aaa authorization")


def do_clear_lockout(ctx: Context, everyone: bool = False, name: str = "") -> None:
    assert ctx.session is not None  # an exec command
    engine = ctx.device.engine("aaa")
    for each in tuple(engine.locked) if everyone else (name,):
        engine.unlock(each, SystemEngine.who(ctx.session))
