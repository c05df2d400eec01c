"""Policy routing: `ip policy route-map` on interfaces, `ip local policy route-map` for packets made here."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="pbr",
    needs=("policy", "acl", "cdp", "track"),
    config=("PbrConfig", "PbrInterface"),
    engine="PbrEngine",
    tells=("ip interface", "track clients"),
    process="IP Policy",
)
