"""Passwords of type 6: AES under a master key that is in no configuration."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="type6", needs=("system",), config=("Type6Config",), engine="Type6Engine")
