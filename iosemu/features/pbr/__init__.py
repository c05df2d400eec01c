"""Policy routing: `ip policy route-map` on interfaces, `ip local policy route-map` for packets made here."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="pbr",
    needs=("policy", "acl", "cdp"),
    config=("PbrConfig", "PbrInterface"),
    engine="PbrEngine",
    tells=("ip interface",),
    process="IP Policy",
)
