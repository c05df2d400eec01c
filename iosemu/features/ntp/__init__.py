"""NTP (RFC 5905): the router's clock follows others, and others follow it.

`association` is what is known of one of them, `select` whom to believe, `discipline` what becomes of the clock.
"""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="ntp",
    needs=("clock", "acl", "dns"),
    config=("NtpConfig", "NtpInterface"),
    engine="NtpEngine",
    process="NTP",
)
