"""HSRP: routers of a LAN share an address, which one of them answers for (`standby`)."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="hsrp",
    needs=("interface", "keychain", "track"),
    config=("HsrpInterface",),
    engine="HsrpEngine",
    tells=("track clients", "redundancy"),
    process="HSRP Common",
)
