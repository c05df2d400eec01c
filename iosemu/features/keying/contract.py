"""What IPsec asks of a key manager, and what a key manager tells IPsec.

    ipsec  --- wants, request, deleted, invalid_spi --->  KeyManager   (isakmp, manual; ikev2, gdoi)
    ipsec  <-- judge, install, remove, failed, … -------  SaUser

Neither imports the other: both meet in the `keying` engine. Algorithms have the names of `iosemu.crypto`, traffic is
ranges: the numbers of a protocol stay with the key manager that speaks it. Addresses are ints, ports UDP ports,
lifetimes seconds and kilobytes (0: not limited by it), SPIs unsigned 32 bit, `vrf` the name of a routing table in which
the outer addresses live ("": the global one).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from iosemu.records import dataclass, field
from iosemu.types import MAX_IPV4, InterfaceName

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.features.acl.compile import Compiled

ESP = "esp"
AH = "ah"
IPCOMP = "ipcomp"
LAST_PORT = 0xFFFF


@dataclass(slots=True)
class Selector:
    """The traffic of one end: addresses from `first` to `last`, a protocol (0: any), ports from one to another.

    `wild`: where a list's wildcard has holes there is no range; then these bits of an address do not matter.
    """

    first: int
    last: int
    protocol: int = 0
    first_port: int = 0
    last_port: int = LAST_PORT
    wild: int = 0

    @property
    def address(self) -> int:
        """The network, or its first host."""
        return self.first

    @property
    def mask(self) -> int:
        """Of the smallest network that holds the range."""
        if self.wild:
            return self.wild ^ MAX_IPV4
        return MAX_IPV4 ^ ((1 << (self.first ^ self.last).bit_length()) - 1)

    @property
    def port(self) -> int:
        """The only one; 0 when there are several."""
        return self.first_port if self.first_port == self.last_port else 0

    @property
    def single(self) -> bool:
        """Is it one host?"""
        return self.first == self.last

    def has(self, address: int) -> bool:
        if self.wild:
            return not (address ^ self.first) & ~self.wild
        return self.first <= address <= self.last

    def covers(self, other: Selector) -> bool:
        """Is all traffic of the other one also traffic of this one?"""
        if self.wild:
            inside = not (other.first ^ self.first) & ~self.wild and not ~other.mask & MAX_IPV4 & ~self.wild
        elif other.wild:
            inside = self.first <= other.first and other.first | other.wild <= self.last
        else:
            inside = self.first <= other.first and other.last <= self.last
        return (
            inside
            and self.protocol in (0, other.protocol)
            and self.first_port <= other.first_port
            and other.last_port <= self.last_port
        )


def subnet(address: int, mask: int = MAX_IPV4, protocol: int = 0, port: int = 0) -> Selector:
    """The addresses that agree with `address` where the mask has ones; port 0 means any."""
    first, free = address & mask, ~mask & MAX_IPV4
    low, high = (port, port) if port else (0, LAST_PORT)
    if free & (free + 1):
        return Selector(first, first | free, protocol, low, high, free)
    return Selector(first, first | free, protocol, low, high)


@dataclass(slots=True)
class Layer:
    """One protocol of a proposal. `key_bits` 0: the cipher has one size only (DES, 3DES, NULL)."""

    cipher: str = "null"  # des, 3des, aes, gcm, gmac, null; "" with AH; lzs with IPComp
    key_bits: int = 0
    integrity: str = ""  # md5, sha1, sha256, sha384, sha512; "" for none
    protocol: str = ESP


@dataclass(slots=True)
class Proposal:
    """What one end would do: protocols from the outermost in (AH, ESP, IPComp, each once at most, the last never
    alone), mode, limits."""

    layers: tuple[Layer, ...]
    tunnel: bool = True
    udp: bool = False  # inside UDP, which a key manager finds out (RFC 3948)
    life_seconds: int = 3600
    life_kilobytes: int = 4608000
    group: int = 0  # Diffie-Hellman group of PFS, by its number in IANA's registry; 0: none
    extended: bool = False  # sequence numbers of 64 bits (RFC 4303 section 2.2.1, RFC 4304)
    known: bool = True  # False: something in it that nobody here can do; judge() must pass over it

    @property
    def layer(self) -> Layer:
        """The outermost."""
        return self.layers[0]


class SaRef(NamedTuple):
    """What names one SA on a router: the key of its database. Destination 0: of a group, whoever it is sent to."""

    vrf: str
    protocol: str
    destination: int
    spi: int


@dataclass(slots=True)
class SaWant:
    """IPsec wants SAs (IOS: `IPSEC(sa_request)`)."""

    local: int
    remote: int
    mine: tuple[Selector, ...]
    theirs: tuple[Selector, ...]
    offers: list[Proposal]  # in order of preference; never empty, but of a group, which is told what to do
    vrf: str = ""
    group: int = 0  # of PFS
    profile: str = ""  # the key manager's own profile, by name
    replaces: SaRef | None = None  # the inbound SA that a new one is to renew
    settings: object = field(default=None, repr=False)  # what configured it: a crypto map entry, a tunnel's profile
    owner: object = field(default=None, repr=False)  # IPsec's own; handed back untouched

    def same_traffic(self, other: SaWant) -> bool:
        """Do two requests want the same pair of SAs?"""
        ends = (self.vrf, self.local, self.remote) == (other.vrf, other.local, other.remote)
        return ends and (self.mine, self.theirs) == (other.mine, other.theirs)


@dataclass(slots=True)
class SaOffer:
    """What a peer offers to a key manager, for IPsec to judge."""

    manager: str
    local: int
    remote: int
    mine: tuple[Selector, ...]
    theirs: tuple[Selector, ...]
    proposals: list[Proposal]
    local_port: int = 500
    remote_port: int = 500
    vrf: str = ""
    profile: str = ""
    nat: bool = False  # there is a NAT on the way: only what goes in UDP makes sense
    conn_id: int = 0  # of the SA of the key manager that it came over
    access: InterfaceName | None = None  # the interface that was cloned for the peer
    bound: bool = False  # it came with the key manager's own SA, whose keys it shares: PFS is for those that follow


class Refused(Enum):
    """Why an offer is refused, in the order of looking."""

    ADDRESS = "no map or profile for the local address"
    PROXY = "no matching map for the proxy identities"
    ATTRIBUTE = "PFS or another attribute of the transform"
    TRANSFORM = "transform not supported for the identity"


@dataclass(slots=True)
class Refusal:
    """judge() says no."""

    error: Refused


@dataclass(slots=True)
class Chosen:
    """judge() says yes. Lifetimes are IPsec's own limits; the lower of these and the offered ones is used."""

    proposal: Proposal  # one of SaOffer.proposals
    spis: tuple[int, ...]  # the inbound ones, reserved: one for each layer
    life_seconds: int = 3600
    life_kilobytes: int = 4608000
    owner: object = field(default=None, repr=False)


