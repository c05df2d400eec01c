"""`clear arp-cache`, `debug arp`."""

from __future__ import annotations

from iosemu.cli.context import Context
from iosemu.device.debug_switch import debug_switch
from iosemu.types import InterfaceName, IPv4

do_debug_arp = debug_switch("arp", "arp")


def do_clear_arp(ctx: Context, iface: InterfaceName | None = None, address: IPv4 | None = None) -> None:
    device = ctx.device
    device.ip.arp.clear(device.interfaces[iface] if iface is not None else None, address)
