"""Servers as configured."""

from __future__ import annotations

from iosemu.device.vault import Kept
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4
from iosemu.wire.radius import OLD_ACCESS_PORT, OLD_ACCOUNTING_PORT

Place = tuple[IPv4, int, int]
"""Address, port of authentication, port of accounting."""


@dataclass(slots=True)
class RadiusServer:
    """`radius server`, or (without a name) `radius-server host`."""

    name: str = ""
    address: IPv4 | None = None
    auth_port: int = OLD_ACCESS_PORT
    acct_port: int = OLD_ACCOUNTING_PORT
    timeout: int | None = None  # seconds; None: as for all
    retransmit: int | None = None
    key: Kept | None = None


@dataclass(slots=True)
class RadiusConfig:
    servers: dict[str, RadiusServer] = field(default_factory=dict)
    hosts: dict[Place, RadiusServer] = field(default_factory=dict)
    key: Kept | None = None
    timeout: int = 5  # seconds
    retransmit: int = 3
    deadtime: int = 0  # minutes
    dead_time: int | None = None  # seconds without an answer, before a server is dead …
    dead_tries: int | None = None  # … and so many timeouts
    login_service: bool = False  # `attribute 6 on-for-login-auth`
    source: InterfaceName | None = None
