"""A flow: the traffic between two proxy identities with one peer, its counters and its SAs. IOS calls it an ident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from iosemu.features.ipsec.events import Ident
from iosemu.features.ipsec.transforms import Policy
from iosemu.features.keying.contract import Selector, subnet
from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf
    from iosemu.features.ipsec.model import Settings
    from iosemu.features.ipsec.sadb import Sa, SaPair

ANY = subnet(0, 0)


@dataclass(slots=True)
class Counters:
    """Packets of a flow, over all its SAs; `clear crypto sa counters` sets them to zero."""

    encaps: int = 0
    decaps: int = 0
    decrypted: int = 0
    verified: int = 0
    no_sa: int = 0  # to be sent, none there yet
    invalid_sa: int = 0  # received
    encaps_failed: int = 0
    decaps_failed: int = 0
    invalid_protocol: int = 0
    verify_failed: int = 0
    invalid_identity: int = 0
    invalid_length: int = 0
    rollover_out: int = 0
    rollover_in: int = 0
    replay_failed: int = 0
    compressed: int = 0
    not_compressed: int = 0  # too short
    compression_failed: int = 0  # would have become longer
    decompressed: int = 0
    not_decompressed: int = 0  # came as it was
    decompression_failed: int = 0

    @property
    def send_errors(self) -> int:
        return self.no_sa + self.encaps_failed + self.rollover_out

    @property
    def receive_errors(self) -> int:
        return (
            self.invalid_sa + self.decaps_failed + self.invalid_protocol + self.verify_failed + self.invalid_identity
            + self.invalid_length + self.rollover_in + self.replay_failed + self.decompression_failed
        )  # fmt: skip


class Head(Protocol):
    """Who owns flows: the protection of a tunnel (or of several shared ones), or a crypto map on an interface."""

    @property
    def tag(self) -> str:
        """`Crypto map tag`, e.g. ``Tunnel0-head-0``."""

    @property
    def interfaces(self) -> list[Interface]:
        """Where it works; the first is the one that shows name."""

    def persistent(self, flow: Flow) -> bool:
        """Does it want the flow's SAs without traffic (sockets), or only with it (crypto maps)?"""

    def can_ask(self, flow: Flow) -> bool:
        """May keys be asked for: is there anything beneath that could carry what they protect?"""

    def settings(self, flow: Flow) -> Settings | None:
        """What configures the flow now; None: nothing any more."""

    def policy(self, flow: Flow) -> Policy | None:
        """What to offer now, from the model; None: not allowed to ask."""

    def path(self, flow: Flow) -> tuple[Interface, int]:
        """The interface whose MTU limits the flow's datagrams, and that MTU, bytes."""

    @property
    def front(self) -> Vrf:
        """Where the sealed datagrams live."""

    def inside(self, flow: Flow, iface: Interface) -> str:
        """Name of the VRF of what is protected on one of its interfaces."""

    def seq(self, flow: Flow) -> int:
        """Sequence number of the map entry behind it."""

    def installed(self, flow: Flow) -> None:
        """The flow has an outbound SA now."""

    def lost(self, flow: Flow) -> None:
        """It has none any more."""

    def peer_name(self, flow: Flow) -> str:
        """What the flow's peer is called, where its address is to be looked up before it is asked; else ""."""

    def named(self, flow: Flow, name: str, address: IPv4) -> None:
        """The peer of that name has this address now."""

    def peer_changed(self, flow: Flow) -> None:
        """Another peer serves the flow."""

    def measured(self, flow: Flow) -> None:
        """Another length of datagrams fits its outbound SA now."""

    def gave_up(self, flow: Flow) -> None:
        """Two requests were not answered, or the peer is dead."""

    def adopt(self, local: IPv4, peer: IPv4, candidate: Candidate) -> Flow:
        """A peer's offer was accepted for which there is no flow yet: make it."""

    def deliver(self, sa: Sa, packet: ipv4.IPv4, iface: Interface) -> None:
        """A datagram came out of an SA of one of the flows; `iface` is where ESP came in."""

    def take(self, sa: Sa, src: IPv4, data: bytes, iface: Interface) -> bool:
        """`deliver` of a GRE packet of that source on bytes, by the fast path. False: not so, nothing was done."""


@dataclass(slots=True, eq=False)
class Flow:
    """`peer` is whom to ask; the SAs of another peer of a crypto map entry make that one current."""

    head: Head
    local: IPv4
    peer: IPv4
    local_proxy: Selector
    remote_proxy: Selector
    entry: object = None  # the crypto map entry it was made for
    counters: Counters = field(default_factory=Counters)
    pairs: list[SaPair] = field(default_factory=list)  # oldest first
    current: SaPair | None = None  # whose outbound SA is used
    requests: int = 0  # sent and not answered; 0: nothing pending
    session: int = 0  # number in debug lines
    idled: bool = False  # its last SAs were deleted because nothing used them
    alive: bool = True  # the engine knows it
    up_since: float | None = None
    used_at: float | None = None  # last packet sent or received
    heard_at: float | None = None
    sent_at: float | None = None
    limit: int = 0  # longest clear datagram that fits sealed, bytes; as of `epoch`
    epoch: int = -1
    path_mtu: int | None = None  # learnt of the way to the peer, bytes of sealed datagrams
    vrf: str = ""  # where its ends live
    reverse: object = None  # what `reverse-route` of its entry said when its SAs were made

    def told(self) -> Ident:
        """As it is now, for an event."""
        head = self.head
        ends, number = (self.local, self.peer, self.local_proxy, self.remote_proxy), head.seq(self)
        return Ident(*ends, self.session, head.tag, number, self.entry is not None)

    @property
    def clear(self) -> bool:
        """Is one direction only protected, and may the other pass as it is?"""
        return any(pair.made.clear for pair in self.pairs)

    @property
    def lenient(self) -> bool:
        """Does it take what comes in the clear?"""
        return any(pair.made.lenient for pair in self.pairs)

    @property
    def served(self) -> bool:
        """Has it the SAs that it needs?"""
        return self.current is not None or self.clear

    @property
    def active_sas(self) -> int:
        return sum(len(pair.sas) for pair in self.pairs)


@dataclass(slots=True)
class Candidate:
    """What may answer an offer: the owner, its flow if there is one already, and what it wants."""

    head: Head
    flow: Flow | None
    entry: object
    settings: Settings | None  # of the entry, or of the tunnel's profile
    seq: int
    policy: Policy
    transport: bool  # transport mode is possible for these proxies
    local_proxy: Selector
    remote_proxy: Selector


def ports_of(packet: ipv4.IPv4) -> tuple[int, int]:
    """(source, destination) port of a TCP or UDP datagram, zeros for others."""
    if packet.protocol not in (ipv4.TCP, ipv4.UDP) or len(packet.payload) < 4:
        return 0, 0
    return int.from_bytes(packet.payload[:2], "big"), int.from_bytes(packet.payload[2:4], "big")
