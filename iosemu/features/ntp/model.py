"""Configuration of NTP."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName

DEFAULT_STRATUM = 8  # of `ntp master`


@dataclass(slots=True)
class Remote:
    """A line `ntp server` or `ntp peer`."""

    version: int = 0  # 0: that of the release
    key: int = 0
    minpoll: int = 6  # log2 of seconds
    maxpoll: int = 10
    burst: bool = False
    iburst: bool = False
    prefer: bool = False
    source: InterfaceName | None = None


@dataclass(slots=True)
class Key:
    secret: str = ""
    hidden: str = ""  # as type 7


@dataclass(slots=True)
class NtpConfig:
    keys: dict[int, Key] = field(default_factory=dict)
    authenticate: bool = False
    trusted: dict[int, bool] = field(default_factory=dict)
    logging: bool = False
    source: InterfaceName | None = None
    access: dict[str, str] = field(default_factory=dict)  # access list by right
    broadcast_delay: int = 3000  # microseconds, there and back
    master: int = 0  # stratum; 0: no master
    calendar: bool = False
    servers: dict[str, Remote] = field(default_factory=dict)  # by address or name
    peers: dict[str, Remote] = field(default_factory=dict)
    vrf_servers: dict[tuple[str, str], Remote] = field(default_factory=dict)  # by VRF, address or name
    vrf_peers: dict[tuple[str, str], Remote] = field(default_factory=dict)


@dataclass(slots=True)
class NtpInterface:
    broadcast: bool = False
    client: bool = False  # `ntp broadcast client`
    disabled: bool = False
