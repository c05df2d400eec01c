"""Static routes: `ip route`."""

from iosemu.device.feature import Feature
from iosemu.device.sources import FIRST, RouteSource

STATIC = RouteSource("static", "S", "static", 1, learnt=False, seed=1, rank=FIRST + 1, always=True)

FEATURE = Feature(
    name="static",
    needs=("bfd", "track"),
    config=("StaticConfig",),
    engine="StaticEngine",
    sources=(STATIC,),
    process="IP Static Route",
    tells=("track clients",),
)
