"""GDOI (RFC 6407), as GETVPN uses it: key servers, and members that take a group's policy and keys from them.

A key manager (`features/keying`) whose phase 1 is that of `isakmp`, on UDP 848. `model` is what can be configured;
`server` a group of a key server, `member` one of a group member; `pull` the registration, `push` the rekeys; `policy`
what both know of TEKs, KEKs and lists.
"""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="gdoi",
    needs=("acl", "igmp", "ike", "ipsec", "isakmp", "keying", "rsa"),
    config=("GdoiConfig", "GroupEntry"),
    engine="GdoiEngine",
    tells=("crypto map entry", "crypto map lacks"),
    process="Crypto GDOI",
)
