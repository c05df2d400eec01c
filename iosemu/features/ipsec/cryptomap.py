"""Crypto maps: entries in order of sequence, each with a list of what to protect, as stages of an interface.

out: first entry whose list permits -> flow of that list entry -> ESP -> second look-up, by the peer's address
     an entry without a usable transform set has no flows: what it selects is dropped, never sent in the clear
in:  a clear packet that mirrors an entry's list should have been protected: dropped
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.events import AudienceGrew
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, TAKEN, Drop, Passage, Verdict
from iosemu.features.acl.compile import Compiled, Rule
from iosemu.features.acl.engine import AclEngine
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.ipsec import events
from iosemu.features.ipsec.asking import transport_allowed
from iosemu.features.ipsec.datapath import COMPLAINT_CLEAR
from iosemu.features.ipsec.flow import ANY, Candidate, Flow, ports_of
from iosemu.features.ipsec.injection import MapRoutes
from iosemu.features.ipsec.model import DynamicEntry, MapEntry
from iosemu.features.ipsec.narrow import Narrow, carries, mirrored, selectors
from iosemu.features.ipsec.sadb import Sa
from iosemu.features.ipsec.selection import disabled, group_of, list_of, own, peerless, selecting
from iosemu.features.ipsec.transforms import Policy, policy_of, sets_of
from iosemu.features.keying.contract import SaOffer, Selector, subnet
from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.vrf import Vrf
    from iosemu.features.ipsec.engine import IpsecEngine

_IKE_PORTS = (500, 848, 4500)
MOST_WAITING = 1000  # pairs of hosts that SAs of their own are asked for at a time


@dataclass(slots=True)
class EntryState:
    """What a static entry has come to: its list as compiled, a flow per permit line, which peer is tried."""

    compiled: Compiled | None = None
    flows: dict[int, Flow] = field(default_factory=dict)  # sequence number of the line -> flow
    peer: int = 0  # index in the order of preference
    names: dict[str, IPv4] = field(default_factory=dict)  # where peers that are names were found last


@dataclass(slots=True)
class Match:
    """What a packet belongs to. No flow: it must be protected and cannot be."""

    entry: object  # MapEntry or DynamicEntry
    flow: Flow | None
    rule: Rule | None  # the line that says so; None for a flow that an offer made


class MapHead:
    """A crypto map on an interface, or with `local-address` on all its interfaces together."""

    def __init__(self, engine: IpsecEngine, name: str, source: Interface, local: IPv4) -> None:
        self.engine = engine
        self.name = name
        self.source = source  # whose address is ours, unless it is that of a group of routers
        self.local = local
        self.applied: list[Interface] = []
        self.states: dict[int, EntryState] = {}  # by sequence number
        self.narrow = Narrow()  # made by offers: a part of a line's traffic, or of a dynamic entry's
        self._acl: AclEngine = engine.host.device.engine("acl")
        self.routes = MapRoutes(self)

    # the model

    @property
    def profile(self) -> str:
        """The ISAKMP profile of entries that name none."""
        return self.engine.config.isakmp_profiles.get(self.name, "")

    def entries(self) -> list[MapEntry]:
        return self.engine.config.entries(self.name)

    def complete(self, entry: MapEntry) -> bool:
        """Has it all that it needs to ask for SAs?"""
        group = group_of(self.engine, entry)
        if group is not None:
            return group.ready(entry)
        own = not entry.template and not disabled(self.engine, entry) and entry.acl
        return bool(own and sets_of(self.engine.host.device, entry))

    def state(self, entry: MapEntry) -> EntryState:
        """The entry's state, brought up to date with its access list."""
        found = self.states.get(entry.seq)
        if found is None:
            found = self.states[entry.seq] = EntryState()
        compiled = list_of(self.engine, entry)
        if compiled is not found.compiled:
            found.compiled = compiled
            self._agree(entry, found)
        return found

    def _agree(self, entry: MapEntry, state: EntryState) -> None:
        """A flow for each permit line; those of lines that are gone go too."""
        wanted = {rule.entry.seq: rule for rule in state.compiled.rules if rule.permit} if state.compiled else {}
        if self.ready_made(entry) and not peerless(self.engine, entry):
            # one pair of SPIs serves one flow of data: the other lines have nobody to seal them
            wanted = dict(list(wanted.items())[:1])
        for seq, flow in list(state.flows.items()):
            rule = wanted.get(seq)
            if rule is None or selectors(rule.entry) != (flow.local_proxy, flow.remote_proxy):
                del state.flows[seq]
                self.engine.drop_flow(flow)
        for seq, rule in wanted.items():
            if seq not in state.flows and not disabled(self.engine, entry):
                mine, theirs = selectors(rule.entry)
                flow = state.flows[seq] = self.engine.new_flow(
                    self, self.local, self.peer(entry), mine, theirs, entry
                )
                self._ask_at_once(flow)

    def ready_made(self, settings: object) -> bool:
        """Are its keys there without traffic and without a peer?"""
        manager = self.engine.keying.manager(settings)
        return manager is not None and manager.ready_made

    def _ask_at_once(self, flow: Flow) -> None:
        """SAs that need no peer are there, and of what the entry says now: nobody else will renew them."""
        if not self.ready_made(flow.entry):
            return
        grouped = group_of(self.engine, flow.entry) is not None
        policy = self.policy(flow) if not grouped else None
        offers = policy.proposals(transport_allowed(flow)) if policy is not None else []
        if not grouped and any(pair.made.proposal not in offers[:1] for pair in flow.pairs):
            self.engine.clear_flow(flow, tell=False)
        if not flow.served:
            self.engine.host.after(0.0, self.engine.asking.open, flow)

    def current(self, entry: MapEntry) -> IPv4 | str:
        """Whom the entry asks now: the first peer, or the one that failover came to; 0: nobody, it is a group's."""
        peers = entry.preferred() or [0]
        state = self.states.get(entry.seq)
        return peers[state.peer % len(peers)] if state is not None else peers[0]

    def peer(self, entry: MapEntry) -> IPv4:
        """The address of that; 0: of a name that was not looked up."""
        return self._address(entry, self.current(entry))

    def _address(self, entry: MapEntry, peer: IPv4 | str) -> IPv4:
        if isinstance(peer, int):
            return peer
        state = self.states.get(entry.seq)
        return state.names.get(peer, 0) if state is not None else 0

    def addresses(self, entry: MapEntry) -> list[IPv4]:
        """Of all peers, in order of preference."""
        return [self._address(entry, peer) for peer in entry.preferred()]

    def admits(self, settings: MapEntry | DynamicEntry, remote: IPv4) -> bool:
        """Is it one of the peers? Names are not asked for here."""
        names = self.engine.names
        return any(
            remote == (peer if isinstance(peer, int) else names.known(peer, self.front.name))
            for peer in settings.peers
        ) or (isinstance(settings, MapEntry) and remote in self.addresses(settings))

    def all_flows(self) -> Iterator[Flow]:
        for entry in self.entries():
            if self.complete(entry):
                yield from self.state(entry).flows.values()
        yield from tuple(self.narrow)

    def sync(self) -> None:
        """Look at the model again: entries may be gone, have other peers or another list."""
        entries = {entry.seq: entry for entry in self.entries()}
        for seq, state in list(self.states.items()):
            entry = entries.get(seq)
            if entry is None or not self.complete(entry):
                del self.states[seq]
                for flow in state.flows.values():
                    self.engine.drop_flow(flow)
                continue
            for flow in state.flows.values():
                if flow.peer not in (self.addresses(entry) or (0,)):
                    self.engine.clear_flow(flow)
                    state.peer = 0
                    self.engine.set_peer(flow, self.peer(entry))
        for flow in tuple(self.narrow):
            if not any(flow.entry is entry for entry in self._all_entries()):
                self._forget(flow)
        for entry in entries.values():
            if self.complete(entry):
                for flow in self.state(entry).flows.values():
                    self._ask_at_once(flow)
        for flow in (*(flow for state in self.states.values() for flow in state.flows.values()), *self.narrow):
            settings = self.settings(flow)
            if flow.pairs and settings is not None and flow.reverse != settings.reverse_route:
                self.engine.clear_flow(flow)
            self.routes.follow(flow)
        self.routes.sync(entries)

    def _all_entries(self) -> Iterator[MapEntry | DynamicEntry]:
        for entry in self.entries():
            yield entry
            if entry.template:
                yield from self.engine.config.dynamic_entries(entry.template)

    def close(self, tell: bool) -> None:
        """The map is off its last interface; `tell` the peers."""
        for state in self.states.values():
            for flow in state.flows.values():
                self.engine.drop_flow(flow, tell)
        for flow in tuple(self.narrow):
            self.narrow.remove(flow)
            self.engine.drop_flow(flow, tell)
        self.states.clear()
        self.routes.sync({})

    def _forget(self, flow: Flow) -> None:
        if flow in self.narrow:
            self.narrow.remove(flow)
        self.engine.drop_flow(flow)

    # Head

    @property
    def tag(self) -> str:
        return self.name

    @property
    def interfaces(self) -> list[Interface]:
        return self.applied

    def can_ask(self, flow: Flow) -> bool:
        return True  # only with traffic that had a way

    def persistent(self, flow: Flow) -> bool:
        return self.ready_made(flow.entry)

    def settings(self, flow: Flow) -> MapEntry | DynamicEntry | None:
        entry = flow.entry
        return entry if isinstance(entry, MapEntry | DynamicEntry) else None

    def policy(self, flow: Flow) -> Policy | None:
        settings = self.settings(flow)
        return policy_of(self.engine.host.device, settings, self.profile) if settings is not None else None

    @property
    def outside(self) -> Interface:
        """Where it works; the first of several."""
        return self.applied[0] if self.applied else self.source

    def path(self, flow: Flow) -> tuple[Interface, int]:
        return self.outside, self.outside.ip_mtu

    @property
    def front(self) -> Vrf:
        return self.outside.vrf

    def receives(self, offer: SaOffer) -> bool:
        """Was the offer made to this map's end?"""
        return (self.front.name, self.local) == (offer.vrf, offer.local)

    def inside(self, flow: Flow, iface: Interface) -> str:
        settings, pair = self.settings(flow), flow.pairs[-1] if flow.pairs else None
        profile = settings.key_profile if settings is not None else ""
        if pair is not None:
            profile = pair.made.profile
        return self.engine.inside(profile or self.profile) or self.front.name

    def seq(self, flow: Flow) -> int:
        entry = flow.entry
        return entry.seq if isinstance(entry, MapEntry | DynamicEntry) else 0

    def installed(self, flow: Flow) -> None:
        entry = flow.entry
        if isinstance(entry, MapEntry) and flow.peer in self.addresses(entry):
            self.state(entry).peer = self.addresses(entry).index(flow.peer)
        settings = self.settings(flow)
        flow.reverse = settings.reverse_route if settings is not None else None
        self.routes.follow(flow)
        self._tell_tunnels(flow)

    def peer_name(self, flow: Flow) -> str:
        current = self.current(flow.entry) if isinstance(flow.entry, MapEntry) else 0
        return current if isinstance(current, str) else ""

    def named(self, flow: Flow, name: str, address: IPv4) -> None:
        if isinstance(flow.entry, MapEntry):
            self.state(flow.entry).names[name] = address
        self.engine.set_peer(flow, address)

    def peer_changed(self, flow: Flow) -> None:
        self.routes.peer_changed(flow)

    def measured(self, flow: Flow) -> None:
        """Nothing here rests on it: a flow looks when it seals."""

    def _tell_tunnels(self, flow: Flow) -> None:
        """Tunnels whose datagrams the flow takes can be heard at their other end now."""
        for iface in list(self.engine.host.device.interfaces.values()):
            driver = iface.driver
            if isinstance(driver, TunnelDriver) and driver.remote:
                here, there = subnet(driver.local, protocol=ipv4.GRE), subnet(driver.remote, protocol=ipv4.GRE)
                if flow.local_proxy.covers(here) and flow.remote_proxy.covers(there):
                    self.engine.host.emit(AudienceGrew(iface.name))

    def lost(self, flow: Flow) -> None:
        self.routes.follow(flow)
        if flow in self.narrow:
            self.narrow.remove(flow)
            self.engine.drop_flow(flow, tell=False)
            return
        self._ask_at_once(flow)
        entry = flow.entry
        if not isinstance(entry, MapEntry) or not entry.default_peer or (flow.idled and not entry.idle_default):
            return
        state = self.states.get(entry.seq)
        if state is not None and not any(other.pairs for other in state.flows.values()):
            state.peer = 0
            for other in state.flows.values():
                self.engine.set_peer(other, self.peer(entry))

    def gave_up(self, flow: Flow) -> None:
        """Failover: the next peer of the entry is asked at once; after the last one the first waits for traffic."""
        entry = flow.entry
        if flow.pairs or not isinstance(entry, MapEntry):
            return
        if flow in self.narrow:
            self._forget(flow)  # a pair of hosts: they ask again
        if len(entry.peers) < 2:
            return
        state = self.state(entry)
        if flow.peer == self.peer(entry):
            state.peer = (state.peer + 1) % len(entry.peers)
            for other in (*state.flows.values(), *self.narrow):
                if other.entry is entry and not other.pairs:
                    self.engine.set_peer(other, self.peer(entry))
        if state.peer and flow.alive:
            self.engine.asking.want(flow)

    def adopt(self, local: IPv4, peer: IPv4, candidate: Candidate) -> Flow:
        flow = self.engine.new_flow(self, local, peer, candidate.local_proxy, candidate.remote_proxy, candidate.entry)
        self.narrow.add(flow)
        return flow

    def deliver(self, sa: Sa, packet: ipv4.IPv4, iface: Interface) -> None:
        device = self.engine.host.device
        vrf = device.vrfs.get(self.inside(sa.pair.flow, iface))
        if vrf is not None:
            device.ip.carry(Passage(packet, vrf, iface, sa))

    # packets

    def take(self, sa: Sa, src: IPv4, data: bytes, iface: Interface) -> bool:
        return False

    def _for_us(self, packet: ipv4.IPv4) -> bool:
        """IKE, ESP and AH to us come as they are, and pieces of UDP: they are IKE's if their first one, which has the
        port, was let in here."""
        if packet.dst != self.local:
            return False
        return packet.protocol in (ipv4.ESP, ipv4.AH) or (
            packet.protocol == ipv4.UDP and (packet.flags_offset & 0x1FFF > 0 or ports_of(packet)[1] in _IKE_PORTS)
        )

    def find(self, packet: ipv4.IPv4, vrf: Vrf, ask: bool = False) -> Match | None:
        """What a packet of a VRF on its way out belongs to; None: it is not to be protected. `ask`: flows that it needs
        are made."""
        for made in self.narrow.towards(packet.dst):
            if made.pairs and carries(made, packet) and self.inside(made, self.source) == vrf.name:
                return Match(made.entry, made if made.current is not None else None, None)
        found = selecting(self.engine, self.name, packet, vrf, self.front)
        if found is None:
            return None
        entry, rule = found
        if not isinstance(entry, MapEntry) or not self.complete(entry):
            return Match(entry, None, rule)
        flow: Flow | None = self.state(entry).flows.get(rule.entry.seq)
        if flow is not None and entry.per_host and not (flow.local_proxy.single and flow.remote_proxy.single):
            flow = self._of_hosts(entry, flow, packet, ask)
        return Match(entry, flow, rule)

    def _of_hosts(self, entry: MapEntry, line: Flow, packet: ipv4.IPv4, ask: bool) -> Flow | None:
        """`level per-host`: the flow of just these two hosts within that of a line."""
        waiting = 0
        for flow in self.narrow.towards(packet.dst):
            if flow.entry is entry and flow.remote_proxy.single and carries(flow, packet):
                return flow
        for flow in self.narrow:
            waiting += not flow.pairs
        if not ask or waiting >= MOST_WAITING:
            return None
        mine, theirs = line.local_proxy, line.remote_proxy
        host = subnet(packet.src, protocol=mine.protocol, port=mine.port)
        other = subnet(packet.dst, protocol=theirs.protocol, port=theirs.port)
        made = self.engine.new_flow(self, self.local, self.peer(entry), host, other, entry)
        self.narrow.add(made)
        return made

    def outbound(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        """Output stage."""
        if own(passage):
            return PASS
        found = self.find(passage.packet, passage.vrf, ask=True)
        if found is None:
            return PASS
        if found.rule is not None:
            found.rule.matches += 1
        if not self._let(found.entry, passage.packet, iface, out=True):
            return Drop(Reason.CRYPTO_ACCESS_LIST)
        if found.flow is not None and found.flow.current is None and found.flow.clear:
            return PASS
        sealed = self.engine.data.protect(found.flow, passage, iface) if found.flow is not None else []
        if not sealed:
            return Drop(Reason.NO_SA)
        ip = self.engine.host.device.ip
        for each in sealed:
            outer = each.packet
            outer.ident = outer.ident or self.engine.data.next_ident()
            if found.flow is not None and not found.flow.peer and outer.dst == passage.packet.dst:
                # a group's goes the way that it would have gone
                each.out, each.next_hop = iface, passage.next_hop
                ip.output(each)
                continue
            entry = ip.route(each.vrf, outer.dst)
            if entry is None:
                ip.drop(each, iface, Reason.NO_ROUTE)
                continue
            each.out, each.next_hop = entry.hop(outer.src, outer.dst)
            ip.output(each)
        return TAKEN

    def _let(self, entry: object, packet: ipv4.IPv4, iface: Interface, out: bool) -> bool:
        """`set ip access-group`: does the list of the entry for clear packets let it pass?"""
        assert isinstance(entry, MapEntry | DynamicEntry)
        name = entry.access_out if out else entry.access_in
        return not name or self._acl.matches(name, packet, iface) is not False

    def inbound(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        """Input stage: what should have been protected must not come in the clear."""
        packet, sa = passage.packet, passage.origin
        if self._for_us(packet):
            return PASS
        if sa is None and packet.protocol in (ipv4.ESP, ipv4.AH) and self.engine.data.of_group(passage, self):
            self.engine.data.sealed_input(packet, passage.vrf.name, iface)  # on its way through us, as it looks
            return TAKEN
        if sa is not None and not (isinstance(sa, Sa) and isinstance(sa.pair.flow.head, MapHead)):
            return PASS  # out of a protected tunnel
        found = self.find(mirrored(packet), passage.vrf)
        if found is None or (isinstance(sa, Sa) and self.engine.sadb.serves(sa, found.entry)):
            if isinstance(sa, Sa) and not self._let(sa.pair.flow.entry, packet, iface, out=False):
                return Drop(Reason.CRYPTO_ACCESS_LIST)
            return PASS
        if isinstance(sa, Sa):  # by another entry's SA than its traffic belongs to (RFC 4301 section 5.2)
            sa.pair.flow.counters.invalid_identity += 1
            event = events.InvalidIdentity(sa.pair.flow.peer, sa.spi, packet.src, packet.dst, packet.protocol)
            self.engine.complain(event, COMPLAINT_CLEAR)
            return Drop(Reason.INVALID_IDENTITY)
        if found.flow is not None and found.flow.pairs and found.flow.lenient:
            return PASS
        if found.flow is not None and found.flow.clear and not any(pair.ins for pair in found.flow.pairs):
            return PASS
        clear = events.NotIpsec(passage.vrf.name, packet.src, packet.dst, packet.protocol, iface.name)
        self.engine.complain(clear, COMPLAINT_CLEAR)
        return Drop(Reason.NOT_IPSEC)

    # offers

    def candidates(self, offer: SaOffer) -> Iterator[Candidate]:
        if not self.receives(offer):
            return
        for entry in self.entries():
            if entry.template:
                for dynamic in self.engine.config.dynamic_entries(entry.template):
                    if self._of_profile(dynamic, offer):
                        yield from self._dynamic(entry, dynamic, offer)
            elif not self._of_profile(entry, offer):
                continue
            elif self.complete(entry) and self.admits(entry, offer.remote) and self._keyed_by(entry, offer.manager):
                yield from self._static(entry, offer)

    def within(self, offer: SaOffer) -> Iterator[tuple[Selector, Selector]]:
        """What lines of complete entries for this peer select."""
        for entry in self.entries() if self.receives(offer) else ():
            if not entry.template and self.complete(entry) and self.admits(entry, offer.remote):
                compiled = self.state(entry).compiled
                rules = compiled.rules if compiled is not None else ()
                yield from (selectors(rule.entry) for rule in rules if rule.permit)

    def _of_profile(self, entry: MapEntry | DynamicEntry, offer: SaOffer) -> bool:
        """Did the peer come by the key manager's profile that the entry, or the map, names?"""
        wanted = policy_of(self.engine.host.device, entry, self.profile).profile(offer.manager)
        return wanted in ("", offer.profile)

    def _keyed_by(self, entry: MapEntry, name: str) -> bool:
        return self.engine.keying.answers(entry, name)

    def _static(self, entry: MapEntry, offer: SaOffer) -> Iterator[Candidate]:
        state = self.state(entry)
        for rule in state.compiled.rules if state.compiled is not None else ():
            mine, theirs = selectors(rule.entry)
            if mine.covers(offer.mine[0]) and theirs.covers(offer.theirs[0]):
                if rule.permit:
                    flow = state.flows.get(rule.entry.seq)
                    if (mine, theirs) != (offer.mine[0], offer.theirs[0]):
                        flow = self._narrow(offer)
                    yield self._candidate(offer, entry, entry.seq, flow)
                return

    def _dynamic(self, entry: MapEntry, dynamic: DynamicEntry, offer: SaOffer) -> Iterator[Candidate]:
        if dynamic.peers and not self.admits(dynamic, offer.remote):
            return
        if dynamic.acl:
            compiled = self._acl.get(dynamic.acl)
            pairs = [selectors(rule.entry) for rule in compiled.rules if rule.permit] if compiled is not None else []
        else:
            pairs = [(ANY, ANY)]
        if any(mine.covers(offer.mine[0]) and theirs.covers(offer.theirs[0]) for mine, theirs in pairs):
            yield self._candidate(offer, dynamic, entry.seq, self._narrow(offer))

    def _narrow(self, offer: SaOffer) -> Flow | None:
        proxies = (offer.mine[0], offer.theirs[0])
        for flow in self.narrow.towards(offer.theirs[0].address):
            if flow.peer == offer.remote and (flow.local_proxy, flow.remote_proxy) == proxies:
                return flow
        return None

    def _candidate(self, offer: SaOffer, entry: MapEntry | DynamicEntry, seq: int, flow: Flow | None) -> Candidate:
        mine, theirs = offer.mine[0], offer.theirs[0]
        ends = (mine.address, mine.mask, theirs.address, theirs.mask)
        transport = ends == (offer.local, 0xFFFFFFFF, offer.remote, 0xFFFFFFFF)
        policy = policy_of(self.engine.host.device, entry, self.profile)
        return Candidate(self, flow, entry, entry, seq, policy, transport, mine, theirs)
