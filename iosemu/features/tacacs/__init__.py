"""TACACS+: servers that say who may come in and what they may do. Whom to ask what is AAA's affair."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="tacacs",
    needs=("system", "clock"),
    config=("TacacsConfig",),
    engine="TacacsEngine",
    process="TPLUS",
)
