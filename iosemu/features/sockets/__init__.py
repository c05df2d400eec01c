"""Which ports of the router are open: `show ip sockets`, `show udp`, `show control-plane host open-ports`."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="sockets")
