"""Who may come in: what callers at a line are asked, what becomes of them, and what privilege they get."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="login",
    needs=("system", "line", "dns", "logging", "acl", "clock"),
    config=("LoginConfig",),
    engine="LoginEngine",
    always=True,
)
