"""IPv6: interfaces, neighbours, static routes, the routing table, ping and traceroute."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="ipv6",
    needs=("static",),
    config=("Ipv6Config", "Ipv6Global", "StaticConfig6"),
    engine="Ipv6Engine",
    process="IPv6 Input",
)
