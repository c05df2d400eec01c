"""Tunnel protection: a crypto socket per far end of a tunnel, host to host and GRE, or all traffic of an IPsec tunnel.

    TunnelDriver --- protect, accepts ---> ProtectionHead <--- open, close, state --- NHRP, or the point-to-point tunnel

A head serves one tunnel, or with `shared` all tunnels of one source address and one profile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from iosemu.device.events import AudienceGrew
from iosemu.device.interface import Interface
from iosemu.device.passage import Passage
from iosemu.device.vrf import Vrf
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.gre.model import BARE, IPSEC
from iosemu.features.gre.sockets import SocketState
from iosemu.features.ipsec import events
from iosemu.features.ipsec.builtin import profile_named
from iosemu.features.ipsec.datapath import COMPLAINT_CLEAR
from iosemu.features.ipsec.flow import ANY, Candidate, Flow
from iosemu.features.ipsec.model import InterfaceMap, IpsecProfile, ProtectionConfig
from iosemu.features.ipsec.sadb import Sa
from iosemu.features.ipsec.transforms import Policy, plaintext_mtu, policy_of
from iosemu.features.keying.contract import SaOffer, Selector, subnet
from iosemu.features.keying.events import SocketChanged
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.features.ipsec.engine import IpsecEngine

REOPEN = 1.0  # seconds after which a socket that lost its SAs asks again


def source_of(iface: Interface, mode: str, source: InterfaceName | IPv4 | None) -> Interface | None:
    """The interface that an IPsec tunnel's datagrams are sent from."""
    if mode != IPSEC or source is None:
        return None
    device = iface.device
    return device.interfaces.get(source) if isinstance(source, InterfaceName) else device.owner_of(iface.front, source)


def map_on_source(iface: Interface, mode: str, source: InterfaceName | IPv4 | None) -> str | None:
    """An IPsec tunnel and a crypto map on the interface of its source exclude each other."""
    owner = source_of(iface, mode, source)
    applied = owner.get(InterfaceMap) if owner is not None else None
    if owner is None or applied is None or not applied.name:
        return None
    return f'ERROR: Crypto Map "{applied.name}" is applied to {owner.text}, the source of {iface.text}.'


@dataclass(slots=True, frozen=True)
class Terms:
    """How a tunnel is to be protected. `acl`: the list of an IPsec tunnel's policy, "" for all traffic."""

    profile: str
    shared: bool
    local: IPv4  # its source address
    isakmp_profile: str = ""
    acl: str = ""


