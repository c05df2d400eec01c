"""RSA key pairs of the router: made, shown, exported, imported, removed."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="rsa", needs=("clock", "dns", "logging", "system"), engine="RsaEngine")
