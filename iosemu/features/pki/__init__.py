"""Certificates: trustpoints, enrollment, chains, who is trusted.

`model` is what is configured; `engine` certificates and keys; `contract` what those use who authenticate with
certificates (IKE); `validation` who is believed and why not; `actions` the dialogues.
"""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="pki",
    needs=("rsa", "clock", "dns", "http", "system", "flash", "tftp"),
    config=("PkiConfig",),
    engine="PkiEngine",
    process="Crypto PKI RECV",
)
