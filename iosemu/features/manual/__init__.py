"""Manual keys: crypto map entries whose SPIs and keys are typed (`crypto map … ipsec-manual`)."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="manual", needs=("ipsec", "keying"), config=("ManualKeys",), engine="ManualEngine")
