"""TFTP (RFC 1350, 2347, 2348, 2349): copies to and from others, and giving files of the flash (`tftp-server`)."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="tftp",
    needs=("acl", "dns", "system"),
    config=("TftpConfig",),
    engine="TftpEngine",
    process="TFTP Read Process",
)
