"""NHRP of a router: its tunnels, the packets that come in, and what configuration and lower layers tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.engine import Engine, Host
from iosemu.device.events import LeavesVrf, LineProtocol
from iosemu.device.interface import Interface
from iosemu.features.gre.access import Ends
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.gre.events import TunnelEnding, TunnelReset
from iosemu.features.nhrp import NHRP, events
from iosemu.features.nhrp.cache import Entry, Kind
from iosemu.features.nhrp.client import Client
from iosemu.features.nhrp.conditions import Conditions
from iosemu.features.nhrp.debug import FLAGS
from iosemu.features.nhrp.inbox import Inbox
from iosemu.features.nhrp.liveness import Liveness
from iosemu.features.nhrp.model import NhrpConfig
from iosemu.features.nhrp.resolution import REFRESH_BEFORE, Resolution
from iosemu.features.nhrp.server import Server
from iosemu.features.nhrp.shortcuts import Shortcuts
from iosemu.features.nhrp.tunnel import IF_STATE_REASON, NhrpTunnel, here_of
from iosemu.types import InterfaceName, IPv4, Prefix
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.vrf import Vrf

SOCKET_SETTLES = 0.001  # seconds from a crypto socket coming up to its use: the peer's must be up, too
SOCKET_LINGER = 120.0  # seconds from the last entry of an NBMA peer to its crypto socket being closed


class NhrpEngine(Engine):
    """`tunnels` holds the interfaces with a network identifier."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.tunnels: dict[InterfaceName, NhrpTunnel] = {}
        self.client = Client(self)
        self.server = Server(self)
        self.resolution = Resolution(self)
        self.shortcuts = Shortcuts(self)
        self.liveness = Liveness(self)
        self.inbox = Inbox(self)
        self.conditions = Conditions()  # of the debug lines
        self._request_id = 0

    def start(self) -> None:
        bus = self.host.device.bus
        bus.listen(LineProtocol, self._line)
        bus.listen(TunnelEnding, self._ending)
        bus.listen(LeavesVrf, self._ending)
        bus.listen(TunnelReset, self._reset)
        keeps = self.conditions.keeps
        for flag in FLAGS:
            self.host.device.debug.filters[flag.name] = keeps
        for iface in list(self.host.device.interfaces.values()):
            if iface.get(NhrpConfig) is not None:
                self._configure(iface)

    def stop(self) -> None:
        self.tunnels.clear()

    def new_request_id(self) -> int:
        self._request_id = self._request_id + 1 & 0xFFFFFFFF
        return self._request_id

    def jittered(self, interval: float) -> float:
        """The real wait, seconds, where `interval` is told: up to a quarter shorter (measured on IOL 17.15)."""
        return interval * self.host.rng.uniform(0.75, 1.0)

    # configuration and interfaces

    def changed(self, change: Change) -> None:
        iface = change.owner
        if not isinstance(iface, Interface) or change.record is not NhrpConfig:
            return
        field = change.path[0]
        tunnel = self.tunnels.get(iface.name)
        if tunnel is not None and field == "network_id" and change.new is not None:
            self._halt(tunnel)
        self._configure(iface)
        tunnel = self.tunnels.get(iface.name)
        if tunnel is not None and field == "shortcut":
            self._shortcut_switched(tunnel)

    def interface_changed(self, iface: Interface) -> None:
        if iface.removed:
            tunnel = self.tunnels.get(iface.name)
            if tunnel is not None and tunnel.iface is iface:
                self._close(tunnel)
        elif iface.name in self.tunnels:
            self._configure(iface)
        self._look_beneath()

    def routes_changed(self) -> None:
        self._look_beneath()
        self.shortcuts.routes_changed()

    def _look_beneath(self) -> None:
        """A line that NHRP itself holds down does not tell when what is beneath it comes or goes."""
        for tunnel in list(self.tunnels.values()):
            if tunnel.config.if_state and tunnel.usable != tunnel.can_run():
                self._configure(tunnel.iface)

    def _configure(self, iface: Interface) -> None:
        """Make the state of one interface agree with its model."""
        config, driver = iface[NhrpConfig], iface.driver
        tunnel = self.tunnels.get(iface.name)
        if not isinstance(driver, TunnelDriver):
            return
        self._if_state(iface, config, driver)
        if config.network_id is None:
            if tunnel is not None and self._close(tunnel):
                self.host.emit(events.NetworkIdChanged(tunnel.here, tunnel.network_id, False))
            driver.nhrp = self  # it tells what sockets do
            return
        if tunnel is None or tunnel.driver is not driver:
            if tunnel is not None:
                tunnel.host.stop()
            tunnel = self.tunnels[iface.name] = NhrpTunnel(self, iface, driver, config)
            driver.resolver = driver.nhrp = self
            self.host.emit(events.NetworkIdChanged(tunnel.here, config.network_id, True))
        tunnel.network_id = config.network_id
        if tunnel.known_as != (tunnel.address, driver.local):
            self._set_usable(tunnel, False)  # our own addresses are others: nobody knows us by them
            tunnel.known_as = (tunnel.address, driver.local)
        self.shortcuts.watch(tunnel, config.redirect)
        self.client.configure(tunnel)
        self.sync_static(tunnel)
        tunnel.refresh_multicast()
        self._set_usable(tunnel, tunnel.can_run())

    def _if_state(self, iface: Interface, config: NhrpConfig, driver: TunnelDriver) -> None:
        if config.if_state and "nhrp" not in driver.conditions:
            driver.conditions["nhrp"] = self._if_state_reason
            iface.update_state()
        elif not config.if_state and driver.conditions.pop("nhrp", None) is not None:
            iface.update_state()

    def _if_state_reason(self, iface: Interface) -> str | None:
        tunnel = self.tunnels.get(iface.name)
        if tunnel is None or any(nhs.responding for nhs in tunnel.nhss.values()):
            return None
        return IF_STATE_REASON

    def receive(self, payload: bytes, nbma: IPv4, iface: Interface) -> bool:
        """An NHRP packet came through the tunnel from this NBMA address. False: NHRP does not run there."""
        if iface.name not in self.tunnels:
            return False
        self.inbox.receive(payload, nbma, iface)
        return True

    def _close(self, tunnel: NhrpTunnel) -> bool:
        """NHRP ends there. False: it has ended meanwhile (`if-state nhrp`: its line goes down and asks)."""
        self._set_usable(tunnel, False, events.Reason.PROHIBITED)
        for entry in list(tunnel.cache):
            self.remove(tunnel, entry, events.Reason.PROHIBITED)
        driver = tunnel.driver
        for nbma in list(tunnel.unused):  # nobody will be here when their timers go off
            self._close_socket(tunnel, nbma)
        driver.resolver = driver.nhrp = None
        driver.multicast_nbmas = ()
        self.shortcuts.watch(tunnel, False)
        tunnel.host.stop()
        return self.tunnels.pop(tunnel.iface.name, None) is not None

    def _line(self, event: LineProtocol) -> None:
        """Before the layers beneath hear of it: first the peers go, then their sockets."""
        tunnel = self.tunnels.get(event.iface)
        iface = self.host.device.interfaces.get(event.iface)
        if tunnel is not None and tunnel.iface is iface and not tunnel.can_run():
            self._set_usable(tunnel, False)

    def _ending(self, event: TunnelEnding | LeavesVrf) -> None:
        """Source, destination, mode or VRF of a tunnel changed: all that was learnt through it is void."""
        tunnel = self.tunnels.get(event.iface)
        if tunnel is not None:
            self._set_usable(tunnel, False)

    def _reset(self, event: TunnelReset) -> None:
        iface = self.host.device.interfaces.get(event.iface)
        if iface is not None and event.iface in self.tunnels:
            self._configure(iface)

    def _halt(self, tunnel: NhrpTunnel) -> None:
        """All peers are given up, their crypto sockets too: that is how they notice."""
        nbmas = tunnel.cache.nbmas()
        self._set_usable(tunnel, False)
        for nbma in nbmas:
            self._close_socket(tunnel, nbma)

    def _set_usable(self, tunnel: NhrpTunnel, usable: bool, reason: events.Reason = events.Reason.EXTERNAL) -> None:
        if tunnel.usable == usable:
            return
        self.host.emit(events.InterfaceUsable(tunnel.here, usable))
        if usable:
            tunnel.stats.ups += 1
            tunnel.usable = True
            for entry in list(tunnel.cache):
                if entry.kind is Kind.STATIC and entry.nbma is not None:
                    if not entry.server:
                        self.host.emit(events.PeerUp(tunnel.here, entry.next_hop, entry.nbma))
                    tunnel.open_socket(entry.nbma)
            self.client.tunnel_up(tunnel)
            return
        tunnel.stats.downs += 1
        self.client.tunnel_down(tunnel, reason)
        for entry in list(tunnel.cache):
            if entry.kind is not Kind.STATIC:
                self.remove(tunnel, entry, reason, close=True)
            elif entry.nbma is not None:
                tunnel.mark(entry, False)
                if not entry.server:
                    self.host.emit(events.PeerDown(tunnel.here, entry.next_hop, entry.nbma, reason))
        tunnel.usable = False
        self.resolution.forget(tunnel)
        tunnel.redirects.clear()
        tunnel.dynamic_multicast.clear()
        tunnel.refresh_multicast()

    def _shortcut_switched(self, tunnel: NhrpTunnel) -> None:
        for nbma in tunnel.cache.nbmas():
            if tunnel.shortcut:
                self.shortcuts.install(tunnel, nbma)
            else:
                for entry in tunnel.cache.by_nbma(nbma):
                    self.shortcuts.remove(tunnel, entry)

    def sync_static(self, tunnel: NhrpTunnel) -> None:
        """Static entries: maps, NHSs with an NBMA address, and the far end of a point-to-point tunnel."""
        wanted: dict[Prefix, tuple[IPv4, IPv4]] = {}  # target -> (next hop, NBMA)
        for target, static in tunnel.config.maps.items():
            wanted[Prefix.of(target, static.length)] = (target, static.nbma)
        for state in tunnel.nhss.values():
            if state.address is not None and state.nbma is not None:
                wanted.setdefault(Prefix(state.address, 32), (state.address, state.nbma))
        for entry in list(tunnel.cache):
            if entry.kind is Kind.STATIC and (wanted.get(entry.target) or (0, 0))[1] != entry.nbma:
                self._serves(tunnel, entry, False)
                if tunnel.usable:
                    nbma = entry.nbma or 0
                    self.host.emit(events.PeerDown(tunnel.here, entry.next_hop, nbma, events.Reason.PROHIBITED))
                self.remove(tunnel, entry, events.Reason.PROHIBITED, close=True)
        servers = {state.address for state in tunnel.nhss.values()}
        for target_prefix, (next_hop, nbma) in wanted.items():
            old = tunnel.cache.get(target_prefix)
            if old is not None and old.kind is Kind.STATIC:
                self._serves(tunnel, old, old.next_hop in servers)
                continue
            if old is not None:
                self.remove(tunnel, old, events.Reason.PROHIBITED)
            entry = Entry(target_prefix, next_hop, Kind.STATIC, nbma, self.host.now)
            tunnel.store(entry)
            if tunnel.usable:
                self.host.emit(events.PeerUp(tunnel.here, next_hop, nbma))
            self._serves(tunnel, entry, next_hop in servers)
            if tunnel.usable:
                tunnel.open_socket(nbma)

    def _serves(self, tunnel: NhrpTunnel, entry: Entry, server: bool) -> None:
        """A static entry counts as a next hop peer, but while it is that of a next hop server."""
        if entry.server == server:
            return
        entry.server = server
        if not tunnel.usable or entry.nbma is None:
            return
        if server:
            self.host.emit(events.PeerDown(tunnel.here, entry.next_hop, entry.nbma, events.Reason.PROHIBITED))
        else:
            self.host.emit(events.PeerUp(tunnel.here, entry.next_hop, entry.nbma))

    # entries

    def remove(
        self, tunnel: NhrpTunnel, entry: Entry, reason: events.Reason,
        detail: events.Detail = events.Detail.NO_ERROR, close: bool = False,
    ) -> None:  # fmt: skip
        """Take an entry out of the cache, with all that hangs on it; `close`: its crypto socket does not wait."""
        if not tunnel.cache.remove(entry):
            return
        self.liveness.end(tunnel, entry)
        for method in (self.expire, self.resolution.refresh):
            tunnel.host.cancel(method, tunnel, entry.target)
        self.shortcuts.remove(tunnel, entry)
        self.host.emit(events.CacheDeleted(*tunnel.cached(entry), reason))
        if entry.local:
            self.server.purge_requesters(tunnel, entry)
            return
        nbma = entry.nbma
        if nbma is None:
            tunnel.pending.pop(entry.target.network, None)
            tunnel.host.cancel(self.resolution.resolve, tunnel, entry.target.network)
            return
        tunnel.stats.endpoints_deleted += 1
        if entry.up and entry.registered:
            self.host.emit(events.ClientDown(tunnel.here, entry.next_hop, nbma, reason, detail))
        elif entry.up and entry.nhop:
            self.host.emit(events.PeerDown(tunnel.here, entry.next_hop, nbma, reason, detail))
        others = tunnel.cache.by_nbma(nbma)
        if entry.registered and not any(other.registered for other in others):
            tunnel.dynamic_multicast.pop(nbma, None)
            tunnel.refresh_multicast()
        if entry.nhop:
            for other in others:
                if other.next_hop == entry.next_hop and other.router and not other.local:
                    self.remove(tunnel, other, reason)
        if tunnel.cloned and tunnel.driver.initiates and not tunnel.cache.by_nbma(nbma):
            self.host.after(0.0, self.end_straight, tunnel.iface.name)
        # the one socket of a point-to-point tunnel is the tunnel's own
        if not tunnel.cache.by_nbma(nbma) and tunnel.driver.sockets is not None and nbma != tunnel.driver.remote:
            if close:
                self._close_socket(tunnel, nbma)
                return
            tunnel.unused[nbma] = None
            tunnel.host.after(SOCKET_LINGER, self.close_unused, tunnel, nbma, background=True)

    def _close_socket(self, tunnel: NhrpTunnel, nbma: IPv4) -> None:
        tunnel.unused.pop(nbma, None)
        if nbma in tunnel.sockets:
            tunnel.sockets.remove(nbma)
            tunnel.stats.sockets_deleted += 1
        tunnel.host.cancel(self.close_unused, tunnel, nbma)
        if tunnel.driver.sockets is not None:
            tunnel.driver.sockets.close(tunnel.iface, nbma)

    def clear(self, tunnel: NhrpTunnel, target: IPv4 | None = None, length: int | None = None) -> None:
        """`clear ip nhrp`: dynamic and incomplete entries go, and their crypto sockets.

        By the end of its socket a client notices, and registers again when it has a new one.
        """
        for entry in list(tunnel.cache):
            wanted = target is None or (target in entry.target and length in (None, entry.target.length))
            if wanted and entry.kind is not Kind.STATIC:
                self.remove(tunnel, entry, events.Reason.EXTERNAL, close=True)

    def clear_shortcuts(self, tunnel: NhrpTunnel) -> None:
        """`clear ip nhrp shortcut`: what came by resolution and stands in the routing table."""
        for entry in list(tunnel.cache):
            if entry.rib or entry.nho:
                self.remove(tunnel, entry, events.Reason.EXTERNAL, close=True)

    def restart_peer(self, tunnel: NhrpTunnel, nbma: IPv4, static: bool) -> None:
        """`clear dmvpn session`: entries, crypto socket and registration with this peer begin anew."""
        entries = tunnel.cache.by_nbma(nbma)
        if not static and any(entry.kind is Kind.STATIC for entry in entries):
            return
        for entry in entries:
            if entry.kind is not Kind.STATIC:
                self.remove(tunnel, entry, events.Reason.EXTERNAL)
        self._close_socket(tunnel, nbma)
        self.client.socket_lost(tunnel, nbma)
        if static and tunnel.usable:
            tunnel.open_socket(nbma)

    def peers_changed(self, tunnel: NhrpTunnel) -> None:
        """An NHS or client came or went: the line protocol may follow."""
        if tunnel.config.if_state:
            tunnel.iface.update_state()

    def in_use(self, tunnel: NhrpTunnel, entry: Entry) -> bool:
        """Did packets go to it lately? Those to a network are seen at its next hop."""
        hop = tunnel.cache.hosts.get(entry.next_hop)
        now = self.host.now
        if tunnel.cloned:  # all that leaves by it is for that peer
            last = tunnel.iface.counters.last_output
            return last is not None and now - last < REFRESH_BEFORE
        return entry.used(now) or (hop is not None and hop.used(now))

    # straight tunnels to other spokes

    def straight(self, tunnel: NhrpTunnel, nbma: IPv4) -> NhrpTunnel | None:
        """The tunnel to one spoke, of those that are cloned; made if there is none. None: there is no template."""
        for each in self.tunnels.values():
            if each.cloned and each.driver.remote == nbma and each.network_id == tunnel.network_id:
                return each
        number, gre = tunnel.config.shortcut_template, tunnel.driver.engine
        if number is None:
            return None
        made = gre.accesses.make(number, Ends(tunnel.driver.local, nbma, tunnel.driver.config.vrf), initiates=True)
        if made is None:
            return None
        found = self.tunnels.get(made.name)
        if found is None or found.network_id != tunnel.network_id:
            gre.accesses.end(made.name)
            return None
        return found

    def end_straight(self, name: InterfaceName) -> None:
        """Nothing is known any more that would lead there."""
        tunnel = self.tunnels.get(name)
        if tunnel is not None and tunnel.cloned and not tunnel.cache.by_nbma(tunnel.driver.remote):
            tunnel.driver.engine.accesses.end(name)

    # the driver asks and tells

    def resolve(self, iface: Interface, next_hop: IPv4, packet: ipv4.IPv4) -> IPv4 | None:
        """See `gre.users.Resolver`."""
        tunnel = self.tunnels.get(iface.name)
        if tunnel is None:
            return None
        nbma = self.resolution.shortcut(tunnel, packet.dst) or self.resolution.lookup(tunnel, next_hop)
        if nbma is not None and packet.dst != next_hop and tunnel.cache.watched:
            self._touch(tunnel, packet.dst, next_hop)
        return nbma

    def known(self, iface: Interface) -> Iterator[tuple[IPv4, IPv4]]:
        """See `gre.users.Resolver`."""
        tunnel = self.tunnels.get(iface.name)
        if tunnel is not None:
            for address, entry in tunnel.cache.hosts.items():
                if entry.nbma and not entry.local and entry.next_hop == address:
                    yield address, entry.nbma

    def known_since(self, iface: Interface, next_hop: IPv4) -> float:
        """See `gre.users.Resolver`."""
        return self.tunnels[iface.name].cache.hosts[next_hop].created

    def _touch(self, tunnel: NhrpTunnel, destination: IPv4, next_hop: IPv4) -> None:
        route = tunnel.iface.table.lookup(destination)
        entry = tunnel.cache.get(route.prefix) if route is not None else None
        if entry is not None and entry.next_hop == next_hop and not entry.local:
            entry.last_used = self.host.now
            entry.hits += 1

    def socket_changed(self, iface: Interface, nbma: IPv4, up: bool) -> None:
        """IPsec tells that packets to this peer can be protected, or no longer."""
        tunnel = self.tunnels.get(iface.name)
        if isinstance(iface.driver, TunnelDriver):
            self.host.emit(events.SocketChanged(here_of(iface.driver), nbma, up))
        if tunnel is None or tunnel.driver.sockets is None:
            return  # protection was taken away: what is known goes on in clear
        if up:
            tunnel.stats.sockets_up += 1
            tunnel.host.after(SOCKET_SETTLES, self._open, tunnel, nbma)
        else:
            tunnel.stats.sockets_down += 1
            tunnel.host.cancel(self._open, tunnel, nbma)
            for entry in tunnel.cache.by_nbma(nbma):
                if entry.kind is not Kind.STATIC:  # the peer will come again, and does not wait for us
                    self.remove(tunnel, entry, events.Reason.EXTERNAL, close=True)
            self.client.socket_lost(tunnel, nbma)

    def protection_changed(self, iface: Interface) -> None:
        """Tunnel protection came: every peer needs a socket now. It went: whoever waits for one may go on."""
        tunnel = self.tunnels.get(iface.name)
        if tunnel is None or not tunnel.usable:
            return
        for nbma in tunnel.cache.nbmas():
            tunnel.open_socket(nbma)
            if tunnel.driver.sockets is None:
                self.resolution.usable(tunnel, nbma)
            else:
                self.client.socket_lost(tunnel, nbma)  # its server hears us again when the socket is up

    def next_hop(self, vrf: Vrf, destination: IPv4, ignore_nhrp: bool = False) -> tuple[NhrpTunnel, IPv4] | None:
        """The NHRP tunnel and next hop that the route to `destination` leads to; None when it leads elsewhere.

        `ignore_nhrp` asks for the route beneath the shortcuts.
        """
        device = self.host.device
        if not ignore_nhrp:
            found = device.ip.route(vrf, destination)
            tunnel = self.tunnels.get(found.interface.name) if found is not None else None
            if tunnel is None or found is None or tunnel.iface.address == destination:
                return None
            return tunnel, found.next_hop or destination
        table = vrf.v4
        for length in range(32, -1, -1):
            prefix = Prefix.of(destination, length)
            routes = [route for route in table.candidates(prefix) if route.source is not NHRP]
            for route in sorted(routes, key=lambda route: route.distance):
                for iface, hop in table.resolve(route, destination):
                    tunnel = self.tunnels.get(iface.name)
                    if iface.line_up:
                        return (tunnel, hop or destination) if tunnel is not None else None
        return None

    # timers

    def _open(self, tunnel: NhrpTunnel, nbma: IPv4) -> None:
        """A socket has settled."""
        self.resolution.usable(tunnel, nbma)
        self.client.socket_up(tunnel, nbma)

    def close_unused(self, tunnel: NhrpTunnel, nbma: IPv4) -> None:
        """Nobody has wanted this socket for a while."""
        if not tunnel.cache.by_nbma(nbma):
            self._close_socket(tunnel, nbma)

    def expire(self, tunnel: NhrpTunnel, target: Prefix) -> None:
        """The holding time of an entry is over."""
        entry = tunnel.cache.get(target)
        if entry is None:
            return
        if entry.registered:
            self.remove(tunnel, entry, events.Reason.EXTERNAL, events.Detail.REGISTRATION_TIMEOUT)
        else:
            self.remove(tunnel, entry, events.Reason.EXPIRY)
