"""Crypto maps: entries in order of sequence, each with a list of what to protect, as stages of an interface.

out: first entry whose list permits -> flow of that list entry -> ESP -> second look-up, by the peer's address
in:  a clear packet that mirrors an entry's list should have been protected: dropped
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.interface import Interface, Order
from iosemu.features.acl.compile import Compiled, Rule
from iosemu.features.acl.engine import AclEngine
from iosemu.features.acl.model import Entry, Ports
from iosemu.features.ipsec import events
from iosemu.features.ipsec.datapath import COMPLAINT_CLEAR
from iosemu.features.ipsec.flow import ANY, Candidate, Flow, covers, ports_of
from iosemu.features.ipsec.model import DynamicEntry, InterfaceMap, MapEntry
from iosemu.features.ipsec.sadb import Sa
from iosemu.features.ipsec.transforms import Policy, policy_of
from iosemu.features.isakmp.kmi import Offer, Selector
from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.bind import Change
    from iosemu.features.ipsec.engine import IpsecEngine

_STAGE = "crypto map"
_IKE_PORTS = (500, 4500)


def selectors(entry: Entry) -> tuple[Selector, Selector]:
    """The proxies (ours, theirs) of an access list entry. Only a single port can be told to the peer."""
    return (
        Selector(entry.src, ~entry.src_wildcard & 0xFFFFFFFF, entry.protocol, _port(entry.src_ports)),
        Selector(entry.dst, ~entry.dst_wildcard & 0xFFFFFFFF, entry.protocol, _port(entry.dst_ports)),
    )


def _port(ports: Ports | None) -> int:
    return ports.ports[0] if ports is not None and ports.operator == "eq" and len(ports.ports) == 1 else 0


def mirrored(packet: ipv4.IPv4) -> ipv4.IPv4:
    """The packet as its answer would look to an access list: addresses and ports exchanged."""
    payload = packet.payload
    if packet.protocol in (ipv4.TCP, ipv4.UDP) and len(payload) >= 4 and not packet.flags_offset & 0x1FFF:
        payload = payload[2:4] + payload[:2] + payload[4:]
    return ipv4.IPv4(packet.dst, packet.src, packet.protocol, payload, packet.ttl, packet.tos, 0, packet.flags_offset)


@dataclass(slots=True)
class EntryState:
    """What a static entry has come to: its list as compiled, a flow per permit line, which peer is tried."""

    compiled: Compiled | None = None
    flows: dict[int, Flow] = field(default_factory=dict)  # sequence number of the line -> flow
    peer: int = 0  # index


class Narrow:
    """Flows by where their traffic goes: as many look-ups as there are different masks, the longest first."""

    def __init__(self) -> None:
        self._flows: dict[Flow, None] = {}
        self._masks: dict[int, dict[int, list[Flow]]] = {}  # mask -> network -> flows

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._flows)

    def __contains__(self, flow: Flow) -> bool:
        return flow in self._flows

    def add(self, flow: Flow) -> None:
        mask = flow.remote_proxy.mask
        if mask not in self._masks:
            self._masks[mask] = {}
            self._masks = dict(sorted(self._masks.items(), reverse=True))
        self._masks[mask].setdefault(flow.remote_proxy.address & mask, []).append(flow)
        self._flows[flow] = None

    def remove(self, flow: Flow) -> None:
        mask = flow.remote_proxy.mask
        networks = self._masks[mask]
        same = networks[flow.remote_proxy.address & mask]
        same.remove(flow)
        if not same:
            del networks[flow.remote_proxy.address & mask]
        if not networks:
            del self._masks[mask]
        del self._flows[flow]

    def towards(self, destination: IPv4) -> Iterator[Flow]:
        """Those whose traffic may go there."""
        for mask, networks in self._masks.items():
            yield from networks.get(destination & mask, ())


class MapHead:
    """A crypto map on an interface, or with `local-address` on all its interfaces together."""

    def __init__(self, engine: IpsecEngine, name: str, source: Interface) -> None:
        self.engine = engine
        self.name = name
        self.source = source  # whose address is ours
        self.local: IPv4 = source.address or 0
        self.applied: list[Interface] = []
        self.states: dict[int, EntryState] = {}  # by sequence number
        self.narrow = Narrow()  # made by offers: a part of a line's traffic, or of a dynamic entry's
        self._acl: AclEngine = engine.host.device.engine("acl")

    # the model

    def entries(self) -> list[MapEntry]:
        return self.engine.config.entries(self.name)

    def complete(self, entry: MapEntry) -> bool:
        """Has it all that it needs to ask for SAs?"""
        sets = self.engine.config.transform_sets
        return bool(
            not entry.dynamic and entry.peers and entry.acl and any(name in sets for name in entry.transform_sets)
        )

    def state(self, entry: MapEntry) -> EntryState:
        """The entry's state, brought up to date with its access list."""
        found = self.states.get(entry.seq)
        if found is None:
            found = self.states[entry.seq] = EntryState()
        compiled = self._acl.get(entry.acl) if entry.acl else None
        if compiled is not found.compiled:
            found.compiled = compiled
            self._agree(entry, found)
        return found

    def _agree(self, entry: MapEntry, state: EntryState) -> None:
        """A flow for each permit line; those of lines that are gone go too."""
        wanted = {rule.entry.seq: rule for rule in state.compiled.rules if rule.permit} if state.compiled else {}
        for seq, flow in list(state.flows.items()):
            rule = wanted.get(seq)
            if rule is None or selectors(rule.entry) != (flow.local_proxy, flow.remote_proxy):
                del state.flows[seq]
                self.engine.drop_flow(flow)
        for seq, rule in wanted.items():
            if seq not in state.flows and entry.peers:
                mine, theirs = selectors(rule.entry)
                state.flows[seq] = self.engine.new_flow(self, self.local, self.peer(entry), mine, theirs, entry)

    def peer(self, entry: MapEntry) -> IPv4:
        """Whom the entry asks now: the first peer, or the one that failover came to."""
        peers = list(entry.peers)
        state = self.states.get(entry.seq)
        return peers[state.peer % len(peers)] if state is not None else peers[0]

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
                if flow.peer not in entry.peers:
                    self.engine.clear_flow(flow)
                    state.peer = 0
                    self.engine.set_peer(flow, self.peer(entry))
        for flow in tuple(self.narrow):
            if not any(flow.entry is entry for entry in self._all_entries()):
                self._forget(flow)
        for entry in entries.values():
            if self.complete(entry):
                self.state(entry)

    def _all_entries(self) -> Iterator[MapEntry | DynamicEntry]:
        for entry in self.entries():
            yield entry
            if entry.dynamic:
                yield from self.engine.config.dynamic_entries(entry.dynamic)

    def close(self) -> None:
        """The map is off its last interface."""
        for state in self.states.values():
            for flow in state.flows.values():
                self.engine.drop_flow(flow)
        for flow in tuple(self.narrow):
            self._forget(flow)
        self.states.clear()

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

    def persistent(self, flow: Flow) -> bool:
        return False

    def policy(self, flow: Flow) -> Policy | None:
        entry = flow.entry
        return policy_of(self.engine.config, entry) if isinstance(entry, MapEntry | DynamicEntry) else None

    def path(self, flow: Flow) -> tuple[Interface, int]:
        iface = self.applied[0] if self.applied else self.source
        return iface, iface.ip_mtu

    def seq(self, flow: Flow) -> int:
        entry = flow.entry
        return entry.seq if isinstance(entry, MapEntry | DynamicEntry) else 0

    def installed(self, flow: Flow) -> None:
        entry = flow.entry
        if isinstance(entry, MapEntry) and flow.peer in entry.peers:
            self.state(entry).peer = list(entry.peers).index(flow.peer)

    def lost(self, flow: Flow) -> None:
        if flow in self.narrow:
            self.narrow.remove(flow)
            self.engine.drop_flow(flow, tell=False)

    def gave_up(self, flow: Flow) -> None:
        """Failover: the next peer of the entry is asked at once; after the last one the first waits for traffic."""
        entry = flow.entry
        if not isinstance(entry, MapEntry) or len(entry.peers) < 2 or flow in self.narrow or flow.pairs:
            return
        state = self.state(entry)
        state.peer = (state.peer + 1) % len(entry.peers)
        self.engine.set_peer(flow, self.peer(entry))
        if state.peer:
            self.engine.want(flow)

    def adopt(self, local: IPv4, peer: IPv4, candidate: Candidate) -> Flow:
        flow = self.engine.new_flow(self, local, peer, candidate.local_proxy, candidate.remote_proxy, candidate.entry)
        self.narrow.add(flow)
        return flow

    def deliver(self, flow: Flow, packet: ipv4.IPv4, iface: Interface) -> None:
        self.engine.host.device.ip.receive(packet, iface, context=packet.context)

    # packets

    def _exempt(self, packet: ipv4.IPv4, ours: IPv4) -> bool:
        """IKE and ESP themselves are never protected."""
        if ours != self.local:
            return False
        if packet.protocol == ipv4.ESP:
            return True
        return packet.protocol == ipv4.UDP and bool(set(ports_of(packet)) & set(_IKE_PORTS))

    def find(self, packet: ipv4.IPv4) -> tuple[Flow, Rule | None] | None:
        """The flow that a packet on its way out belongs to, and the line that says so."""
        for flow in self.narrow.towards(packet.dst):
            if flow.current is not None and _carries(flow, packet):
                return flow, None
        for entry in self.entries():
            if not self.complete(entry):
                continue
            state = self.state(entry)
            rule = state.compiled.find(packet) if state.compiled is not None else None
            if rule is not None and rule.permit:
                return state.flows[rule.entry.seq], rule
        return None

    def outbound(self, packet: ipv4.IPv4, iface: Interface) -> ipv4.IPv4 | None:
        """Output stage."""
        if self._exempt(packet, packet.src):
            return packet
        found = self.find(packet)
        if found is None:
            return packet
        flow, rule = found
        if rule is not None:
            rule.matches += 1
        sealed = self.engine.data.protect(flow, packet, iface)
        if not sealed:
            iface.drop("no security association")
        ip = self.engine.host.device.ip
        for each in sealed:
            each.ident = each.ident or self.engine.data.next_ident()
            entry = ip.route(each.dst)
            if entry is not None and entry.interface is not None:
                out, next_hop = entry.hop(each.src, each.dst)
                ip.output(each, out, next_hop)
        return None

    def inbound(self, packet: ipv4.IPv4, iface: Interface) -> ipv4.IPv4 | None:
        """Input stage: what should have been protected must not come in the clear."""
        if self._exempt(packet, packet.dst):
            return packet
        sa = packet.context
        if sa is not None and not (isinstance(sa, Sa) and isinstance(sa.pair.flow.head, MapHead)):
            return packet  # out of a protected tunnel
        found = self.find(mirrored(packet))
        if found is None or (sa is not None and found[0].entry is sa.pair.flow.entry):
            return packet
        if sa is not None:  # protected, but by another entry's SA than its traffic belongs to (RFC 4301 section 5.2)
            sa.pair.flow.counters.invalid_identity += 1
            event = events.InvalidIdentity(sa.pair.flow.peer, sa, packet.src, packet.dst, packet.protocol)
            self.engine.complain(event, COMPLAINT_CLEAR)
            return None
        iface.drop("not an IPsec packet")
        self.engine.complain(events.NotIpsec(packet.src, packet.dst, packet.protocol, iface), COMPLAINT_CLEAR)
        return None

    # offers

    def candidates(self, offer: Offer) -> Iterator[Candidate]:
        if offer.local != self.local:
            return
        for entry in self.entries():
            if entry.dynamic:
                for dynamic in self.engine.config.dynamic_entries(entry.dynamic):
                    yield from self._dynamic(entry, dynamic, offer)
            elif self.complete(entry) and offer.remote in entry.peers:
                yield from self._static(entry, offer)

    def _static(self, entry: MapEntry, offer: Offer) -> Iterator[Candidate]:
        state = self.state(entry)
        for rule in state.compiled.rules if state.compiled is not None else ():
            mine, theirs = selectors(rule.entry)
            if covers(mine, offer.local_proxy) and covers(theirs, offer.remote_proxy):
                if rule.permit:
                    flow = state.flows.get(rule.entry.seq)
                    if (mine, theirs) != (offer.local_proxy, offer.remote_proxy):
                        flow = self._narrow(offer)
                    yield self._candidate(offer, entry, entry.seq, flow)
                return

    def _dynamic(self, entry: MapEntry, dynamic: DynamicEntry, offer: Offer) -> Iterator[Candidate]:
        if not dynamic.transform_sets or (dynamic.peers and offer.remote not in dynamic.peers):
            return
        if dynamic.acl:
            compiled = self._acl.get(dynamic.acl)
            pairs = [selectors(rule.entry) for rule in compiled.rules if rule.permit] if compiled is not None else []
        else:
            pairs = [(ANY, ANY)]
        if any(covers(mine, offer.local_proxy) and covers(theirs, offer.remote_proxy) for mine, theirs in pairs):
            yield self._candidate(offer, dynamic, entry.seq, self._narrow(offer))

    def _narrow(self, offer: Offer) -> Flow | None:
        proxies = (offer.local_proxy, offer.remote_proxy)
        for flow in self.narrow.towards(offer.remote_proxy.address):
            if flow.peer == offer.remote and (flow.local_proxy, flow.remote_proxy) == proxies:
                return flow
        return None

    def _candidate(self, offer: Offer, entry: MapEntry | DynamicEntry, seq: int, flow: Flow | None) -> Candidate:
        mine, theirs = offer.local_proxy, offer.remote_proxy
        ends = (mine.address, mine.mask, theirs.address, theirs.mask)
        transport = ends == (offer.local, 0xFFFFFFFF, offer.remote, 0xFFFFFFFF)
        return Candidate(self, flow, entry, seq, policy_of(self.engine.config, entry), transport, mine, theirs)


