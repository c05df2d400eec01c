"""IPsec processing (RFC 4301): requests to ISAKMP, judging offers, installing, renewing and deleting SAs, packets.

    clear packet -> head (tunnel protection, crypto map) -> flow -> current pair -> ESP        no pair: drop, ask ISAKMP
    ESP (IP protocol 50, UDP 4500) -> SA by (our address, SPI) -> window, ICV, selectors -> head -> IP stack

Whose traffic is protected is the heads' matter (`protection`, `cryptomap`); this file knows flows and SAs only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from iosemu.device.engine import Engine, Host, IpFacts
from iosemu.device.events import KeyMaterial
from iosemu.features.gre.events import TunnelReset
from iosemu.features.ipsec import events
from iosemu.features.ipsec.datapath import DataPath
from iosemu.features.ipsec.dialect import dialect_of
from iosemu.features.ipsec.flow import Candidate, Flow, Head
from iosemu.features.ipsec.mapregistry import MapRegistry
from iosemu.features.ipsec.model import InterfaceMap, IpsecConfig, ProtectionConfig
from iosemu.features.ipsec.protection import ProtectionRegistry
from iosemu.features.ipsec.sadb import Replay, Sa, Sadb, SaPair
from iosemu.features.ipsec.transforms import Policy, matches, transform, wireshark_row
from iosemu.features.isakmp.kmi import (
    Activity,
    Chosen,
    Encapsulation,
    EspCipher,
    Failure,
    IkeSession,
    Integrity,
    NegotiatedSa,
    Offer,
    PolicyError,
    Proposal,
    QuickModeRequest,
    Refusal,
    Selector,
)
from iosemu.features.isakmp.trace import CryptoEngine
from iosemu.types import IPv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.bind import Change
    from iosemu.device.interface import Interface
    from iosemu.features.isakmp.engine import IsakmpEngine

REQUEST_TIMER = 30.0  # seconds that an answer of ISAKMP is waited for
ASK_AGAIN = 1.0  # seconds after which a socket asks again when phase 1 or the ISAKMP SA died under its request
REQUESTS = 2  # then the request is dropped
SOFT_MARGIN = 30.0  # seconds before its end that an SA is renewed
UNLIMITED = 0xFFFFFFFF  # kilobytes: what an end without a limit by volume agrees to
LINGER = 30.0  # seconds that a replaced pair stays for packets on the way
QUOTA_JITTER = 0.1  # largest part of the volume by which an end counts less


class IpsecEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.config = host.device[IpsecConfig]
        self.dialect = dialect_of(host.device.platform)
        self.jitter = host.device.software.quota_jitter
        self.sadb = Sadb(host.rng, self.dialect.first_conn + 1)
        self.isakmp: IsakmpEngine = host.peer("isakmp")
        self.flows: list[Flow] = []
        self._by_peer: dict[IPv4, list[Flow]] = {}
        self.phase1: dict[tuple[IPv4, IPv4], dict[int, IkeSession]] = {}  # (local, remote) -> conn-id -> session
        self.sessions: dict[tuple[IPv4, IPv4], float] = {}  # (local, peer) with SAs -> since when
        self.epoch = 0  # counts changes of routes and interfaces
        self._serial = 0
        self._complaints: dict[type, float] = {}  # kind of message -> when it was last told
        self.data = DataPath(self)
        self.protections = ProtectionRegistry(self)
        self.maps = MapRegistry(self)

    def start(self) -> None:
        device = self.host.device
        device.ip.register(ipv4.ESP, self.data.received)
        device.bus.listen(TunnelReset, self._tunnel_reset)
        self.isakmp.register(self)
        self.isakmp.nat_traversal = self.config.nat_transparency
        for flag in ("", " error", " message", " states"):
            device.debug.filters[f"crypto ipsec{flag}"] = self._debugged
        device.debug.filters["crypto socket"] = self._debugged
        device.debug.filters["crypto engine"] = self._engine_debugged
        for iface in tuple(device.interfaces.values()):
            self.protections.refresh(iface)
            self.maps.refresh(iface)

    def _tunnel_reset(self, event: TunnelReset) -> None:
        self.protections.reset(event.iface)

    def _engine_debugged(self, event: object) -> bool:
        return self.isakmp.conditions.pass_("engine", 0)

    # the model and the world change

    def holds(self) -> Iterator[Collection[Any]]:
        pairs = self.sadb.by_outbound.values()
        yield from (self.flows, pairs, self.sadb.inbound.values(), [pair.outbound for pair in pairs])

    def changed(self, change: Change) -> None:
        if change.record is ProtectionConfig:
            self.protections.configured(change.owner)
        elif change.record is InterfaceMap:
            self.maps.refresh(change.owner)
        else:
            self.isakmp.nat_traversal = self.config.nat_transparency
            field = change.path[0]
            if field in ("maps", "dynamic_maps", "local_addresses", "transform_sets", "builtin_set"):
                self.maps.reconfigured(change)
            elif field in ("profiles", "builtin_profile"):
                self.protections.refresh_all()

    def ip_facts(self, iface: Interface, facts: IpFacts) -> None:
        slot = iface.get(InterfaceMap)
        if slot is not None and slot.name:
            facts.input_features.append("IPSec input classification")
            facts.output_features += (
                "IPSec output classification", "IPSec: to crypto engine", "Post-encryption output features",
            )  # fmt: skip

    def interface_changed(self, iface: Interface) -> None:
        self.epoch += 1
        self.protections.interface_changed(iface)
        self.maps.interface_changed(iface)

    def routes_changed(self) -> None:
        self.epoch += 1
        self.protections.routes_changed()

    def _debugged(self, event: Any) -> bool:
        """Does `debug crypto condition` let the event be told?"""
        conditions = self.isakmp.conditions
        return not conditions.on or conditions.pass_("ipsec", event.peer, self.isakmp.life.with_peer(event.peer))

    def complain(self, event: object, interval: float) -> None:
        """Tell of a bad packet, one of its kind in `interval` seconds (as IOS limits these messages)."""
        last = self._complaints.get(type(event))
        if last is None or self.host.now - last >= interval:
            self._complaints[type(event)] = self.host.now
            self.host.emit(event)

    # flows

    def new_flow(self, head: Head, local: IPv4, peer: IPv4, mine: Selector, theirs: Selector, entry: object) -> Flow:
        flow = Flow(head, local, peer, mine, theirs, self.dialect, entry)
        self._serial += 1
        flow.session = self._serial
        self.flows.append(flow)
        self._by_peer.setdefault(peer, []).append(flow)
        return flow

    def set_peer(self, flow: Flow, peer: IPv4) -> None:
        """Another peer serves the flow from now on."""
        if flow.peer != peer:
            self._unlist(flow)
            self._by_peer.setdefault(peer, []).append(flow)
            flow.peer = peer

    def drop_flow(self, flow: Flow, tell: bool = True) -> None:
        """The flow and its SAs are gone; `tell` the peer."""
        self.clear_flow(flow, tell)
        self.host.cancel(("reopen", flow))
        self.host.cancel(("idle", flow))
        if flow.alive:
            flow.alive = False
            self.flows.remove(flow)
            self._unlist(flow)

    def _unlist(self, flow: Flow) -> None:
        flows = self._by_peer[flow.peer]
        flows.remove(flow)
        if not flows:
            del self._by_peer[flow.peer]

    def clear_flow(self, flow: Flow, tell: bool = True) -> None:
        """Delete all SAs of a flow and forget what was asked for it."""
        self.forget_request(flow)
        if not flow.pairs:
            self._reopen(flow, ASK_AGAIN)  # nothing will be lost that could tell the head
        for pair in tuple(flow.pairs):
            self.delete_pair(pair, tell)

    def _reopen(self, flow: Flow, delay: float) -> None:
        """A socket wants its SAs without traffic: nobody else will ask again."""
        if flow.head.persistent(flow):
            self.host.timer(("reopen", flow), delay, background=delay >= REQUEST_TIMER)

    def forget_request(self, flow: Flow) -> None:
        flow.requests = 0
        self.host.cancel(("request", flow))
        self.host.cancel(("again", flow))

    # asking ISAKMP

    def want(self, flow: Flow, replaces: SaPair | None = None) -> None:
        """The flow needs SAs: ask, unless that is under way already, from here or from the peer."""
        if flow.requests or any(not pair.enabled for pair in flow.pairs):
            return
        policy = flow.head.policy(flow)
        if policy is None or not policy.sets or policy.responder_only:
            self._reopen(flow, REQUEST_TIMER)  # until the profile is whole again
            return
        flow.requests = 1
        self._ask(flow, policy, replaces)

    def _ask(self, flow: Flow, policy: Policy, replaces: SaPair | None = None) -> None:
        proposals = policy.proposals(self.transport_allowed(flow))
        if not proposals:  # transport mode is required, and impossible
            self.forget_request(flow)
            self._reopen(flow, REQUEST_TIMER)
            return
        request = QuickModeRequest(
            flow.local,
            flow.peer,
            flow.local_proxy,
            flow.remote_proxy,
            proposals,
            policy.pfs_group,
            isakmp_profile=policy.isakmp_profile,
            replaces=replaces.inbound.spi if replaces is not None else 0,
            context=flow,
        )
        self.host.timer(("request", flow), REQUEST_TIMER)
        self.host.emit(events.SaRequested(flow.peer, flow, request))
        self.isakmp.request(request)

    @staticmethod
    def transport_allowed(flow: Flow) -> bool:
        """Transport mode fits only traffic between the two ends themselves."""
        mine, theirs = flow.local_proxy, flow.remote_proxy
        return (mine.address, mine.mask, theirs.address, theirs.mask) == (
            flow.local, 0xFFFFFFFF, flow.peer, 0xFFFFFFFF,
        )  # fmt: skip

    def _ask_again(self, flow: Flow) -> None:
        policy = flow.head.policy(flow)
        if policy is not None and flow.requests and flow.current is None:
            flow.requests += 1
            self._ask(flow, policy)

    def _request_timer(self, flow: Flow) -> None:
        self.host.emit(events.RequestTimerFired(flow.peer, flow, min(flow.requests, REQUESTS)))
        policy = flow.head.policy(flow)
        if policy is None:
            flow.requests = 0
            self._reopen(flow, REQUEST_TIMER)
        elif flow.requests < REQUESTS or (flow.head.persistent(flow) and flow.current is None):
            flow.requests += 1
            self._ask(flow, policy)
        else:
            flow.requests = 0
            flow.head.gave_up(flow)

    # what ISAKMP asks and tells (IpsecUser)

    def spi(self) -> int:
        return self.sadb.spi()

    def accept(self, offer: Offer) -> Chosen | Refusal:
        bus = self.host.device.bus
        if bus.wants(events.ProposalExamined):
            for part, proposal in enumerate(offer.proposals, 1):
                self.host.emit(events.ProposalExamined(offer.remote, offer, proposal, part, self.dialect))
        if not self.protections.has_local(offer.local) and not self.maps.has_local(offer.local):
            return self._refuse(offer, PolicyError.ADDRESS)
        candidates = list(self._candidates(offer))
        found = candidates[0] if candidates else None
        tag, seq = (found.head.tag, found.seq) if found is not None else ("", 0)
        self.host.emit(events.ProxyLookedUp(offer.remote, offer, tag, seq, self.dialect))
        if not candidates:
            return self._refuse(offer, PolicyError.PROXY)
        error = PolicyError.TRANSFORM
        for candidate in candidates:
            policy = candidate.policy
            for proposal in offer.proposals:
                if not any(matches(own, proposal, candidate.transport) for own in policy.sets):
                    continue
                if policy.pfs_group and proposal.group != policy.pfs_group:
                    error = PolicyError.ATTRIBUTE
                    continue
                kilobytes = policy.kilobytes or UNLIMITED
                return Chosen(proposal, self.sadb.spi(), policy.seconds, kilobytes, candidate)
        return self._refuse(offer, error)

    def _candidates(self, offer: Offer) -> Iterator[Candidate]:
        yield from self.protections.candidates(offer)
        yield from self.maps.candidates(offer)

    def _refuse(self, offer: Offer, error: PolicyError) -> Refusal:
        self.host.emit(events.OfferRefused(offer.remote, offer, error))
        return Refusal(error)

    def installed(self, sa: NegotiatedSa) -> None:
        flow = self._flow_for(sa)
        if flow is None:
            self.sadb.release(sa.spi_in)
            return
        if sa.initiator:
            self._tell_answer(sa)
        self.host.emit(events.KmiMessage(sa.remote, "install", sa.spi_in, self.dialect))
        pair = self._make_pair(flow, sa)
        first = not flow.pairs
        self.sadb.add(pair)
        flow.pairs.append(pair)
        self.host.emit(events.PairCreated(sa.remote, pair, first, flow.head.seq(flow)))
        self._tell_keys(pair)
        self.host.emit(CryptoEngine("Create IPSec SA (by keys)"))
        self.forget_request(flow)
        self.host.timer(("soft", pair), max(self._soft_delay(pair, sa.initiator), 1.0), background=True)
        self._session_up(flow, sa)
        if sa.initiator:
            self._enable(pair)

    def _tell_answer(self, sa: NegotiatedSa) -> None:
        """The initiator looks at the proposal that came back as it would at an offer."""
        if self.host.device.bus.wants(events.ProposalExamined):
            offer = Offer(sa.local, sa.remote, sa.local_proxy, sa.remote_proxy, [sa.proposal])
            self.host.emit(events.ProposalExamined(sa.remote, offer, sa.proposal, 1, self.dialect))

    def _flow_for(self, sa: NegotiatedSa) -> Flow | None:
        context = sa.context
        if isinstance(context, Flow):
            return context if context.alive else None
        if not isinstance(context, Candidate):
            return None
        if context.flow is not None and context.flow.alive:
            flow = context.flow
        else:
            flow = context.head.adopt(sa.local, sa.remote, context)
        self.set_peer(flow, sa.remote)
        return flow

    def _make_pair(self, flow: Flow, sa: NegotiatedSa) -> SaPair:
        proposal, policy = sa.proposal, flow.head.policy(flow)
        kilobytes = 0 if policy is not None and not policy.kilobytes else sa.life_kilobytes
        quota = kilobytes - int(kilobytes * QUOTA_JITTER * self.host.rng.random()) if self.jitter else kilobytes
        pair = SaPair(flow, sa, self.host.now, sa.life_seconds, kilobytes, quota)
        tunnel = proposal.encapsulation.plain is Encapsulation.TUNNEL
        window = policy.window if policy is not None else self.config.window
        if proposal.integrity is Integrity.NONE and proposal.cipher is not EspCipher.AES_GCM_16:
            window = 0  # no anti-replay without authentication (RFC 4303 section 3.4.3)
        opener = transform(proposal, sa.spi_in, sa.encryption_in, sa.authentication_in)
        sealer = transform(proposal, sa.spi_out, sa.encryption_out, sa.authentication_out)
        udp = proposal.encapsulation in (Encapsulation.UDP_TUNNEL, Encapsulation.UDP_TRANSPORT)
        pair.inbound = Sa(
            sa.spi_in, sa.remote, sa.local, opener, tunnel, pair, self.sadb.conn_id(), Replay(window),
            (sa.remote_port, sa.local_port) if udp else None,
        )  # fmt: skip
        pair.outbound = Sa(
            sa.spi_out, sa.local, sa.remote, sealer, tunnel, pair, self.sadb.conn_id(), Replay(0),
            (sa.local_port, sa.remote_port) if udp else None,
        )  # fmt: skip
        return pair

    def _soft_delay(self, pair: SaPair, initiator: bool) -> float:
        # the end that made the pair renews it; the other one only if that did not happen
        margin = min(SOFT_MARGIN, pair.seconds / 4)
        return pair.seconds - (margin if initiator else margin * 0.6)

    def enabled(self, sa: NegotiatedSa) -> None:
        pair = self.sadb.by_outbound.get((sa.remote, sa.spi_out))
        if pair is not None and not pair.enabled:
            self._enable(pair)

    def _enable(self, pair: SaPair) -> None:
        flow = pair.flow
        pair.enabled = True
        pair.replaced = False
        if not pair.negotiated.initiator:
            self.host.emit(events.KmiMessage(flow.peer, "enable", pair.outbound.spi, self.dialect))
        for old in flow.pairs:
            if old is pair or old.replaced:
                continue
            old.replaced = True
            if old.rekeying or self._left(old) <= LINGER:  # else both ends made one at once: both run their time
                self.host.cancel(("soft", old))
                self.host.timer(("hard", old), min(LINGER, self._left(old)), background=True)
        was_up = flow.current is not None
        flow.current = pair
        self.epoch += 1
        self.host.emit(events.OutboundChanged(flow.peer, flow, pair.outbound.spi))
        if not was_up:
            flow.up_since = flow.used_at = self.host.now
            policy = flow.head.policy(flow)
            if policy is not None and policy.idle:
                self.host.timer(("idle", flow), policy.idle, background=True)
            flow.head.installed(flow)

    def release(self, spi: int) -> None:
        self.sadb.release(spi)

    def failed(self, request: QuickModeRequest, reason: Failure) -> None:
        """A peer that refuses is asked again when the request's own timer says so. One that does not answer, or whose
        ISAKMP SA has gone meanwhile, is asked anew at once where the SAs are wanted without traffic."""
        flow = request.context
        gone = reason in (Failure.TIMEOUT, Failure.DELETED)
        if gone and isinstance(flow, Flow) and flow.requests and flow.current is None and flow.head.persistent(flow):
            self.host.timer(("again", flow), ASK_AGAIN, background=True)

    def deleted(self, local: IPv4, remote: IPv4, spis: Sequence[int]) -> None:
        for spi in spis:
            pair = self.sadb.by_outbound.get((remote, spi))
            self.host.emit(events.KmiMessage(remote, "delete", spi, self.dialect))
            if pair is not None:
                self.delete_pair(pair, tell=False)

    def phase1_up(self, session: IkeSession) -> None:
        self.phase1.setdefault((session.local, session.remote), {})[session.conn_id] = session

    def phase1_down(self, session: IkeSession) -> None:
        key = (session.local, session.remote)
        found = self.phase1.get(key)
        if found is not None:
            found.pop(session.conn_id, None)
            if not found:
                del self.phase1[key]

    def peer_dead(self, local: IPv4, remote: IPv4, spared: Sequence[int] = ()) -> None:
        for flow in self.flows_with(remote, local):
            if any(pair.negotiated.conn_id in spared for pair in flow.pairs):
                for pair in tuple(flow.pairs):
                    if pair.negotiated.conn_id not in spared:
                        self.delete_pair(pair, tell=False)
                continue
            self.clear_flow(flow, tell=False)
            if flow.peer == remote:  # else it has gone back to the default peer
                flow.head.gave_up(flow)

    def has_sas(self, local: IPv4, remote: IPv4) -> bool:
        return any(flow.pairs for flow in self.flows_with(remote, local))

    def activity(self, local: IPv4, remote: IPv4) -> Activity:
        sent = heard = None
        for flow in self.flows_with(remote, local):
            if flow.sent_at is not None:
                sent = max(sent or 0.0, flow.sent_at)
            if flow.heard_at is not None:
                heard = max(heard or 0.0, flow.heard_at)
        return Activity(sent, heard)

    def udp_esp(self, payload: bytes, packet: ipv4.IPv4, iface: Interface, ports: tuple[int, int]) -> None:
        inside = ipv4.IPv4(packet.src, packet.dst, ipv4.ESP, payload, packet.ttl, packet.tos, packet.ident, 0)
        self.data.esp_input(inside, iface, ports)

    def port_floated(self, local: IPv4, remote: IPv4, local_port: int, remote_port: int) -> None:
        for flow in self.flows_with(remote, local):
            for pair in flow.pairs:
                if pair.outbound.udp is not None:
                    pair.outbound.udp = (local_port, remote_port)
                    pair.inbound.udp = (remote_port, local_port)
                    pair.negotiated.local_port, pair.negotiated.remote_port = local_port, remote_port

    def flows_with(self, peer: IPv4, local: IPv4 | None = None) -> list[Flow]:
        return [flow for flow in self._by_peer.get(peer, ()) if local in (None, flow.local)]

    def has_phase1(self, local: IPv4, peer: IPv4) -> bool:
        return (local, peer) in self.phase1

    # the end of SAs

    def delete_pair(self, pair: SaPair, tell: bool) -> None:
        """Remove both SAs; `tell` the peer that ours is gone."""
        flow = pair.flow
        if pair not in flow.pairs:
            return
        flow.pairs.remove(pair)
        self.sadb.remove(pair)
        self.host.cancel(("soft", pair))
        self.host.cancel(("hard", pair))
        self.host.emit(events.PairDeleted(flow.peer, pair, not tell, pair.seconds_left(self.host.now)))
        if tell:
            self.isakmp.send_delete(pair.inbound.dst, pair.inbound.src, [pair.inbound.spi])
        if flow.current is pair:
            usable = [other for other in flow.pairs if other.enabled]
            flow.current = usable[-1] if usable else None
            if flow.current is not None and flow.current.replaced:
                self._reinstate(flow.current)
            self.epoch += 1
            spi = flow.current.outbound.spi if flow.current is not None else 0
            self.host.emit(events.OutboundChanged(flow.peer, flow, spi))
        if not flow.pairs:
            self.host.cancel(("idle", flow))
            flow.up_since = None
            self._session_down(flow, pair.negotiated)
            flow.head.lost(flow)

    def _reinstate(self, pair: SaPair) -> None:
        """The pair that took over from this one is gone: it must be renewed again."""
        pair.replaced = pair.rekeying = False
        if self.host.due(("soft", pair)) is None:
            self.host.timer(("soft", pair), 0.0)

    def _left(self, pair: SaPair) -> float:
        return max(pair.created + pair.seconds - self.host.now, 0.0)

    def timer(self, key: Any) -> None:
        what, subject = key
        if what == "request":
            self._request_timer(subject)
        elif what == "again":
            self._ask_again(subject)
        elif what == "soft":
            self._soften(subject)
        elif what == "hard":
            self.delete_pair(subject, tell=True)
        elif what == "idle":
            self._idle(subject)
        elif what == "reopen" and subject.current is None:
            self.want(subject)

    def _soften(self, pair: SaPair) -> None:
        """The soft lifetime is over: renew what is in use, and let the rest run out."""
        left = self._left(pair)
        self.host.timer(("hard", pair), left, background=True)
        flow = pair.flow
        used = flow.head.persistent(flow) or pair.inbound.packets or pair.outbound.packets
        if used and not pair.replaced and not pair.rekeying:
            pair.rekeying = True
            self.host.emit(events.LifetimeThreshold(flow.peer, pair, int(left)))
            self.want(flow, pair)

    def _idle(self, flow: Flow) -> None:
        policy = flow.head.policy(flow)
        if policy is None or not policy.idle or not flow.pairs:
            return
        left = (flow.used_at or 0.0) + policy.idle - self.host.now
        if left > 0:
            self.host.timer(("idle", flow), left, background=True)
        else:
            flow.idled = True
            for pair in tuple(flow.pairs):
                self.delete_pair(pair, tell=True)
            flow.idled = False

    def spent(self, sa: Sa) -> None:
        """A packet took the volume of an SA past a limit."""
        pair = sa.pair
        if sa.volume >= pair.quota << 10:
            self.delete_pair(pair, tell=True)
            if pair.flow.head.persistent(pair.flow) and not pair.flow.pairs:
                self.want(pair.flow)
        elif not pair.rekeying and not pair.replaced:
            pair.rekeying = True
            self.host.emit(events.LifetimeThreshold(pair.flow.peer, pair, int(self._left(pair))))
            self.want(pair.flow, pair)

    # sessions with peers

    def _session_up(self, flow: Flow, sa: NegotiatedSa) -> None:
        key = (flow.local, flow.peer)
        if key not in self.sessions:
            self.sessions[key] = self.host.now
            self.host.emit(
                events.SessionUp(
                    flow.peer, flow.local, sa.remote_port, self.identity(*key), self.config.session_logging
                )
            )

    def _session_down(self, flow: Flow, sa: NegotiatedSa) -> None:
        key = (flow.local, flow.peer)
        if key in self.sessions and not any(other.pairs for other in self.flows_with(flow.peer, flow.local)):
            del self.sessions[key]
            self.host.emit(
                events.SessionDown(
                    flow.peer, flow.local, sa.remote_port, self.identity(*key), self.config.session_logging
                )
            )

    def identity(self, local: IPv4, peer: IPv4) -> str:
        """What the peer calls itself in phase 1, "" when there is none."""
        found = self.phase1.get((local, peer))
        return next(reversed(found.values())).phase1_id if found else ""

    def _tell_keys(self, pair: SaPair) -> None:
        if self.host.device.bus.wants(KeyMaterial):
            for row in key_rows(pair):
                self.host.emit(KeyMaterial("esp_sa", row))


def key_rows(pair: SaPair) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Both directions as rows of Wireshark's ESP SA table."""
    sa = pair.negotiated
    proposal: Proposal = sa.proposal
    return (
        wireshark_row(proposal, sa.remote, sa.local, sa.spi_in, sa.encryption_in, sa.authentication_in),
        wireshark_row(proposal, sa.local, sa.remote, sa.spi_out, sa.encryption_out, sa.authentication_out),
    )
