"""Prefix lists, route maps, and what routing protocols do with them: distribute-lists, offset-lists, redistribution."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="policy", needs=("acl",), config=("PolicyConfig",), engine="PolicyEngine")