def _carries(flow: Flow, packet: ipv4.IPv4) -> bool:
    """Is it outbound traffic of the flow?"""
    source, destination = ports_of(packet)
    return covers(flow.local_proxy, Selector(packet.src, 0xFFFFFFFF, packet.protocol, source)) and covers(
        flow.remote_proxy, Selector(packet.dst, 0xFFFFFFFF, packet.protocol, destination)
    )


class MapRegistry:
    """Which interface has which map."""

    def __init__(self, engine: IpsecEngine) -> None:
        self.engine = engine
        self.heads: dict[Interface, MapHead] = {}

    def reconfigured(self, change: Change) -> None:
        """An entry, a dynamic entry or a local address changed."""
        if change.path[0] == "local_addresses":
            for iface in tuple(self.heads):
                self._detach(iface)
        for iface in tuple(self.engine.host.device.interfaces.values()):
            self.refresh(iface)
        for head in dict.fromkeys(self.heads.values()):
            head.sync()

    def interface_changed(self, iface: Interface) -> None:
        self.refresh(iface)
        for other, head in tuple(self.heads.items()):
            if head.source is iface and other is not iface:
                self.refresh(other)

    def refresh(self, iface: object) -> None:
        """Make the map of an interface agree with the model."""
        if not isinstance(iface, Interface):
            return
        source, name = self._wanted(iface)
        head = self.heads.get(iface)
        if head is not None and (head.name, head.source, head.local) == (name, source, source and source.address):
            return
        self._detach(iface)
        if source is not None:
            self._attach(iface, name, source)

    def _wanted(self, iface: Interface) -> tuple[Interface | None, str]:
        config = iface.get(InterfaceMap)
        if config is None or not config.name or not iface.up or iface.removed:
            return None, ""
        if not self.engine.config.entries(config.name):
            return None, ""
        source_name = self.engine.config.local_addresses.get(config.name)
        source = iface if source_name is None else self.engine.host.device.interfaces.get(source_name)
        return (source, config.name) if source is not None and source.address is not None else (None, "")

    def _attach(self, iface: Interface, name: str, source: Interface) -> None:
        shared = source is not iface or name in self.engine.config.local_addresses
        head = None
        if shared:
            head = next((other for other in self.heads.values() if (other.name, other.source) == (name, source)), None)
        if head is None:
            head = MapHead(self.engine, name, source)
        head.applied.append(iface)
        self.heads[iface] = head
        iface.add_stage(iface.output_stages, Order.OUT_CRYPTO, _STAGE, head.outbound)
        iface.add_stage(iface.input_stages, Order.IN_CRYPTO, _STAGE, head.inbound)
        self.engine.isakmp.listen((head, iface))
        head.sync()

    def _detach(self, iface: Interface) -> None:
        head = self.heads.pop(iface, None)
        if head is None:
            return
        iface.remove_stage(iface.output_stages, _STAGE)
        iface.remove_stage(iface.input_stages, _STAGE)
        head.applied.remove(iface)
        if not head.applied:
            head.close()
        self.engine.isakmp.unlisten((head, iface))

    def has_local(self, local: IPv4) -> bool:
        return any(head.local == local for head in self.heads.values())

    def candidates(self, offer: Offer) -> Iterator[Candidate]:
        for head in dict.fromkeys(self.heads.values()):
            yield from head.candidates(offer)
