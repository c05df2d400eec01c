"""debug ip rip."""

from iosemu.device.debug_switch import debug_switch

do_debug_rip = debug_switch("rip", "ip rip")
