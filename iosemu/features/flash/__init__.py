"""Files in the flash of a router: dir, show flash:, more, delete, copy."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="flash", needs=("system", "clock", "tftp"))
