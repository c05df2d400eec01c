"""tclsh: the Tcl shell of a router."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="tcl")
