"""Enhanced Interior Gateway Routing Protocol (RFC 7868)."""

from iosemu.device.feature import Feature
from iosemu.device.sources import Kind, RouteSource

EIGRP = RouteSource(
    "eigrp", "D", "EIGRP", 90, precedence="eigrp_route_precedence",
    kinds={"": Kind(type="internal"), "external": Kind("EX", "EIGRP external", "external")},
)  # fmt: skip

FEATURE = Feature(
    name="eigrp",
    needs=("policy", "keychain", "bfd"),
    config=("EigrpConfig", "EigrpInterface"),
    engine="EigrpEngine",
    sources=(EIGRP,),
    tells=("route sources", "ip protocols", "ip traffic", "ip traffic idle", "processes memory"),
    process="IP-EIGRP: PDM",
)
