"""IPsec: security associations, tunnel protection and crypto maps (RFC 4301, RFC 4303)."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="ipsec",
    needs=("acl", "dns", "gre", "keying"),
    config=("IpsecConfig", "ProtectionConfig", "InterfaceMap"),
    engine="IpsecEngine",
    tells=("ip interface", "dmvpn session", "dmvpn pending", "processes memory"),
    process="IPSEC key engine",
)
