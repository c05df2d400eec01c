"""show ip protocols: every routing protocol describes itself."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="protocols")
