"""`router bgp`: its tables, one for each VRF, its neighbours, and what passes between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.bgp import BGP, orf
from iosemu.features.bgp.adj_in import Inbox
from iosemu.features.bgp.changes import default_change, policy_change, session_change, soft_change
from iosemu.features.bgp.events import ManyNotified, NoRouterId, Reset
from iosemu.features.bgp.exports import Imports
from iosemu.features.bgp.leaving import Leaving
from iosemu.features.bgp.liveness import Liveness
from iosemu.features.bgp.member import Member
from iosemu.features.bgp.model import effective, group_settings, is_wide, peers_of
from iosemu.features.bgp.peer import Peer
from iosemu.features.bgp.policy import Candidate, compile_in, compile_out, run_map
from iosemu.features.bgp.table import Table
from iosemu.types import MAX_IPV4, IPv4, Prefix, Prefix6
from iosemu.wire import bgp
from iosemu.wire.bgp import Cap, Cease, Code, Open, Refresh, RouteRefresh, When
from iosemu.wire.bgp_attributes import Attributes

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.device.interface import Interface
    from iosemu.device.sockets.tcp import Connection
    from iosemu.device.sources import RouteSource
    from iosemu.device.vrf import Vrf
    from iosemu.features.bgp.model import BgpInstance, Scope, Settings
    from iosemu.features.bgp.paths import Destination
    from iosemu.features.bgp.policy import Filter
    from iosemu.features.bgp.session import Session
    from iosemu.features.policy.engine import PolicyEngine

Key = tuple[str, int]  # VRF, address of the neighbour
Families = dict[bool, "Settings"]  # what counts in each that a neighbour takes part in, by whether it is that of IPv6
AUTOMATIC = 60.0  # seconds after which changed outbound policy counts by itself


class Process:
    """A running `router bgp`."""

    def __init__(self, host: Host, instance: BgpInstance) -> None:
        self.host = host
        self.device = host.device
        self.instance = instance
        self.tables: dict[Scope, Table] = {}  # by VRF, and whether it is that of IPv6
        self.peers: dict[Key, Peer] = {}
        self.quiet = False  # many are told of at once
        self._router_ids: dict[str, IPv4] = {}  # chosen
        self._identifiers: dict[str, IPv4] = {}  # in use
        self._confederation = (instance.confederation_id, tuple(instance.confederation_peers))
        self._cluster = instance.cluster_id
        self._groups: dict[tuple[str, str], Families] = {}
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
        said = (self.instance.family(vrf.name, wide).router_id for wide in (False, True)) if vrf.name else ()
        configured = next((each for each in said if each is not None), None)
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

    def sessions_in(self, vrf: str) -> Iterator[Peer]:
        """By address."""
        return (self.peers[key] for key in sorted(key for key in self.peers if key[0] == vrf))

    def peers_in(self, vrf: str, wide: bool = False) -> Iterator[Member]:
        """Those that take part in a family, by address."""
        return (peer.members[wide] for peer in self.sessions_in(vrf) if wide in peer.members)

    def inbound(self, member: Member) -> Filter | None:
        return compile_in(self.device, member.settings)

    def outbound(self, member: Member) -> Filter | None:
        return compile_out(self.device, member.settings)

    # the configuration

    def refresh(self) -> None:
        """Make tables and neighbours agree with it."""
        instance, scopes = self.instance, self._scopes()
        self._groups.clear()
        for scope in [scope for scope in self.tables if scope not in scopes]:
            self._end_table(scope)
        for (name, wide), vrf in scopes.items():
            if (name, wide) not in self.tables:
                table = self.tables[name, wide] = Table(self, vrf, wide)
                imports = Imports(table)
                self.policy.register(table.rib, self.source, imports.networks, imports.imports)
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
        for name in dict.fromkeys(name for name, _ in self.tables):
            self._refresh_peers(name)
        for table in self.tables.values():
            table.configured()

    def _scopes(self) -> dict[Scope, Vrf]:
        """What there are tables of: families that are configured, and those of the addresses of neighbours."""
        wanted: dict[Scope, None] = dict.fromkeys(self.instance.families)
        for (name, _), family in self.instance.families.items():
            wanted.update(dict.fromkeys((name, is_wide(peer)) for peer in family.peers.neighbors))
        wanted.update(dict.fromkeys(("", isinstance(prefix, Prefix6)) for prefix in self.instance.listen_ranges))
        found: dict[Scope, Vrf] = {}
        for name, wide in sorted(wanted):
            vrf = self.device.vrfs.get(name)
            if vrf is not None and (vrf.ipv6 if wide else vrf.ipv4):
                found[name, wide] = vrf
        return found

    def _end_table(self, scope: Scope) -> None:
        """With it end the neighbours that are reached over this family."""
        name, wide = scope
        for key in [key for key in self.peers if key[0] == name and is_wide(key[1]) == wide]:
            self._end_peer(key, Reset.DELETED)
        for peer in list(self.sessions_in(name)):
            self._agree_members(peer, {each: one.settings for each, one in peer.members.items() if each != wide})
        table = self.tables.pop(scope)
        if not any(each == name for each, _ in self.tables):
            self._identifiers.pop(name, None)
            self._router_ids.pop(name, None)
        table.stop()
        self.policy.register(table.rib, self.source, None)

    def _refresh_peers(self, name: str) -> None:
        wanted: dict[Key, Families] = {}
        known: set[int] = set()
        for vrf, wide in self.instance.families:
            for address in peers_of(self.instance, name, wide) if vrf == name else ():
                known.add(address)
                settings = effective(self.instance, name, address, wide)
                if settings.policy.activate and {(name, wide), (name, is_wide(address))} <= self.tables.keys():
                    wanted.setdefault((name, address), {})[wide] = settings
        self._look_at_id(name, bool(wanted))
        for key in [key for key, peer in self.peers.items() if key[0] == name and key not in wanted]:
            peer = self.peers[key]
            if peer.listen is None and key[1] in known:
                self._end_peer(key, Reset.DEACTIVATED)
            elif peer.listen is None or self.instance.listen_ranges.get(peer.listen[0]) != peer.listen[1]:
                self._end_peer(key, Reset.DELETED)
            else:
                self._changed(peer, self._group(name, peer.listen[1]))
        for key, families in wanted.items():
            running = self.peers.get(key)
            if running is None:
                self._add(name, key[1], families).start()
            else:
                running.listen = None
                self._dynamic.discard(running)
                self._changed(running, families)

    def _vrf(self, name: str) -> Vrf:
        """One that there is a table of."""
        found = self.device.vrfs.get(name)
        assert found is not None
        return found

    def _look_at_id(self, name: str, wanted: bool) -> None:
        """Without an identifier nobody is spoken to; with another one all begin anew."""
        old = self._identifiers.get(name)
        new = self._identifiers[name] = self.router_id(self._vrf(name))
        if not new and wanted and old is None:
            self.host.emit(NoRouterId(name))
        if old and new != old:
            for peer in list(self.sessions_in(name)):
                peer.reset(Reset.ROUTER_ID, Cease.CONFIGURATION)
        elif new and old == 0:
            for peer in self.sessions_in(name):
                peer.start()

    def _add(self, vrf: str, address: int, families: Families, listen: tuple[Prefix, str] | None = None) -> Peer:
        self._serial += 1
        peer = self.peers[vrf, address] = self._make(vrf, address, families, listen)
        peer.reachable = self._leads(peer)
        peer.way = self.tables[vrf, peer.wide].hops.hold(address)
        if listen is not None:
            self._dynamic.add(peer)
        return peer

    def _make(self, vrf: str, address: int, families: Families, listen: tuple[Prefix, str] | None) -> Peer:
        lead = families[min(families)]
        peer = Peer(self, self._vrf(vrf), address, lead, self._serial, listen)
        peer.members = {wide: Member(peer, self.tables[vrf, wide], found) for wide, found in families.items()}
        return peer

    def _agree_members(self, peer: Peer, families: Families) -> None:
        """It takes part in these from now on; the session says so from its beginning."""
        if peer.members.keys() == families.keys():
            return
        reason = Reset.DEACTIVATED if peer.members.keys() - families.keys() else Reset.CAPABILITY
        peer.reset(reason, Cease.CONFIGURATION)
        for wide in peer.members.keys() - families.keys():
            self._end_member(peer.members.pop(wide))
        for wide in sorted(families.keys() - peer.members.keys()):
            peer.members[wide] = Member(peer, self.tables[peer.vrf, wide], families[wide])
        peer.members = dict(sorted(peer.members.items()))

    def _changed(self, peer: Peer, families: Families) -> None:
        self._agree_members(peer, families)
        old = {wide: member.settings for wide, member in peer.members.items()}
        for wide, member in peer.members.items():
            member.settings = families[wide]
        was, settings = peer.settings, families[min(families)]
        peer.settings = settings
        if old == families and was.session == settings.session:
            return
        change = session_change(was.session, settings.session) or next(
            filter(None, (policy_change(old[wide].policy, found.policy) for wide, found in families.items())), None
        )
        if change is not None:
            reason, subcode = change
            peer.settings = was  # who it was tells of its end
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
        else:
            for wide, member in peer.members.items():
                if soft_change(old[wide], families[wide]) and member.up:
                    at_once = default_change(old[wide], families[wide])
                    self.host.after(0.0 if at_once else AUTOMATIC, self.soft_out, member)
        self.liveness.agree(peer)

    def _end_member(self, member: Member) -> None:
        self.host.cancel(self.sweep, member)
        self.host.cancel(self.soft_out, member)
        self.host.cancel(self._tell, member)
        self._inbox.forget(member)

    def _end_peer(self, key: Key, reason: Reset) -> None:
        peer = self.peers[key]
        peer.stop(reason)
        self.liveness.end(peer)
        self.peers.pop(key, None)
        self._loosen(peer)
        self.host.cancel(self.restart, peer)
        for member in peer.members.values():
            self.host.cancel(self.soft_out, member)

    def stop(self) -> None:
        """`no router bgp`"""
        for scope in list(self.tables):
            self._end_table(scope)

    def policy_changed(self) -> None:
        """What a list or a route map says is otherwise: outbound it counts by itself after a while."""
        for table in self.tables.values():
            table.origin.look()
            table.aggregates_changed()
            if table.family.distance_from:
                table.reinstall()
        for member in self.members():
            group = member.group
            if member.up and group is not None and (group.filter is not None or group.settings.policy.advertise_map):
                self.host.after(AUTOMATIC, self.soft_out, member)

    def members(self) -> Iterator[Member]:
        """Of all families."""
        for peer in self.peers.values():
            yield from peer.members.values()

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

    def _stranger(self, vrf: str, address: int, found: tuple[Prefix, str]) -> Peer:
        """A neighbour of a listen range, not yet kept."""
        return self._make(vrf, address, self._group(vrf, found[1]), found)

    def _group(self, vrf: str, name: str) -> Families:
        """What members of a group that listens are told, the same records for all of them; empty: nothing."""
        found = self._groups.get((vrf, name))
        if found is None:
            every = {wide: group_settings(self.instance, vrf, name, wide) for own, wide in self.tables if own == vrf}
            found = self._groups[vrf, name] = {wide: each for wide, each in every.items() if each.policy.activate}
        return found

    def _range(self, vrf: str, address: int) -> tuple[Prefix, str] | None:
        """The longest listen range with this address."""
        wide = address > MAX_IPV4
        fits = [
            prefix
            for prefix in self.instance.listen_ranges
            if isinstance(prefix, Prefix6) == wide and address in prefix
        ]
        if not fits or vrf:
            return None
        prefix = max(fits, key=lambda each: each.length)
        group = self.instance.listen_ranges[prefix]
        families = self._group(vrf, group)
        session = families[min(families)].session if families else None
        if session is None or session.remote_as is None or session.shutdown:
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
            peer = self._add(vrf, address, self._group(vrf, found[1]), found)
        return peer.accept(connection)

    def secret(self, vrf: str, address: int) -> bytes | None:
        """What a far end must sign with."""
        peer = self.peers.get((vrf, address))
        if peer is not None:
            return peer.secret
        found = self._range(vrf, address)
        families = self._group(vrf, found[1]) if found is not None else {}
        password = families[min(families)].session.password if families else ""
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
        table = self.tables.get((peer.vrf, peer.wide))
        if table is not None:
            table.hops.release(peer.way)
        peer.way = None

    def opening(self, peer: Peer) -> Open:
        """Our OPEN to this neighbour."""
        software = self.device.software
        families = [member.family for member in peer.members.values()]
        capabilities = [bgp.multiprotocol(*family) for family in families]
        capabilities += [(int(Cap.OLD_REFRESH), b""), (int(Cap.ROUTE_REFRESH), b"")]
        if software.bgp_enhanced_refresh:
            capabilities.append((int(Cap.ENHANCED_REFRESH), b""))
        if self.instance.graceful_restart:
            restart = bgp.Restart(self.instance.restart_time, families=dict.fromkeys(families, False))
            capabilities.append(bgp.graceful_restart(restart))
        for member in peer.members.values():
            capabilities += orf.capabilities(member)
        if self.four_octets:
            capabilities.append(bgp.four_octets(peer.local_as))
        return Open(peer.local_as, peer.hold_time, self.router_id(peer.home), capabilities)

    # sessions

    def peer_up(self, peer: Peer) -> None:
        for member in peer.members.values():
            self._member_up(member)

    def _member_up(self, member: Member) -> None:
        """Its session is, at least; where it does not speak of this family nothing of it is left."""
        if not member.up:
            self.sweep(member)
            return
        member.inbound = self.inbound(member)
        member.warned = member.warned_over = False
        member.version = 0
        if member.restarting:
            restart = member.peer.open.restart if member.peer.open is not None else None
            if restart is None or not restart.families.get(member.family):
                self.sweep(member)
            else:
                self.host.after(float(self.instance.stalepath_time), self.sweep, member, background=True)
        member.filters, member.sent_filter = None, False
        orf.send(member)
        self.host.after(orf.PATIENCE if orf.waits(member) else 0.0, self._tell, member)

    def _tell(self, member: Member) -> None:
        """All that it should know."""
        if member.up and member.bucket is None:
            member.table.decide()
            member.table.advertiser.join(member)

    def peer_down(self, peer: Peer, reason: Reset) -> None:
        for member in peer.members.values():
            self._member_down(member, reason)

    def _member_down(self, member: Member, reason: Reset) -> None:
        self.host.cancel(self._tell, member)
        self.host.cancel(self.soft_out, member)
        member.table.advertiser.leave(member)
        peer = member.peer
        restart = peer.open.restart if peer.open is not None else None
        helps = peer.helps and restart is not None and member.family in restart.families
        if restart is not None and helps and reason is Reset.CLOSED:
            member.restarting = True
            for _, path in member.table.paths():
                if path.peer is member:
                    path.stale = True
            self.host.after(float(restart.time), self.sweep, member, background=True)
        else:
            self.host.cancel(self.sweep, member)
            member.restarting = False
            self._inbox.forget(member)

    def sweep(self, member: Member) -> None:
        """It has restarted, or has not come back in time: what it did not tell again goes."""
        self.host.cancel(self.sweep, member)
        member.restarting = False
        if member.up:
            self._inbox.sweep(member)
        else:
            self._inbox.forget(member)

    def ended(self, member: Member) -> None:
        """End-of-RIB."""
        if member.restarting:
            self.sweep(member)

    def asked(self, member: Member, refresh: RouteRefresh) -> None:
        """A ROUTE-REFRESH, with or without filters of the networks that it wants."""
        subtype = refresh.subtype
        if refresh.when:
            orf.received(member, refresh)
            if refresh.when != When.IMMEDIATE:
                return
        if subtype == Refresh.REQUEST and member.bucket is None:
            self.host.after(0.0, self._tell, member)
        elif subtype == Refresh.REQUEST:
            self._marked(member, Refresh.BEGIN)
            member.table.advertiser.again(member)
            self._marked(member, Refresh.END)
        elif subtype == Refresh.BEGIN:
            for _, path in member.table.paths():
                if path.peer is member:
                    path.stale = True
        elif subtype == Refresh.END:
            self._inbox.sweep(member)

    def _marked(self, member: Member, subtype: int) -> None:
        """Where an answer to a refresh begins and ends, for those that know of it (RFC 7313)."""
        session = member.peer.session
        if session is None or session.open is None or session.sent_open is None:
            return
        if session.open.has(Cap.ENHANCED_REFRESH) and session.sent_open.has(Cap.ENHANCED_REFRESH):
            session.write(RouteRefresh(*member.family, subtype).message())

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

    def soft_in(self, member: Member) -> bool:
        return self._inbox.soft(member)

    def soft_out(self, member: Member) -> None:
        self.host.cancel(self.soft_out, member)
        member.table.advertiser.again(member)

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
        route, name = peer.routes.lookup(peer.address), peer.settings.session.fall_over_map
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
        for name in dict.fromkeys(name for name, _ in self.tables):
            if not self._identifiers.get(name):
                self._look_at_id(name, False)
        for peer in list(self.peers.values()):
            session = peer.session
            if session is None or session.connection is None:
                continue
            local = session.connection.local[0]
            if peer.routes.is_own(local):
                continue
            if self.instance.fast_external_fallover if peer.must_be_attached else not self._has(local):
                peer.lose(Reset.FLAP)

    def _has(self, address: int) -> bool:
        """Is it an address of ours, though its line may be down?"""
        if address > MAX_IPV4:
            return any(iface.wide and address in iface.v6.addresses for iface in self.device.interfaces.values())
        return any(address == own for iface in self.device.interfaces.values() for own, _ in iface.addresses)

    def scan(self) -> None:
        """The regular look at everything."""
        self.host.after(float(self.instance.scan_time), self.scan, background=True)
        for table in self.tables.values():
            table.scan()


