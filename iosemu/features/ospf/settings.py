"""What counts for an interface in the end: of what it is told itself, what its area says, and its kind of network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ospf.model import OspfInterface, Secret
from iosemu.features.ospf.states import NetworkType
from iosemu.records import dataclass, field

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.ospf.model import Area, OspfProcess

_DEFAULT = OspfInterface()
SLOW = (NetworkType.NON_BROADCAST, NetworkType.POINT_TO_MULTIPOINT, NetworkType.POINT_TO_MULTIPOINT_NB)


@dataclass(slots=True)
class PortSettings:
    """Times in seconds. `hello_told` is what hellos say: 0 with fast hellos."""

    kind: NetworkType = NetworkType.BROADCAST
    cost: int = 1
    priority: int = 1
    hello: float = 10.0
    hello_told: int = 10
    dead: int = 40
    multiplier: int = 0
    retransmit: int = 5
    transmit_delay: int = 1
    authentication: str = ""  # "", "simple", "message-digest", "key-chain"
    key_chain: str = ""
    password: str = ""
    md5_keys: dict[int, Secret] = field(default_factory=dict)
    mtu_ignore: bool = False
    filter_out: bool = False
    suppressed: bool = False  # `prefix-suppression`
    passive: bool = False
    shutdown: bool = False
    bfd: bool = False
    ttl_hops: int = 0  # neighbours are at most so far away; 0: it is not looked at
    demand: bool = False
    demand_ignored: bool = False
    flood_reduction: bool = False
    lls: bool = True


def network_type(iface: Interface, said: str) -> NetworkType:
    """`ip ospf network`, or what its kind of interface is."""
    if iface.kind == "Loopback":
        return NetworkType.POINT_TO_POINT if said == NetworkType.POINT_TO_POINT else NetworkType.LOOPBACK
    if said:
        return NetworkType(said)
    return NetworkType.POINT_TO_POINT if iface.kind in ("Serial", "Tunnel", "Virtual-Access") else NetworkType.BROADCAST


def cost_of(iface: Interface, config: OspfProcess) -> int:
    """That of the bandwidth, at least 1."""
    if iface.kind == "Loopback":
        return 1
    if not config.auto_cost:
        return 10
    return max(1, min(config.reference_bandwidth * 1000 // max(iface.bandwidth, 1), 65535))


def resolve(iface: Interface, process: OspfProcess, area: Area | None) -> PortSettings:
    told = iface.get(OspfInterface) or _DEFAULT
    kind = network_type(iface, told.network)
    hello = told.hello or (30 if kind in SLOW else 10)
    name = iface.name
    passive = name not in process.not_passive if process.passive_default else name in process.passive
    authentication = told.authentication or (area.authentication if area is not None else "")
    settings = PortSettings(
        kind, told.cost or cost_of(iface, process), told.priority, float(hello), hello, told.dead or 4 * hello, 0,
        told.retransmit, told.transmit_delay, "" if authentication == "null" else authentication, told.key_chain,
        told.key.text if told.key is not None else "", dict(told.md5_keys), told.mtu_ignore, told.filter_out,
        process.prefix_suppression if told.prefix_suppression is None else told.prefix_suppression,
        passive, told.shutdown, process.bfd if told.bfd is None else told.bfd,
        process.ttl_hops if told.ttl_hops is None else told.ttl_hops,
        told.demand, told.demand_ignored, told.flood_reduction, process.lls if told.lls is None else told.lls,
    )  # fmt: skip
    if told.multiplier:
        settings.multiplier = told.multiplier
        settings.hello, settings.hello_told, settings.dead = 1.0 / told.multiplier, 0, 1
    return settings
