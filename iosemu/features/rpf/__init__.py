"""Unicast reverse path forwarding: `ip verify unicast source reachable-via` (RFC 3704)."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="rpf", needs=("acl",), config=("RpfInterface",), engine="RpfEngine", tells=("ip interface",))
