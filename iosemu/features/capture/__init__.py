"""Embedded Packet Capture: `monitor capture` in its classic form (12.4 - 15.x) and that of IOS-XE."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="capture", needs=("acl", "clock"), engine="CaptureEngine")
