"""RIPng: the Routing Information Protocol of IPv6 (RFC 2080). The destinations it knows are kept as those of RIP."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="ripng",
    needs=("rip", "policy", "ipv6"),
    config=("RipngConfig", "RipngInterface"),
    engine="RipngEngine",
    tells=("ipv6 protocols", "processes memory"),
    process="RIPv6 Process",
)
