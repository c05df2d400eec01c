"""IKEv1 (RFC 2407, 2408, 2409): main mode with pre-shared keys, quick mode, informational exchanges, DPD, NAT-T.

A key manager (`features/keying`). `model` is what can be configured; `engine` SAs and requests; `phase1` the machine of
main mode (`main_mode`, with a method of `authentication`); `quick_mode` and `informational` the other exchanges;
`policy` and `proposal` offers and choices; `trace` and `debug` what can be watched.
"""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="isakmp",
    needs=("system", "dns", "keying", "gre", "ike", "rsa", "pki"),
    config=("IsakmpConfig",),
    engine="IsakmpEngine",
    keys=True,
    tells=("processes memory", "crypto peer"),
    process="Crypto IKMP",
)
