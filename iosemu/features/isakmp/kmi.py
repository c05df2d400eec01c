"""Key-management interface: what IPsec asks of ISAKMP, and what ISAKMP tells IPsec (IOS's KMI messages).

    ipsec engine  --- request, delete, listen, invalid_spi --->  Isakmp      (offered by features.isakmp)
    ipsec engine  <-- accept, spi, installed, failed, … -------  IpsecUser   (offered by features.ipsec)

Addresses are ints, ports UDP ports, lifetimes seconds and kilobytes (0: not negotiated), SPIs unsigned 32 bit.
Numbers of transforms and attributes are those of RFC 2407 section 4, which is also what travels.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Protocol

from iosemu.records import dataclass, field

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.wire.ipv4 import IPv4


class SecurityProtocol(IntEnum):
    """Protocol-ID of a proposal (RFC 2407 section 4.4.1)."""

    ISAKMP = 1
    AH = 2
    ESP = 3


class EspCipher(IntEnum):
    """ESP transform identifier (RFC 2407 section 4.4.4, RFC 3602, RFC 4106)."""

    DES = 2
    TRIPLE_DES = 3
    NULL = 11
    AES_CBC = 12
    AES_GCM_16 = 20


class Integrity(IntEnum):
    """Authentication Algorithm attribute (RFC 2407 section 4.5, RFC 4868); NONE when absent."""

    NONE = 0
    HMAC_MD5 = 1
    HMAC_SHA = 2
    HMAC_SHA256 = 5
    HMAC_SHA384 = 6
    HMAC_SHA512 = 7


class Encapsulation(IntEnum):
    """Encapsulation Mode attribute (RFC 2407 section 4.5, RFC 3947 section 5.1)."""

    TUNNEL = 1
    TRANSPORT = 2
    UDP_TUNNEL = 3
    UDP_TRANSPORT = 4

    @property
    def plain(self) -> Encapsulation:
        """TUNNEL or TRANSPORT, without regard to UDP."""
        return Encapsulation.TUNNEL if self in (1, 3) else Encapsulation.TRANSPORT


@dataclass(slots=True)
class Selector:
    """A phase 2 identity: the traffic of one end (RFC 2407 section 4.6.2). Protocol and port 0 mean any."""

    address: int
    mask: int = 0xFFFFFFFF
    protocol: int = 0
    port: int = 0


@dataclass(slots=True)
class Proposal:
    """One ESP proposal with its single transform. `number` and `transform` are those of the payloads.

    A QuickModeRequest lists plain TUNNEL or TRANSPORT; ISAKMP itself turns them into the UDP kinds behind NAT,
    numbers the proposals from 1, and fills `group` from the request.
    """

    cipher: EspCipher
    key_bits: int = 0  # 0: the cipher has one size only (DES, 3DES, NULL)
    integrity: Integrity = Integrity.NONE
    encapsulation: Encapsulation = Encapsulation.TUNNEL
    life_seconds: int = 3600
    life_kilobytes: int = 4608000
    group: int = 0  # Diffie-Hellman group of PFS; 0: none
    number: int = 1
    transform: int = 1
    protocol: SecurityProtocol = SecurityProtocol.ESP
    known: bool = True  # False: an attribute or transform that we cannot do; accept() must pass over it


@dataclass(slots=True)
class QuickModeRequest:
    """IPsec wants a pair of SAs (IOS: `IPSEC(sa_request)`). ISAKMP brings phase 1 up first when there is none."""

    local: int
    remote: int
    local_proxy: Selector
    remote_proxy: Selector
    proposals: list[Proposal]  # in order of preference; never empty
    pfs_group: int = 0
    vrf: str = ""  # front-door VRF of the peer; "" is the global table
    isakmp_profile: str = ""
    replaces: int = 0  # inbound SPI of the pair that this one renews; 0: a first pair
    context: object = None  # IPsec's own (map entry, tunnel); handed back untouched


@dataclass(slots=True)
class Offer:
    """A peer's quick mode offer, for IPsec to judge."""

    local: int
    remote: int
    local_proxy: Selector
    remote_proxy: Selector
    proposals: list[Proposal]
    local_port: int = 500
    remote_port: int = 500
    vrf: str = ""
    isakmp_profile: str = ""
    nat: bool = False  # phase 1 found a NAT: only UDP encapsulations make sense
    conn_id: int = 0  # of the ISAKMP SA


class PolicyError(IntEnum):
    """`IPSec policy invalidated proposal with error N`."""

    PROXY = 32  # proxy identities not supported, no matching map
    ATTRIBUTE = 64  # PFS or another attribute of the transform
    TRANSFORM = 256  # transform proposal not supported for identity
    ADDRESS = 1024  # no map or profile for the local address


@dataclass(slots=True)
class Refusal:
    """accept() says no; the peer is told NO-PROPOSAL-CHOSEN."""

    error: PolicyError


@dataclass(slots=True)
class Chosen:
    """accept() says yes. Lifetimes are IPsec's own limits; the lower of these and the offered ones is used."""

    proposal: Proposal  # one of Offer.proposals
    spi_in: int
    life_seconds: int = 3600
    life_kilobytes: int = 4608000
    context: object = None


