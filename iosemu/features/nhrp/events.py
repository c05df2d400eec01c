"""What happens in NHRP. `nbma` None: the packet found no way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.records import dataclass
from iosemu.types import IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.nhrp.cache import Entry
    from iosemu.wire.nhrp import Extension, Packet

EXTERNAL = "External"
EXPIRY = "Expiry"
PROHIBITED = "administratively prohibited"
REGISTRATION_FAILURE = "NHRP Registration Failure"
NO_ERROR = "NHRP: no error"
REGISTRATION_TIMEOUT = "NHRP Registration timeout"


@dataclass(slots=True)
class PacketReceived:
    iface: Interface
    packet: Packet
    nbma: IPv4  # source of the outer datagram
    network_id: int  # of the tunnel


@dataclass(slots=True)
class PacketSent:
    """Before it goes out. `via` is the protocol address that the packet is sent towards."""

    iface: Interface
    packet: Packet
    via: IPv4
    nbma: IPv4 | None
    forwarded: bool
    overhead: int  # of GRE and the outer header, bytes


@dataclass(slots=True)
class MalformedReceived:
    iface: Interface
    nbma: IPv4
    reason: str


@dataclass(slots=True)
class NoHopsLeft:
    """A packet came with a hop count of 0."""

    iface: Interface
    packet: Packet
    nbma: IPv4


@dataclass(slots=True)
class FlawedExtension:
    """An extension of a received packet has a wrong length, or is given twice."""

    iface: Interface
    packet: Packet
    nbma: IPv4
    extension: Extension


@dataclass(slots=True)
class CacheAdded:
    iface: Interface
    entry: Entry


@dataclass(slots=True)
class CacheUpdated:
    iface: Interface
    entry: Entry


@dataclass(slots=True)
class CacheDeleted:
    iface: Interface
    entry: Entry
    reason: str


@dataclass(slots=True)
class EndpointAdded:
    """A registration gave us a tunnel end point. `fresh`: it was not known before."""

    iface: Interface
    protocol: IPv4
    nbma: IPv4
    fresh: bool


@dataclass(slots=True)
class MulticastMapped:
    iface: Interface
    nbma: IPv4


@dataclass(slots=True)
class ReplySent:
    """A registration is about to be answered."""

    iface: Interface
    dst: IPv4
    nbma: IPv4
    code: int


@dataclass(slots=True)
class RouteLookup:
    """For a resolution request. `next_hop` and `iface` None: no route."""

    iface: Interface | None
    destination: IPv4
    prefix: Prefix | None
    next_hop: IPv4 | None
    nbma: IPv4 | None


@dataclass(slots=True)
class Forwarding:
    """A packet for somebody else goes on."""

    iface: Interface
    packet: Packet
    destination: IPv4
    source: IPv4


@dataclass(slots=True)
class RegistrationPaced:
    """A registration request goes out. `interval`: next wait when it is a retransmission, None for the first."""

    iface: Interface
    nhs: IPv4 | None
    request_id: int
    interval: float | None
    one_time: bool


@dataclass(slots=True)
class ResolutionPaced:
    """`via`, `nbma`: who is asked, None where nobody is known."""

    iface: Interface
    target: IPv4
    request_id: int
    interval: float | None
    via: IPv4
    nbma: IPv4 | None
    source: IPv4
    network_id: int


@dataclass(slots=True)
class NhsUp:
    iface: Interface
    nhs: IPv4
    nbma: IPv4


@dataclass(slots=True)
class NhsDown:
    iface: Interface
    nhs: IPv4 | None
    nbma: IPv4
    reason: str
    detail: str = NO_ERROR


@dataclass(slots=True)
class ClientUp:
    """A next hop client registered (hub)."""

    iface: Interface
    client: IPv4
    nbma: IPv4


@dataclass(slots=True)
class ClientDown:
    iface: Interface
    client: IPv4
    nbma: IPv4
    reason: str
    detail: str = NO_ERROR


@dataclass(slots=True)
class PeerUp:
    """A next hop peer, found by resolution (spoke to spoke)."""

    iface: Interface
    peer: IPv4
    nbma: IPv4


@dataclass(slots=True)
class PeerDown:
    iface: Interface
    peer: IPv4
    nbma: IPv4
    reason: str
    detail: str = NO_ERROR


@dataclass(slots=True)
class SocketChanged:
    """The crypto socket with a peer."""

    iface: Interface
    nbma: IPv4
    up: bool


@dataclass(slots=True)
class AuthenticationFailed:
    iface: Interface
    packet: Packet
    nbma: IPv4


@dataclass(slots=True)
class EncapsulationFailed:
    """No NBMA address for a control packet."""

    iface: Interface
    packet: Packet
    towards: IPv4
    local: bool  # of our own making or transit; False also when an error indication answers


@dataclass(slots=True)
class ErrorReceived:
    iface: Interface
    packet: Packet
    nbma: IPv4


@dataclass(slots=True)
class ReplyRefused:
    """A reply with an error code came for a request of ours."""

    iface: Interface
    packet: Packet
    code: int


@dataclass(slots=True)
class ResolutionHeard:
    """A resolution request that we answer."""

    iface: Interface
    requester: IPv4
    nbma: IPv4


@dataclass(slots=True)
class ResolutionAnswered:
    """A request for what is ours, about to be answered. `local`: our NBMA address."""

    iface: Interface
    requester: IPv4
    target: IPv4
    local: IPv4
    nbma: IPv4


@dataclass(slots=True)
class ResolutionLearnt:
    """The answer to a request of ours."""

    iface: Interface
    target: IPv4
    next_hop: IPv4
    nbma: IPv4
    local: IPv4


@dataclass(slots=True)
class SentMeanwhile:
    """A packet whose next hop is not resolved went to the NHS."""

    iface: Interface
    next_hop: IPv4
    nbma: IPv4


@dataclass(slots=True)
class NetworkIdChanged:
    iface: Interface
    network_id: int
    configured: bool


@dataclass(slots=True)
class RateLimited:
    """`ip nhrp max-send` kept a packet back."""

    iface: Interface
    packet: Packet


@dataclass(slots=True)
class RouteInstalled:
    """A shortcut entered the routing table; `override`: as next hop of another protocol's route."""

    iface: Interface
    target: Prefix
    next_hop: IPv4
    override: bool


@dataclass(slots=True)
class RouteRemoved:
    iface: Interface
    target: Prefix
    next_hop: IPv4


@dataclass(slots=True)
class Redirected:
    """Transit traffic that stays in one NHRP network: a traffic indication goes to its source, or is suppressed."""

    iface: Interface
    src: IPv4
    dst: IPv4
    suppressed: bool


@dataclass(slots=True)
class InterfaceUsable:
    """NHRP starts or stops on an interface."""

    iface: Interface
    up: bool
