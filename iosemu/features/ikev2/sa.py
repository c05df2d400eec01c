"""The state of an IKE SA, of the exchanges under it, and of its children."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto.dh import KeyPair
from iosemu.crypto.ikev2 import Keys, Suite
from iosemu.features.ikev2.events import OneSa
from iosemu.features.ikev2.model import AuthorPolicy
from iosemu.features.ikev2.states import Purpose, State
from iosemu.features.keying.contract import Proposal, SaSet, SaWant
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, Prefix
from iosemu.wire import ikev2 as wire

if TYPE_CHECKING:
    from iosemu.features.ikev2.certificates import Shown


@dataclass(slots=True, eq=False)
class Negotiation:
    """A child, or the successor of the IKE SA, while CREATE_CHILD_SA (or IKE_AUTH) makes it."""

    want: SaWant | None = None
    others: list[SaWant] = field(default_factory=list)  # same traffic, asked for meanwhile
    wanted: list[Proposal] = field(default_factory=list)
    offered: list[wire.Proposal] = field(default_factory=list)
    spi: int = 0  # ours, of ESP or AH
    new_spi: bytes = b""  # ours, of the new IKE SA
    key: KeyPair | None = None
    group: int = 0
    nonce: bytes = b""  # ours
    tunnel: bool = True
    replaces: int = 0  # inbound SPI of the child that it renews
    rival: tuple[bytes, object] | None = None  # the peer renewed the same: its lower nonce, and what came of it


@dataclass(slots=True, eq=False)
class Request:
    """One of ours that waits for its answer, or for the window."""

    purpose: Purpose
    exchange: int
    payloads: list[wire.Payload]
    message_id: int = -1
    sent: list[bytes] = field(default_factory=list)  # the datagrams, for repeating
    tries: int = 0
    negotiation: Negotiation | None = None
    spis: tuple[int, ...] = ()  # inbound ones that it deletes


@dataclass(slots=True)
class Partial:
    """Fragments of a message."""

    total: int
    first: int = 0  # kind of the first payload inside
    parts: dict[int, bytes] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Child:
    """A pair of IPsec SAs."""

    made: SaSet
    nonce: bytes = b""  # the lower of both, for collisions

    @property
    def spi_in(self) -> int:
        return self.made.spi_in

    @property
    def spi_out(self) -> int:
        return self.made.spi_out


@dataclass(slots=True)
class Given:
    """What configuration payloads brought, and what hangs on it."""

    policy: AuthorPolicy | None = None  # whose word counts
    tunnel: InterfaceName | None = None  # the interface that routes lead into
    pool: str = ""  # that the peer's address is from
    address: int | None = None  # the peer's
    pushed: int | None = None  # ours, by the peer
    netmask: int = 0
    dns: list[int] = field(default_factory=list)
    wins: list[int] = field(default_factory=list)
    domain: str = ""
    banner: str = ""
    version: str = ""  # of the peer's software
    remote: list[Prefix] = field(default_factory=list)  # subnets that the peer told
    routes: list[Prefix] = field(default_factory=list)  # that are in the table


@dataclass(slots=True)
class Opening:
    """What the first two exchanges need, and nothing after them."""

    offered: list[wire.Proposal] = field(default_factory=list)
    key: KeyPair | None = None
    nonce_i: bytes = b""
    nonce_r: bytes = b""
    first_i: bytes = b""  # the first messages as they travelled
    first_r: bytes = b""
    cookie: bytes = b""
    tried: list[int] = field(default_factory=list)  # groups, with INVALID_KE_PAYLOAD
    negotiation: Negotiation | None = None  # of the first child
    authorities: list[bytes] = field(default_factory=list)  # whom the peer believes: hashes of keys
    shown: Shown | None = None  # what the peer has shown


@dataclass(slots=True, eq=False)
class IkeSa:
    """An IKE SA from its first message to its end."""

    serial: int  # unique on this device
    local: int
    remote: int
    local_port: int
    remote_port: int
    initiator: bool
    spi_i: bytes
    spi_r: bytes
    conn_id: int  # Tunnel-id
    session_id: int
    vrf: str = ""
    engine_id: int = 0  # CE id; that of one that took over from another is 0
    profile: str = ""
    policy: str = ""
    state: State = State.I_WAIT_INIT
    opening: Opening | None = None
    suite: Suite | None = None
    keys: Keys | None = None
    signed: str = ""  # how we proved ourselves: PSK
    verified: str = ""  # how the peer did
    lifetime: int = 86400
    begun_at: float = 0.0
    established_at: float = -1.0  # before: negative
    heard_at: float = 0.0
    local_id: str = ""
    identity: str = ""  # the peer's
    shown: tuple[bytes, ...] = ()  # the certificates that it was believed for
    identity_kind: int = 0
    initial_contact: bool = False
    behind_nat: bool = False
    peer_behind_nat: bool = False
    fragments: bool = False  # both ends can
    cisco: bool = False
    # messages
    next_out: int = 0
    next_in: int = 0
    window: int = 1  # how many requests the peer takes at once
    out: dict[int, Request] = field(default_factory=dict)
    queue: list[Request] = field(default_factory=list)
    answers: dict[int, list[bytes]] = field(default_factory=dict)
    partial: dict[tuple[bool, int], Partial] = field(default_factory=dict)
    # children
    pending: list[SaWant] = field(default_factory=list)
    children: dict[int, Child] = field(default_factory=dict)  # by inbound SPI
    successor: IkeSa | None = None  # it was rekeyed
    rekeying: bool = False
    access: InterfaceName | None = None  # cloned for the peer
    given: Given = field(default_factory=Given)

    @property
    def begins(self) -> Opening:
        """The first exchanges, while they go on."""
        assert self.opening is not None
        return self.opening

    @property
    def spi(self) -> bytes:
        """Ours."""
        return self.spi_i if self.initiator else self.spi_r

    @property
    def peer_spi(self) -> bytes:
        return self.spi_r if self.initiator else self.spi_i

    @property
    def established(self) -> bool:
        return self.state is State.READY

    @property
    def nat(self) -> bool:
        return self.behind_nat or self.peer_behind_nat

    def told(self) -> OneSa:
        """As it is now, for an event."""
        return OneSa(
            self.conn_id, self.session_id, self.local, self.remote, self.local_port, self.remote_port, self.initiator,
            int.from_bytes(self.spi_i, "big"), int.from_bytes(self.spi_r, "big"), self.state, self.vrf,
        )  # fmt: skip
