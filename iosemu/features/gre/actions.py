"""`debug tunnel`."""

from __future__ import annotations

from iosemu.device.debug_switch import debug_switch

do_debug_tunnel = debug_switch("gre", "tunnel")
