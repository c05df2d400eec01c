"""Key chains for the authentication of routing protocols."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="keychain",
    needs=("clock",),
    config=("KeyChainConfig",),
    engine="KeyChainEngine",
    process="Key chain liveke",
)
