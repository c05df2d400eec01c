"""clear tacacs statistics, debug tacacs"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli.context import Context
from iosemu.device.debug_switch import debug_switch

if TYPE_CHECKING:
    from iosemu.features.tacacs.engine import TacacsEngine

do_debug_tacacs = debug_switch("tacacs", "tacacs")


def do_clear_statistics(ctx: Context) -> None:
    engine: TacacsEngine | None = ctx.device.engines.get("tacacs")
    if engine is not None:
        engine.clear()
