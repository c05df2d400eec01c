"""Easy VPN, the server: groups of clients, names and passwords (XAUTH), mode configuration.

`server` has the conversation with a client between phase 1 and quick mode, `login` asks AAA about names, `policy` words
what a group gives to its clients.
"""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="ezvpn",
    needs=("aaa", "acl", "ipsec", "isakmp", "localpool", "line"),
    config=("EzvpnConfig",),
    engine="EzvpnEngine",
    joins="isakmp",
)
