"""IGMP: hosts tell the routers of their cable which groups they listen to (RFC 2236, RFC 3376)."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="igmp",
    needs=("acl", "interface"),
    config=("IgmpInterface",),
    engine="IgmpEngine",
    tells=("processes memory",),
    process="IGMP Input",
)
