"""What is configured of names and of those who know them."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

MOST_SERVERS = 6


@dataclass(slots=True)
class Zone:
    """`ip dns primary`: what its SOA record says; times in seconds."""

    primary: str = ""
    mailbox: str = ""
    refresh: int = 21600
    retry: int = 900
    expire: int = 7776000
    minimum: int = 86400


@dataclass(slots=True)
class DnsConfig:
    lookup: bool = True
    source: InterfaceName | None = None  # whose address questions come from
    domain: str = ""
    domains: list[str] = field(default_factory=list)  # in place of `domain`, each in turn
    servers: list[IPv4] = field(default_factory=list)
    vrf_servers: dict[str, list[IPv4]] = field(default_factory=dict)
    hosts: dict[str, list[IPv4]] = field(default_factory=dict)
    vrf_hosts: dict[tuple[str, str], list[IPv4]] = field(default_factory=dict)  # by VRF and name
    retry: int = 2  # times that a question is repeated
    timeout: int = 3  # seconds
    round_robin: bool = False  # another address of an answer each time
    server: bool = False
    zones: dict[str, Zone] = field(default_factory=dict)
