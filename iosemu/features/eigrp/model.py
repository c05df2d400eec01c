"""EIGRP configuration: classic (`router eigrp 1`, `ip … eigrp 1` on interfaces) and named mode (address families)."""

from __future__ import annotations

from iosemu.features.policy.model import DistributeList, OffsetList, Redistribution
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class Summary:
    """`summary-address`; `distance` is that of the discard route, `leak_map` names the components told all the same."""

    distance: int = 5
    leak_map: str = ""


@dataclass(slots=True)
class AfInterface:
    """What one interface is told about one EIGRP process. None and "": not said, see `resolve`."""

    hello: int | None = None  # seconds
    hold: int | None = None  # seconds
    split_horizon: bool | None = None
    next_hop_self: bool | None = None
    no_ecmp_mode: bool | None = None
    add_paths: int | None = None  # named mode only
    passive: bool | None = None  # named mode only
    shutdown: bool | None = None  # named mode only
    bandwidth_percent: int | None = None
    bfd: bool | None = None  # named mode only
    authentication: str = ""  # "md5", "hmac-sha-256"
    key_chain: str = ""
    sha_password: str = ""
    summaries: dict[tuple[IPv4, int], Summary] = field(default_factory=dict)  # (network, length) -> …


@dataclass(slots=True)
class PortSettings:
    """What counts for an interface in the end. `hello` and `hold` of 0: as its kind of link has them."""

    hello: int = 0  # seconds
    hold: int = 0  # seconds
    split_horizon: bool = True
    next_hop_self: bool = True
    no_ecmp_mode: bool = False  # the next hop told is of any successor out of the interface, not of the first alone
    add_paths: int = 0  # further successors out of the interface that are told beside the next hop
    passive: bool = False
    shutdown: bool = False
    bandwidth_percent: int = 50
    bfd: bool = False
    authentication: str = ""
    key_chain: str = ""
    sha_password: str = ""
    summaries: dict[tuple[IPv4, int], Summary] = field(default_factory=dict)


_INHERITED = tuple(name for name in PortSettings.__dataclass_fields__ if name != "summaries")


def resolve(own: AfInterface | None, general: AfInterface | None = None) -> PortSettings:
    """What the interface is told itself, else what `af-interface default` says, else IOS's defaults."""
    settings = PortSettings()
    for level in (general, own):
        if level is None:
            continue
        for name in _INHERITED:
            value = getattr(level, name)
            if value is not None and value != "":
                setattr(settings, name, value)
    if own is not None:
        settings.summaries = dict(own.summaries)
    return settings


@dataclass(slots=True)
class EigrpInterface:
    """Slot of an interface: classic mode's settings per autonomous system."""

    per_as: dict[int, AfInterface] = field(default_factory=dict)


@dataclass(slots=True)
class Stub:
    """`eigrp stub`: what a stub router announces."""

    connected: bool = False
    static: bool = False
    summary: bool = False
    redistributed: bool = False
    receive_only: bool = False


@dataclass(slots=True)
class PrefixLimit:
    """`maximum-prefix` and its like. Times in minutes."""

    maximum: int = 0
    threshold: int = 75  # percent
    dampened: bool = False
    reset_time: int = 15
    restart: int = 5
    restart_count: int = 3
    warning_only: bool = False


@dataclass(slots=True)
class Instance:
    """One EIGRP process of one address family, however it was configured."""

    asn: int = 0  # of a VRF in classic mode 0 until `autonomous-system` says it
    vrf: str = ""
    networks: dict[tuple[IPv4, IPv4], bool] = field(default_factory=dict)  # (address, wildcard); -1: classful
    passive_default: bool = False
    passive: dict[InterfaceName, bool] = field(default_factory=dict)
    not_passive: dict[InterfaceName, bool] = field(default_factory=dict)
    neighbors: dict[tuple[IPv4, InterfaceName], bool] = field(default_factory=dict)
    bfd_all: bool = False  # this and the next: classic mode only
    bfd_interfaces: dict[InterfaceName, bool] = field(default_factory=dict)
    router_id: IPv4 | None = None
    auto_summary: bool = False
    auto_summary_unasked: bool = True  # in its place in releases where it is on by itself
    log_neighbor_changes: bool = True
    event_logging: bool = True
    event_log_size: int = 500
    weights: tuple[int, int, int, int, int, int] = (0, 1, 0, 1, 0, 0)  # tos k1 … k5
    maximum_paths: int = 4
    variance: int = 1
    distance: tuple[int, int] = (90, 170)
    maximum_hops: int = 100
    active_minutes: int = 3  # 0: disabled
    default_metric: tuple[int, int, int, int, int] | None = None  # kbit/s, 10 µs, 0-255, 1-255, bytes
    redistribute: dict[str, Redistribution] = field(default_factory=dict)
    distribute: dict[tuple[str, str], DistributeList] = field(default_factory=dict)  # (direction, interface or "")
    offsets: dict[tuple[str, str], OffsetList] = field(default_factory=dict)
    default_in: bool = True
    default_out: bool = True
    stub: Stub | None = None
    shutdown: bool = False
    af_interfaces: dict[InterfaceName, AfInterface] = field(default_factory=dict)  # named mode only
    af_default: AfInterface | None = None
    maximum_prefix: PrefixLimit | None = None  # this and the next three: named mode only
    redistribute_limit: PrefixLimit | None = None
    peer_limit: PrefixLimit | None = None  # of each neighbour that `neighbor_limits` does not name
    neighbor_limits: dict[IPv4, PrefixLimit] = field(default_factory=dict)
    families: dict[str, Instance] = field(default_factory=dict)  # VRF -> its address family; classic mode only


@dataclass(slots=True)
class NamedProcess:
    """`router eigrp NAME`."""

    name: str = ""
    shutdown: bool = False
    ipv4: dict[int, Instance] = field(default_factory=dict)  # autonomous system -> address family
    vrfs: dict[tuple[str, int], Instance] = field(default_factory=dict)  # (VRF, autonomous system) -> address family


@dataclass(slots=True)
class EigrpConfig:
    """Slot of the device."""

    classic: dict[int, Instance] = field(default_factory=dict)
    named: dict[str, NamedProcess] = field(default_factory=dict)
