"""NHRP (RFC 2332) on tunnel interfaces, with what Cisco added for DMVPN."""

from iosemu.device.feature import Feature
from iosemu.device.sources import RouteSource

NHRP = RouteSource("nhrp", "H", "NHRP", 250, flag="nhrp_shortcut_routes")

FEATURE = Feature(
    name="nhrp",
    needs=("gre", "dns", "bfd"),
    config=("NhrpConfig", "DmvpnLogging"),
    engine="NhrpEngine",
    sources=(NHRP,),
    tells=("processes memory",),
    process="NHRP",
)
