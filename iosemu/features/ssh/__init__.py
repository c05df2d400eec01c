"""SSH 2 at the virtual lines: when it is on, who is there, what they get; and the client."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="ssh",
    needs=("rsa", "login", "telnet"),
    config=("SshConfig",),
    engine="SshEngine",
    joins="rsa",
    process="SSH Event handler",
)
