"""Open Shortest Path First, version 2 (RFC 2328)."""

from iosemu.device.feature import Feature
from iosemu.device.sources import Kind, RouteSource

OSPF = RouteSource(
    "ospf", "O", "OSPF", 110, tells_own=False,
    kinds={
        "": Kind(type="intra area", match="internal"),
        "inter": Kind("IA", "OSPF inter area", "inter area", "internal", "I"),
        "external 1": Kind("E1", "OSPF external type 1", "extern 1", "external 1"),
        "external 2": Kind("E2", "OSPF external type 2", "extern 2", "external 2"),
        "nssa 1": Kind("N1", "OSPF NSSA external type 1", "NSSA extern 1", "nssa-external 1"),
        "nssa 2": Kind("N2", "OSPF NSSA external type 2", "NSSA extern 2", "nssa-external 2"),
    },
    parts=(
        (("Intra-area", ""), ("Inter-area", "inter"), ("External-1", "external 1"), ("External-2", "external 2")),
        (("NSSA External-1", "nssa 1"), ("NSSA External-2", "nssa 2")),
    ),
)  # fmt: skip

FEATURE = Feature(
    name="ospf",
    needs=("policy", "keychain", "bfd"),
    config=("OspfConfig", "OspfInterface"),
    engine="OspfEngine",
    sources=(OSPF,),
    tells=("route sources", "ip protocols", "ip traffic", "ip traffic idle", "processes memory"),
    process="OSPF Router",
)
