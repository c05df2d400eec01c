"""`ip http …`"""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class HttpConfig:
    """On a device."""

    server: bool = False
    port: int = 80
    access_class: int | str | None = None
    authentication: str = "enable"  # enable, local
    secure: bool = False  # there is no TLS
