"""States and events of the two machines of RFC 2328 (sections 9 and 10), and the kinds of networks."""

from __future__ import annotations

from enum import Enum, IntEnum, StrEnum, auto


class IfState(IntEnum):
    """Of an interface. A network of several points without a DR is in POINT_TO_POINT, too."""

    DOWN = 0
    LOOPBACK = 1
    WAITING = 2
    POINT_TO_POINT = 3
    DROTHER = 4
    BACKUP = 5
    DR = 6


class IfEvent(Enum):
    UP = auto()
    WAIT_TIMER = auto()
    BACKUP_SEEN = auto()
    NEIGHBOR_CHANGE = auto()
    LOOP = auto()
    UNLOOP = auto()
    DOWN = auto()


class NbrState(IntEnum):
    DOWN = 0
    ATTEMPT = 1
    INIT = 2
    TWO_WAY = 3
    EXSTART = 4
    EXCHANGE = 5
    LOADING = 6
    FULL = 7


class NbrEvent(Enum):
    HELLO_RECEIVED = auto()
    START = auto()
    TWO_WAY_RECEIVED = auto()
    NEGOTIATION_DONE = auto()
    EXCHANGE_DONE = auto()
    BAD_REQUEST = auto()
    LOADING_DONE = auto()
    ADJ_OK = auto()
    SEQUENCE_MISMATCH = auto()
    ONE_WAY = auto()
    KILL = auto()
    INACTIVITY = auto()
    LL_DOWN = auto()


class NetworkType(StrEnum):
    """With the words of `ip ospf network`; what cannot be typed beside them."""

    BROADCAST = "broadcast"
    NON_BROADCAST = "non-broadcast"
    POINT_TO_POINT = "point-to-point"
    POINT_TO_MULTIPOINT = "point-to-multipoint"
    POINT_TO_MULTIPOINT_NB = "point-to-multipoint non-broadcast"
    LOOPBACK = "loopback"
    VIRTUAL = "virtual link"

    @property
    def elects(self) -> bool:
        return self in (NetworkType.BROADCAST, NetworkType.NON_BROADCAST)

    @property
    def multipoint(self) -> bool:
        return self in (NetworkType.POINT_TO_MULTIPOINT, NetworkType.POINT_TO_MULTIPOINT_NB)

    @property
    def polls(self) -> bool:
        """Are neighbours configured, and spoken to one by one?"""
        return self in (NetworkType.NON_BROADCAST, NetworkType.POINT_TO_MULTIPOINT_NB)
