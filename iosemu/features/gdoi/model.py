"""Configuration of GDOI. Defaults: Security Command Reference, `crypto gdoi group`, `rekey …`, `show crypto gdoi`."""

from __future__ import annotations

from iosemu.features.ipsec.model import IpsecConfig, MapEntry
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

__all__ = [
    "KIND", "FailClose", "GdoiConfig", "Group", "GroupEntry", "IpsecConfig", "LocalServer", "MapEntry",
    "Redundancy", "SaIpsec",
]  # fmt: skip

KIND = "gdoi"  # of the entries of crypto maps


@dataclass(slots=True)
class SaIpsec:
    """`sa ipsec`: traffic of the group and how it is sealed."""

    number: int = 0
    profile: str = ""
    acl: str = ""
    replay: str = "counter"  # counter, time
    window: int = 64  # packets, or seconds

    @property
    def timed(self) -> bool:
        return self.replay == "time"


@dataclass(slots=True)
class Redundancy:
    """`redundancy`: the other key servers of the group."""

    priority: int = 1
    peers: dict[IPv4, bool] = field(default_factory=dict)


@dataclass(slots=True)
class LocalServer:
    """`server local`."""

    address: IPv4 | None = None
    authorization: str = ""  # access list of members; "": everybody
    rekey_algorithm: str = "3des"  # des, 3des, aes and its key size
    rekey_key: str = ""  # label of the pair that signs; "": there are no rekeys
    rekey_lifetime: int = 86400  # seconds, of a KEK
    retransmit: int = 10  # seconds
    attempts: int = 2
    unicast: bool = False
    rekey_acl: str = ""  # where multicast rekeys go
    receive_only: bool = False
    sas: dict[int, SaIpsec] = field(default_factory=dict)
    redundancy: Redundancy | None = None


@dataclass(slots=True)
class Group:
    """`crypto gdoi group`, of a key server or of a member."""

    name: str = ""
    number: int | None = None
    identity_address: IPv4 | None = None
    local: LocalServer | None = None
    servers: dict[IPv4, bool] = field(default_factory=dict)  # in the order in which they are tried
    interface: InterfaceName | None = None  # whose address a member registers with
    rekey_ciphers: list[str] = field(default_factory=list)  # that a member takes; [] any
    rekey_hashes: list[str] = field(default_factory=list)
    passive: bool = False

    @property
    def identity(self) -> bytes:
        """As it travels; b"" while none is configured."""
        found = self.number if self.number is not None else self.identity_address
        return found.to_bytes(4, "big") if found is not None else b""


@dataclass(slots=True)
class FailClose:
    """`crypto map … gdoi fail-close`: until a member is registered nothing passes but what the list denies."""

    name: str = ""
    acl: str = ""
    active: bool = False


@dataclass(slots=True)
class GdoiConfig:
    """On a device."""

    groups: dict[str, Group] = field(default_factory=dict)
    fail_close: dict[str, FailClose] = field(default_factory=dict)  # by crypto map


@dataclass(slots=True)
class GroupEntry:
    """On an entry of a crypto map."""

    group: str = ""
    acl: str = ""  # of this router's own: what its deny lines say is not for the group
