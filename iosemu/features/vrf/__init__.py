"""VRFs: `vrf definition`, `ip vrf`, which interfaces are in them, `show vrf`."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="vrf", config=("VrfConfig",), engine="VrfEngine")
