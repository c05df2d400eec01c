"""Groups of clients as configured (`crypto isakmp client configuration group`), and what crypto maps ask of clients."""

from __future__ import annotations

from iosemu.features.isakmp.model import PresharedKey
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

XAUTH_TIMEOUT = 60  # seconds


@dataclass(slots=True)
class ClientGroup:
    """What the members of a group get. Empty: nothing is said of it."""

    name: str = ""
    key: PresharedKey | None = None
    dns: list[IPv4] = field(default_factory=list)
    wins: list[IPv4] = field(default_factory=list)
    domain: str = ""
    pool: str = ""
    acl: str = ""  # what goes through the tunnel: the sources of its permit lines
    save_password: bool = False
    local_lan: bool = False
    group_lock: bool = False
    access: InterfaceName | None = None  # where they may come in
    split_dns: dict[str, bool] = field(default_factory=dict)
    backups: dict[str, bool] = field(default_factory=dict)
    max_users: int = 0
    max_logins: int = 0  # of one user
    netmask: IPv4 | None = None
    banner: str = ""


@dataclass(slots=True)
class EzvpnConfig:
    """On a device. Lists of crypto maps are by the map's name."""

    groups: dict[str, ClientGroup] = field(default_factory=dict)
    map_authentication: dict[str, str] = field(default_factory=dict)
    map_authorization: dict[str, str] = field(default_factory=dict)
    map_respond: dict[str, bool] = field(default_factory=dict)
    xauth_timeout: int = XAUTH_TIMEOUT
