"""Cisco Discovery Protocol."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="cdp",
    needs=("dns", "gre", "interface", "system"),
    config=("CdpConfig", "CdpInterface"),
    engine="CdpEngine",
    always=True,
    tells=("processes memory",),
    process="CDP Protocol",
)
