"""DHCP for IPv6 (RFC 8415): a server with pools, prefixes that are delegated, a relay agent, a client on interfaces."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="dhcp6",
    needs=("clock", "static"),
    config=("Dhcp6Config", "Dhcp6Interface"),
    engine="Dhcp6Engine",
    process="DHCPv6 Server",
)
