"""On-demand routing: prefixes of stub routers, carried by CDP."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="odr", needs=("cdp", "policy"), config=("OdrConfig",), engine="OdrEngine", always=True)
