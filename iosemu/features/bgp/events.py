"""What happens in BGP.

`vrf` is the name of the instance, "" the global one; `role` "active" (we opened the connection), "passive" (the
neighbour did), "" once that matters no more. `handle` and `session` are what debug calls a neighbour and its session.
"""

from __future__ import annotations

from enum import Enum, auto

from iosemu.features.bgp.fsm import State
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, Prefix
from iosemu.wire.bgp import Open
from iosemu.wire.bgp_attributes import AsPath, Attributes


class Reset(Enum):
    """Why a session goes down; the value is IOS's."""

    USER = "User reset"
    CLOSED = "Peer closed the session"
    SENT = "BGP Notification sent"
    RECEIVED = "BGP Notification received"
    FLAP = "Interface flap"
    DELETED = "Neighbor deleted"
    SHUTDOWN = "Admin. shutdown"
    GROUP = "Member added to peergroup"
    UNGROUP = "Member removed from peergroup"
    CLIENT = "RR client config change"
    DEACTIVATED = "Address family deactivated"
    BFD = "BFD adjacency down"
    ROUTER_ID = "Router ID changed"
    REMOTE_AS = "Remote AS changed"
    LOCAL_AS = "Local AS change"
    PASSWORD = "Password change"
    SOURCE = "Update source interface changed"
    CAPABILITY = "Capability changed"
    PREFIXES = "Peer over prefix limit"
    OPEN_FAILED = "Active open failed"
    MULTIHOP = "Multihop neighbor changed"
    TTL = "TTL security hops changed"
    TIMERS = "Configured holdtime changed"
    ROUTE_LOST = "Route to peer lost"
    COLLISION = "Self-originated connection collision"
    CLUSTER = "Cluster ID changed"
    CONFEDERATION = "Confederation changed"
    ADDRESS = "Interface address changed"
    POLICY = "Session policy changed"


class Denied(Enum):
    """Why a network was not taken; the value is IOS's."""

    AS_LOOP = "AS-PATH contains our own AS"
    OWN_NEXT_HOP = "NEXTHOP is our own address"
    FAR_NEXT_HOP = "non-connected NEXTHOP"
    BAD_NEXT_HOP = "martian NEXTHOP"
    LONG = "AS-PATH length over the limit"
    ROUTE_MAP = "route-map"
    DISTRIBUTE = "distribute/prefix-list"
    PREFIX = "prefix-list"  # told as `DISTRIBUTE` is, counted on its own
    FILTER = "filter-list"
    CLUSTER = "CLUSTERLIST contains our own cluster ID"
    ORIGINATOR = "ORIGINATOR is us"
    FIRST_AS = "first AS is not that of the neighbor"
    LIMIT = "max-prefix"
    MARTIAN = "martian prefix"


class NotOpened(Enum):
    """Why an active open came to nothing."""

    REFUSED = auto()
    TIMEOUT = auto()
    UNREACHABLE = auto()
    RESET = auto()
    NO_ROUTE = auto()


# syslog


@dataclass(slots=True)
class AdjacencyChanged:
    vrf: str
    peer: IPv4
    up: bool
    reason: Reset | None = None
    role: str = ""
    dynamic: bool = False


@dataclass(slots=True)
class NeighborReset:
    """Goes ahead of `AdjacencyChanged` where IOS says so."""

    vrf: str
    peer: IPv4
    reason: Reset
    role: str = ""
    dynamic: bool = False


@dataclass(slots=True)
class TopologyRemoved:
    vrf: str
    peer: IPv4
    reason: Reset
    dynamic: bool = False
    wide: bool = False  # of IPv6


@dataclass(slots=True)
class Notified:
    """A NOTIFICATION was sent to a neighbour, or has come from it."""

    vrf: str
    peer: IPv4
    sent: bool
    code: int
    subcode: int
    data: bytes = b""
    role: str = ""
    dynamic: bool = False


@dataclass(slots=True)
class ManyNotified:
    """The same NOTIFICATION went to many (`clear ip bgp *`)."""

    sessions: int
    code: int
    subcode: int


@dataclass(slots=True)
class PrefixLimit:
    """The count has reached the threshold of `maximum-prefix`, or (`over`) is above the limit."""

    vrf: str
    peer: IPv4
    count: int
    limit: int
    over: bool
    dynamic: bool = False
    wide: bool = False  # of IPv6


@dataclass(slots=True)
class PathTooLong:
    """`bgp maxas-limit`"""

    vrf: str
    peer: IPv4
    as_path: AsPath
    limit: int


@dataclass(slots=True)
class NoRouterId:
    vrf: str


@dataclass(slots=True)
class BadMessage:
    """What could not be read, as it came."""

    vrf: str
    peer: IPv4
    data: bytes


# debug ip bgp


@dataclass(slots=True)
class StateMoved:
    """None: it is closing, which is a state to debug only."""

    vrf: str
    peer: IPv4
    role: str
    old: State | None
    new: State | None
    handle: int
    session: int


