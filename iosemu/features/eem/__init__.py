"""Embedded Event Manager: applets, which act when something happens."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="eem",
    needs=("clock", "line", "logging", "login", "track"),
    config=("EemConfig",),
    engine="EemEngine",
    process="EEM Server",
)
