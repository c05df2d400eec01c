"""OSPF as configured: `router ospf N`, `ip ospf …` on interfaces. None: not said, the engine takes IOS's default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.policy.model import DistanceFrom, DistributeList, Redistribution
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4, format_ipv4

if TYPE_CHECKING:
    from iosemu.device.release import Software

BACKBONE = 0


@dataclass(slots=True)
class Secret:
    """A password or key in clear; `hidden` is its type 7 form where that is shown."""

    text: str = ""
    hidden: str = ""


@dataclass(slots=True)
class Range:
    """`area N range`; a cost of None is that of the farthest (RFC 2328) or nearest (`compatible rfc1583`) component."""

    advertise: bool = True
    cost: int | None = None


@dataclass(slots=True)
class Nssa:
    """`area N nssa` with what follows."""

    no_redistribution: bool = False
    no_summary: bool = False
    default_originate: bool = False
    metric: int | None = None  # of the default route told into it: 1
    metric_type: int = 2
    nssa_only: bool = False  # the default route told into it is not translated
    always_translate: bool = False  # `translate type7 always`
    suppress_fa: bool = False  # no forwarding address in what is translated


@dataclass(slots=True)
class VirtualLink:
    """`area N virtual-link ROUTER-ID`. Times in seconds."""

    hello: int = 10
    dead: int | None = None  # four hellos
    retransmit: int = 5
    transmit_delay: int = 1
    hops: int = 0  # `ttl-security`: the peer is at most so far away; 0: it is not looked at
    authentication: str = ""  # as of an interface
    key_chain: str = ""
    key: Secret | None = None
    md5_keys: dict[int, Secret] = field(default_factory=dict)


@dataclass(slots=True)
class Area:
    """`area N …` of a process. Areas that only `network` or interfaces name have none."""

    dotted: bool = False  # its number was typed as an address
    authentication: str = ""  # "", "simple", "message-digest"
    stub: bool = False
    no_summary: bool = False  # of a stub area
    nssa: Nssa | None = None
    default_cost: int = 1
    ranges: dict[tuple[IPv4, int], Range] = field(default_factory=dict)  # (network, length)
    filter_in: str = ""  # prefix lists of `filter-list`
    filter_out: str = ""
    virtual_links: dict[IPv4, VirtualLink] = field(default_factory=dict)


@dataclass(slots=True)
class Network:
    """`network A W area N`."""

    area: int = 0
    dotted: bool = False


@dataclass(slots=True)
class OspfRedistribution(Redistribution):
    """`redistribute SOURCE …`; without `subnets` only classful networks are taken (until IOS XE 17)."""

    metric_type: int = 2
    subnets: bool = False
    nssa_only: bool = False


@dataclass(slots=True)
class RedistributionLimit:
    """`redistribute maximum-prefix`: how many prefixes are brought in."""

    limit: int = 0
    threshold: int = 75  # percent of it: where a warning comes
    warning_only: bool = False


@dataclass(slots=True)
class SummaryAddress:
    """`summary-address`: external routes in one."""

    advertise: bool = True
    tag: int = 0
    nssa_only: bool = False


@dataclass(slots=True)
class DefaultOriginate:
    """`default-information originate`."""

    always: bool = False
    metric: int | None = None  # 1, or 10 where the route it stands for is not looked at
    metric_type: int = 2
    route_map: str = ""


@dataclass(slots=True)
class MaxMetric:
    """`max-metric router-lsa`. `on_startup`: seconds, None for good. Metrics of 0 are not told."""

    on_startup: int | None = None
    include_stub: bool = False
    summary: int = 0
    external: int = 0


@dataclass(slots=True)
class MaxLsa:
    """`max-lsa`: of how many LSAs of others too many are. Times in minutes."""

    limit: int = 0
    threshold: int = 75  # percent of it: where a warning comes
    warning_only: bool = False
    ignore_time: int = 5
    ignore_count: int = 5
    reset_time: int = 10


@dataclass(slots=True)
class Neighbor:
    """`neighbor A` of a network without multicast (priority, poll) or point-to-multipoint (cost)."""

    priority: int = 0
    poll: int = 120  # seconds
    cost: int | None = None
    filter_out: bool = False  # `database-filter all out`


@dataclass(slots=True)
class Throttle:
    """Milliseconds: the first delay, between the first two, at most."""

    start: int = 0
    hold: int = 0
    maximum: int = 0


@dataclass(slots=True)
class OspfProcess:
    """`router ospf N [vrf V]`."""

    number: int = 0
    vrf: str = ""
    router_id: IPv4 | None = None
    shutdown: bool = False
    log_changes: bool = True
    log_detail: bool = False
    rfc1583: bool = True
    capability_vrf_lite: bool = False
    lls: bool = True  # link-local signaling (RFC 5613)
    ispf: bool = False
    reference_bandwidth: int = 100  # Mbit/s
    auto_cost: bool = True
    areas: dict[int, Area] = field(default_factory=dict)
    networks: dict[tuple[IPv4, IPv4], Network] = field(default_factory=dict)  # (address, wildcard)
    passive_default: bool = False
    passive: dict[InterfaceName, bool] = field(default_factory=dict)
    not_passive: dict[InterfaceName, bool] = field(default_factory=dict)
    neighbors: dict[IPv4, Neighbor] = field(default_factory=dict)
    redistribute: dict[str, OspfRedistribution] = field(default_factory=dict)
    redistribution_limit: RedistributionLimit | None = None  # None: what the release has
    default_metric: int | None = None
    default_originate: DefaultOriginate | None = None
    summaries: dict[tuple[IPv4, int], SummaryAddress] = field(default_factory=dict)  # (network, length)
    distribute: dict[tuple[str, str], DistributeList] = field(default_factory=dict)  # (direction, interface or source)
    distance: int = 110
    distance_intra: int | None = None  # `distance ospf`
    distance_inter: int | None = None
    distance_external: int | None = None
    distance_from: dict[tuple[IPv4, IPv4], DistanceFrom] = field(default_factory=dict)  # (router, wildcard)
    maximum_paths: int = 4
    max_metric: MaxMetric | None = None
    prefix_suppression: bool = False
    discard_external: bool = True  # a route to Null0 for each summary
    discard_internal: bool = True
    spf_throttle: Throttle | None = None
    lsa_throttle: Throttle | None = None
    lsa_arrival: int | None = None  # milliseconds
    pacing_flood: int | None = None  # milliseconds
    pacing_group: int = 240  # seconds
    pacing_retransmission: int | None = None  # milliseconds
    max_lsa: MaxLsa | None = None  # None: what the release has
    bfd: bool = False  # on all interfaces that do not say otherwise
    domain_tag: int = 0  # of what a provider brings in from BGP; 0: made of the AS
    event_log: int = 1000  # events; 0: none are kept
    transit: bool = True  # areas that virtual links lead through may carry more than these (RFC 2328 section 16.3)
    nsf: str = ""  # "plain", "cisco", "ietf": restarts are to be graceful
    nsf_enforce: bool = False
    nsf_interval: int = 120  # seconds
    nsf_helps: bool = True  # neighbours that restart (RFC 3623)
    nsf_strict: bool = False  # … until the network changes
    ttl_hops: int = 0  # `ttl-security all-interfaces`: neighbours are at most so far away; 0: it is not looked at

    def says(self, software: Software) -> str:
        """What stands before refusals."""
        return str(software.ospf_says)


@dataclass(slots=True)
class OspfConfig:
    """Slot of the device."""

    processes: dict[int, OspfProcess] = field(default_factory=dict)


@dataclass(slots=True)
class Joined:
    """`ip ospf N area A`."""

    process: int = 0
    area: int = 0
    dotted: bool = False
    secondaries: bool = True


@dataclass(slots=True)
class OspfInterface:
    """Slot of an interface: `ip ospf …`. Times in seconds."""

    joined: Joined | None = None
    network: str = ""  # "broadcast", "non-broadcast", "point-to-point", "point-to-multipoint[ non-broadcast]"
    cost: int | None = None
    priority: int = 1
    hello: int | None = None
    dead: int | None = None
    multiplier: int = 0  # hellos a second with `dead-interval minimal`; 0: not fast
    retransmit: int = 5
    transmit_delay: int = 1
    authentication: str = ""  # "" (what the area says), "simple", "message-digest", "null", "key-chain"
    key_chain: str = ""
    key: Secret | None = None
    md5_keys: dict[int, Secret] = field(default_factory=dict)
    mtu_ignore: bool = False
    filter_out: bool = False  # `database-filter all out`
    prefix_suppression: bool | None = None
    bfd: bool | None = None
    demand: bool = False  # `demand-circuit` (RFC 1793)
    demand_ignored: bool = False  # `demand-circuit ignore`: a neighbour that asks for one is not obliged
    flood_reduction: bool = False  # LSAs do not age behind it (RFC 4136)
    lls: bool | None = None
    ttl_hops: int | None = None  # as of the process
    shutdown: bool = False


def short(name: InterfaceName) -> str:
    """``Et0/0``; virtual links are interfaces to OSPF alone."""
    return f"VL{name.number}" if name.kind == "OSPF_VL" else name.short


def area_number(area: int | None, dotted: IPv4 | None) -> int:
    """Of an area typed as a number or as an address."""
    return dotted if dotted is not None else area or 0


def area_text(number: int, dotted: bool) -> str:
    """``1`` or ``0.0.0.1``"""
    return format_ipv4(number) if dotted else str(number)


def is_dotted(process: OspfProcess, number: int) -> bool:
    """Is the number of this area shown as an address? It is as its own lines, else as `network` has it."""
    found = process.areas.get(number)
    if found is not None:
        return found.dotted
    return any(network.dotted for network in process.networks.values() if network.area == number)
