"""SSH 2 at the virtual lines: when it is on, who is there, what they get. Its bytes are the host side's work."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="ssh",
    needs=("rsa", "login"),
    config=("SshConfig",),
    engine="SshEngine",
    joins="rsa",
    process="SSH Event handler",
)