@dataclass(slots=True)
class LayerKeys:
    """SPIs (of IPComp CPIs) and keys of one layer, where there is that direction. With AES-GCM and GMAC the encryption
    keys end in their 4-byte salt (RFC 4106, 4543)."""

    spi_in: int = 0
    spi_out: int = 0
    encryption_in: bytes = field(default=b"", repr=False)
    authentication_in: bytes = field(default=b"", repr=False)
    encryption_out: bytes = field(default=b"", repr=False)
    authentication_out: bytes = field(default=b"", repr=False)


class Clock(Protocol):
    """The time that all members of a group have (time-based anti-replay)."""

    group: str
    window: float  # seconds that a datagram may be older, or younger

    @property
    def pseudotime(self) -> float:
        """Seconds."""

    def sealed(self) -> None:
        """A datagram left with it."""

    def heard(self, theirs: float) -> bool:
        """May a datagram of that time come in? Counts it."""


class Direction(Enum):
    """Which SAs a set has. What the other direction does when there are none is `SaSet.clear`. A group's have one SPI
    and one key both ways, which all members have."""

    PAIR = "one each way, with one peer"
    IN = "for what comes only"
    OUT = "for what leaves only"
    GROUP = "both ways, with no peer: the ends of the traffic stay in sight"

    @property
    def comes(self) -> bool:
        return self is not Direction.OUT

    @property
    def leaves(self) -> bool:
        return self is not Direction.IN


