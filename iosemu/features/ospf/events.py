"""What OSPF tells. `process` is the number of the process; addresses and router IDs are numbers."""

from __future__ import annotations

from enum import Enum, auto

from iosemu.features.ospf.states import NbrState
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, Prefix


@dataclass(slots=True)
class NeighborChanged:
    """A step of the neighbour machine; `reason` in IOS's words ("Loading Done", "Dead timer expired", …).

    `logged`: `log-adjacency-changes` is on, `detail`: with `detail`.
    """

    process: int
    router_id: IPv4
    address: IPv4
    iface: InterfaceName
    old: NbrState
    new: NbrState
    reason: str
    logged: bool = True
    detail: bool = False


class Step(Enum):
    """Of an adjacency or an interface, with what an `Adj` tells of it (`debug ip ospf adj`)."""

    INTERFACE_UP = auto()
    INTERFACE_DOWN = auto()
    TWO_WAY = auto()  # router_id, state
    BACKUP_SEEN = auto()  # before the wait timer
    WAIT_ENDS = auto()
    NEIGHBOR_CHANGE = auto()
    ELECTION = auto()
    ELECT_BDR = auto()  # router_id
    ELECT_DR = auto()  # router_id
    ELECTED = auto()  # router_id: of the DR, other: of the BDR; 0: none
    OLD_DR = auto()  # router_id: what it was, remembered until its network LSA is flushed
    FLUSH_TIMER = auto()  # the network LSA of a DR of yesterday is kept for a while
    FLUSH_NETWORK = auto()  # … or goes at once
    PREPARE = auto()  # router_id: a database exchange begins
    CLEAN_UP = auto()  # router_id: what it needed is let go
    DBD_SENT = auto()  # router_id, sequence, options, flags, length
    DBD_AGAIN = auto()  # router_id, count
    DBD_RECEIVED = auto()  # router_id, sequence, options, flags, length, mtu, state
    DBD_TOO_EARLY = auto()  # state
    DBD_NOT_SLAVE = auto()  # the first one of a master that we are ourselves
    NEGOTIATED = auto()  # router_id, slave
    SUMMARY_LIST = auto()  # router_id, count
    EXCHANGED = auto()  # router_id
    SYNCHRONIZED = auto()  # router_id, state
    REQUEST_SENT = auto()  # router_id, length, count
    REQUEST_RECEIVED = auto()  # router_id, length, count
    UPDATE_SENT = auto()  # address, length, count
    UPDATE_RECEIVED = auto()  # router_id, length, count
    LARGER_MTU = auto()  # router_id
    SMALLER_MTU = auto()  # router_id
    TOO_MANY = auto()  # router_id, count: retransmissions
    DEAD = auto()  # router_id, address, state: nothing was heard; state is None before it has changed
    YOUNGEST_KEY = auto()  # key
    AUTH_TYPE = auto()  # address, got, own: types
    AUTH_KEY = auto()  # address, key; what: "clear", "digest", "none": there is no such key here
    AUTH_SEQUENCE = auto()  # address, got, own: sequence numbers
    AREA = auto()  # address, got, own: areas
    BFD_REGISTERED = auto()  # address, count: of the session
    BFD_LEFT = auto()  # address, count
    BFD_LET_GO = auto()  # … and that succeeded
    TTL = auto()
    UNKNOWN_NEIGHBOR = auto()  # address, other: destination, router_id, got: type of the packet, own: state


@dataclass(slots=True)
class Adj:
    process: int
    iface: InterfaceName
    step: Step
    router_id: IPv4 = 0
    address: IPv4 = 0
    other: IPv4 = 0
    state: NbrState | None = None
    sequence: int = 0
    options: int = 0
    flags: int = 0
    length: int = 0
    mtu: int = 0
    count: int = 0
    slave: bool = False
    got: int = 0
    own: int = 0
    key: int = 0
    what: str = ""


@dataclass(slots=True)
class HelloSent:
    process: int
    iface: InterfaceName
    area: int
    source: IPv4
    to: IPv4


@dataclass(slots=True)
class HelloReceived:
    process: int
    iface: InterfaceName
    area: int
    router_id: IPv4
    source: IPv4


@dataclass(slots=True)
class HelloEnded:
    """All of a hello that fitted has been looked at."""

    process: int
    iface: InterfaceName


@dataclass(slots=True)
class HelloMismatch:
    """Seconds of the hello received and of our own; masks are None on types of networks where they do not count."""

    process: int
    iface: InterfaceName
    source: IPv4
    dead: tuple[int, int]
    hello: tuple[int, int]
    mask: tuple[IPv4, IPv4] | None


@dataclass(slots=True)
class AreaBitsMismatch:
    """The hello says otherwise than we what kind of area it is."""

    process: int
    iface: InterfaceName
    source: IPv4


@dataclass(slots=True)
class ImmediateHello:
    """A neighbour that does not know us yet is told at once; after so many times (`refused`) no more."""

    process: int
    iface: InterfaceName
    router_id: IPv4
    source: IPv4
    refused: int = 0


@dataclass(slots=True)
class OneWay:
    """A neighbour no longer lists us."""

    process: int
    iface: InterfaceName
    router_id: IPv4
    state: NbrState


@dataclass(slots=True)
class NeighborIgnored:
    """For a minute after too many retransmissions."""

    process: int
    iface: InterfaceName
    router_id: IPv4
    source: IPv4


