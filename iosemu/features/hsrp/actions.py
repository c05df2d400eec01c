"""`debug standby`."""

from iosemu.device.debug_switch import debug_switch

do_debug_standby = debug_switch("hsrp", "standby")
