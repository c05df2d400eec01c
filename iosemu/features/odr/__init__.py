"""On-demand routing: prefixes of stub routers, carried by CDP."""

from iosemu.device.feature import Feature
from iosemu.device.sources import RouteSource

ODR = RouteSource("odr", "o", "ODR", 160, seed=1)

FEATURE = Feature(
    name="odr",
    needs=("cdp", "policy"),
    config=("OdrConfig",),
    engine="OdrEngine",
    always=True,
    sources=(ODR,),
    tells=("route sources", "ip protocols", "processes memory"),
    process="ODR Router",
)
