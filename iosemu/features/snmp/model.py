"""What `snmp-server` configures."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import IPv4


@dataclass(slots=True)
class Community:
    access: str = "RO"
    acl: str = ""


@dataclass(slots=True)
class TrapHost:
    version: str = ""  # "": 1


@dataclass(slots=True)
class SnmpConfig:
    communities: dict[str, Community] = field(default_factory=dict)
    location: str = ""
    contact: str = ""
    hosts: dict[tuple[IPv4, str], TrapHost] = field(default_factory=dict)  # (address, community)
