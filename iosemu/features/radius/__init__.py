"""RADIUS: servers that say who may come in, and that are told what people did. Whom to ask what is AAA's affair."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="radius",
    needs=("system", "clock"),
    config=("RadiusConfig",),
    engine="RadiusEngine",
    process="RADIUS",
)
