"""Servers as configured."""

from __future__ import annotations

from iosemu.device.vault import Kept
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4
from iosemu.wire.tacacs import PORT

Place = tuple[IPv4, int]
"""Address and port."""


@dataclass(slots=True)
class TacacsServer:
    """`tacacs server`, or (without a name) `tacacs-server host`."""

    name: str = ""
    address: IPv4 | None = None
    port: int = PORT
    timeout: int | None = None  # seconds; None: as for all
    key: Kept | None = None
    single: bool = False  # one connection for all questions


@dataclass(slots=True)
class TacacsConfig:
    servers: dict[str, TacacsServer] = field(default_factory=dict)
    hosts: dict[IPv4, TacacsServer] = field(default_factory=dict)
    key: Kept | None = None
    timeout: int = 5  # seconds
    source: InterfaceName | None = None
