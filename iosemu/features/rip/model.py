"""RIP as configured."""

from __future__ import annotations

from iosemu.features.policy.model import DistributeList, OffsetList, Redistribution
from iosemu.features.rip import RIP
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class RipProcess:
    """`router rip`, or one of its address families (whose `version` follows the router's until it is said)."""

    vrf: str = ""
    version: int | None = None  # None: send 1, receive 1 and 2
    networks: dict[IPv4, bool] = field(default_factory=dict)  # classful networks
    auto_summary: bool = True
    passive_default: bool = False
    passive: dict[InterfaceName, bool] = field(default_factory=dict)
    not_passive: dict[InterfaceName, bool] = field(default_factory=dict)
    neighbors: dict[IPv4, bool] = field(default_factory=dict)
    timers: tuple[int, int, int, int] = (30, 180, 180, 240)  # update, invalid, holddown, flush; seconds
    distance: int = RIP.distance
    maximum_paths: int = 4
    default_metric: int | None = None
    originate_default: bool = False
    originate_map: str = ""
    validate_source: bool = True
    redistribute: dict[str, Redistribution] = field(default_factory=dict)
    distribute: dict[tuple[str, str], DistributeList] = field(default_factory=dict)
    offsets: dict[tuple[str, str], OffsetList] = field(default_factory=dict)
    families: dict[str, RipProcess] = field(default_factory=dict)  # by VRF


@dataclass(slots=True)
class RipConfig:
    """Slot of the device."""

    process: RipProcess | None = None


@dataclass(slots=True)
class RipInterface:
    """Slot of an interface. Versions: "" follows the process, else "1", "2" or "1 2"."""

    split_horizon: bool = True
    authentication: str = "text"
    key_chain: str = ""
    send_version: str = ""
    receive_version: str = ""
    v2_broadcast: bool = False  # version 2 goes to 255.255.255.255
    summaries: dict[tuple[IPv4, int], bool] = field(default_factory=dict)  # (network, length)
