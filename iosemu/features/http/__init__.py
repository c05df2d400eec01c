"""HTTP: a server whose pages are those of other features, and a client for them."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="http",
    needs=("acl", "clock", "login", "system"),
    config=("HttpConfig",),
    engine="HttpEngine",
    process="HTTP CORE",
)
