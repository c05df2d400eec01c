"""What `ip tcp` and `service` configure. Sizes in bytes, times in seconds."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class TcpConfig:
    mss: int | None = None
    synwait: int = 30
    window: int = 4128
    path_mtu_discovery: bool = False
    timestamp: bool = False
    nagle: bool = False
    keepalives_in: bool = False
    keepalives_out: bool = False