@dataclass(slots=True)
class NegotiatedSa:
    """A pair of SAs, agreed and keyed. With AES-GCM the encryption keys end in their 4-byte salt (RFC 4106)."""

    local: int
    remote: int
    local_port: int
    remote_port: int
    initiator: bool
    local_proxy: Selector
    remote_proxy: Selector
    proposal: Proposal  # as chosen; encapsulation is the one in force, lifetimes as offered
    spi_in: int
    spi_out: int
    encryption_in: bytes = field(repr=False)
    authentication_in: bytes = field(repr=False)
    encryption_out: bytes = field(repr=False)
    authentication_out: bytes = field(repr=False)
    life_seconds: int = 3600  # the lower of both ends
    life_kilobytes: int = 4608000
    pfs_group: int = 0
    vrf: str = ""
    isakmp_profile: str = ""
    conn_id: int = 0  # of the ISAKMP SA
    message_id: int = 0
    request: QuickModeRequest | None = None  # the initiator's own request
    context: object = None  # QuickModeRequest.context or Chosen.context


class Failure(Enum):
    """Why a request came to nothing."""

    NO_KEY = "no pre-shared key"
    NO_SOURCE = "no local address"
    TIMEOUT = "no answer"
    PHASE1 = "phase 1 failed"
    REJECTED = "peer refused the proposal"
    MALFORMED = "answer does not fit the offer"
    DELETED = "ISAKMP SA deleted"


@dataclass(slots=True)
class Activity:
    """When ESP of a peer was last sent and last received, virtual seconds; for on-demand DPD. None: never."""

    sent_at: float | None = None
    heard_at: float | None = None


@dataclass(slots=True)
class IkeSession:
    """An ISAKMP SA as `show crypto session` sees it."""

    local: int
    remote: int
    local_port: int
    remote_port: int
    conn_id: int
    active: bool  # phase 1 complete and not being deleted
    initiator: bool
    lifetime: int  # seconds left
    capabilities: str  # D DPD, N NAT traversal; "(none)"
    up_since: float  # virtual seconds
    phase1_id: str
    profile: str
    vrf: str = ""


class IpsecUser(Protocol):
    """What IPsec gives to ISAKMP (registered with Isakmp.register)."""

    def accept(self, offer: Offer) -> Chosen | Refusal:
        """Judge a peer's offer in IOS's order of validation. Changes nothing but reserving `spi_in`."""

    def spi(self) -> int:
        """A fresh inbound SPI, 0x100 or above: reserved until installed() or release()."""

    def release(self, spi: int) -> None:
        """An SPI of spi() or of accept() came to nothing."""

    def installed(self, sa: NegotiatedSa) -> None:
        """Create both SAs. The inbound one is live at once; the outbound one after enabled()."""

    def enabled(self, sa: NegotiatedSa) -> None:
        """The pair is proven (responder: quick mode message 3 came): use the outbound SA from now on."""

    def failed(self, request: QuickModeRequest, reason: Failure) -> None:
        """A request came to nothing. IPsec's own timer (30 s) decides about another one."""

    def deleted(self, local: int, remote: int, spis: Sequence[int]) -> None:
        """The peer has deleted its inbound SAs: these are our outbound SPIs; their pairs go."""

    def phase1_up(self, session: IkeSession) -> None:
        """An ISAKMP SA has been authenticated."""

    def phase1_down(self, session: IkeSession) -> None:
        """An ISAKMP SA has gone. IPsec SAs stay, as on IOS."""

    def peer_dead(self, local: int, remote: int, spared: Sequence[int] = ()) -> None:
        """DPD gave the peer up, or it said INITIAL-CONTACT: drop all SAs with it, but for those made under the
        ISAKMP SAs `spared` (connection numbers), which are another peer's behind the same NAT."""

    def has_sas(self, local: int, remote: int) -> bool:
        """Are there IPsec SAs with the peer?"""

    def activity(self, local: int, remote: int) -> Activity:
        """When ESP last went to and came from the peer."""

    def udp_esp(self, payload: bytes, packet: IPv4, iface: Interface, ports: tuple[int, int]) -> None:
        """ESP in UDP came to port 4500 (RFC 3948): the ESP packet, its datagram, (source port, destination port)."""

    def port_floated(self, local: int, remote: int, local_port: int, remote_port: int) -> None:
        """The NAT in front of the peer maps it to other ports now: UDP encapsulation must follow."""


class Isakmp(Protocol):
    """What ISAKMP gives to IPsec: `device.engine("isakmp")` satisfies it."""

    def register(self, user: IpsecUser) -> None:
        """The one user of quick mode."""

    def listen(self, owner: Hashable) -> None:
        """A crypto map or tunnel protection became active; the first one turns ISAKMP on (syslog ISAKMP_ON_OFF)."""

    def unlisten(self, owner: Hashable) -> None:
        """It is gone; the last one turns ISAKMP off."""

    def request(self, request: QuickModeRequest) -> None:
        """Negotiate; answered by installed() or failed(), possibly before this returns. A request equal in
        addresses and proxies to one under way is attached to it and answered with it."""

    def send_delete(self, local: int, remote: int, spis: Sequence[int]) -> bool:
        """Tell the peer that these inbound ESP SPIs of ours are gone. False: no ISAKMP SA to say it over."""

    def invalid_spi(self, local: int, remote: int, spi: int) -> None:
        """ESP with an unknown SPI came: notify, or with `invalid-spi-recovery` start phase 1 to say so."""

    def clear_peer(self, local: int, remote: int) -> None:
        """Drop the ISAKMP SAs with a peer (`clear crypto session`)."""

    def sessions(self) -> list[IkeSession]:
        """All ISAKMP SAs, newest first."""
