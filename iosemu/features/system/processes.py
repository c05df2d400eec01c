"""show processes cpu, show platform: what works in the router, and how often it was set to work."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.times import uptime
from iosemu.features.clock.engine import ClockEngine

# engine -> the process that does this in IOS; engines without one of their own are no process
_PROCESSES = {
    "clock": "Clock Client",
    "line": "Virtual Exec",
    "logging": "Logger",
    "interface": "Net Background",
    "cef": "CEF process",
    "cdp": "CDP Protocol",
    "static": "IP Static Route",
    "routing": "IP RIB Update",
    "rip": "RIP Router",
    "eigrp": "IP-EIGRP: PDM",
    "odr": "ODR Router",
    "gre": "Tunnel Security",
    "nhrp": "NHRP",
    "isakmp": "Crypto IKMP",
    "ipsec": "IPSEC key engine",
    "acl": "ACL Header",
    "pbr": "IP Policy",
    "keychain": "Key chain liveke",
}


def show_processes_cpu(ctx: Context) -> Iterator[str]:
    """Virtual time stands still while a router works: nothing it does takes any."""
    device: Device = ctx.device
    width = device.software.process_column
    yield "CPU utilization for five seconds: 0%/0%; one minute: 0%; five minutes: 0%"
    yield f" PID Runtime(ms) {'Invoked':>{width}}      uSecs   5Sec   1Min   5Min TTY Process "
    working = [(_PROCESSES[name], engine) for name, engine in device.engines.items() if name in _PROCESSES]
    for number, (name, engine) in enumerate(working, 1):
        runs = engine.host.runs
        yield f"{number:>4} {0:>11} {runs:>{width}} {0:>10}  0.00%  0.00%  0.00%   0 {name:<17}"


def show_platform(ctx: Context) -> Iterator[str]:
    device: Device = ctx.device
    clock: ClockEngine = device.engine("clock")
    model = device.platform.name.upper()
    age = uptime(clock.uptime())
    yield f"Chassis type: {model}"
    yield ""
    yield "Slot      Type                State                 Insert time (ago) "
    yield "--------- ------------------- --------------------- ----------------- "
    for slot in ("R0", "F0"):
        yield f"{slot:<9} {model:<19} {'ok, active':<21} {age:<17} "
    yield ""