class ProtectionHead:
    """`tunnels` share its sockets; `clients` are those who asked for a socket, by far end."""

    def __init__(self, engine: IpsecEngine, terms: Terms) -> None:
        self.engine = engine
        self.terms = terms
        self.name = terms.profile
        self.shared = terms.shared
        self.local = terms.local
        self.tunnels: dict[Interface, TunnelDriver] = {}
        self.flows: dict[IPv4, Flow] = {}  # by far end
        self.clients: dict[IPv4, set[Interface]] = {}

    # Head

    @property
    def tag(self) -> str:
        return f"{self.name}-head-1-IPv4" if self.shared else f"{self.interfaces[0].text}-head-0"

    @property
    def interfaces(self) -> list[Interface]:
        return list(self.tunnels)

    @property
    def driver(self) -> TunnelDriver:
        return next(iter(self.tunnels.values()))

    def persistent(self, flow: Flow) -> bool:
        return bool(self.clients.get(flow.peer)) and self.can_ask(flow)

    def can_ask(self, flow: Flow) -> bool:
        return any(driver.grounded for iface, driver in self.tunnels.items() if self.serves(iface, flow))

    def settings(self, flow: Flow) -> IpsecProfile | None:
        return self.profile_now

    @property
    def profile_now(self) -> IpsecProfile | None:
        """The profile as it is configured."""
        return profile_named(self.engine.host.device, self.name)

    def policy(self, flow: Flow) -> Policy | None:
        return self.current_policy()

    def current_policy(self) -> Policy | None:
        profile = self.profile_now
        if profile is None:
            return None
        found = policy_of(self.engine.host.device, profile)
        found.isakmp_profile = self.terms.isakmp_profile or found.isakmp_profile
        return found

    def path(self, flow: Flow) -> tuple[Interface, int]:
        source = self.driver.source_iface
        iface = source if source is not None else self.interfaces[0]
        return iface, iface.ip_mtu

    @property
    def front(self) -> Vrf:
        return self.driver.front

    def receives(self, offer: SaOffer) -> bool:
        """Was the offer made to this head's end?"""
        return (self.front.name, self.local) == (offer.vrf, offer.local)

    def inside(self, flow: Flow, iface: Interface) -> str:
        return iface.vrf.name

    def seq(self, flow: Flow) -> int:
        return 65537 if self.driver.multipoint else 65536

    def installed(self, flow: Flow) -> None:
        self.measured(flow)
        for iface, driver in tuple(self.tunnels.items()):
            self._tell(iface, driver, flow, True)

    def peer_name(self, flow: Flow) -> str:
        return ""

    def named(self, flow: Flow, name: str, address: IPv4) -> None:
        """Far ends are addresses."""

    def peer_changed(self, flow: Flow) -> None:
        """The far end of a tunnel is its peer: there is no other."""

    def measured(self, flow: Flow) -> None:
        current = flow.current
        for driver in self.tunnels.values():
            if driver.remote == flow.peer and current is not None:
                self.fit(driver, [flow])

    def fit(self, driver: TunnelDriver, flows: Sequence[Flow]) -> None:
        """A tunnel takes what fits the SAs of all these flows."""
        device, paths = self.engine.host.device, self.engine.paths
        sure = device.software.tunnel_mtu_pads_most
        made = [(paths.of(flow), flow.current.made.proposal) for flow in flows if flow.current is not None]
        fits = [(plaintext_mtu(proposal, path, sure), path) for path, proposal in made]
        if fits:
            driver.crypto_mtu, path = min(fits)
            driver.crypto_overhead = path - driver.crypto_mtu
            device.paths_changed()

    def lost(self, flow: Flow) -> None:
        for iface, driver in tuple(self.tunnels.items()):
            if driver.remote == flow.peer:
                self._unmeasured(driver)
            self._tell(iface, driver, flow, False)
        key = self.place(flow)
        if key is None:
            return
        if self.persistent(flow):
            self.engine.host.after(REOPEN, self.engine.asking.open, flow)
        else:
            del self.flows[key]
            self.engine.drop_flow(flow, tell=False)

    def _unmeasured(self, driver: TunnelDriver) -> None:
        """No SA to its far end says any more what fits."""
        driver.crypto_mtu, driver.crypto_overhead = None, 0
        self.engine.host.device.paths_changed()

    def _tell(self, iface: Interface, driver: TunnelDriver, flow: Flow, up: bool) -> None:
        if driver.remote and driver.remote != flow.peer:
            return
        self.engine.host.emit(SocketChanged(iface.name, flow.local, flow.peer, up))
        if driver.config.mode == IPSEC:
            iface.update_state()
        if up:
            self.engine.host.emit(AudienceGrew(iface.name))
        if driver.nhrp is not None:
            driver.nhrp.socket_changed(driver.iface, flow.peer, up)

    def gave_up(self, flow: Flow) -> None:
        key = self.place(flow)
        if key is not None and not self.persistent(flow) and not flow.pairs:
            del self.flows[key]
            self.engine.drop_flow(flow)

    def adopt(self, local: IPv4, peer: IPv4, candidate: Candidate) -> Flow:
        return self.flow(peer)

    def deliver(self, sa: Sa, packet: ipv4.IPv4, iface: Interface) -> None:
        driver = self.driver
        if driver.config.mode != IPSEC:
            self.engine.host.device.ip.receive(packet, iface, sa)
            return
        tunnel = driver.iface  # there it is a datagram like any other
        counters = tunnel.counters
        counters.in_packets += 1
        counters.in_bytes += packet.length
        counters.last_input = self.engine.host.now
        driver.deliver(packet)

    def take(self, sa: Sa, src: IPv4, data: bytes, iface: Interface) -> bool:
        flow, device = sa.pair.flow, self.engine.host.device
        if sa.tunnel or src != flow.peer or sa.dst != flow.local or flow.local_proxy.protocol != ipv4.GRE:
            return False
        driver = self.driver.engine.plain(data, iface.vrf, src, sa.dst)
        if driver is None or driver.protector is not self:
            return False
        self.engine.data.heard(sa)
        device.ip.stats.received += 1
        device.ip.stats.local += 1
        driver.receive_plain(data)
        return True

    # flows

    def serves(self, iface: Interface, flow: Flow) -> bool:
        """Is it a socket of this tunnel (several may share the head)?"""
        return self.tunnels[iface].remote in (0, flow.peer)

    def selectors(self, peer: IPv4) -> tuple[Selector, Selector]:
        """The proxies (ours, theirs) of the socket to a far end."""
        mode = self.driver.config.mode
        if mode == IPSEC:
            return ANY, ANY
        protocol = BARE.get(mode, ipv4.GRE)
        return subnet(self.local, protocol=protocol), subnet(peer, protocol=protocol)

    def place(self, flow: Flow) -> int | None:
        """Where it stands among the flows; None: it has gone."""
        return flow.peer if self.flows.get(flow.peer) is flow else None

    def socket(self, peer: IPv4) -> Flow | None:
        """The flow that says whether a far end can be reached; None: there is none to it."""
        return self.flows.get(peer)

    def answers(self, offer: SaOffer) -> Iterator[tuple[Flow | None, Selector, Selector]]:
        """The flows, made or not, that the offered proxies fit, with its own."""
        mine, theirs = self.selectors(offer.remote)
        if fits(offer, mine, theirs):
            yield self.flows.get(offer.remote), mine, theirs

    def flow(self, peer: IPv4) -> Flow:
        """The socket to a far end, made if there is none."""
        found = self.flows.get(peer)
        if found is None:
            mine, theirs = self.selectors(peer)
            found = self.flows[peer] = self.engine.new_flow(self, self.local, peer, mine, theirs, None)
        return found

    def sync(self) -> None:
        """The profile, or a list, may be another."""

    def close_routes(self) -> None:
        """The last tunnel has gone: so do its routes."""

    # Protector

    def ready(self, nbma: IPv4, iface: Interface) -> bool:
        flow = self.socket(nbma)
        return flow is not None and flow.current is not None

    def refuse(self, nbma: IPv4, iface: Interface) -> None:
        self.engine.data.no_sa_yet(self.flow(nbma))

    def seal(self, nbma: IPv4, protocol: int, payload: bytes, room: int, whole: bool) -> tuple[int, bytes] | None:
        flow = self.flows.get(nbma)
        return self.engine.data.wrap(flow, protocol, payload, room) if flow is not None and not whole else None

    def protect(self, passage: Passage, iface: Interface) -> Sequence[Passage]:
        driver = self.tunnels[iface]
        flow = self.flow(driver.remote if driver.config.mode == IPSEC else passage.packet.dst)
        return self.engine.data.protect(flow, passage, iface)

    def accepts(self, passage: Passage, iface: Interface) -> bool:
        origin, packet = passage.origin, passage.packet
        if isinstance(origin, Sa) and origin.pair.flow.head is self:
            return True
        event = events.NotIpsec(passage.vrf.name, packet.src, packet.dst, packet.protocol, iface.name)
        self.engine.complain(event, COMPLAINT_CLEAR)
        return False

    def forbids(self, iface: Interface, mode: str, source: InterfaceName | IPv4 | None) -> str | None:
        return map_on_source(iface, mode, source)

    # Sockets

    def open(self, iface: Interface, nbma: IPv4) -> None:
        self.clients.setdefault(nbma, set()).add(iface)
        flow = self.flow(nbma)
        if flow.current is None:
            self.engine.asking.want(flow)

    def close(self, iface: Interface, nbma: IPv4) -> None:
        clients = self.clients.get(nbma)
        if clients is None:
            return
        clients.discard(iface)
        if clients:
            return
        del self.clients[nbma]
        self.drop(self._unwanted(nbma))

    def drop(self, places: Collection[int]) -> None:
        """These flows are gone, before the first of their peers hears of it."""
        for flow in [self.flows.pop(place) for place in places]:
            self.engine.drop_flow(flow)

    def _unwanted(self, nbma: IPv4) -> Collection[int]:
        """The places of the flows that go with the last client of a far end."""
        return (nbma,) if nbma in self.flows else ()

    def state(self, iface: Interface, nbma: IPv4) -> SocketState:
        flow = self.socket(nbma)
        if flow is not None and flow.current is not None:
            return SocketState.UP
        return SocketState.IPSEC if self.engine.desk.has_phase1(self.front.name, self.local, nbma) else SocketState.IKE

    def profile(self, iface: Interface) -> str:
        return self.name


