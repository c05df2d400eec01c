"""`debug track`."""

from iosemu.device.debug_switch import debug_switch

do_debug_track = debug_switch("track", "track")
