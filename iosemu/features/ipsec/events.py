"""What happens in IPsec. `peer` is set wherever a peer is known, so that `debug crypto condition` can filter by it."""

from __future__ import annotations

from enum import Enum, auto

from iosemu.features.keying.contract import ESP, Layer, Proposal, Refused, SaOffer, Selector
from iosemu.records import dataclass
from iosemu.types import InterfaceName, Prefix


@dataclass(slots=True)
class Ident:
    """A flow, as it was."""

    local: int
    peer: int
    mine: Selector
    theirs: Selector
    session: int  # its number in debug lines
    tag: str  # of the crypto map
    seq: int  # of its entry
    mapped: bool = False  # somebody configured that map; it is no tunnel's


@dataclass(slots=True)
class OneSa:
    """One SA, as it was: how much of its volume and time was left."""

    destination: int
    spi: int
    layer: Layer
    conn_id: int
    kilobytes: int


@dataclass(slots=True)
class SaRequested:
    """A key manager was asked for SAs."""

    peer: int
    local: int
    mine: Selector
    theirs: Selector
    offers: tuple[Proposal, ...]


@dataclass(slots=True)
class KeysMissing:
    """Who gives keys at once has none that fit, for these protocols."""

    peer: int
    protocols: tuple[str, ...]


@dataclass(slots=True)
class RequestTimerFired:
    """30 s without an answer."""

    peer: int
    ident: Ident
    count: int


@dataclass(slots=True)
class ProposalExamined:
    """The responder looks at an offered proposal, or the initiator at the one that was chosen."""

    peer: int
    offer: SaOffer
    proposal: Proposal
    part: int  # from 1


@dataclass(slots=True)
class ProxyLookedUp:
    """The map database was searched for proxy identities; `tag` is what was found, "" for nothing."""

    peer: int
    offer: SaOffer
    tag: str
    seq: int
    accepted: bool  # … and takes what is offered


@dataclass(slots=True)
class OfferRefused:
    peer: int
    offer: SaOffer
    error: Refused


class Kmi(Enum):
    """What a key manager tells of an SPI."""

    INSTALL = auto()
    ENABLE = auto()
    DELETE = auto()


@dataclass(slots=True)
class KmiMessage:
    """A key manager told something."""

    peer: int
    what: Kmi
    spi: int
    protocol: str = ESP


@dataclass(slots=True)
class PairCreated:
    """`first`: the flow had none before."""

    peer: int
    ident: Ident
    sas: tuple[OneSa, ...]
    seconds: int
    first: bool


@dataclass(slots=True)
class OutboundChanged:
    """Another outbound SA is current; SPI 0: there is none any more."""

    peer: int
    spi: int


@dataclass(slots=True)
class PairDeleted:
    """`told`: the peer deleted it."""

    peer: int
    ident: Ident
    sas: tuple[OneSa, ...]
    told: bool
    seconds_left: int


@dataclass(slots=True)
class LifetimeThreshold:
    """The soft lifetime passed: a new pair is wanted."""

    peer: int
    seconds_left: int


@dataclass(slots=True)
class InvalidSpi:
    """ESP or AH came for which there is no SA."""

    peer: int
    local: int
    spi: int
    iface: InterfaceName
    protocol: str = ESP


@dataclass(slots=True)
class NotIpsec:
    """A clear packet came, in a VRF, that should have been protected."""

    vrf: str
    peer: int
    local: int
    protocol: int
    iface: InterfaceName


@dataclass(slots=True)
class VerifyFailed:
    """The integrity check value of a packet does not fit."""

    peer: int
    local: int
    remote: int
    spi: int
    conn_id: int
    sequence: int


@dataclass(slots=True)
class ReplayFailed:
    """A packet came twice, or too late."""

    peer: int
    conn_id: int
    sequence: int


@dataclass(slots=True)
class InvalidIdentity:
    """What was inside is not traffic of the SA."""

    peer: int
    spi: int
    src: int
    dst: int
    protocol: int


@dataclass(slots=True)
class NoOutboundSa:
    """A packet was to be sealed and there was no SA. `asked`: one is being waited for."""

    peer: int
    asked: bool


@dataclass(slots=True)
class SessionUp:
    """The first pair of SAs with a peer came."""

    peer: int
    local: int
    port: int
    identity: str
    description: str


@dataclass(slots=True)
class SessionDown:
    """The last one went."""

    peer: int
    local: int
    port: int
    identity: str
    description: str


@dataclass(slots=True)
class RouteInjected:
    """A route to what a peer protects came into a table of a VRF, or (not `there`) went. `peer` is its next hop."""

    peer: int
    vrf: str
    prefix: Prefix
    iface: InterfaceName
    tag: int
    distance: int
    there: bool


@dataclass(slots=True)
class OutOfTime:
    """A datagram of a group, from `peer`, was too old or too young: seconds of the group's clock."""

    peer: int
    group: str
    mine: float
    theirs: float
    window: float
