"""show sessions"""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.features.telnet.engine import TelnetEngine
from iosemu.types import format_ip


def show_sessions(ctx: Context) -> Iterable[str]:
    device: Device = ctx.device
    engine: TelnetEngine = device.engine("telnet")
    mine = engine.of(ctx.session) if ctx.session is not None else []
    if not mine:
        yield "% No connections open"
        return
    yield "Conn Host                Address             Byte  Idle Conn Name"
    for each in sorted(mine, key=lambda one: one.number):
        mark = "*" if each is mine[-1] else " "
        idle = int(device.scheduler.now - each.used_at) // 60
        address = format_ip(each.address)
        yield f"{mark}{each.number:>3} {each.name:<19} {address:<19}{each.waiting:>5}{idle:>6} {each.name}"
