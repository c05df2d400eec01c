"""Configuration of DHCP."""

from __future__ import annotations

from iosemu.device.interface import InterfaceConfig
from iosemu.records import dataclass, field
from iosemu.types import IPv4, Mac

__all__ = ["DhcpConfig", "DhcpInterface", "DhcpPool", "InterfaceConfig"]

DAY = 86400  # seconds of a lease where nothing is said
BOOTPS, BOOTPC = 67, 68
FORWARDED = (37, 49, 53, BOOTPS, BOOTPC, 69, 137, 138)
"""UDP ports whose broadcasts go to helper addresses unless something else is said."""


@dataclass(slots=True)
class DhcpPool:
    """Of a network (addresses are given automatically), or of one client (`host`)."""

    vrf: str = ""
    import_all: bool = False
    network: tuple[IPv4, int] | None = None  # with its length
    host: tuple[IPv4, int] | None = None
    client_id: str = ""  # dotted hexadecimal
    hardware: Mac | None = None
    client_name: str = ""
    next_servers: list[IPv4] = field(default_factory=list)
    bootfile: str = ""
    domain: str = ""
    routers: list[IPv4] = field(default_factory=list)
    dns: list[IPv4] = field(default_factory=list)
    netbios: list[IPv4] = field(default_factory=list)
    netbios_type: str | int = ""
    options: dict[int, tuple[str, bytes]] = field(default_factory=dict)  # code -> "ascii", "hex" or "ip", value
    lease: int | None = DAY  # seconds, None for ever


@dataclass(slots=True)
class DhcpConfig:
    service: bool = True
    pools: dict[str, DhcpPool] = field(default_factory=dict)
    excluded: dict[tuple[str, IPv4, IPv4], bool] = field(default_factory=dict)  # VRF, low, high
    ping_packets: int = 2
    ping_timeout: int = 500  # milliseconds
    conflict_logging: bool = True
    information: bool = False  # option 82 is put in
    policy: str = "replace"  # with the one that somebody else has put in
    trust_all: bool = False
    ports: dict[int, bool] = field(default_factory=dict)  # what differs from `FORWARDED`
    forward_udp: bool = True


@dataclass(slots=True)
class DhcpInterface:
    """`helpers`: (VRF, address); the VRF is None for that of the interface, "" for the global one."""

    helpers: dict[tuple[str | None, IPv4], bool] = field(default_factory=dict)
    trusted: bool = False
    distance: int = 254  # of the default route that a server gives
    request_router: bool = True
