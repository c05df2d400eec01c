"""clear counters"""

from __future__ import annotations

from iosemu.cli.context import AskKey, Context, ProcessBody, Write
from iosemu.device.debug import Message
from iosemu.device.device import Device
from iosemu.device.events import CountersCleared
from iosemu.features.interface.engine import InterfaceEngine
from iosemu.types import InterfaceName


def do_clear_counters(ctx: Context, name: InterfaceName | None = None) -> ProcessBody:
    device: Device = ctx.device
    by = ctx.session.who if ctx.session is not None else "console"
    what = "all interfaces" if name is None else f"interface {name}"
    question = 'Clear "show interface" counters on ' + ("all interfaces" if name is None else "this interface")
    key = yield AskKey(f"{question} [confirm]")
    yield Write("\n")
    if key not in ("\r", "\n", "y", "Y"):
        return
    engine: InterfaceEngine = device.engine("interface")
    one = device.interface(name) if name is not None else None
    for iface in list(device) if one is None else [one]:
        engine.rates_of(iface)
        iface.counters.clear(device.scheduler.now)
        engine.rates_of(iface).seen = (0, 0, 0, 0)
        device.bus.emit(CountersCleared(iface.name))
    device.debug.syslog(Message("CLEAR", 5, "COUNTERS", f"Clear counter on {what} by {by}"))