@dataclass(slots=True)
class SaSet:
    """SAs that belong together, agreed and keyed: an entry of `keys` for each layer of the proposal.

    Several layers are one bundle: each has its SPIs, what leaves goes through the innermost first, what comes through
    the outermost. A group's has local and remote 0, and is of tunnel mode with the inner addresses outside (RFC 5374
    section 3.1).
    """

    manager: str
    local: int
    remote: int
    mine: tuple[Selector, ...]
    theirs: tuple[Selector, ...]
    proposal: Proposal  # as chosen; `udp` is what is in force, lifetimes as offered
    keys: tuple[LayerKeys, ...]
    local_port: int = 500
    remote_port: int = 500
    initiator: bool = False
    life_seconds: int = 0  # the lower of both ends; 0: for ever
    life_kilobytes: int = 0
    replay: bool = True  # sequence numbers may be checked; not with keys that outlive them (RFC 4303 section 5)
    vrf: str = ""
    profile: str = ""
    conn_id: int = 0  # of the SA of the key manager that it was negotiated over
    want: SaWant | None = None  # the initiator's own
    owner: object = field(default=None, repr=False)  # SaWant.owner or Chosen.owner
    direction: Direction = Direction.PAIR
    clear: bool = False  # what has no SA in a direction (IN: what leaves; OUT: what comes) passes as it is
    lenient: bool = False  # what comes in the clear passes, too
    clock: Clock | None = None  # a group's: what comes is checked by it, not by numbers
    activation: float = 0.0  # seconds that an older set of the flow is still used to send
    qos_group: int = 0  # that output policies take what is sealed for

    @property
    def of_group(self) -> bool:
        """Has everybody these SAs? Several flows may share them."""
        return not self.local and not self.remote

    @property
    def configured(self) -> bool:
        """Nobody negotiated it: there is no peer to prove it."""
        return not self.conn_id

    @property
    def spi_in(self) -> int:
        """Of the outermost layer."""
        return self.keys[0].spi_in

    @property
    def spi_out(self) -> int:
        return self.keys[0].spi_out

    @property
    def inbounds(self) -> list[SaRef]:
        """What names the SAs of the way in, the outermost first. IPComp goes with what is around it: a datagram that
        it leaves alone does not tell of it (RFC 3173 section 2.2)."""
        return self._refs(self.local, [keys.spi_in for keys in self.keys]) if self.direction.comes else []

    @property
    def outbounds(self) -> list[SaRef]:
        return self._refs(self.remote, [keys.spi_out for keys in self.keys]) if self.direction.leaves else []

    def _refs(self, destination: int, spis: list[int]) -> list[SaRef]:
        layers = zip(self.proposal.layers, spis, strict=True)
        return [SaRef(self.vrf, layer.protocol, destination, spi) for layer, spi in layers if layer.protocol != IPCOMP]

    @property
    def ref(self) -> SaRef:
        """What names the whole: its outermost SA, of the way in if there is one."""
        return (self.inbounds or self.outbounds)[0]


class Failure(Enum):
    """Why a request came to nothing."""

    NO_KEY = "no key for the peer"
    NO_SOURCE = "no local address"
    TIMEOUT = "no answer"
    REJECTED = "peer refused the proposal"
    MALFORMED = "answer does not fit the offer"
    DELETED = "SA of the key manager deleted"


@dataclass(slots=True)
class Activity:
    """When a peer's SAs were last used to send and to receive, virtual seconds; for on-demand DPD. None: never."""

    sent_at: float | None = None
    heard_at: float | None = None


@dataclass(slots=True)
class IkeSession:
    """An SA of a key manager as `show crypto session` and `show crypto engine connections` see it."""

    local: int
    remote: int
    local_port: int
    remote_port: int
    conn_id: int
    active: bool  # authenticated and not being deleted
    initiator: bool
    lifetime: int  # seconds left
    capabilities: str  # D DPD, N NAT traversal; "(none)"
    up_since: float  # virtual seconds; negative: never was up
    phase1_id: str
    profile: str
    algorithms: str = ""  # ``SHA+AES256``
    vrf: str = ""
    version: int = 1  # of IKE
    user: str = ""  # of a client; "": nobody has asked
    group: str = ""
    assigned: int = 0  # address that the client was given


