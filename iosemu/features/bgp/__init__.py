"""Border Gateway Protocol 4 (RFC 4271), IPv4 and IPv6 unicast (RFC 4760, 2545)."""

from iosemu.device.feature import Feature
from iosemu.device.sources import Kind, RouteSource

BGP = RouteSource(
    "bgp", "B", "BGP", 20, tells_own=False, cost=1, backbone=True,
    kinds={
        "": Kind(type="external"), "external": Kind(type="external"), "internal": Kind(type="internal"),
        "local": Kind(type="local"),
    },
    parts=((("External", "external"), ("Internal", "internal"), ("Local", "local")),),
)  # fmt: skip

FEATURE = Feature(
    name="bgp",
    needs=("policy", "tcp", "vrf", "clock", "bfd"),
    config=("BgpConfig",),
    engine="BgpEngine",
    sources=(BGP,),
    tells=("route sources", "ip protocols", "ipv6 protocols", "ip traffic", "ip traffic idle", "processes memory"),
    process="BGP Router",
)
