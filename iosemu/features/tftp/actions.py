"""debug tftp"""

from __future__ import annotations

from iosemu.device.debug_switch import debug_switch

do_debug_events = debug_switch("tftp", "tftp events")
do_debug_packets = debug_switch("tftp", "tftp packets")
