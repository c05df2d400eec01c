"""What the grammar cannot say of tunnels."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.interface import Interface
from iosemu.features.gre.model import GRE, MULTIPOINT, TunnelConfig


def render_mode(config: TunnelConfig, iface: Interface) -> Iterator[str]:
    """The mode switches redirects off: what switched them on again must come after it."""
    if config.mode != GRE:
        yield f"tunnel mode {config.mode}"
    if config.mode == MULTIPOINT and iface.config.redirects:
        yield "ip redirects"


def render_keepalive(config: TunnelConfig) -> Iterator[str]:
    """With both numbers."""
    if config.keepalive:
        yield f"keepalive {config.keepalive_period} {config.keepalive_retries}"
