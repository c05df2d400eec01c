"""Cisco Discovery Protocol."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="cdp",
    needs=("gre", "interface", "system"),
    config=("CdpConfig", "CdpInterface"),
    engine="CdpEngine",
    always=True,
)
