"""IPsec: security associations, tunnel protection and crypto maps (RFC 4301, RFC 4303), keyed by ISAKMP."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="ipsec",
    needs=("acl", "gre", "isakmp"),
    config=("IpsecConfig", "ProtectionConfig", "InterfaceMap"),
    engine="IpsecEngine",
)
