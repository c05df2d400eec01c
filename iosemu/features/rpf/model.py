"""`ip verify unicast` of one interface."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class RpfInterface:
    """`via`: "" no check, rx the interface must lead back to the source, any some interface must."""

    via: str = ""
    allow_default: bool = False  # the default route counts, too
    allow_self_ping: bool = False  # the router may ping its own address through the interface
    acl: int | None = None  # what it permits passes though the check fails
