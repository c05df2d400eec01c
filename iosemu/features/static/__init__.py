"""Static routes: `ip route`."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="static", config=("StaticConfig",), engine="StaticEngine")
