"""IKEv1 (RFC 2407, 2408, 2409): main mode with pre-shared keys, quick mode, informational exchanges, DPD, NAT-T.

`kmi` is the contract with IPsec; `model` what can be configured; `engine` the sockets, SAs and requests; `main_mode`,
`quick_mode` and `informational` the exchanges; `policy` and `proposal` offers and choices; `trace` and `debug` what can
be watched.
"""

from iosemu.device.feature import Feature

FEATURE = Feature(name="isakmp", needs=("system", "dns"), config=("IsakmpConfig",), engine="IsakmpEngine")
