"""Bidirectional Forwarding Detection (RFC 5880, 5881): is the way to a neighbour alive? Others ask by `contract`."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="bfd",
    needs=("keychain", "clock"),
    config=("BfdConfig", "BfdInterface"),
    engine="BfdEngine",
)
