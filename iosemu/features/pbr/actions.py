"""debug ip policy."""

from iosemu.device.debug_switch import debug_switch

do_debug_policy = debug_switch("pbr", "ip policy")
