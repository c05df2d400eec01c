"""AAA: lists of methods that say who may come in, with what privilege, and what they may type."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="aaa",
    needs=("login", "line", "system", "radius", "tacacs", "telnet", "clock"),
    config=("AaaConfig",),
    engine="AaaEngine",
)
