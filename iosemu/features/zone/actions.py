"""`clear zone-pair`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.zone.model import ZoneConfig

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.zone.engine import ZoneEngine


def do_clear_counters(ctx: Context, name: str = "") -> str | None:
    if name and name not in ctx.device[ZoneConfig].pairs:
        return f"%Zone-pair {name} does not exist"
    engine: ZoneEngine = ctx.device.engine("zone")
    engine.clear_counters(name)
    return None


def do_clear_sessions(ctx: Context, name: str = "") -> str | None:
    if name and name not in ctx.device[ZoneConfig].pairs:
        return f"%Zone-pair {name} does not exist"
    engine: ZoneEngine = ctx.device.engine("zone")
    engine.clear_sessions(name)
    return None
