"""`debug bfd …`."""

from __future__ import annotations

from iosemu.device.debug_switch import debug_switch

do_debug_event = debug_switch("bfd", "bfd event")
do_debug_packet = debug_switch("bfd", "bfd packet")
