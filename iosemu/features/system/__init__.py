"""The router itself: names, passwords, banners, configuration files, reload, version."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="system",
    needs=("clock", "logging", "line", "dns"),
    config=("SystemConfig", "Furniture"),
    engine="SystemEngine",
    always=True,
)
