"""Global settings of routing."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import IPv4


@dataclass(slots=True)
class RoutingConfig:
    routing: bool = True  # `ip routing`: without it the router is a host
    default_gateway: IPv4 | None = None  # of the host
