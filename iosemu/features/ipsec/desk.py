"""What key managers ask and tell (keying.contract.SaUser): offers judged, SAs installed, what became of requests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from iosemu.crypto import esp
from iosemu.device.events import KeyMaterial
from iosemu.features.ipsec import events
from iosemu.features.ipsec.flow import Candidate, Flow
from iosemu.features.ipsec.model import Settings
from iosemu.features.ipsec.sadb import AhSa, CompressionSa, EspSa, Replay, Sa, SaPair, TimedEspSa
from iosemu.features.ipsec.transforms import ah_key, matches, replay_possible, wireshark_row
from iosemu.features.keying.contract import (
    AH,
    ESP,
    IPCOMP,
    Activity,
    Chosen,
    Direction,
    Failure,
    IkeSession,
    Layer,
    LayerKeys,
    Proposal,
    Refusal,
    Refused,
    SaOffer,
    SaRef,
    SaSet,
    SaWant,
    Selector,
)
from iosemu.features.keying.events import CryptoEngine, Work
from iosemu.types import IPv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.features.ipsec.engine import IpsecEngine

Ends = tuple[str, IPv4, IPv4]  # (vrf, local, remote)
UNLIMITED = 0xFFFFFFFF  # kilobytes: what an end without a limit by volume agrees to
QUOTA_JITTER = 0.1  # largest part of the volume by which an end counts less


class Desk:
    def __init__(self, engine: IpsecEngine) -> None:
        self.engine = engine
        self.host = engine.host
        self.jitter = engine.host.device.software.quota_jitter
        self.phase1: dict[Ends, dict[int, IkeSession]] = {}  # by connection number

    # offers

    def spi(self, protocol: str = ESP) -> int:
        return self.engine.sadb.spi(protocol)

    def release(self, spi: int) -> None:
        self.engine.sadb.release(spi)

    def judge(self, offer: SaOffer) -> Chosen | Refusal:
        engine = self.engine
        if self.host.device.bus.wants(events.ProposalExamined):
            for part, proposal in enumerate(offer.proposals, 1):
                self.host.emit(events.ProposalExamined(offer.remote, offer, proposal, part))
        if not engine.protections.has_local(offer) and not engine.maps.has_local(offer):
            return self._refuse(offer, Refused.ADDRESS)
        ends = offer.vrf, offer.local, offer.remote
        candidates = [found for found in self._candidates(offer) if self.admits(found.settings, ends, offer.conn_id)]
        chosen = self._choose(offer, candidates)
        found = candidates[0] if candidates else None
        tag, seq = (found.head.tag, found.seq) if found is not None else ("", 0)
        self.host.emit(events.ProxyLookedUp(offer.remote, offer, tag, seq, isinstance(chosen, Chosen)))
        return chosen if isinstance(chosen, Chosen) else self._refuse(offer, chosen)

    def _choose(self, offer: SaOffer, candidates: Sequence[Candidate]) -> Chosen | Refused:
        """The first proposal that one of them takes."""
        error = Refused.TRANSFORM if candidates else Refused.PROXY
        for candidate in candidates:
            policy = candidate.policy
            for proposal in offer.proposals:
                if not any(matches(own, proposal, candidate.transport) for own in policy.sets):
                    continue
                if offer.nat and any(layer.protocol == AH for layer in proposal.layers):
                    continue  # what a NAT changes is what AH covers
                if policy.pfs_group and not offer.bound and proposal.group != policy.pfs_group:
                    error = Refused.ATTRIBUTE
                    continue
                kilobytes = policy.kilobytes or UNLIMITED
                spis = tuple(self.spi(layer.protocol) for layer in proposal.layers)
                return Chosen(proposal, spis, policy.seconds, kilobytes, candidate)
        return error

    def within(self, offer: SaOffer) -> list[tuple[Selector, Selector]]:
        both = (*self.engine.protections.within(offer), *self.engine.maps.within(offer))
        return [pair for pair in both if offer.mine[0].covers(pair[0]) and offer.theirs[0].covers(pair[1])]

    def _candidates(self, offer: SaOffer) -> Iterator[Candidate]:
        yield from self.engine.protections.candidates(offer)
        yield from self.engine.maps.candidates(offer)

    def _refuse(self, offer: SaOffer, error: Refused) -> Refusal:
        self.host.emit(events.OfferRefused(offer.remote, offer, error))
        return Refusal(error)

    # SAs

    def wanted(self, want: SaWant) -> bool:
        return not isinstance(want.owner, Flow) or want.owner.alive

    def admits(self, settings: object, ends: Ends, conn_id: int) -> bool:
        """Is the peer, as it called itself in that phase 1, one of those that the settings are for?"""
        name = settings.identity if isinstance(settings, Settings) else ""
        if not name:
            return True
        session, identity = self.phase1.get(ends, {}).get(conn_id), self.engine.config.identities.get(name)
        if session is None or identity is None:
            return False
        return identity.has(session.phase1_id)

    def answered(self, want: SaWant, proposal: Proposal) -> None:
        """It is looked at as an offer would be."""
        if isinstance(want.owner, Flow) and self.host.device.bus.wants(events.ProposalExamined):
            told = want.owner.told()
            offer = SaOffer("", want.local, want.remote, want.mine, want.theirs, [proposal])
            self.host.emit(events.ProposalExamined(want.remote, offer, proposal, 1))
            self.host.emit(events.ProxyLookedUp(want.remote, offer, told.tag, told.seq, accepted=True))

    def install(self, found: SaSet) -> SaRef | None:
        engine = self.engine
        flow = self._flow_for(found)
        ends = found.vrf, found.local, found.remote
        if flow is None or (found.initiator and not self.admits(flow.head.settings(flow), ends, found.conn_id)):
            for keys in found.keys:
                engine.sadb.release(keys.spi_in)
            return None
        if found.configured and not engine.sadb.free(found):
            return None
        if not found.configured:
            ref = found.ref
            self.host.emit(events.KmiMessage(found.remote, events.Kmi.INSTALL, ref.spi, ref.protocol))
        pair = self._make_pair(flow, found)
        first = not flow.pairs
        engine.sadb.add(pair)
        flow.pairs.append(pair)
        if self.host.device.bus.wants(events.PairCreated):
            sas = tuple(pair.told(sa, pair.kilobytes) for sa in pair.sas)
            self.host.emit(events.PairCreated(found.remote, flow.told(), sas, pair.seconds, first))
        if self.host.device.bus.wants(KeyMaterial):
            for row in key_rows(pair):
                self.host.emit(KeyMaterial("esp_sa", row))
        self.host.emit(CryptoEngine(Work.IPSEC_SA))
        engine.asking.forget(flow)
        engine.lives.begin(pair)
        if found.activation and flow.current is not None:
            self.host.after(found.activation, self.activate, pair, background=True)
        elif found.initiator or found.configured or found.direction is not Direction.PAIR:
            self._enable(pair)
        return found.ref

    def _flow_for(self, found: SaSet) -> Flow | None:
        owner = found.owner
        if isinstance(owner, Flow):
            return owner if owner.alive else None
        if not isinstance(owner, Candidate):
            return None
        if owner.flow is not None and owner.flow.alive:
            flow = owner.flow
        else:
            flow = owner.head.adopt(found.local, found.remote, owner)
        self.engine.set_peer(flow, found.remote)
        return flow

    def _make_pair(self, flow: Flow, found: SaSet) -> SaPair:
        engine, proposal, policy = self.engine, found.proposal, flow.head.policy(flow)
        kilobytes = 0 if policy is not None and not policy.kilobytes else found.life_kilobytes
        quota = kilobytes - int(kilobytes * QUOTA_JITTER * self.host.rng.random()) if self.jitter else kilobytes
        pair = SaPair(flow, found, self.host.now, found.life_seconds, kilobytes, quota)
        twin = engine.sadb.inbound.get(found.ref) if found.of_group else None
        if twin is not None:  # another line's: SPI, numbers and keys are the same
            pair.ins, pair.outs = twin.pair.ins, twin.pair.outs
            return pair
        window = policy.window if policy is not None else engine.config.window
        ins, outs = [], []
        for layer, keys in zip(proposal.layers, found.keys, strict=True):
            if found.direction.comes:
                replay = Replay(window if found.replay and replay_possible(layer) else 0)
                ins.append(self._sa(pair, layer, keys, False, replay))
            if found.direction.leaves:
                outs.append(self._sa(pair, layer, keys, True, Replay(0)))
        pair.ins, pair.outs = tuple(ins), tuple(outs)
        return pair

    def _sa(self, pair: SaPair, layer: Layer, keys: LayerKeys, leaves: bool, replay: Replay) -> Sa:
        """One layer one way. Raises ValueError when the keys do not fit the proposal."""
        found, proposal = pair.made, pair.made.proposal
        ends, ports = (found.remote, found.local), (found.remote_port, found.local_port)
        spi, key, auth_key = keys.spi_in, keys.encryption_in, keys.authentication_in
        if leaves:
            ends, ports = ends[::-1], ports[::-1]
            spi, key, auth_key = keys.spi_out, keys.encryption_out, keys.authentication_out
        tunnel = proposal.tunnel and layer is proposal.layers[-1]  # the layers around it have its header
        conn_id, udp = self.engine.sadb.conn_id(), ports if proposal.udp else None
        common = layer, spi, *ends, tunnel, pair, conn_id, replay, udp, proposal.extended
        if layer.protocol == AH:
            return AhSa(*common, ah_key(layer.integrity, auth_key))
        if layer.protocol == IPCOMP:
            return CompressionSa(*common)
        transform = esp.transform(spi, layer.cipher, key, layer.integrity, auth_key)
        return (EspSa if found.clock is None else TimedEspSa)(*common, transform)

    def enable(self, ref: SaRef) -> bool:
        pair = self.engine.sadb.find(ref)
        if pair is not None and not pair.enabled:
            self._enable(pair)
        return pair is not None

    def activate(self, pair: SaPair) -> None:
        """Its turn to be used for sending has come (`SaSet.activation`)."""
        if pair in pair.flow.pairs and not pair.enabled:
            self._enable(pair)

    def _enable(self, pair: SaPair) -> None:
        engine, flow = self.engine, pair.flow
        pair.enabled = True
        pair.replaced = False
        if not pair.outs:
            return
        if not pair.made.initiator and not pair.made.configured:
            used = pair.outbound
            self.host.emit(events.KmiMessage(flow.peer, events.Kmi.ENABLE, used.spi, used.layer.protocol))
        engine.lives.replace(flow, pair)
        was_up = flow.current is not None
        flow.current = pair
        engine.epoch += 1
        self.host.emit(events.OutboundChanged(flow.peer, pair.outbound.spi))
        if not was_up:
            flow.up_since = flow.used_at = self.host.now
            policy = flow.head.policy(flow)
            if policy is not None and policy.idle:
                self.host.after(policy.idle, engine.lives.idle, flow, background=True)
            flow.head.installed(flow)

    def remove(self, refs: Sequence[SaRef], why: str) -> None:
        engine = self.engine
        for ref in refs:
            pair = engine.sadb.find(ref)
            if pair is not None and pair.made.configured:
                continue  # no peer can take it away
            for other in engine.sadb.sharing(ref)[1:]:
                engine.lives.delete(other, tell=False)
            peer = pair.made.remote if pair is not None else ref.destination
            self.host.emit(events.KmiMessage(peer, events.Kmi.DELETE, ref.spi, ref.protocol))
            if pair is not None:
                engine.lives.delete(pair, tell=False)

    def changed(self, settings: object) -> None:
        for flow in tuple(self.engine.flows):
            if flow.head.settings(flow) is settings:
                self.engine.clear_flow(flow, tell=False)
                if flow.head.persistent(flow):
                    self.host.after(0.0, self.engine.asking.open, flow)

    def failed(self, want: SaWant, reason: Failure) -> None:
        if isinstance(want.owner, Flow):
            self.engine.asking.failed(want.owner, reason)

    # peers

    def phase1_up(self, session: IkeSession) -> None:
        self.phase1.setdefault((session.vrf, session.local, session.remote), {})[session.conn_id] = session

    def phase1_down(self, session: IkeSession) -> None:
        key = (session.vrf, session.local, session.remote)
        found = self.phase1.get(key)
        if found is not None:
            found.pop(session.conn_id, None)
            if not found:
                del self.phase1[key]

    def has_phase1(self, vrf: str, local: IPv4, peer: IPv4) -> bool:
        return (vrf, local, peer) in self.phase1

    def identity(self, vrf: str, local: IPv4, peer: IPv4) -> str:
        """What the peer calls itself in phase 1, "" when there is none."""
        found = self.phase1.get((vrf, local, peer))
        return next(reversed(found.values())).phase1_id if found else ""

    def peer_dead(self, local: IPv4, remote: IPv4, spared: Sequence[int] = (), vrf: str = "") -> None:
        engine = self.engine
        for flow in engine.flows_with(remote, local, vrf):
            if any(pair.made.configured for pair in flow.pairs):
                continue
            if any(pair.made.conn_id in spared for pair in flow.pairs):
                for pair in tuple(flow.pairs):
                    if pair.made.conn_id not in spared:
                        engine.lives.delete(pair, tell=False)
                continue
            engine.clear_flow(flow, tell=False)
            if flow.peer == remote:  # else it has gone back to the default peer
                flow.head.gave_up(flow)

    def interfaces_of(self, want: SaWant) -> list[Interface]:
        """See SaUser."""
        return list(want.owner.head.interfaces) if isinstance(want.owner, Flow) else []

    def has_sas(self, local: IPv4, remote: IPv4, vrf: str = "") -> bool:
        flows = self.engine.flows_with(remote, local, vrf)
        return any(not pair.made.configured for flow in flows for pair in flow.pairs)

    def pairs(self) -> int:
        return sum(not pair.made.configured for flow in self.engine.flows for pair in flow.pairs)

    def activity(self, local: IPv4, remote: IPv4, vrf: str = "") -> Activity:
        sent = heard = None
        for flow in self.engine.flows_with(remote, local, vrf):
            if flow.sent_at is not None:
                sent = max(sent or 0.0, flow.sent_at)
            if flow.heard_at is not None:
                heard = max(heard or 0.0, flow.heard_at)
        return Activity(sent, heard)

    def udp_esp(self, payload: bytes, passage: Passage, iface: Interface, ports: tuple[int, int]) -> None:
        packet = passage.packet
        inside = ipv4.IPv4(packet.src, packet.dst, ipv4.ESP, payload, packet.ttl, packet.tos, packet.ident, 0)
        self.engine.data.sealed_input(inside, passage.vrf.name, iface, ports)

    def port_floated(self, local: IPv4, remote: IPv4, local_port: int, remote_port: int, vrf: str = "") -> None:
        for flow in self.engine.flows_with(remote, local, vrf):
            for pair in flow.pairs:
                if pair.made.proposal.udp:
                    for sa in pair.outs:
                        sa.udp = (local_port, remote_port)
                    for sa in pair.ins:
                        sa.udp = (remote_port, local_port)
                    pair.made.local_port, pair.made.remote_port = local_port, remote_port


def key_rows(pair: SaPair) -> Iterator[tuple[str, ...]]:
    """The ESP of each direction as rows of Wireshark's table; "*" is any address."""
    made = pair.made
    for layer, keys in zip(made.proposal.layers, made.keys, strict=True):
        if layer.protocol != ESP or layer.cipher == "gmac":  # not one that Wireshark knows
            continue
        if pair.ins:
            key, auth_key = keys.encryption_in, keys.authentication_in
            yield wireshark_row(layer, made.remote, made.local, keys.spi_in, key, auth_key)
        if pair.outs and made.direction is not Direction.GROUP:
            key, auth_key = keys.encryption_out, keys.authentication_out
            yield wireshark_row(layer, made.local, made.remote, keys.spi_out, key, auth_key)
