"""`ping` and `traceroute`."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="ping", needs=("dns",))
