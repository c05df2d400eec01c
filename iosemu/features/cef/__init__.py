"""What is forwarded where: `show ip cef`."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="cef", config=("CefConfig",), engine="CefEngine", process="CEF process")
