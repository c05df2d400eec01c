"""Network address translation (RFC 3022, RFC 2663): inside and outside, static, dynamic, with ports."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="nat",
    needs=("vfr", "acl", "policy", "interface", "clock"),
    config=("NatConfig", "NatInterface"),
    engine="NatEngine",
    tells=("ip interface", "processes memory"),
    process="IP NAT Ager",
)
