"""What EIGRP tells."""

from __future__ import annotations

from enum import Enum, auto

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, Prefix
from iosemu.wire.eigrp import Packet


class Adjacency(Enum):
    """What became of it; the value is IOS's."""

    UP = "up"
    DOWN = "down"
    RESYNC = "resync"


class NbrReason(Enum):
    """Why an adjacency began, ended or is told anew; the value is IOS's."""

    NEW_ADJACENCY = "new adjacency"
    HOLDING_TIME_EXPIRED = "holding time expired"
    INTERFACE_DOWN = "interface down"
    INTERFACE_PASSIVE = "interface passive"
    MANUALLY_CLEARED = "manually cleared"
    GOODBYE_RECEIVED = "Interface Goodbye received"
    PEER_TERMINATION_RECEIVED = "Interface PEER-TERMINATION received"
    K_VALUE_MISMATCH = "K-value mismatch"
    AUTH_FAILURE = "Auth failure"
    PEER_RESTARTED = "peer restarted"
    PEER_GRACEFUL_RESTART = "peer graceful-restart"
    RETRY_LIMIT_EXCEEDED = "retry limit exceeded"
    STUCK_IN_ACTIVE = "stuck in active"
    PREFIX_LIMIT_EXCEEDED = "prefix-limit exceeded"
    BFD_PEER_DOWN_NOTIFIED = "BFD peer down notified"
    STATIC_PEER_REPLACES_MULTICAST = "Static peer replaces multicast"
    STATIC_PEER_CONFIGURED = "Static peer configured"
    STATIC_PEER_DELETED = "Static peer deleted"
    METRIC_CHANGED = "metric changed"
    PEER_INFO_CHANGED = "peer info changed"
    ROUTE_CONFIGURATION_CHANGED = "route configuration changed"
    AUTHENTICATION_MODE_CHANGED = "authentication mode changed"
    SPLIT_HORIZON_CHANGED = "split horizon changed"
    NEXT_HOP_SELF_VALUE_CHANGED = "next_hop_self value changed"
    SUMMARY_CONFIGURED = "summary configured"
    INTF_ROUTE_CONFIGURATION_CHANGED = "intf route configuration changed"


@dataclass(slots=True)
class NeighborChange:
    """`logged`: `eigrp log-neighbor-changes` is on; `table` is the number of the VRF."""

    asn: int
    address: IPv4
    iface: InterfaceName
    state: Adjacency
    reason: NbrReason
    logged: bool = True
    table: int = 0


@dataclass(slots=True)
class StuckInActive:
    asn: int
    prefix: Prefix


class Teller(Enum):
    """Whose prefixes are counted; the value is IOS's."""

    NEIGHBOR = "Neighbor"
    REDISTRIBUTED = "Redistributed"
    PROCESS = "Process"


@dataclass(slots=True)
class PrefixLevel:
    """`who` tells as many prefixes as `bound`: the limit, or its threshold."""

    asn: int
    who: Teller
    bound: int
    limit: bool


@dataclass(slots=True)
class NotOnCommonSubnet:
    """`own` is the interface's address and the length of its prefix, None where it has none of its own."""

    asn: int
    address: IPv4
    iface: InterfaceName
    own: tuple[IPv4, int] | None


@dataclass(slots=True)
class PacketSent:
    """`neighbor` is None for a multicast; `retry` counts retransmissions."""

    packet: Packet
    iface: InterfaceName
    neighbor: IPv4 | None
    length: int
    retry: int = 0
    rto: int = 0  # ms


@dataclass(slots=True)
class PacketReceived:
    packet: Packet
    iface: InterfaceName
    neighbor: IPv4
    length: int
    authenticated: int | None = None  # key id


class Refusal(Enum):
    """Why a packet is not taken; the value is IOS's."""

    OFF = "authentication off"
    MISSING = "missing authentication"
    NO_KEY = "missing authentication or key-chain missing"
    INVALID = "invalid authentication"


@dataclass(slots=True)
class PacketIgnored:

    iface: InterfaceName
    neighbor: IPv4
    opcode: int
    reason: Refusal


@dataclass(slots=True)
class PeerSeen:
    address: IPv4


@dataclass(slots=True)
class PeerLost:
    address: IPv4
    iface: InterfaceName


@dataclass(slots=True)
class Weight:
    """A metric with the parts that it is made of."""

    distance: int
    bandwidth: int
    delay: int


@dataclass(slots=True)
class RoutesCame:
    """A packet with routes: `RouteCame` follows for each."""

    asn: int
    vrf: str
    opcode: int


@dataclass(slots=True)
class RouteCame:
    """`ours` is our metric by this neighbour, `theirs` its own."""

    asn: int
    vrf: str
    prefix: Prefix
    external: bool
    ours: Weight
    theirs: Weight


@dataclass(slots=True)
class RouteTold:
    asn: int
    vrf: str
    prefix: Prefix
    external: bool
    iface: InterfaceName
    metric: Weight


class Step(Enum):
    """Of the finite state machine, with what a `Dual` tells of it."""

    HEARD = auto()  # what (update, query, reply), prefix, hop or origin, distance, reported
    REPLY_COUNT = auto()  # count
    LINK_DOWN = auto()  # hop, iface
    PATH_LOST = auto()  # prefix
    LINK_DOWN_ENDS = auto()
    SEARCHED = auto()  # prefix, fd, paths, found, distance: the least
    ACTIVE = auto()  # prefix
    ASKED = auto()  # count
    ANSWERED = auto()
    INSTALLED = auto()  # prefix, hop
    ANNOUNCED = auto()  # prefix, found: it had a successor before
    FLUSHED = auto()  # prefix


@dataclass(slots=True)
class Dual:
    """A step of the finite state machine. Distances are composite metrics, UNREACHABLE where there is none."""

    asn: int
    step: Step
    prefix: Prefix | None = None
    hop: IPv4 | None = None
    iface: InterfaceName | None = None
    what: str = ""
    origin: str = ""  # of a path of our own: "connected", "redistributed", "summary"
    count: int = 0
    distance: int = 0
    reported: int = 0
    fd: int = 0
    paths: tuple[tuple[IPv4, int, int], ...] = ()  # next hop, distance, reported distance
    found: bool = False
