"""Tunnel interfaces: GRE point-to-point and multipoint (RFC 2784, RFC 2890), IP in IP (RFC 2003)."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="gre",
    needs=("system", "dns"),
    config=("TunnelConfig",),
    engine="GreEngine",
    always=True,
    tells=("processes memory", "interfaces"),
    process="Tunnel Security",
)
