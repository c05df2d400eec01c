"""`debug ip inspect`."""

from __future__ import annotations

from iosemu.device.debug_switch import debug_switch

do_debug_creation = debug_switch("inspect", "ip inspect object-creation")
do_debug_deletion = debug_switch("inspect", "ip inspect object-deletion")
do_debug_tcp = debug_switch("inspect", "ip inspect tcp")
do_debug_udp = debug_switch("inspect", "ip inspect udp")
do_debug_icmp = debug_switch("inspect", "ip inspect icmp")
