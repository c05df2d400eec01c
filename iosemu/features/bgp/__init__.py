"""Border Gateway Protocol 4 (RFC 4271), IPv4 unicast."""

from iosemu.device.feature import Feature
from iosemu.device.sources import RouteSource

BGP = RouteSource("bgp", "B", "BGP", 20, learnt=True)

FEATURE = Feature(
    name="bgp",
    needs=("policy",),
    config=("BgpConfig",),
    sources=(BGP,),
)
