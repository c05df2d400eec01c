"""The routing table's commands: `show ip route`, `clear ip route`, `debug ip routing`, `ip routing`."""

from iosemu.device.feature import Feature
from iosemu.device.sources import CONNECTED, FIRST, LOCAL, RouteSource

APPLICATION = RouteSource(
    "application", "a", "application route", 4, rank=FIRST + 2, always=True, flag="application_routes"
)

FEATURE = Feature(
    name="routing",
    config=("RoutingConfig",),
    engine="RoutingEngine",
    always=True,
    sources=(CONNECTED, LOCAL, APPLICATION),
    tells=("processes memory",),
    process="IP RIB Update",
)
