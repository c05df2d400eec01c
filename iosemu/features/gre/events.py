"""What happens on tunnels."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import InterfaceName


@dataclass(slots=True)
class Encapsulated:
    iface: InterfaceName
    mode: str  # of the tunnel
    src: int
    dst: int
    length: int  # of the outer datagram, bytes


@dataclass(slots=True)
class Received:
    """An outer datagram for this tunnel."""

    iface: InterfaceName
    mode: str
    src: int
    dst: int
    length: int
    ttl: int


@dataclass(slots=True)
class Decapsulated:
    """The datagram that was inside."""

    iface: InterfaceName
    mode: str
    src: int
    dst: int
    length: int
    ttl: int


@dataclass(slots=True)
class KeepaliveSent:
    """`counter`: keepalives sent since one came back, this one included."""

    iface: InterfaceName
    src: int  # of the packet inside, which comes back: the far end
    dst: int
    length: int
    ttl: int
    counter: int


@dataclass(slots=True)
class KeepaliveReceived:
    iface: InterfaceName
    src: int
    dst: int
    length: int
    ttl: int


@dataclass(slots=True)
class LoopedChain:
    """The route to the far end leads into the tunnel itself. `next_hop` is 0 on a point-to-point tunnel."""

    iface: InterfaceName
    next_hop: int


@dataclass(slots=True)
class RecursiveRouting:
    """The tunnel is disabled for a while because of that."""

    iface: InterfaceName


@dataclass(slots=True)
class TunnelEnding:
    """Comes before `TunnelReset`: who has peers on the tunnel gives them up while their sockets still stand."""

    iface: InterfaceName


@dataclass(slots=True)
class TunnelReset:
    """Mode, source address or destination changed: whatever was built upon the old ones is void."""

    iface: InterfaceName