class SaUser(Protocol):
    """What IPsec gives to key managers (`keying.user`)."""

    def judge(self, offer: SaOffer) -> Chosen | Refusal:
        """Judge a peer's offer in IOS's order of validation. Changes nothing but reserving the SPI."""

    def within(self, offer: SaOffer) -> list[tuple[Selector, Selector]]:
        """The traffic (ours, theirs) that is to be protected within what a peer offers, for narrowing
        (RFC 7296 section 2.9)."""

    def spi(self, protocol: str = ESP) -> int:
        """A fresh inbound SPI, 0x100 or above (of IPComp a CPI), for one layer: reserved until install() or
        release()."""

    def release(self, spi: int) -> None:
        """An SPI of spi() or of judge() came to nothing."""

    def wanted(self, want: SaWant) -> bool:
        """Is the one who asked still there?"""

    def answered(self, want: SaWant, proposal: Proposal) -> None:
        """The peer has chosen this one of what was wanted; its SAs are yet to be made."""

    def install(self, found: SaSet) -> SaRef | None:
        """Create the SAs; what was inbound is live at once, the outbound ones of a pair after enable(). What it
        returns names the set (SaSet.ref). None: nobody wants them any more."""

    def enable(self, ref: SaRef) -> bool:
        """The pair that install() gave this name is proven: use its outbound SA from now on. False: it has gone
        meanwhile, and the peer should be told."""

    def failed(self, want: SaWant, reason: Failure) -> None:
        """A request came to nothing. IPsec's own timer (30 s) decides about another one."""

    def remove(self, refs: Sequence[SaRef], why: str) -> None:
        """These SAs of either direction are void (the peer deleted them, a key is gone): the pairs go with them."""

    def changed(self, settings: object) -> None:
        """What a key manager knows about these settings is different: their SAs are void and may be asked for again."""

    def phase1_up(self, session: IkeSession) -> None:
        """An SA of a key manager has been authenticated."""

    def phase1_down(self, session: IkeSession) -> None:
        """It has gone. IPsec SAs stay, as on IOS."""

    def peer_dead(self, local: int, remote: int, spared: Sequence[int] = (), vrf: str = "") -> None:
        """DPD gave the peer up, or it said INITIAL-CONTACT: drop all SAs with it, but for those made under the
        SAs of the key manager `spared` (connection numbers), which are another peer's behind the same NAT."""

    def interfaces_of(self, want: SaWant) -> list[Interface]:
        """The interfaces that a request is for."""

    def has_sas(self, local: int, remote: int, vrf: str = "") -> bool:
        """Are there IPsec SAs with the peer that were negotiated?"""

    def activity(self, local: int, remote: int, vrf: str = "") -> Activity:
        """When the SAs with the peer were last used."""

    def pairs(self) -> int:
        """How many pairs of SAs there are that were negotiated."""

    def udp_esp(self, payload: bytes, passage: Passage, iface: Interface, ports: tuple[int, int]) -> None:
        """ESP in UDP came to port 4500 (RFC 3948): the packet, the datagram around it, (source port, other one)."""

    def port_floated(self, local: int, remote: int, local_port: int, remote_port: int, vrf: str = "") -> None:
        """The NAT in front of the peer maps it to other ports now: UDP encapsulation must follow."""


class KeyManager(Protocol):
    """What a key manager gives to IPsec (registered with `keying`)."""

    name: str  # "isakmp"
    peerless: bool  # its crypto map entries name no peer: it has the SAs of groups
    ready_made: bool  # it needs no traffic and no peer to give keys: IPsec asks once there is something to protect

    def wants(self, settings: object) -> bool:
        """Is it the one who keys what these settings (a crypto map entry, a profile) protect?"""

    def answers(self, settings: object) -> bool:
        """May a peer ask by it for what these settings protect? All versions of IKE may, whichever asks."""

    def has_profile(self, name: str) -> bool:
        """Is there a profile of its own of that name (`set isakmp-profile`)?"""

    def inside(self, profile: str) -> str:
        """The VRF of the traffic that SAs of a profile of its own carry; "": that of their ends."""

    def listen(self, owner: Hashable) -> None:
        """A crypto map or tunnel protection that it keys became active."""

    def unlisten(self, owner: Hashable) -> None:
        """It is gone."""

    def request(self, want: SaWant) -> None:
        """Get keys; answered by install() or failed(), possibly before this returns. A request for the traffic of one
        under way is attached to it and answered with it."""

    def deleted(self, peer: int, refs: Sequence[SaRef]) -> None:
        """These inbound SAs of ours with a peer are gone: tell it, if it can be told. A bundle's come together."""

    def invalid_spi(self, ref: SaRef, remote: int) -> None:
        """A peer used an SA of ours that there is none of."""

    def clear_peer(self, local: int, remote: int, vrf: str = "") -> None:
        """Drop its own SAs with a peer (`clear crypto session`)."""

    def abandon(self, local: int, vrf: str) -> None:
        """That address is another router's now: its own SAs from there are forgotten, without a word to anybody."""

    def sessions(self) -> Iterable[IkeSession]:
        """All SAs of its own, newest first."""


class GroupKeys(KeyManager, Protocol):
    """A key manager whose crypto map entries do what a server of their group says (registered in `keying.groups`). It
    asks with `changed` that its entries be looked at again; what has gone with a TEK it is told by `deleted`."""

    def traffic(self, settings: object) -> Compiled | None:
        """What these settings protect now, the same object while that stays; None: nothing."""

    def ready(self, settings: object) -> bool:
        """Has the server said it? Until then what `traffic` permits is dropped."""
