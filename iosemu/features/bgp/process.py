"""`router bgp`: its tables, one for each VRF, its neighbours, and what passes between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.bgp import BGP, orf
from iosemu.features.bgp.adj_in import Inbox
from iosemu.features.bgp.changes import default_change, session_change, soft_change
from iosemu.features.bgp.events import ManyNotified, NoRouterId, Reset
from iosemu.features.bgp.exports import Imports
from iosemu.features.bgp.leaving import Leaving
from iosemu.features.bgp.liveness import Liveness
from iosemu.features.bgp.model import effective, group_settings, peers_of
from iosemu.features.bgp.peer import Peer
from iosemu.features.bgp.policy import Candidate, compile_in, compile_out, run_map
from iosemu.features.bgp.table import Table
from iosemu.types import IPv4, Prefix
from iosemu.wire import bgp
from iosemu.wire.bgp import Cap, Cease, Code, Open, Refresh, RouteRefresh, When
from iosemu.wire.bgp_attributes import Attributes

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.device.interface import Interface
    from iosemu.device.sockets.tcp import Connection
    from iosemu.device.sources import RouteSource
    from iosemu.device.vrf import Vrf
    from iosemu.features.bgp.model import BgpInstance, Settings
    from iosemu.features.bgp.paths import Destination
    from iosemu.features.bgp.policy import Filter
    from iosemu.features.bgp.session import Session
    from iosemu.features.policy.engine import PolicyEngine

Key = tuple[str, IPv4]  # VRF, address of the neighbour
AUTOMATIC = 60.0  # seconds after which changed outbound policy counts by itself


class Process:
    """A running `router bgp`."""

    def __init__(self, host: Host, instance: BgpInstance) -> None:
        self.host = host
        self.device = host.device
        self.instance = instance
        self.tables: dict[str, Table] = {}  # by VRF
        self.peers: dict[Key, Peer] = {}
        self.quiet = False  # many are told of at once
        self._router_ids: dict[str, IPv4] = {}  # chosen
        self._identifiers: dict[str, IPv4] = {}  # in use
        self._confederation = (instance.confederation_id, tuple(instance.confederation_peers))
        self._cluster = instance.cluster_id
        self._groups: dict[tuple[str, str], Settings] = {}
        self._dynamic: set[Peer] = set()  # neighbours of listen ranges
        self._serial = 0
        self.liveness = Liveness(self)
        self.leaving = Leaving(self)
        self._inbox = Inbox(self)
        self.received = self._inbox.received
        self.host.after(float(instance.scan_time), self.scan, background=True)

    # facts

    @property
    def source(self) -> RouteSource:
        return BGP.process(self.instance.asn)

    @property
    def public_as(self) -> int:
        """What others see: that of the confederation if we are in one."""
        return self.instance.confederation_id or self.instance.asn

    @property
    def cluster_id(self) -> IPv4:
        chosen = self.instance.cluster_id
        return self.router_id(self.device.vrfs.default) if chosen is None else chosen

    @property
    def four_octets(self) -> bool:
        return self.device.software.bgp_four_octets

    @property
    def policy(self) -> PolicyEngine:
        found: PolicyEngine = self.host.peer("policy")
        return found

    def router_id(self, vrf: Vrf) -> IPv4:
        """Configured, else the highest loopback address that is up, else the highest address; kept while it is ours."""
        family = self.instance.families.get(vrf.name)
        configured = family.router_id if vrf.name and family is not None else None
        if configured is None:
            configured = self.instance.router_id
        if configured is not None:
            return configured
        found = self._router_ids.get(vrf.name)
        if not found:
            up = [each for each in self.device.interfaces.values() if each.line_up and each.vrf is vrf]
            loopbacks = [each.address for each in up if each.kind == "Loopback" and each.address is not None]
            found = max(loopbacks or [each.address for each in up if each.address is not None], default=0)
            self._router_ids[vrf.name] = found
        return found

    def peers_in(self, vrf: str) -> Iterator[Peer]:
        """By address."""
        return (self.peers[key] for key in sorted(key for key in self.peers if key[0] == vrf))

    def inbound(self, peer: Peer) -> Filter | None:
        return compile_in(self.device, peer.settings)

    def outbound(self, peer: Peer) -> Filter | None:
        return compile_out(self.device, peer.settings)

    # the configuration

    def refresh(self) -> None:
        """Make tables and neighbours agree with it."""
        instance, vrfs = self.instance, self.device.vrfs
        self._groups.clear()
        for name in [name for name in self.tables if name not in instance.families or vrfs.routed(name) is None]:
            self._end_table(name)
        for name in instance.families:
            vrf = vrfs.routed(name)
            if vrf is not None and name not in self.tables:
                table = self.tables[name] = Table(self, vrf)
                imports = Imports(table)
                self.policy.register(vrf.v4, self.source, imports.networks, imports.imports)
        confederation = (instance.confederation_id, tuple(instance.confederation_peers))
        if confederation != self._confederation:
            self._confederation = confederation
            for peer in list(self.peers.values()):
                peer.reset(Reset.CONFEDERATION, Cease.CONFIGURATION)
                peer.classify()
        if instance.cluster_id != self._cluster:
            self._cluster = instance.cluster_id
            for peer in list(self.peers.values()):
                if peer.type == "internal":
                    peer.reset(Reset.CLUSTER, Cease.CONFIGURATION)
        for name, table in self.tables.items():
            self._refresh_peers(name, table)
            table.configured()

    def _end_table(self, name: str) -> None:
        for key in [key for key in self.peers if key[0] == name]:
            self._end_peer(key, Reset.DELETED)
        table = self.tables.pop(name)
        self._identifiers.pop(name, None)
        self._router_ids.pop(name, None)
        table.stop()
        self.policy.register(table.vrf.v4, self.source, None)

    def _refresh_peers(self, name: str, table: Table) -> None:
        wanted, known = {}, peers_of(self.instance, name)
        for address in known:
            settings = effective(self.instance, name, address)
            if settings.policy.activate:
                wanted[name, address] = settings
        self._look_at_id(table, bool(wanted))
        for key in [key for key, peer in self.peers.items() if key[0] == name and key not in wanted]:
            peer = self.peers[key]
            if peer.listen is None and key[1] in known:
                self._end_peer(key, Reset.DEACTIVATED)
            elif peer.listen is None or self.instance.listen_ranges.get(peer.listen[0]) != peer.listen[1]:
                self._end_peer(key, Reset.DELETED)
            else:
                self._changed(peer, self._group(name, peer.listen[1]))
        for key, settings in wanted.items():
            running = self.peers.get(key)
            if running is None:
                self._add(table, key[1], settings).start()
            else:
                running.listen = None
                self._dynamic.discard(running)
                self._changed(running, settings)

    def _look_at_id(self, table: Table, wanted: bool) -> None:
        """Without an identifier nobody is spoken to; with another one all begin anew."""
        name, old = table.vrf.name, self._identifiers.get(table.vrf.name)
        new = self._identifiers[name] = self.router_id(table.vrf)
        if not new and wanted and old is None:
            self.host.emit(NoRouterId(name))
        if old and new != old:
            for peer in list(self.peers_in(name)):
                peer.reset(Reset.ROUTER_ID, Cease.CONFIGURATION)
        elif new and old == 0:
            for peer in self.peers_in(name):
                peer.start()

    def _add(self, table: Table, address: IPv4, settings: Settings, listen: tuple[Prefix, str] | None = None) -> Peer:
        self._serial += 1
        peer = self.peers[table.vrf.name, address] = Peer(self, table, address, settings, self._serial, listen)
        peer.reachable = self._leads(peer)
        peer.way = table.hops.hold(address)
        if listen is not None:
            self._dynamic.add(peer)
        return peer

    def _changed(self, peer: Peer, settings: Settings) -> None:
        old, peer.settings = peer.settings, settings
        if old == settings:
            return
        change = session_change(old, settings)
        if change is not None:
            reason, subcode = change
            peer.settings = old  # who it was tells of its end
            peer.reset(reason, subcode)
            peer.settings = settings
            peer.classify()
            self.host.cancel(self.restart, peer)
            peer.over_limit = False
            if peer.may_open and self.peers.get((peer.vrf, peer.address)) is peer:
                if not peer.up and peer.host.due(peer.active_open) is None:
                    peer.delay_open()
            else:
                peer.host.cancel(peer.active_open)
        elif soft_change(old, settings) and peer.up:
            self.host.after(0.0 if default_change(old, settings) else AUTOMATIC, self.soft_out, peer)
        self.liveness.agree(peer)

    def _end_peer(self, key: Key, reason: Reset) -> None:
        peer = self.peers[key]
        peer.stop(reason)
        self.liveness.end(peer)
        self.peers.pop(key, None)
        self._loosen(peer)
        self.host.cancel(self.restart, peer)
        self.host.cancel(self.soft_out, peer)

    def stop(self) -> None:
        """`no router bgp`"""
        for name in list(self.tables):
            self._end_table(name)

    def policy_changed(self) -> None:
        """What a list or a route map says is otherwise: outbound it counts by itself after a while."""
        for table in self.tables.values():
            table.origin.look()
            table.aggregates_changed()
            if table.family.distance_from:
                table.reinstall()
        for peer in self.peers.values():
            group = peer.group
            if peer.up and group is not None and (group.filter is not None or group.settings.policy.advertise_map):
                self.host.after(AUTOMATIC, self.soft_out, peer)

    # who calls

    def admits(self, connection: Connection) -> bool:
        """May this far end open a session?"""
        key = (connection.vrf.name, connection.remote[0])
        peer = self.peers.get(key)
        if peer is not None:
            return peer.admits(connection)
        found = self._range(*key)
        if found is None or self._listeners() >= self.instance.listen_limit:
            return False
        stranger = self._stranger(*key, found)
        stranger.host.stop()
        return stranger.admits(connection)

    def _stranger(self, vrf: str, address: IPv4, found: tuple[Prefix, str]) -> Peer:
        """A neighbour of a listen range, not yet kept."""
        return Peer(self, self.tables[vrf], address, self._group(vrf, found[1]), self._serial + 1, found)

    def _group(self, vrf: str, name: str) -> Settings:
        """What members of a group that listens are told, the same record for all of them."""
        found = self._groups.get((vrf, name))
        if found is None:
            found = self._groups[vrf, name] = group_settings(self.instance, vrf, name)
        return found

    def _range(self, vrf: str, address: IPv4) -> tuple[Prefix, str] | None:
        """The longest listen range with this address."""
        if vrf not in self.tables:
            return None
        fits = [prefix for prefix in self.instance.listen_ranges if address in prefix]
        if not fits or vrf:
            return None
        prefix = max(fits, key=lambda each: each.length)
        group = self.instance.listen_ranges[prefix]
        settings = self._group(vrf, group)
        if settings.session.remote_as is None or settings.session.shutdown or not settings.policy.activate:
            return None
        return prefix, group

    def _listeners(self) -> int:
        return len(self._dynamic)

    def accept(self, connection: Connection) -> Session | None:
        """The user of a connection that is open."""
        vrf, address = connection.vrf.name, connection.remote[0]
        peer = self.peers.get((vrf, address))
        if peer is None:
            found = self._range(vrf, address)
            if found is None or self._listeners() >= self.instance.listen_limit:
                return None
            peer = self._add(self.tables[vrf], address, self._group(vrf, found[1]), found)
        return peer.accept(connection)

    def secret(self, vrf: str, address: IPv4) -> bytes | None:
        """What a far end must sign with."""
        peer = self.peers.get((vrf, address))
        if peer is not None:
            return peer.secret
        found = self._range(vrf, address)
        password = self._group(vrf, found[1]).session.password if found is not None else ""
        return password.encode() if password else None

    def forget(self, peer: Peer) -> None:
        """A neighbour of a listen range has gone."""
        if self.peers.get((peer.vrf, peer.address)) is peer:
            del self.peers[peer.vrf, peer.address]
            self._loosen(peer)
            peer.host.stop()

    def _loosen(self, peer: Peer) -> None:
        """The way to it is watched no more."""
        self._dynamic.discard(peer)
        peer.table.hops.release(peer.way)
        peer.way = None

    def opening(self, peer: Peer) -> Open:
        """Our OPEN to this neighbour."""
        software = self.device.software
        capabilities = [bgp.multiprotocol(1, 1), (int(Cap.OLD_REFRESH), b""), (int(Cap.ROUTE_REFRESH), b"")]
        if software.bgp_enhanced_refresh:
            capabilities.append((int(Cap.ENHANCED_REFRESH), b""))
        if self.instance.graceful_restart:
            restart = bgp.Restart(self.instance.restart_time, families={bgp.IPV4_UNICAST: False})
            capabilities.append(bgp.graceful_restart(restart))
        capabilities += orf.capabilities(peer)
        if self.four_octets:
            capabilities.append(bgp.four_octets(peer.local_as))
        return Open(peer.local_as, peer.hold_time, self.router_id(peer.table.vrf), capabilities)

    # sessions

    def peer_up(self, peer: Peer) -> None:
        peer.inbound = self.inbound(peer)
        peer.warned = peer.warned_over = False
        peer.version = 0
        if peer.restarting:
            restart = peer.open.restart if peer.open is not None else None
            if restart is None or not restart.families.get(bgp.IPV4_UNICAST):
                self.sweep(peer)
            else:
                self.host.after(float(self.instance.stalepath_time), self.sweep, peer, background=True)
        peer.filters, peer.sent_filter = None, False
        orf.send(peer)
        self.host.after(orf.PATIENCE if orf.waits(peer) else 0.0, self._tell, peer)

    def _tell(self, peer: Peer) -> None:
        """All that it should know."""
        if peer.up and peer.bucket is None:
            peer.table.decide()
            peer.table.advertiser.join(peer)

    def peer_down(self, peer: Peer, reason: Reset) -> None:
        self.host.cancel(self._tell, peer)
        self.host.cancel(self.soft_out, peer)
        peer.table.advertiser.leave(peer)
        restart = peer.open.restart if peer.open is not None else None
        if restart is not None and peer.helps and reason is Reset.CLOSED:
            peer.restarting = True
            for _, path in peer.table.paths():
                if path.peer is peer:
                    path.stale = True
            self.host.after(float(restart.time), self.sweep, peer, background=True)
        else:
            self.host.cancel(self.sweep, peer)
            peer.restarting = False
            self._inbox.forget(peer)

    def sweep(self, peer: Peer) -> None:
        """It has restarted, or has not come back in time: what it did not tell again goes."""
        self.host.cancel(self.sweep, peer)
        peer.restarting = False
        if peer.up:
            self._inbox.sweep(peer)
        else:
            self._inbox.forget(peer)

    def ended(self, peer: Peer) -> None:
        """End-of-RIB."""
        if peer.restarting:
            self.sweep(peer)

    def asked(self, peer: Peer, refresh: RouteRefresh) -> None:
        """A ROUTE-REFRESH, with or without filters of the networks that it wants."""
        subtype = refresh.subtype
        if refresh.when:
            orf.received(peer, refresh)
            if refresh.when != When.IMMEDIATE:
                return
        if subtype == Refresh.REQUEST and peer.bucket is None:
            self.host.after(0.0, self._tell, peer)
        elif subtype == Refresh.REQUEST:
            self._marked(peer, Refresh.BEGIN)
            peer.table.advertiser.again(peer)
            self._marked(peer, Refresh.END)
        elif subtype == Refresh.BEGIN:
            for _, path in peer.table.paths():
                if path.peer is peer:
                    path.stale = True
        elif subtype == Refresh.END:
            self._inbox.sweep(peer)

    def _marked(self, peer: Peer, subtype: int) -> None:
        """Where an answer to a refresh begins and ends, for those that know of it (RFC 7313)."""
        session = peer.session
        if session is None or session.open is None or session.sent_open is None:
            return
        if session.open.has(Cap.ENHANCED_REFRESH) and session.sent_open.has(Cap.ENHANCED_REFRESH):
            session.write(RouteRefresh(subtype=subtype).message())

    def restart(self, peer: Peer) -> None:
        """`maximum-prefix … restart`: it may come again."""
        peer.over_limit = False
        peer.start()

    # clear ip bgp

    def clear(self, peers: Iterable[Peer], everybody: bool = False) -> None:
        """Hard: the sessions end."""
        peers = list(peers)
        self.quiet = everybody
        told = sum(peer.up for peer in peers)
        many = everybody and told > 0 and self.instance.log_neighbor_changes
        first = self.device.software.bgp_tells_reset  # as of one NOTIFICATION
        if many and first:
            self.host.emit(ManyNotified(told, Code.CEASE, Cease.RESET))
        for peer in peers:
            self.host.cancel(self.restart, peer)
            peer.over_limit = False
            if peer.sessions:
                peer.reset(Reset.USER, Cease.RESET)
            else:
                peer.start()
        self.quiet = False
        if many and not first:
            self.host.emit(ManyNotified(told, Code.CEASE, Cease.RESET))

    def soft_in(self, peer: Peer) -> bool:
        return self._inbox.soft(peer)

    def soft_out(self, peer: Peer) -> None:
        self.host.cancel(self.soft_out, peer)
        peer.table.advertiser.again(peer)

    # the world around

    def changed(self, table: Table, destinations: list[Destination]) -> None:
        """Best paths are otherwise."""
        table.advertiser.changed(destinations)
        if table.family.aggregates:
            self.host.after(0.0, table.origin.aggregate)

    def routes_changed(self) -> None:
        for table in list(self.tables.values()):
            table.routes_changed()

    def _leads(self, peer: Peer) -> bool:
        """Is there a route to it, one that the map of `fall-over` lets count?"""
        route, name = peer.table.vrf.v4.lookup(peer.address), peer.settings.session.fall_over_map
        if route is None or not name:
            return route is not None
        hop = route.paths[0].next_hop if route.paths else None
        candidate = Candidate(route.prefix, Attributes.make(next_hop=hop or 0, med=route.metric), 0)
        candidate.source, candidate.tag = route.source, route.tag
        return run_map(self.device, name, candidate)

    def reached(self, peer: Peer) -> None:
        """The route to it may have come or gone."""
        reachable = self._leads(peer)
        if reachable != peer.reachable:
            peer.reachable = reachable
            peer.reach_up += reachable
            peer.reach_down += not reachable
            if not reachable and peer.up and peer.settings.session.fall_over:
                peer.lose(Reset.ROUTE_LOST)

    def interface_changed(self, iface: Interface) -> None:
        """A line went down: neighbours on it that are one hop away go with it (`bgp fast-external-fallover`)."""
        for table in self.tables.values():
            if not self._identifiers.get(table.vrf.name):
                self._look_at_id(table, False)
        for peer in list(self.peers.values()):
            session = peer.session
            if session is None or session.connection is None:
                continue
            local = session.connection.local[0]
            if peer.table.vrf.v4.is_own(local):
                continue
            if self.instance.fast_external_fallover if peer.must_be_attached else not self._has(local):
                peer.lose(Reset.FLAP)

    def _has(self, address: IPv4) -> bool:
        """Is it an address of ours, though its line may be down?"""
        return any(address == own for iface in self.device.interfaces.values() for own, _ in iface.addresses)

    def scan(self) -> None:
        """The regular look at everything."""
        self.host.after(float(self.instance.scan_time), self.scan, background=True)
        for table in self.tables.values():
            table.scan()


