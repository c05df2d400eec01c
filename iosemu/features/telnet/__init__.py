"""Telnet: virtual terminal lines that answer, and the client."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="telnet",
    needs=("login", "line", "dns", "acl", "ping"),
    config=("TelnetConfig",),
    engine="TelnetEngine",
    always=True,
)
