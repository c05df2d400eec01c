"""What a tunnel interface can be told about NHRP. Times in seconds."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class StaticMap:
    """`ip nhrp map`: a protocol address (or prefix) and the NBMA address behind which it lives."""

    nbma: IPv4 = 0
    length: int = 32


@dataclass(slots=True)
class Nhs:
    """`ip nhrp nhs`. Priority 0 is the best."""

    nbma: str | None = None  # address or name, as typed
    multicast: bool = False
    priority: int = 0
    cluster: int = 0


@dataclass(slots=True)
class NhrpConfig:
    """`ip nhrp …` of one interface. None stands for the default of the software release."""

    network_id: int | None = None
    authentication: str = ""
    holdtime: int | None = None
    maps: dict[IPv4, StaticMap] = field(default_factory=dict)  # protocol address ->
    multicast: dict[IPv4, bool] = field(default_factory=dict)  # NBMA address -> True
    multicast_dynamic: bool | None = None
    nhss: dict[IPv4, Nhs] = field(default_factory=dict)  # protocol address ->
    dynamic_nhss: dict[str, Nhs] = field(default_factory=dict)  # NBMA address or name, as typed ->
    max_connections: dict[int, int] = field(default_factory=dict)  # cluster -> NHSs used at a time
    fallback: int | None = None  # wait before going back to a better NHS
    no_unique: bool = False
    registration_timeout: int | None = None
    server_only: bool = False
    redirect: bool = False
    redirect_timeout: int | None = None
    shortcut: bool | None = None
    shortcut_template: int | None = None  # what straight tunnels to other spokes are cloned from
    max_send: int | None = None  # packets
    max_send_every: int | None = None
    group: str = ""
    record: bool = True
    use: int = 1  # packets to a destination before it is asked for
    responder: InterfaceName | None = None
    if_state: bool = False  # `if-state nhrp`


@dataclass(slots=True)
class DmvpnLogging:
    """`logging dmvpn`: %DMVPN messages on releases that do not write them by themselves."""

    enabled: bool = False
