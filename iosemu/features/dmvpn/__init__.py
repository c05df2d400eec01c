"""DMVPN as a whole: what NHRP, tunnels and crypto look like together."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="dmvpn", needs=("gre", "nhrp", "ipsec", "isakmp", "keying"))
