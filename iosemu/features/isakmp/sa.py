"""The state of an ISAKMP SA, of the exchanges under it, and of a peer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto.dh import KeyPair
from iosemu.crypto.prf import Phase1Keys
from iosemu.features.isakmp.proposal import Numbered
from iosemu.features.isakmp.states import UP, NodeState, Phase, State
from iosemu.features.isakmp.trace import OnePeer
from iosemu.features.isakmp.trace import OneSa as SaTold
from iosemu.features.keying.contract import SaRef, SaSet, SaWant
from iosemu.records import dataclass, field
from iosemu.wire.isakmp import PORT, Identification, Sa

if TYPE_CHECKING:
    from iosemu.features.isakmp.certificates import Shown
    from iosemu.features.isakmp.fragments import Pieces


@dataclass(slots=True)
class Terms:
    """The phase 1 transform agreed on. `lifetime` is the lower of both ends', `offered` the initiator's, seconds."""

    encryption: str
    key_bits: int
    hash: str
    group: int
    authentication: str  # as in a policy
    lifetime: int
    offered: int
    priority: int  # of our policy
    xauth: bool = False  # the initiator will be asked for a name and a password

    @property
    def text(self) -> str:
        """``SHA+AES256``."""
        bits = str(self.key_bits) if self.encryption == "aes" and self.key_bits > 128 else ""
        return f"{self.hash.upper()}+{self.encryption.upper()}{bits}"


@dataclass(slots=True)
class Peer:
    """One remote address (`peer struct`), kept while SAs with it exist."""

    local: int
    address: int
    port: int
    pointer: int
    handle: int
    refcount: int = 0
    identity: str = ""  # of the last authenticated phase 1
    vrf: str = ""

    def told(self) -> OnePeer:
        """As it is now, for an event."""
        return OnePeer(self.port, self.pointer, self.handle, self.refcount)


@dataclass(slots=True)
class Node:
    """One phase 2 exchange (quick mode or informational) under an SA."""

    message_id: int
    initiator: bool
    state: NodeState = NodeState.READY
    iv: bytes = b""
    want: SaWant | None = None
    others: list[SaWant] = field(default_factory=list)  # same traffic, asked for meanwhile
    offered: list[Numbered] = field(default_factory=list)
    spis: dict[str, int] = field(default_factory=dict)  # ours, by protocol
    answer: Sa = field(default_factory=lambda: Sa([]))  # the responder's choice, on its way back
    nonce_i: bytes = b""
    nonce_r: bytes = b""
    key: KeyPair | None = None
    made: SaSet | None = None
    last_sent: bytes = b""
    last_received: bytes = b""
    sent_at: float = 0.0
    errors: int = 0
    finished: bool = False
    transaction: bool = False  # its second message is the last


@dataclass(slots=True)
class KeyFound:
    """A pre-shared key, and where it stands."""

    secret: str = field(repr=False)
    name: str = ""  # what it was looked for: an address in dots, or a name
    host: bool = False  # by name
    ring: str = ""  # the key ring; "" for the global keys
    chosen: bool = False  # the profile names the ring
    no_xauth: bool = False  # whoever has it is known well enough


@dataclass(slots=True)
class Exchange:
    """A phase 1 exchange: what is needed until both ends are authenticated, and no longer."""

    type: int  # wire.Exchange
    found: KeyFound | None = None  # the pre-shared key
    tunnel: str = field(default="", repr=False)  # that of `crypto isakmp peer`, which has our identity too
    ident: Identification | None = None  # the peer's, once it has come
    own: Identification | None = None  # ours, where a later message needs it again
    sa_b: bytes = b""  # body of the initiator's SA payload
    answer: Sa = field(default_factory=lambda: Sa([]))  # the responder's choice, between comparing and answering
    key: KeyPair | None = None
    public_i: bytes = b""
    public_r: bytes = b""
    nonce_i: bytes = b""
    nonce_r: bytes = b""
    requests: list[bytes] = field(default_factory=list)  # names of the authorities that the peer believes
    shown: Shown | None = None  # certificates of the peer, until its proof has been looked at
    refused: bool = False  # they are not to be believed
    dying: list[IkeSa] = field(default_factory=list)  # brought down by an INITIAL-CONTACT, until the log has told it

    def take(self, initiator: bool, public: bytes, nonce: bytes) -> None:
        """The public value and the nonce of one end."""
        if initiator:
            self.public_i, self.nonce_i = public, nonce
        else:
            self.public_r, self.nonce_r = public, nonce


@dataclass(slots=True, eq=False)
class IkeSa:
    """An ISAKMP SA from its first message to the end of its 60 s as a deleted one."""

    serial: int  # unique on this device: names its timers
    local: int
    remote: int
    local_port: int
    remote_port: int
    initiator: bool
    cookie_i: bytes
    cookie_r: bytes
    pointer: int
    peer: Peer
    vrf: str = ""
    profile: str = ""
    service: int = PORT  # whose SA it is: ours, or a tenant's by its port
    aggressive: bool = False  # phase 1 is aggressive mode
    state: State = State.READY
    phase: Phase = Phase.MM_NO_STATE
    conn_id: int = 0
    deleted: bool = False
    exchange: Exchange | None = None  # while phase 1 is under way
    terms: Terms | None = None
    keys: Phase1Keys | None = None
    iv: bytes = b""  # last ciphertext block of phase 1
    last_sent: bytes = b""
    last_received: bytes = b""
    sent_at: float = 0.0
    errors: int = 0
    pending: list[SaWant] = field(default_factory=list)
    nodes: dict[int, Node] = field(default_factory=dict)
    # what the peer said about itself
    dpd: bool = False
    nat_t: bool = False
    ios: bool = False
    initial_contact: bool = False
    behind_nat: bool = False  # this node
    peer_behind_nat: bool = False
    identity: str = ""  # the peer's phase 1 identity
    identity_kind: int = 0  # and its type, wire.IdType
    begun_at: float = 0.0
    established_at: float = -1.0  # before: negative
    heard_at: float = 0.0
    answered: bool = False  # something came back, authentic or not
    # dead peer detection
    dpd_sequence: int = 0
    dpd_errors: int = 0
    dpd_waiting: bool = False
    dpd_asked_at: float = 0.0
    fragments: bool = False  # both ends take messages in pieces
    fragment_id: int = 0  # of the last message of ours that went so
    pieces: Pieces | None = None
    group: str = ""  # of clients, that the peer says it belongs to
    spared: bool = False  # its key says that it is not asked for a name
    invalid_spis: list[SaRef] = field(default_factory=list)  # to be told once phase 1 is up (invalid-spi-recovery)

    @property
    def phase1(self) -> Exchange:
        """The exchange under way."""
        assert self.exchange is not None
        return self.exchange

    @property
    def minor(self) -> str:
        """The event of a message of phase 1, in IOS's words."""
        return "IKE_AM_EXCH" if self.aggressive else "IKE_MM_EXCH"

    @property
    def established(self) -> bool:
        """Both ends are authenticated."""
        return self.state in UP and not self.deleted

    @property
    def ready(self) -> bool:
        """And nothing comes before quick mode."""
        return self.state is State.P1_COMPLETE and not self.deleted

    @property
    def aborted(self) -> bool:
        """Did its aggressive mode come to nothing?"""
        return self.aggressive and self.established_at < 0.0

    @property
    def nat(self) -> bool:
        """Is there a NAT at either end?"""
        return self.behind_nat or self.peer_behind_nat

    @property
    def cookies(self) -> bytes:
        return self.cookie_i + self.cookie_r

    @property
    def first_sequence(self) -> int:
        """Of dead peer detection: a random one (RFC 3706 section 7), as our cookie is."""
        own = self.cookie_i if self.initiator else self.cookie_r
        return int.from_bytes(own[:4], "big") & 0x7FFFFFFF

    @property
    def role(self) -> str:
        """I or R, as IOS prints it."""
        return "I" if self.initiator else "R"

    def told(self) -> SaTold:
        """As it is now, for an event."""
        return SaTold(
            self.conn_id, self.local, self.remote, self.local_port, self.remote_port, self.role, self.phase.value,
            self.pointer, self.peer.pointer,
        )  # fmt: skip
