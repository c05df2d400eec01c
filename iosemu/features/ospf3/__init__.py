"""Open Shortest Path First, version 3 (RFC 5340): OSPF for IPv6. What is not of the version is `features/ospf`."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="ospf3",
    needs=("ospf", "policy", "ipv6"),
    config=("Ospf3Config", "Ospf3Interface"),
    engine="Ospf3Engine",
    tells=("ipv6 protocols", "processes memory"),
    process="OSPFv3 Router",
)
