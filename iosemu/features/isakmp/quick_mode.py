"""Quick mode (RFC 2409 section 5.5), with and without perfect forward secrecy: the initiator, and what both roles do.

    QM1  HDR*, HASH(1), SA, Ni, [KE], IDci, IDcr   -->
                                                   <--   QM2  HDR*, HASH(2), SA, Nr, [KE], IDci, IDcr, [N]
    QM3  HDR*, HASH(3)                             -->
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto import dh
from iosemu.features.isakmp import proposal as phase2
from iosemu.features.isakmp.proposal import Numbered
from iosemu.features.isakmp.quick_parts import Parts
from iosemu.features.isakmp.quick_responder import QuickResponder
from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.states import NodeState
from iosemu.features.isakmp.trace import SaNotAuthenticated, Step
from iosemu.features.keying.contract import Failure, Layer, LayerKeys, Proposal, SaSet, SaWant, Selector
from iosemu.features.keying.events import Work
from iosemu.records import replace
from iosemu.wire.isakmp import Chain, Exchange, Header, IpsecAttribute, Kind, Notification, Notify, Opaque, Payload

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine


def id_octets(message_id: int) -> bytes:
    """A message ID (or an SPI) as it goes into a hash."""
    return message_id.to_bytes(4, "big")


class QuickMode:
    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine
        self.responder = QuickResponder(engine, self)

    # initiator

    def under_way(self, sa: IkeSa, want: SaWant) -> Node | None:
        """The exchange that negotiates the same traffic already, for somebody who is still there."""
        for node in sa.nodes.values():
            if node.want is None or node.finished or not node.want.same_traffic(want):
                continue
            if self.wanted(node.want):
                return node
        return None

    def wanted(self, want: SaWant) -> bool:
        return self.engine.user is not None and self.engine.user.wanted(want)

    def initiate(self, sa: IkeSa, want: SaWant) -> None:
        engine, channel = self.engine, self.engine.channel
        user = engine.user
        if user is None or not user.wanted(want):
            return
        running = self.under_way(sa, want)
        if running is not None:
            running.others.append(want)
            return
        rng = engine.host.rng
        node = channel.new_node(sa, channel.fresh_id(sa), True)
        node.want = want
        engine.stats.out_exchanges += 1
        engine.trace(sa, Step.BEGIN_QUICK, node.message_id)
        engine.trace(sa, Step.GETS_SPI, "Initiator")
        offers = [each for each in want.offers if not sa.nat or phase2.passes_nat(each)]
        if not offers:
            self._drop(sa, node, "no proposal passes the NAT")
            self._fail(node, Failure.REJECTED)
            return
        protocols = dict.fromkeys(layer.protocol for each in offers for layer in each.layers)
        node.spis = {protocol: user.spi(protocol) for protocol in protocols}
        node.offered = [
            Numbered(replace(each, group=want.group, udp=sa.nat), number) for number, each in enumerate(offers, 1)
        ]
        node.nonce_i = rng.randbytes(20)
        payloads: list[Payload] = [phase2.to_wire(node.offered, node.spis), Opaque(Kind.NONCE, node.nonce_i)]
        if want.group:
            node.key = dh.generate(want.group, rng)
            payloads.append(Opaque(Kind.KE, node.key.public))
        payloads.append(phase2.to_identification(want.mine[0]))
        payloads.append(phase2.to_identification(want.theirs[0]))
        node.last_received = b""
        channel.send_phase2(sa, node, Exchange.QUICK, id_octets(node.message_id), payloads)
        channel.expect_phase2(sa, node)
        self.move(sa, node, "IKE_MESG_INTERNAL", "IKE_INIT_QM", NodeState.I_QM1)

    def no_answer(self, sa: IkeSa, node: Node) -> None:
        """The last repeat has gone unanswered too. What we began and nobody answers shows that the peer has forgotten
        the ISAKMP SA (a reload, a delete lost on the way): it goes, and the next request begins with main mode."""
        self.engine.trace(sa, Step.QM_TIMER)
        self._drop(sa, node, "Phase 2 err count exceeded")
        if node.want is not None:
            self.engine.life.delete(sa, "QM_TIMER expired")
        elif node.made is not None:
            self.responder.revoke(sa, [node.made])
        self._fail(node, Failure.TIMEOUT)

    def refused(self, sa: IkeSa, node: Node) -> None:
        """The peer says NO-PROPOSAL-CHOSEN."""
        self.engine.stats.out_rejects += 1
        self._drop(sa, node, "Delete Larval")
        self._fail(node, Failure.REJECTED)

    def larval(self, sa: IkeSa, spi: int) -> Node | None:
        """The exchange of ours that a notification means: by its SPI, else the only or oldest one."""
        waiting = [node for node in sa.nodes.values() if node.state is NodeState.I_QM1 and not node.finished]
        for node in waiting:
            if spi in node.spis.values():
                return node
        return waiting[0] if waiting else None

    # both

    def receive(self, sa: IkeSa, header: Header, body: bytes, data: bytes, ports: tuple[int, int]) -> None:
        engine, channel = self.engine, self.engine.channel
        if not sa.ready or sa.keys is None:
            engine.host.emit(SaNotAuthenticated(sa.remote))
            return
        node = sa.nodes.get(header.message_id)
        if node is not None and data == node.last_received:
            channel.repeated(sa, node)
            return
        if node is not None and (node.finished or node.state not in (NodeState.I_QM1, NodeState.R_QM2)):
            return
        fresh = node is None
        if node is None:
            node = channel.new_node(sa, header.message_id, False)
            engine.trace(sa, Step.NEW_NODE, node.message_id)
        opened = channel.open(sa, node.iv, header, body)
        if opened is None or not self._authentic(sa, node, opened[0], opened[1]):
            if opened is not None:
                engine.bad_message(sa.remote)
            if fresh:
                del sa.nodes[node.message_id]
            return
        chain, _, node.iv = opened
        engine.heard(sa, ports)
        node.last_received = data
        engine.host.cancel(engine.node, sa, node.message_id)
        if node.state is NodeState.READY:
            self.responder.first(sa, node, chain)
        elif node.state is NodeState.I_QM1:
            self._second(sa, node, chain)
        else:
            self.responder.third(sa, node)

    def _authentic(self, sa: IkeSa, node: Node, chain: Chain, clear: bytes) -> bool:
        """HASH(1), (2) or (3), whichever is due."""
        channel, message_id = self.engine.channel, id_octets(node.message_id)
        if node.state is NodeState.R_QM2:
            return channel.verify(sa, chain, clear, b"\0" + message_id, node.nonce_i + node.nonce_r)
        self.engine.trace(sa, Step.PROCESSING, "HASH", node.message_id)
        return channel.verify(sa, chain, clear, message_id + (node.nonce_i if node.initiator else b""))

    # initiator again

    def _second(self, sa: IkeSa, node: Node, chain: Chain) -> None:
        """QM2: check it against our offer, key, confirm."""
        engine, want = self.engine, node.want
        parts = Parts.of(chain)
        assert want is not None
        if parts is None:
            self.abandon(sa, node)
            return
        engine.trace(sa, Step.PROCESSING, "SA", node.message_id)
        answers = list(phase2.from_wire(parts.sa))
        for _, answer in answers:
            for part in answer:
                engine.trace(sa, Step.CHECKING_PROPOSAL, part.wire.number)
                self.tell_transform(sa, part)
        ours = None
        if len(answers) == 1:
            ours = next((each for each in node.offered if phase2.same_offer(each, answers[0][0])), None)
        if ours is None or not self._same_ids(parts, want):
            self.abandon(sa, node)
            return
        engine.trace(sa, Step.QM_ACCEPTABLE)
        if engine.user is not None:
            engine.user.answered(want, ours.proposal)
        engine.trace(sa, Step.PROCESSING, "NONCE", node.message_id)
        node.nonce_r = parts.nonce
        shared = self.agree(sa, node, parts, ours.proposal.group)
        if shared is None:
            self.abandon(sa, node)
            return
        for _ in parts.ids:
            engine.trace(sa, Step.PROCESSING, "ID", node.message_id)
        made = self.keyed(sa, node, ours.proposal, answers[0][1], shared, want.mine, want.theirs)
        made.want, made.owner = want, want.owner
        self._lower(sa, node, made, parts.notifications)
        node.made = made
        if engine.install_awaits:
            self.move(sa, node, "IKE_MESG_FROM_PEER", "IKE_QM_EXCH", NodeState.INSTALL_AWAIT)
        self.create(sa, made)
        prefix = b"\0" + id_octets(node.message_id) + node.nonce_i + node.nonce_r
        engine.channel.send_phase2(sa, node, Exchange.QUICK, prefix)
        engine.trace(sa, Step.NODE_DELETED, node.message_id, False, "No Error")
        if engine.install_awaits:
            self.move(sa, node, "IKE_MESG_FROM_IPSEC", "IPSEC_INSTALL_DONE", NodeState.COMPLETE)
        else:
            self.move(sa, node, "IKE_MESG_FROM_PEER", "IKE_QM_EXCH", NodeState.COMPLETE)
        engine.life.finish_node(sa, node.message_id)
        self.created(made)
        if engine.user is not None and not engine.user.enable(made.ref):
            engine.info.send_deletes(sa, made.inbounds)

    def _same_ids(self, parts: Parts, want: SaWant) -> bool:
        if not parts.ids:
            return True
        ours = [phase2.to_identification(want.mine[0]), phase2.to_identification(want.theirs[0])]
        return [each.body() for each in parts.ids] == [each.body() for each in ours]

    def _lower(self, sa: IkeSa, node: Node, made: SaSet, notifications: list[Notification]) -> None:
        """RESPONDER-LIFETIME (RFC 2407 section 4.6.3.1)."""
        for each in notifications:
            spi = int.from_bytes(each.spi, "big")
            self.engine.trace(sa, Step.NOTIFY_IN, each.type, each.protocol, spi, node.message_id)
            if each.type != Notify.RESPONDER_LIFETIME:
                continue
            seconds, kilobytes = self.engine.info.lifetimes(each)
            if seconds:
                made.life_seconds = min(made.life_seconds, seconds)
            if kilobytes:
                made.life_kilobytes = min(made.life_kilobytes, kilobytes)

    # shared by both roles

    def agree(self, sa: IkeSa, node: Node, parts: Parts, group: int) -> bytes | None:
        """Quick mode's own g^xy: b"" without PFS, None when the payloads do not fit the proposal."""
        if not group:
            return b"" if not parts.public else None
        if not parts.public or not 8 <= len(parts.nonce) <= 256:
            return None
        self.engine.trace(sa, Step.PROCESSING, "KE", node.message_id)
        if node.key is None:
            node.key = dh.generate(group, self.engine.host.rng)
        self.engine.crypto(Work.SHARED_SECRET)
        try:
            return node.key.shared(parts.public)
        except dh.BadPublicValue:
            return None

    def keyed(
        self, sa: IkeSa, node: Node, proposal: Proposal, parts: list[phase2.Part], shared: bytes,
        mine: tuple[Selector, ...], theirs: tuple[Selector, ...],
    ) -> SaSet:  # fmt: skip
        """The pair that this exchange made; `parts` have the peer's SPIs, layer by layer."""
        self.engine.crypto(Work.QM_KEYS)
        layers = zip(proposal.layers, parts, strict=True)
        keys = tuple(self._layer_keys(sa, node, layer, part.spi, shared) for layer, part in layers)
        for protocol in node.spis.keys() - {layer.protocol for layer in proposal.layers}:
            if self.engine.user is not None:  # offered, and not taken
                self.engine.user.release(node.spis[protocol])
        profile = self.engine.config.profiles.get(sa.profile)
        return SaSet(
            self.engine.name, sa.local, sa.remote, mine, theirs, proposal, keys,
            local_port=sa.local_port, remote_port=sa.remote_port, initiator=node.initiator,
            life_seconds=proposal.life_seconds, life_kilobytes=proposal.life_kilobytes, vrf=sa.vrf, profile=sa.profile,
            conn_id=sa.conn_id, qos_group=profile.qos_group if profile is not None else 0,
        )  # fmt: skip

    def _layer_keys(self, sa: IkeSa, node: Node, layer: Layer, spi_out: int, shared: bytes) -> LayerKeys:
        """Keys of one protocol for both directions (RFC 2409 section 5.5)."""
        assert sa.keys is not None
        encryption, authentication = phase2.key_octets(layer)
        protocol, spi_in = phase2.PROTOCOLS[layer.protocol], node.spis[layer.protocol]
        inbound, outbound = (
            sa.keys.keymat(encryption + authentication, protocol, id_octets(spi), node.nonce_i, node.nonce_r, shared)
            for spi in (spi_in, spi_out)
        )
        return LayerKeys(
            spi_in, spi_out, inbound[:encryption], inbound[encryption:], outbound[:encryption], outbound[encryption:]
        )

    def create(self, sa: IkeSa, made: SaSet) -> None:
        """Before the last message is sent newer releases have the SAs, older ones only say so."""
        engine = self.engine
        if not engine.install_awaits:
            engine.trace(sa, Step.CREATING, made)
            return
        assert engine.user is not None
        engine.user.install(made)
        engine.trace(sa, Step.NO_PEER_INDEX)
        engine.trace(sa, Step.INSTALL_CALLBACK)
        engine.trace(sa, Step.INSTALLED, made.ref.spi, engine.interface_text(sa))

    def created(self, made: SaSet) -> None:
        """In older releases the key engine is told when the exchange has said what it has to."""
        if not self.engine.install_awaits and self.engine.user is not None:
            self.engine.user.install(made)

    def tell_transform(self, sa: IkeSa, part: phase2.Part) -> None:
        """Each attribute of a transform that is looked at."""
        trace, transform = self.engine.trace, part.transform
        if not self.engine.tracing:
            return
        trace(sa, Step.TRANSFORM, transform.number, phase2.transform_text(part.wire.protocol, transform.identifier))
        trace(sa, Step.TRANSFORM_ATTRIBUTES)
        for attribute in transform.attributes:
            value = attribute.value
            match attribute.type:
                case IpsecAttribute.LIFE_TYPE:
                    trace(sa, Step.QM_ATTRIBUTE, f"SA life type in {'seconds' if value == 1 else 'kilobytes'}")
                case IpsecAttribute.LIFE_DURATION:
                    trace(sa, Step.LIFE_DURATION, value, attribute.size, "SA life duration")
                case IpsecAttribute.ENCAPSULATION:
                    trace(sa, Step.QM_ATTRIBUTE, f"encaps is {value} ({phase2.encapsulation_text(value)})")
                case IpsecAttribute.AUTHENTICATION:
                    trace(sa, Step.QM_ATTRIBUTE, f"authenticator is {phase2.integrity_text(value)}")
                case IpsecAttribute.KEY_LENGTH:
                    trace(sa, Step.QM_ATTRIBUTE, f"key length is {value}")
                case IpsecAttribute.EXTENDED_SEQUENCE:
                    trace(sa, Step.QM_ATTRIBUTE, f"extended sequence number is {value}")
                case IpsecAttribute.GROUP:
                    trace(sa, Step.QM_ATTRIBUTE, f"group is {value}")

    def move(self, sa: IkeSa, node: Node, major: str, minor: str, new: NodeState) -> None:
        """Another state of an exchange, told."""
        self.engine.trace(sa, Step.NODE_INPUT, node.message_id, major, minor)
        self.engine.trace(sa, Step.NODE_TRANSITION, node.state, new)
        node.state = new

    def abandon(self, sa: IkeSa, node: Node) -> None:
        """What the peer sent is authentic, and senseless."""
        self.engine.stats.in_invalids += 1
        self.engine.bad_message(sa.remote)
        self._drop(sa, node, "QM rejected")
        self._fail(node, Failure.MALFORMED)

    def _drop(self, sa: IkeSa, node: Node, reason: str) -> None:
        self.engine.trace(sa, Step.NODE_DELETED, node.message_id, True, reason)
        self.engine.life.finish_node(sa, node.message_id)
        self.forget_spi(node)

    def forget_spi(self, node: Node) -> None:
        """The exchange ended without a pair of SAs: its SPIs are free again."""
        if node.made is None and self.engine.user is not None:
            for spi in node.spis.values():
                self.engine.user.release(spi)

    def _fail(self, node: Node, reason: Failure) -> None:
        if node.want is not None:
            for want in (node.want, *node.others):
                self.engine.failed(want, reason)