def fits(offer: SaOffer, mine: Selector, theirs: Selector) -> bool:
    """Proxies must be equal; behind NAT single hosts have other addresses than we see (RFC 3948 section 3.1.2)."""
    if not offer.nat or not mine.mask:
        return (offer.mine, offer.theirs) == ((mine,), (theirs,))
    pairs = ((offer.mine[0], mine), (offer.theirs[0], theirs))
    return all((got.mask, got.protocol, got.port) == (own.mask, own.protocol, own.port) for got, own in pairs)


class Closed:
    """The protection of a tunnel that can have none now (it is down, its profile does not exist): nothing passes."""

    def __reduce__(self) -> str:
        return "CLOSED"  # there is one

    def ready(self, nbma: IPv4, iface: Interface) -> bool:
        return False

    def refuse(self, nbma: IPv4, iface: Interface) -> None:
        """Nobody is asked."""

    def seal(self, nbma: IPv4, protocol: int, payload: bytes, room: int, whole: bool) -> tuple[int, bytes] | None:
        return None

    def protect(self, passage: Passage, iface: Interface) -> Sequence[Passage]:
        return ()

    def accepts(self, passage: Passage, iface: Interface) -> bool:
        return False

    def forbids(self, iface: Interface, mode: str, source: InterfaceName | IPv4 | None) -> str | None:
        return map_on_source(iface, mode, source)

    def open(self, iface: Interface, nbma: IPv4) -> None:
        """No socket can be had."""

    def close(self, iface: Interface, nbma: IPv4) -> None:
        """There is none."""

    def state(self, iface: Interface, nbma: IPv4) -> SocketState:
        return SocketState.IKE

    def profile(self, iface: Interface) -> str:
        return iface[ProtectionConfig].profile


CLOSED = Closed()
