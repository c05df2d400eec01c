"""ARP's commands: `show arp`, `clear arp-cache`, `arp`, `arp timeout`, `debug arp`."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="arp",
    config=("ArpConfig", "ArpTiming"),
    engine="ArpEngine",
    always=True,
    tells=("processes memory",),
    process="ARP Background",
)
