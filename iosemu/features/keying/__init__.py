"""Keying: the contract between IPsec and its key managers, and where they find each other."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="keying", engine="KeyingEngine")
