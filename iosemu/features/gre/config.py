"""What the grammar cannot say of tunnels: keepalives are written with both of their numbers."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.features.gre.model import TunnelConfig


def render_keepalive(config: TunnelConfig) -> Iterator[str]:
    if config.keepalive:
        yield f"keepalive {config.keepalive_period} {config.keepalive_retries}"