@dataclass(slots=True)
class GroupWork:
    """Who listens to which group is worked out again."""

    process: int
    iface: InterfaceName
    enable: bool
    all_routers: bool
    all_drs: bool


@dataclass(slots=True)
class AreaRefused:
    """A packet of another area. `backbone`: of the backbone it says, and there is no such virtual link."""

    process: int
    iface: InterfaceName
    source: IPv4
    got: int
    own: int
    backbone: bool


@dataclass(slots=True)
class DuplicateNeighbor:
    """A neighbour has our router ID; told once per address."""

    process: int
    iface: InterfaceName
    router_id: IPv4
    source: IPv4


@dataclass(slots=True)
class DuplicateRouter:
    """A router LSA with our router ID comes again and again that we did not make; `area` None: seen in type 5."""

    process: int
    router_id: IPv4
    area: int | None


@dataclass(slots=True)
class TypeMismatch:
    """A neighbour on a point-to-point network takes it for one with a DR; told once per neighbour."""

    process: int
    iface: InterfaceName
    router_id: IPv4


@dataclass(slots=True)
class NoRouterId:
    process: int


@dataclass(slots=True)
class NeighborUnfit:
    """A line `neighbor` where the network type has no use for it."""

    process: int
    address: IPv4
    iface: InterfaceName


@dataclass(slots=True)
class FloodWar:
    """An LSA of ours is changed by somebody else again and again."""

    process: int
    kind: int
    lsid: IPv4
    adv: IPv4
    area: int | None
    flushes: bool


@dataclass(slots=True)
class ConflictingLsid:
    """A network cannot be told: the one link state ID that it could have is that of another one, of this length."""

    process: int
    area: int | None
    kind: int
    lsid: IPv4
    length: int
    prefix: Prefix


@dataclass(slots=True)
class AsbrInStub:
    """We redistribute, and our only area takes no external routes."""

    process: int


@dataclass(slots=True)
class MaxLsaReached:
    """`max-lsa`: that many of others are there, the limit is reached (`over`) or near."""

    process: int
    count: int
    limit: int
    over: bool


@dataclass(slots=True)
class ProcessStarted:
    process: int


@dataclass(slots=True)
class RedistributionReached:
    """The limit of what is redistributed, or (not `over`) its threshold."""

    process: int
    count: int
    over: bool


@dataclass(slots=True)
class PacketSeen:
    """`debug ip ospf packet`. `key` and `sequence` with cryptographic authentication."""

    process: int
    iface: InterfaceName
    out: bool
    source: IPv4
    to: IPv4
    kind: int
    length: int
    router_id: IPv4
    area: int
    checksum: int
    auth: int
    key: int = 0
    sequence: int = 0


@dataclass(slots=True)
class Configured:
    """A line of `router ospf`, as `debug ip ospf events` repeats it."""

    process: int
    line: str


class FloodStep(Enum):
    """What a `Flood` tells (`debug ip ospf flood`, `… retransmission`)."""

    RECEIVED = auto()  # router_id of the sender, age
    NEWER = auto()
    SAME = auto()
    OLDER = auto()
    TOO_SOON = auto()  # MinLSArrival has not passed
    FLOODED = auto()  # iface, router_id 0
    SENT = auto()  # iface, address
    RETRANSMITTED = auto()  # iface, router_id, count
    ACK_SENT = auto()
    ACK_RECEIVED = auto()
    AGED_OUT = auto()
    FLUSHED = auto()


@dataclass(slots=True)
class Flood:
    process: int
    step: FloodStep
    kind: int
    lsid: IPv4
    adv: IPv4
    sequence: int
    age: int
    iface: InterfaceName | None = None
    router_id: IPv4 = 0
    address: IPv4 = 0
    count: int = 0


@dataclass(slots=True)
class LsaScheduled:
    """An LSA of ours will be built. `area` None: of the whole system; `delay` in seconds."""

    process: int
    kind: int
    area: int | None
    delay: float


@dataclass(slots=True)
class LsaBuilt:
    process: int
    kind: int
    lsid: IPv4
    adv: IPv4
    area: int | None
    sequence: int
    age: int = 0
    prefix: Prefix | None = None  # of summaries and external ones
    metric: int = 0
    type2: bool = False  # of external ones
    tag: int = 0


@dataclass(slots=True)
class LsaDetected:
    """A change that asks for routes to be computed again. `area` None: of the whole system."""

    process: int
    kind: int
    lsid: IPv4
    adv: IPv4
    area: int | None


class SpfStep(Enum):
    """What a `Spf` tells."""

    SCHEDULED = auto()  # delay in seconds
    BEGINS = auto()  # area, what: "Full", "Partial"
    ENDS = auto()
    SUMMARIES = auto()  # of an area
    EXTERNALS = auto()
    SUMMARY = auto()  # lsid, prefix, adv, age, sequence, kind: looked at
    EXTERNAL = auto()
    INTRA = auto()  # prefix, cost: a network of the area is reached
    PATH = auto()  # prefix, hop, iface, cost: added


@dataclass(slots=True)
class Spf:
    process: int
    step: SpfStep
    area: int | None = None
    what: str = ""
    delay: float = 0.0
    kind: int = 0
    lsid: IPv4 = 0
    adv: IPv4 = 0
    age: int = 0
    sequence: int = 0
    prefix: Prefix | None = None
    cost: int = 0
    hop: IPv4 | None = None
    iface: InterfaceName | None = None
