"""Routing to groups: PIM sparse and dense mode, and what is forwarded by it (RFC 7761, RFC 3973)."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="pim",
    needs=("acl", "igmp", "interface"),
    config=("PimConfig", "PimInterface"),
    engine="PimEngine",
    tells=("igmp interface", "processes memory"),
    process="PIM Process",
)
