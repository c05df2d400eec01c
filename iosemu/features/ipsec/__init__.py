"""IPsec: security associations, tunnel protection and crypto maps (RFC 4301, RFC 4303)."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="ipsec",
    needs=("acl", "gre", "keying"),
    config=("IpsecConfig", "ProtectionConfig", "InterfaceMap"),
    engine="IpsecEngine",
)
