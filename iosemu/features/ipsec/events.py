"""What happens in IPsec. `peer` is set wherever a peer is known, so that `debug crypto condition` can filter by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.ipsec.dialect import Dialect
    from iosemu.features.ipsec.flow import Flow
    from iosemu.features.ipsec.sadb import Sa, SaPair
    from iosemu.features.keying.contract import Proposal, Refused, SaOffer, SaWant


@dataclass(slots=True)
class SaRequested:
    """A key manager was asked for SAs."""

    peer: int
    flow: Flow
    want: SaWant


@dataclass(slots=True)
class KeysMissing:
    """Who gives keys at once has none that fit."""

    peer: int


@dataclass(slots=True)
class RequestTimerFired:
    """30 s without an answer."""

    peer: int
    flow: Flow
    count: int


@dataclass(slots=True)
class ProposalExamined:
    """The responder looks at an offered proposal."""

    peer: int
    offer: SaOffer
    proposal: Proposal
    part: int  # from 1
    dialect: Dialect


@dataclass(slots=True)
class ProxyLookedUp:
    """The map database was searched for proxy identities; `tag` is what was found, "" for nothing."""

    peer: int
    offer: SaOffer
    tag: str
    seq: int
    dialect: Dialect


@dataclass(slots=True)
class OfferRefused:
    peer: int
    offer: SaOffer
    error: Refused


@dataclass(slots=True)
class KmiMessage:
    """A key manager told something. `what`: "install", "enable", "delete" (of this SPI)."""

    peer: int
    what: str
    spi: int
    dialect: Dialect


@dataclass(slots=True)
class PairCreated:
    """`first`: the flow had none before."""

    peer: int
    pair: SaPair
    first: bool
    seq: int  # of the map entry


@dataclass(slots=True)
class OutboundChanged:
    """Another outbound SA is current; None: there is none any more."""

    peer: int
    flow: Flow
    spi: int


@dataclass(slots=True)
class PairDeleted:
    """`told`: the peer deleted it."""

    peer: int
    pair: SaPair
    told: bool
    seconds_left: int


@dataclass(slots=True)
class LifetimeThreshold:
    """The soft lifetime passed: a new pair is wanted."""

    peer: int
    pair: SaPair
    seconds_left: int


@dataclass(slots=True)
class InvalidSpi:
    """ESP came for which there is no SA."""

    peer: int
    local: int
    spi: int
    iface: Interface


@dataclass(slots=True)
class NotIpsec:
    """A clear packet came that should have been protected."""

    peer: int
    local: int
    protocol: int
    iface: Interface


@dataclass(slots=True)
class VerifyFailed:
    """The integrity check value of a packet does not fit."""

    peer: int
    sa: Sa
    sequence: int


@dataclass(slots=True)
class ReplayFailed:
    """A packet came twice, or too late."""

    peer: int
    sa: Sa
    sequence: int


@dataclass(slots=True)
class InvalidIdentity:
    """What was inside is not traffic of the SA."""

    peer: int
    sa: Sa
    src: int
    dst: int
    protocol: int


@dataclass(slots=True)
class NoOutboundSa:
    """A packet was to be sealed and there was no SA."""

    peer: int
    flow: Flow


@dataclass(slots=True)
class SessionUp:
    """The first pair of SAs with a peer came."""

    peer: int
    local: int
    port: int
    identity: str
    logged: bool  # `crypto logging session`


@dataclass(slots=True)
class SessionDown:
    """The last one went."""

    peer: int
    local: int
    port: int
    identity: str
    logged: bool  # `crypto logging session`


@dataclass(slots=True)
class SocketChanged:
    """A crypto socket of a tunnel came up or went down."""

    iface: Interface
    local: int
    peer: int
    up: bool
