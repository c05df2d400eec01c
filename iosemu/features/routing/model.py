"""Global settings of routing."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class RoutingConfig:
    routing: bool = True  # `ip routing`: without it the router is a host
