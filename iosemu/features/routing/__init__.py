"""The routing table's commands: `show ip route`, `clear ip route`, `debug ip routing`, `ip routing`."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="routing", config=("RoutingConfig",), engine="RoutingEngine", always=True)
