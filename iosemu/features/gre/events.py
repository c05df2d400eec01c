"""What happens on tunnels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.device.interface import Interface


@dataclass(slots=True)
class Encapsulated:
    iface: Interface
    src: int
    dst: int
    length: int  # of the outer datagram, bytes


@dataclass(slots=True)
class Received:
    """An outer datagram for this tunnel."""

    iface: Interface
    src: int
    dst: int
    length: int
    ttl: int


@dataclass(slots=True)
class Decapsulated:
    """The datagram that was inside."""

    iface: Interface
    src: int
    dst: int
    length: int
    ttl: int


@dataclass(slots=True)
class KeepaliveSent:
    """`counter`: keepalives sent since one came back, this one included."""

    iface: Interface
    src: int  # of the packet inside, which comes back: the far end
    dst: int
    length: int
    ttl: int
    counter: int


@dataclass(slots=True)
class KeepaliveReceived:
    iface: Interface
    src: int
    dst: int
    length: int
    ttl: int


@dataclass(slots=True)
class LoopedChain:
    """The route to the far end leads into the tunnel itself. `next_hop` is 0 on a point-to-point tunnel."""

    iface: Interface
    next_hop: int


@dataclass(slots=True)
class RecursiveRouting:
    """The tunnel is disabled for a while because of that."""

    iface: Interface


@dataclass(slots=True)
class TunnelEnding:
    """Comes before `TunnelReset`: who has peers on the tunnel gives them up while their sockets still stand."""

    iface: Interface


@dataclass(slots=True)
class TunnelReset:
    """Mode, source address or destination changed: whatever was built upon the old ones is void."""

    iface: Interface
