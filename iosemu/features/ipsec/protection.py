"""Tunnel protection: a crypto socket per far end of a tunnel, host to host and GRE, or all traffic of an IPsec tunnel.

    TunnelDriver --- protect, accepts ---> ProtectionHead <--- open, close, state --- NHRP, or the point-to-point tunnel

A head serves one tunnel, or with `shared` all tunnels of one source address and one profile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from iosemu.device.events import AudienceGrew
from iosemu.device.interface import Interface
from iosemu.device.passage import Passage
from iosemu.device.vrf import Vrf
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.gre.model import IPIP, IPSEC
from iosemu.features.gre.sockets import SocketState
from iosemu.features.ipsec import events
from iosemu.features.ipsec.builtin import profile_named
from iosemu.features.ipsec.datapath import COMPLAINT_CLEAR
from iosemu.features.ipsec.flow import ANY, Candidate, Flow, host
from iosemu.features.ipsec.model import InterfaceMap, ProtectionConfig
from iosemu.features.ipsec.sadb import Sa
from iosemu.features.ipsec.transforms import Policy, policy_of
from iosemu.features.isakmp.kmi import Offer, Selector
from iosemu.types import InterfaceName, IPv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.features.ipsec.engine import IpsecEngine

REOPEN = 1.0  # seconds after which a socket that lost its SAs asks again


def map_on_source(iface: Interface, mode: str, source: InterfaceName | IPv4 | None) -> str | None:
    """An IPsec tunnel and a crypto map on the interface of its source exclude each other."""
    if mode != IPSEC or source is None:
        return None
    device = iface.device
    owner = device.interfaces.get(source) if isinstance(source, InterfaceName) else device.owner_of(iface.front, source)
    applied = owner.get(InterfaceMap) if owner is not None else None
    if owner is None or applied is None or not applied.name:
        return None
    return f'ERROR: Crypto Map "{applied.name}" is applied to {owner.text}, the source of {iface.text}.'


class ProtectionHead:
    """`tunnels` share its sockets; `clients` are those who asked for a socket, by far end."""

    def __init__(self, engine: IpsecEngine, profile: str, shared: bool, local: IPv4) -> None:
        self.engine = engine
        self.name = profile
        self.shared = shared
        self.local = local
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
        return bool(self.clients.get(flow.peer))

    def policy(self, flow: Flow) -> Policy | None:
        return self.current_policy()

    def current_policy(self) -> Policy | None:
        device = self.engine.host.device
        profile = profile_named(device, self.name)
        return policy_of(device, profile) if profile is not None else None

    def path(self, flow: Flow) -> tuple[Interface, int]:
        source = self.driver.source_iface
        iface = source if source is not None else self.interfaces[0]
        return iface, iface.ip_mtu

    @property
    def front(self) -> Vrf:
        return self.driver.front

    def seq(self, flow: Flow) -> int:
        return 65537 if self.driver.multipoint else 65536

    def installed(self, flow: Flow) -> None:
        current = flow.current
        for iface, driver in tuple(self.tunnels.items()):
            if driver.remote and current is not None:
                driver.crypto_mtu = self.engine.data.limit(flow, current)
                self.engine.host.device.paths_changed()
            self._tell(iface, driver, flow, True)

    def lost(self, flow: Flow) -> None:
        for iface, driver in tuple(self.tunnels.items()):
            if driver.remote:
                driver.crypto_mtu = None
                self.engine.host.device.paths_changed()
            self._tell(iface, driver, flow, False)
        if self.flows.get(flow.peer) is not flow:
            return
        if self.persistent(flow):
            self.engine.host.timer(("reopen", flow), REOPEN)
        else:
            del self.flows[flow.peer]
            self.engine.drop_flow(flow, tell=False)

    def _tell(self, iface: Interface, driver: TunnelDriver, flow: Flow, up: bool) -> None:
        if driver.remote and driver.remote != flow.peer:
            return
        self.engine.host.emit(events.SocketChanged(iface, flow.local, flow.peer, up))
        if driver.config.mode == IPSEC:
            iface.update_state()
        if up:
            self.engine.host.emit(AudienceGrew(iface))
        if driver.nhrp is not None:
            driver.nhrp.socket_changed(driver.iface, flow.peer, up)

    def gave_up(self, flow: Flow) -> None:
        if not self.persistent(flow) and not flow.pairs and self.flows.get(flow.peer) is flow:
            del self.flows[flow.peer]
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

    # flows

    def serves(self, iface: Interface, flow: Flow) -> bool:
        """Is it a socket of this tunnel (several may share the head)?"""
        return self.tunnels[iface].remote in (0, flow.peer)

    def selectors(self, peer: IPv4) -> tuple[Selector, Selector]:
        """The proxies (ours, theirs) of the socket to a far end."""
        mode = self.driver.config.mode
        if mode == IPSEC:
            return ANY, ANY
        protocol = ipv4.IPIP if mode == IPIP else ipv4.GRE
        return host(self.local, protocol), host(peer, protocol)

    def flow(self, peer: IPv4) -> Flow:
        """The socket to a far end, made if there is none."""
        found = self.flows.get(peer)
        if found is None:
            mine, theirs = self.selectors(peer)
            found = self.flows[peer] = self.engine.new_flow(self, self.local, peer, mine, theirs, None)
        return found

    # Protector

    def protect(self, passage: Passage, iface: Interface) -> Sequence[Passage]:
        driver = self.tunnels[iface]
        flow = self.flow(driver.remote if driver.config.mode == IPSEC else passage.packet.dst)
        return self.engine.data.protect(flow, passage, iface)

    def accepts(self, passage: Passage, iface: Interface) -> bool:
        origin, packet = passage.origin, passage.packet
        if isinstance(origin, Sa) and origin.pair.flow.head is self:
            return True
        self.engine.complain(events.NotIpsec(packet.src, packet.dst, packet.protocol, iface), COMPLAINT_CLEAR)
        return False

    def describe(self, iface: Interface) -> Sequence[str]:
        return (f'  Tunnel protection via IPSec (profile "{self.name}")',)

    def forbids(self, iface: Interface, mode: str, source: InterfaceName | IPv4 | None) -> str | None:
        return map_on_source(iface, mode, source)

    # Sockets

    def open(self, iface: Interface, nbma: IPv4) -> None:
        self.clients.setdefault(nbma, set()).add(iface)
        flow = self.flow(nbma)
        if flow.current is None:
            self.engine.want(flow)

    def close(self, iface: Interface, nbma: IPv4) -> None:
        clients = self.clients.get(nbma)
        if clients is None:
            return
        clients.discard(iface)
        if clients:
            return
        del self.clients[nbma]
        flow = self.flows.pop(nbma, None)
        if flow is not None:
            self.engine.drop_flow(flow)

    def state(self, iface: Interface, nbma: IPv4) -> SocketState:
        flow = self.flows.get(nbma)
        if flow is not None and flow.current is not None:
            return SocketState.UP
        return SocketState.IPSEC if self.engine.has_phase1(self.local, nbma) else SocketState.IKE

    def profile(self, iface: Interface) -> str:
        return self.name

    def session(self, iface: Interface, nbma: IPv4) -> Sequence[str]:
        from iosemu.features.ipsec.show_session import dmvpn_session

        flow = self.flows.get(nbma)
        return list(dmvpn_session(self.engine, iface, flow)) if flow is not None else ()

    def pending(self, iface: Interface) -> Sequence[Sequence[str]]:
        from iosemu.features.ipsec.show_session import dmvpn_session

        return [list(dmvpn_session(self.engine, iface, flow)) for flow in self.flows.values() if flow.current is None]


class Closed:
    """The protection of a tunnel that can have none now (it is down, its profile does not exist): nothing passes."""

    def __reduce__(self) -> str:
        return "CLOSED"  # there is one

    def protect(self, passage: Passage, iface: Interface) -> Sequence[Passage]:
        return ()

    def accepts(self, passage: Passage, iface: Interface) -> bool:
        return False

    def describe(self, iface: Interface) -> Sequence[str]:
        return (f'  Tunnel protection via IPSec (profile "{self.profile(iface)}")',)

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

    def session(self, iface: Interface, nbma: IPv4) -> Sequence[str]:
        return ()

    def pending(self, iface: Interface) -> Sequence[Sequence[str]]:
        return ()


CLOSED = Closed()


class ProtectionRegistry:
    """All heads, and which tunnel has which."""

    def __init__(self, engine: IpsecEngine) -> None:
        self.engine = engine
        self.heads: dict[Interface, ProtectionHead] = {}
        self._checking = False  # an IPsec tunnel is asked whether it could be up but for its SAs

    # the model and the world

    def configured(self, owner: object) -> None:
        if isinstance(owner, Interface):
            if owner.up and not owner.enabled:
                owner.update_state(admin=True)
            self._detach(owner)
            self.refresh(owner)

    def refresh_all(self) -> None:
        """A profile was made or removed."""
        for iface in tuple(self.engine.host.device.interfaces.values()):
            self.refresh(iface)

    def reset(self, iface: Interface) -> None:
        """The tunnel has another source, destination, mode or key: its sockets are void."""
        self._detach(iface)
        self.refresh(iface)

    def interface_changed(self, iface: Interface) -> None:
        self.refresh(iface)
        self._open_sockets()

    def routes_changed(self) -> None:
        self._open_sockets()

    def refresh(self, iface: Interface) -> None:
        """Make the protection of a tunnel agree with the model."""
        driver = iface.driver
        if not isinstance(driver, TunnelDriver):
            return
        wanted = self._wanted(iface)
        head = self.heads.get(iface)
        if head is not None and driver.protector is head and wanted == (head.name, head.shared, head.local):
            return
        self._detach(iface)
        if wanted is not None:
            self._attach(iface, driver, *wanted)
        else:
            self._close(iface, driver)

    def _close(self, iface: Interface, driver: TunnelDriver) -> None:
        """A tunnel that is to be protected and cannot be is shut to traffic; one that is not is open."""
        config = iface.get(ProtectionConfig)
        protector = CLOSED if config is not None and config.profile and not iface.removed else None
        # of a tunnel that is up NHRP must know that sockets are to be waited for
        sockets = protector if iface.up and driver.local else None
        if (driver.protector, driver.sockets) == (protector, sockets):
            return
        driver.protector, driver.sockets = protector, sockets
        self._follow(iface, driver)
        if iface.removed:
            return
        iface.update_state()
        if driver.nhrp is not None:
            driver.nhrp.protection_changed(iface)

    def _follow(self, iface: Interface, driver: TunnelDriver) -> None:
        """The line protocol of an IPsec tunnel follows its SAs."""
        if driver.protector is not None and driver.config.mode == IPSEC:
            driver.conditions["ipsec"] = self._condition
        else:
            driver.conditions.pop("ipsec", None)

    def _wanted(self, iface: Interface) -> tuple[str, bool, IPv4] | None:
        """(profile, shared, source address) if the tunnel is to be protected now."""
        config = iface.get(ProtectionConfig)
        driver = iface.driver
        if config is None or not config.profile or not isinstance(driver, TunnelDriver) or not iface.up:
            return None
        if not driver.remote and not driver.multipoint:
            return None
        if iface.removed or not driver.local or profile_named(self.engine.host.device, config.profile) is None:
            return None
        return config.profile, config.shared, driver.local

    def _attach(self, iface: Interface, driver: TunnelDriver, profile: str, shared: bool, local: IPv4) -> None:
        head = None
        if shared:
            alike = (other for other in self.heads.values() if other.shared and other.local == local)
            head = next((other for other in alike if other.name.lower() == profile.lower()), None)
        if head is None:
            head = ProtectionHead(self.engine, profile, shared, local)
        self.engine.isakmp.listen((head, iface))
        head.tunnels[iface] = driver
        self.heads[iface] = head
        driver.protector = head
        driver.sockets = head
        self._follow(iface, driver)
        if driver.config.mode == IPSEC:
            iface.update_state()
        self.engine.host.device.paths_changed()
        self._open_socket(iface, driver, head)
        if driver.nhrp is not None:
            driver.nhrp.protection_changed(iface)

    def _detach(self, iface: Interface) -> None:
        """Its head is gone; what comes after must follow at once."""
        head = self.heads.pop(iface, None)
        if head is None:
            return
        driver = head.tunnels[iface]
        if driver.protector is head:
            driver.protector, driver.sockets = CLOSED, None  # until it is known what comes after
            driver.crypto_mtu = None
        for nbma in tuple(head.clients):
            head.close(iface, nbma)
        if len(head.tunnels) == 1:
            flows = tuple(head.flows.values())
            head.flows.clear()
            for flow in flows:
                self.engine.drop_flow(flow)
        del head.tunnels[iface]
        self.engine.isakmp.unlisten((head, iface))
        self.engine.host.device.paths_changed()

    def _condition(self, iface: Interface) -> str | None:
        """Why an IPsec tunnel is down."""
        head = self.heads.get(iface)
        if self._checking:
            return None
        if head is None:
            return "no IPsec SA"
        flow = head.flows.get(head.tunnels[iface].remote)
        return None if flow is not None and flow.current is not None else "no IPsec SA"

    def _open_sockets(self) -> None:
        for iface, head in tuple(self.heads.items()):
            driver = head.tunnels[iface]
            if driver.remote and not head.clients.get(driver.remote):
                self._open_socket(iface, driver, head)

    def _open_socket(self, iface: Interface, driver: TunnelDriver, head: ProtectionHead) -> None:
        """A point-to-point tunnel that could carry traffic opens its one socket by itself."""
        if not driver.remote or not iface.up:
            return
        self._checking = True
        ready = driver.down_reason() is None
        self._checking = False
        if ready:
            head.open(iface, driver.remote)

    # offers

    def has_local(self, local: IPv4) -> bool:
        return any(head.local == local for head in self.heads.values())

    def candidates(self, offer: Offer) -> Iterator[Candidate]:
        """The heads whose sockets fit the offered proxies: those with that far end before multipoint ones."""
        exact: list[ProtectionHead] = []
        multipoint: list[ProtectionHead] = []
        for head in dict.fromkeys(self.heads.values()):
            if head.local != offer.local:
                continue
            if any(driver.remote == offer.remote for driver in head.tunnels.values()):
                exact.append(head)
            elif any(driver.multipoint for driver in head.tunnels.values()):
                multipoint.append(head)
        for head in exact + multipoint:
            policy = head.current_policy()
            mine, theirs = head.selectors(offer.remote)
            if policy is None or not _fits(offer, mine, theirs):
                continue
            if policy.isakmp_profile and policy.isakmp_profile != offer.isakmp_profile:
                continue
            seq = 65537 if head.driver.multipoint else 65536
            transport = head.driver.config.mode != IPSEC
            flow = head.flows.get(offer.remote)
            yield Candidate(head, flow, None, seq, policy, transport, mine, theirs)


def _fits(offer: Offer, mine: Selector, theirs: Selector) -> bool:
    """Proxies must be equal; behind NAT single hosts have other addresses than we see (RFC 3948 section 3.1.2)."""
    if not offer.nat or not mine.mask:
        return offer.local_proxy == mine and offer.remote_proxy == theirs
    pairs = ((offer.local_proxy, mine), (offer.remote_proxy, theirs))
    return all((got.mask, got.protocol, got.port) == (own.mask, own.protocol, own.port) for got, own in pairs)
