"""What NHRP counts of its dealings with other parts of the router (`show nhrp stats`)."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class Stats:
    """Of one tunnel, since it was made or cleared."""

    ups: int = 0  # of the interface, as far as NHRP can use it
    downs: int = 0
    endpoints_added: int = 0
    endpoints_deleted: int = 0
    sockets_created: int = 0
    sockets_deleted: int = 0
    sockets_up: int = 0
    sockets_down: int = 0
    routes_added: int = 0
    routes_deleted: int = 0
    overrides_added: int = 0
    overrides_deleted: int = 0
