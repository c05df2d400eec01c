"""`clear arp-cache`, `debug arp`."""

from __future__ import annotations

from iosemu.cli.context import Context
from iosemu.device.debug_switch import debug_switch
from iosemu.device.vrf_names import named_vrf
from iosemu.types import InterfaceName, IPv4

do_debug_arp = debug_switch("arp", "arp")


def do_clear_arp(
    ctx: Context, iface: InterfaceName | None = None, address: IPv4 | None = None, vrf: str = ""
) -> None:
    """All of the router; an address is of the global table, or of the VRF given."""
    device = ctx.device
    place = named_vrf(device, vrf) if vrf or address is not None else None
    device.ip.arp.clear(device.interface(iface) if iface is not None else None, address, place)
