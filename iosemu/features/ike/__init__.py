"""The UDP ports of key exchange: one owner, whatever versions of it run here."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="ike", needs=("keying",), engine="IkeEngine")
