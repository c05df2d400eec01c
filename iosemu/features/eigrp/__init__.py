"""Enhanced Interior Gateway Routing Protocol (RFC 7868)."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="eigrp", needs=("policy", "keychain"), config=("EigrpConfig", "EigrpInterface"), engine="EigrpEngine"
)
