"""DHCP (RFC 2131): a server with pools, a relay agent that also sends other broadcasts on, a client on interfaces."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="dhcp",
    needs=("clock", "static"),
    config=("DhcpConfig", "DhcpInterface"),
    engine="DhcpEngine",
    tells=("ip interface",),
    process="DHCPD Receive",
)
