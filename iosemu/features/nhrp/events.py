"""What happens in NHRP. `nbma` None: the packet found no way out."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.wire.nhrp import Extension, Packet


class Reason(Enum):
    """Why a peer or an entry goes; the value is IOS's."""

    EXTERNAL = "External"
    EXPIRY = "Expiry"
    PROHIBITED = "administratively prohibited"
    REGISTRATION_FAILURE = "NHRP Registration Failure"


class Detail(Enum):
    """What goes with it; the value is IOS's."""

    NO_ERROR = "NHRP: no error"
    REGISTRATION_TIMEOUT = "NHRP Registration timeout"


@dataclass(slots=True)
class Here:
    """A tunnel as it was at the time: its name, its address inside, the one outside (0: none), its VRF (inside)."""

    name: InterfaceName
    address: IPv4
    local: IPv4
    vrf: str
    table: int  # number of the VRF


@dataclass(slots=True)
class OnTunnel:
    """Base of what happens on a tunnel."""

    here: Here

    @property
    def iface(self) -> InterfaceName:
        return self.here.name


@dataclass(slots=True)
class OfCache(OnTunnel):
    """Base of what happens to an entry of the cache. `nbma` None: not known yet."""

    target: Prefix
    next_hop: IPv4
    nbma: IPv4 | None
    group: str


@dataclass(slots=True)
class PacketReceived(OnTunnel):
    packet: Packet
    nbma: IPv4  # source of the outer datagram
    network_id: int  # of the tunnel


@dataclass(slots=True)
class PacketSent(OnTunnel):
    """Before it goes out. `via` is the protocol address that the packet is sent towards."""

    packet: Packet
    via: IPv4
    nbma: IPv4 | None
    forwarded: bool
    overhead: int  # of GRE and the outer header, bytes


@dataclass(slots=True)
class MalformedReceived(OnTunnel):
    nbma: IPv4
    reason: str


@dataclass(slots=True)
class NoHopsLeft(OnTunnel):
    """A packet came with a hop count of 0."""

    packet: Packet
    nbma: IPv4


@dataclass(slots=True)
class FlawedExtension(OnTunnel):
    """An extension of a received packet has a wrong length, or is given twice."""

    packet: Packet
    nbma: IPv4
    extension: Extension


@dataclass(slots=True)
class CacheAdded(OfCache):
    """A new one, or in place of another."""


@dataclass(slots=True)
class CacheUpdated(OfCache):
    """A known one was learnt again."""


@dataclass(slots=True)
class CacheDeleted(OfCache):
    reason: Reason


@dataclass(slots=True)
class EndpointAdded(OnTunnel):
    """A registration gave us a tunnel end point. `fresh`: it was not known before."""

    protocol: IPv4
    nbma: IPv4
    fresh: bool


@dataclass(slots=True)
class MulticastMapped(OnTunnel):
    nbma: IPv4


@dataclass(slots=True)
class ReplySent(OnTunnel):
    """A registration is about to be answered."""

    dst: IPv4
    nbma: IPv4
    code: int


@dataclass(slots=True)
class RouteLookup:
    """For a resolution request. `next_hop` and `iface` None: no route."""

    iface: InterfaceName | None
    destination: IPv4
    prefix: Prefix | None
    next_hop: IPv4 | None
    nbma: IPv4 | None
    vrf: str
    table: int  # number of the VRF


@dataclass(slots=True)
class Forwarding(OnTunnel):
    """A packet for somebody else goes on."""

    packet: Packet
    destination: IPv4
    source: IPv4


@dataclass(slots=True)
class RegistrationPaced(OnTunnel):
    """A registration request goes out. `interval`: next wait when it is a retransmission, None for the first."""

    nhs: IPv4 | None
    request_id: int
    interval: float | None
    one_time: bool


@dataclass(slots=True)
class ResolutionPaced(OnTunnel):
    """`via`, `nbma`: who is asked, None where nobody is known."""

    target: IPv4
    request_id: int
    interval: float | None
    via: IPv4
    nbma: IPv4 | None
    source: IPv4
    network_id: int


@dataclass(slots=True)
class NhsUp(OnTunnel):
    nhs: IPv4
    nbma: IPv4


@dataclass(slots=True)
class NhsDown(OnTunnel):
    nhs: IPv4 | None
    nbma: IPv4
    reason: Reason
    detail: Detail = Detail.NO_ERROR


@dataclass(slots=True)
class ClientUp(OnTunnel):
    """A next hop client registered (hub)."""

    client: IPv4
    nbma: IPv4


@dataclass(slots=True)
class ClientDown(OnTunnel):
    client: IPv4
    nbma: IPv4
    reason: Reason
    detail: Detail = Detail.NO_ERROR


@dataclass(slots=True)
class PeerUp(OnTunnel):
    """A next hop peer, found by resolution (spoke to spoke)."""

    peer: IPv4
    nbma: IPv4


@dataclass(slots=True)
class PeerDown(OnTunnel):
    peer: IPv4
    nbma: IPv4
    reason: Reason
    detail: Detail = Detail.NO_ERROR


@dataclass(slots=True)
class SocketChanged(OnTunnel):
    """The crypto socket with a peer."""

    nbma: IPv4
    up: bool


@dataclass(slots=True)
class AuthenticationFailed(OnTunnel):
    packet: Packet
    nbma: IPv4


@dataclass(slots=True)
class EncapsulationFailed(OnTunnel):
    """No NBMA address for a control packet."""

    packet: Packet
    towards: IPv4
    local: bool  # of our own making or transit; False also when an error indication answers


@dataclass(slots=True)
class ErrorReceived(OnTunnel):
    packet: Packet
    nbma: IPv4


@dataclass(slots=True)
class ReplyRefused(OnTunnel):
    """A reply with an error code came for a request of ours."""

    packet: Packet
    code: int


@dataclass(slots=True)
class ResolutionHeard(OnTunnel):
    """A resolution request that we answer."""

    requester: IPv4
    nbma: IPv4


@dataclass(slots=True)
class ResolutionAnswered(OnTunnel):
    """A request for what is ours, about to be answered. `local`: our NBMA address."""

    requester: IPv4
    target: IPv4
    local: IPv4
    nbma: IPv4


@dataclass(slots=True)
class ResolutionLearnt(OnTunnel):
    """The answer to a request of ours."""

    target: IPv4
    next_hop: IPv4
    nbma: IPv4
    local: IPv4


@dataclass(slots=True)
class SentMeanwhile(OnTunnel):
    """A packet whose next hop is not resolved went to the NHS."""

    next_hop: IPv4
    nbma: IPv4


@dataclass(slots=True)
class NetworkIdChanged(OnTunnel):
    network_id: int
    configured: bool


@dataclass(slots=True)
class RateLimited(OnTunnel):
    """`ip nhrp max-send` kept a packet back."""

    packet: Packet


@dataclass(slots=True)
class RouteInstalled(OnTunnel):
    """A shortcut entered the routing table; `override`: as next hop of another protocol's route."""

    target: Prefix
    next_hop: IPv4
    override: bool


@dataclass(slots=True)
class RouteRemoved(OnTunnel):
    target: Prefix
    next_hop: IPv4


@dataclass(slots=True)
class Redirected(OnTunnel):
    """Transit traffic that stays in one NHRP network: a traffic indication goes to its source, or is suppressed."""

    src: IPv4
    dst: IPv4
    suppressed: bool


@dataclass(slots=True)
class InterfaceUsable(OnTunnel):
    """NHRP starts or stops on an interface."""

    up: bool
