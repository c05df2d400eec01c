"""Zone-based policy firewall: zones of interfaces, pairs of them, and what passes between, by class."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="zone",
    needs=("inspect", "acl", "acl6"),
    config=("ZoneConfig", "ZoneInterface"),
    engine="ZoneEngine",
    process="Inspect Timer",
)
