"""NHRP (RFC 2332) on tunnel interfaces, with what Cisco added for DMVPN."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="nhrp", needs=("gre", "dns"), config=("NhrpConfig", "DmvpnLogging"), engine="NhrpEngine")