class Step(Enum):
    """What a session does; the value is how debug names it."""

    ASSIGNED = "Assigned ID"
    UP = "Up"
    OPEN_DELAY = "Setting open delay timer"
    RECEIVE_OPEN = "Receive OPEN"
    SEND_OPEN = "Send OPEN"
    ENHANCED = "Building Enhanced Refresh capability"
    TOPOLOGY = "Adding topology"
    REMOVED_TOPOLOGY = "Removed topology"
    LAST_TOPOLOGY = "Removed last topology"
    REMOTE_CLOSE = "Remote close"
    RESET = "Reset"
    LOCAL_CLOSE = "local error close after sending NOTIFICATION"
    CLOSING = "closing"
    FETCHED = "Fetched peer"
    STOP_OPEN = "Stop Active Open timer"
    TIMER_RUNS = "open timer running"


@dataclass(slots=True)
class SessionStep:
    vrf: str
    peer: IPv4
    role: str
    step: Step
    handle: int
    session: int
    reason: Reset | None = None
    seconds: int = 0


@dataclass(slots=True)
class OpenDelayed:
    """The next active open waits; `why` is what stood in the way of the last one. Milliseconds, percent."""

    vrf: str
    peer: IPv4
    milliseconds: int
    longest: int
    jitter: int
    why: NotOpened | None = None


@dataclass(slots=True)
class OpenStarted:
    vrf: str
    peer: IPv4
    local: IPv4


@dataclass(slots=True)
class OpenFailed:
    vrf: str
    peer: IPv4
    why: NotOpened


@dataclass(slots=True)
class PassiveOpen:
    vrf: str
    peer: IPv4
    local: IPv4


@dataclass(slots=True)
class PassiveRefused:
    """The neighbour spoke to `local`, which is not the address of `source`."""

    vrf: str
    peer: IPv4
    local: IPv4
    source: InterfaceName | None
    address: IPv4


@dataclass(slots=True)
class MessageRead:
    vrf: str
    peer: IPv4
    role: str
    kind: int
    length: int  # without the header


@dataclass(slots=True)
class OpenRead:
    vrf: str
    peer: IPv4
    role: str
    open: Open
    handle: int
    session: int


@dataclass(slots=True)
class OpenWritten:
    vrf: str
    peer: IPv4
    role: str
    asn: int
    hold: int
    identifier: IPv4


@dataclass(slots=True)
class WrongAs:
    vrf: str
    peer: IPv4
    role: str
    asn: int
    expected: int


# debug ip bgp keepalives


@dataclass(slots=True)
class KeepaliveSent:
    vrf: str
    peer: IPv4


@dataclass(slots=True)
class KeepaliveReceived:
    vrf: str
    peer: IPv4


# debug ip bgp updates


@dataclass(slots=True)
class UpdateReceived:
    """With attributes; networks that go are told one by one. `denied` is why none of it is taken."""

    vrf: str
    peer: IPv4
    attributes: Attributes
    denied: Denied | None = None


@dataclass(slots=True)
class PrefixReceived:
    vrf: str
    peer: IPv4
    prefix: Prefix
    duplicate: bool = False
    denied: Denied | None = None


@dataclass(slots=True)
class PrefixWithdrawn:
    """By the neighbour."""

    vrf: str
    peer: IPv4
    prefix: Prefix


@dataclass(slots=True)
class NoValidPath:
    vrf: str
    prefix: Prefix


@dataclass(slots=True)
class RouteInstalled:
    """Path `index` (from 1) of `count` went to the routing table."""

    vrf: str
    prefix: Prefix
    next_hop: IPv4
    index: int
    count: int


@dataclass(slots=True)
class RouteRemoved:
    vrf: str
    prefix: Prefix


@dataclass(slots=True)
class PrefixSent:
    """`attributes` None: it was withdrawn. `first` is the one that the message was formatted for, others copy it."""

    vrf: str
    peer: IPv4
    prefix: Prefix
    attributes: Attributes | None
    group: int


@dataclass(slots=True)
class ConditionChanged:
    """Of an `advertise-map`: it holds now, or no more. `prefixes` are those that hang on it."""

    vrf: str
    condition_map: str
    advertise_map: str
    holds: bool
    prefixes: tuple[Prefix, ...]
    version: int  # of the table


@dataclass(slots=True)
class NextHopKept:
    """It is on the subnet that we share with the neighbour."""

    vrf: str
    peer: IPv4
    prefix: Prefix
    next_hop: IPv4


@dataclass(slots=True)
class RouteSourced:
    """A network of our own came or went; `kind` "network", "redistributed", "aggregate", "default"."""

    vrf: str
    prefix: Prefix
    kind: str
    next_hop: IPv4
    weight: int
    added: bool


@dataclass(slots=True)
class RedistributionSeen:
    """A route of the routing table is taken, or taken again as it is otherwise."""

    vrf: str
    prefix: Prefix


# debug ip bgp events


@dataclass(slots=True)
class Scanned:
    """The regular scan."""

    vrf: str
    version: int
    next_version: int
    wide: bool = False  # of IPv6
