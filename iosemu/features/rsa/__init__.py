"""RSA key pairs of the router: made, shown, exported, imported, removed; and the public keys of its peers."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="rsa", needs=("clock", "dns", "logging", "system"), config=("PubkeyChain",), engine="RsaEngine")
