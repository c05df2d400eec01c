"""IP as such: `show ip traffic`, `debug ip packet`, `debug ip icmp`, ICMP rate limits."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="ip", needs=("acl",), config=("IpConfig",), engine="IpEngine", always=True)
