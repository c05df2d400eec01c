"""The software clock of a router: time zone, summer time, setting it by hand."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="clock", config=("ClockConfig",), engine="ClockEngine", always=True, process="Clock Client")
