"""Context-based access control (`ip inspect`): sessions of TCP, UDP and ICMP, whose answers pass the access lists."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="inspect",
    needs=("acl",),
    config=("InspectConfig", "InspectInterface"),
    engine="InspectEngine",
    tells=("ip interface", "processes memory"),
    process="Inspect process",
)
