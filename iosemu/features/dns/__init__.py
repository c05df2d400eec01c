"""DNS (RFC 1034, 1035): names of hosts, asking for them, and answering who asks.

`resolver` is one name being asked for; `server` what `ip dns server` does; `lookup` what users see of a look-up.
"""

from iosemu.device.feature import Feature

FEATURE = Feature(name="dns", needs=("line",), config=("DnsConfig",), engine="DnsEngine")
