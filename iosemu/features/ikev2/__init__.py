"""IKEv2 (RFC 7296, 7383): the key manager of IPsec profiles and crypto maps that name an IKEv2 profile.

`model` is what can be configured; `suites` and `proposal` the numbers of algorithms; `engine` is the key manager,
`life` its SAs, `channel` messages on their way, `window` requests and answers; `initial` and `authentication` the
first two exchanges, `children` and `rekey` CREATE_CHILD_SA, `informational` the rest; `events` and `debug` what can be
watched.
"""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="ikev2",
    needs=("system", "dns", "keying", "gre", "ike", "ipsec", "pki", "static", "acl", "aaa", "localpool"),
    config=("Ikev2Config",),
    engine="Ikev2Engine",
    keys=True,
    tells=("processes memory",),
    process="IKEv2",
)
