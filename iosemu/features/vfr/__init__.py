"""Virtual fragment reassembly (`ip virtual-reassembly`): pieces of a datagram wait for the first one, which alone has
ports."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="vfr", needs=("interface",), config=("VfrInterface",), engine="VfrEngine")
