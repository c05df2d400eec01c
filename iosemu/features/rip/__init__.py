"""Routing Information Protocol (RFC 2453)."""

from iosemu.device.feature import Feature
from iosemu.device.sources import RouteSource

RIP = RouteSource("rip", "R", "RIP", 120)

FEATURE = Feature(
    name="rip",
    needs=("policy", "keychain"),
    config=("RipConfig", "RipInterface"),
    engine="RipEngine",
    sources=(RIP,),
    tells=("route sources", "ip protocols", "ip interface", "processes memory"),
    process="RIP Router",
)
