"""Pools of addresses that a router gives to those who dial in (`ip local pool`)."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="localpool",
    config=("LocalPoolConfig",),
    engine="LocalPoolEngine",
)
