"""IPv6 access lists: `ipv6 access-list`, `ipv6 traffic-filter`."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="acl6",
    needs=("acl", "ipv6"),
    config=("Acl6Config", "TrafficFilters"),
    engine="Acl6Engine",
    tells=("ipv6 interface",),
)
