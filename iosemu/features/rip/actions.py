"""debug ip rip [events | database]."""

from iosemu.device.debug_switch import debug_switch

do_debug_rip = debug_switch("rip", "ip rip")
do_debug_rip_events = debug_switch("rip", "ip rip events")
do_debug_rip_database = debug_switch("rip", "ip rip database")
