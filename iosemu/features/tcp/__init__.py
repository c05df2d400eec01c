"""What is configured and told of TCP."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="tcp", config=("TcpConfig",), engine="TcpEngine")
