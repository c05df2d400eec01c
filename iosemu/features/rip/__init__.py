"""Routing Information Protocol (RFC 2453)."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="rip", needs=("policy", "keychain"), config=("RipConfig", "RipInterface"), engine="RipEngine")
