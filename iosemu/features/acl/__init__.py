"""IP access lists: standard and extended, named and numbered; on interfaces, and as a match for other features."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="acl",
    config=("AclConfig", "AccessGroups"),
    engine="AclEngine",
    tells=("processes memory",),
    process="ACL Header",
)
