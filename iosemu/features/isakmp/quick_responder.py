"""Quick mode's responder: asking IPsec about a peer's offer, answering it, hearing the last message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.features.gre.access import Accesses, Ends, template_name
from iosemu.features.isakmp import proposal as phase2
from iosemu.features.isakmp.quick_parts import Parts
from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.states import NodeState
from iosemu.features.isakmp.trace import ModeFailure, Step
from iosemu.features.keying.contract import Chosen, Refused, SaOffer, SaSet
from iosemu.wire.isakmp import Attribute, Chain, Exchange, IpsecAttribute, Kind, Notification, Notify, Opaque, Payload

if TYPE_CHECKING:
    from iosemu.features.gre.engine import GreEngine
    from iosemu.features.isakmp.engine import IsakmpEngine
    from iosemu.features.isakmp.quick_mode import QuickMode
    from iosemu.types import InterfaceName


class QuickResponder:
    def __init__(self, engine: IsakmpEngine, quick: QuickMode) -> None:
        self.engine = engine
        self.quick = quick

    def first(self, sa: IkeSa, node: Node, chain: Chain) -> None:
        """QM1: choose, key, answer."""
        engine, quick = self.engine, self.quick
        engine.stats.in_exchanges += 1
        parts = Parts.of(chain)
        if parts is None or engine.user is None:
            quick.abandon(sa, node)
            return
        engine.trace(sa, Step.PROCESSING, "SA", node.message_id)
        chosen, taken = self._judge(sa, node, parts)
        if chosen is None:
            self._refuse(sa, node, parts)
            return
        engine.trace(sa, Step.PROCESSING, "NONCE", node.message_id)
        node.nonce_i = parts.nonce
        node.nonce_r = engine.host.rng.randbytes(20)
        shared = quick.agree(sa, node, parts, chosen.proposal.group)
        if shared is None:
            quick.abandon(sa, node)
            return
        for _ in parts.ids:
            engine.trace(sa, Step.PROCESSING, "ID", node.message_id)
        engine.trace(sa, Step.GETS_SPI, "Responder")
        quick.move(sa, node, "IKE_MESG_FROM_PEER", "IKE_QM_EXCH", NodeState.SPI_STARVE)
        if engine.install_awaits:
            quick.move(sa, node, "IKE_MESG_INTERNAL", "IKE_GOT_SPI", NodeState.INSTALL_AWAIT)
        proposal = chosen.proposal
        mine, theirs = parts.selectors(sa)
        made = quick.keyed(sa, node, proposal, taken, shared, (mine,), (theirs,))
        made.life_seconds = min(chosen.life_seconds, proposal.life_seconds or chosen.life_seconds)
        made.life_kilobytes = min(chosen.life_kilobytes, proposal.life_kilobytes or chosen.life_kilobytes)
        made.owner = chosen.owner
        node.made = made
        quick.create(sa, made)
        self._answer(sa, node, parts, made)
        if engine.install_awaits:
            quick.move(sa, node, "IKE_MESG_FROM_IPSEC", "IPSEC_INSTALL_DONE", NodeState.R_QM2)
        else:
            quick.move(sa, node, "IKE_MESG_INTERNAL", "IKE_GOT_SPI", NodeState.R_QM2)
        quick.created(made)

    def _answer(self, sa: IkeSa, node: Node, parts: Parts, made: SaSet) -> None:
        channel, proposal = self.engine.channel, made.proposal
        payloads: list[Payload] = [node.answer, Opaque(Kind.NONCE, node.nonce_r)]
        if node.key is not None:
            payloads.append(Opaque(Kind.KE, node.key.public))
        payloads += parts.ids
        lower = []
        if proposal.life_seconds > made.life_seconds:
            lower.append(Attribute(IpsecAttribute.LIFE_TYPE, phase2.SECONDS))
            lower.append(Attribute.number(IpsecAttribute.LIFE_DURATION, made.life_seconds))
        if proposal.life_kilobytes > made.life_kilobytes:
            lower.append(Attribute(IpsecAttribute.LIFE_TYPE, phase2.KILOBYTES))
            lower.append(Attribute.number(IpsecAttribute.LIFE_DURATION, made.life_kilobytes))
        if lower:
            ref = made.ref
            protocol, spi = phase2.PROTOCOLS[ref.protocol], ref.spi.to_bytes(4, "big")
            data = b"".join(attribute.encode() for attribute in lower)
            payloads.append(Notification(Notify.RESPONDER_LIFETIME, protocol, spi, data))
            self.engine.trace(sa, Step.NOTIFY_OUT, Notify.RESPONDER_LIFETIME, protocol, ref.spi, node.message_id)
        prefix = node.message_id.to_bytes(4, "big") + node.nonce_i
        channel.send_phase2(sa, node, Exchange.QUICK, prefix, payloads)
        channel.expect_phase2(sa, node)

    def _judge(self, sa: IkeSa, node: Node, parts: Parts) -> tuple[Chosen | None, list[phase2.Part]]:
        """Ask IPsec about one proposal after the other: what it takes, and as it was offered, layer by layer."""
        engine = self.engine
        mine, theirs = parts.selectors(sa)
        access = self._access(sa)
        told: set[int] = set()
        for each, offered in phase2.from_wire(parts.sa):
            for part in offered:
                if id(part.wire) not in told:
                    engine.trace(sa, Step.CHECKING_PROPOSAL, part.wire.number)
                    told.add(id(part.wire))
                self.quick.tell_transform(sa, part)
            engine.trace(sa, Step.QM_ACCEPTABLE)
            error = Refused.PROXY
            if parts.usable:
                offer = SaOffer(
                    engine.name, sa.local, sa.remote, (mine,), (theirs,), [each.proposal], sa.local_port,
                    sa.remote_port, sa.vrf, sa.profile, sa.nat, sa.conn_id, access,
                )  # fmt: skip
                assert engine.user is not None
                verdict = engine.user.judge(offer)
                if isinstance(verdict, Chosen):
                    layers = verdict.proposal.layers
                    node.spis = {layer.protocol: spi for layer, spi in zip(layers, verdict.spis, strict=True)}
                    node.answer = phase2.answer_to(offered, node.spis)
                    return verdict, offered
                error = verdict.error
            engine.trace(sa, Step.POLICY_INVALID, phase2.POLICY_ERRORS[error])
        if access is not None:
            self._accesses.unprotected(access)
        return None, []

    @property
    def _accesses(self) -> Accesses:
        gre: GreEngine = self.engine.host.peer("gre")
        return gre.accesses

    def _access(self, sa: IkeSa) -> InterfaceName | None:
        """The tunnel that is the peer's own, where its profile says so; without the template none, and no SA either."""
        profile = self.engine.config.profiles.get(sa.profile)
        if profile is None or profile.virtual_template is None:
            return None
        found = self._accesses.passing_for(
            profile.virtual_template, Ends(sa.local, sa.remote, sa.vrf, port=sa.remote_port if sa.nat else 0)
        )
        return found.name if found is not None else template_name(profile.virtual_template)

    def _refuse(self, sa: IkeSa, node: Node, parts: Parts) -> None:
        """NO-PROPOSAL-CHOSEN, naming the peer's SPI."""
        engine = self.engine
        engine.stats.in_rejects += 1
        engine.trace(sa, Step.NOT_ACCEPTABLE_P2)
        first = parts.sa.proposals[0]  # Parts.of() has seen to it
        engine.info.send_notify(sa, Notification(Notify.NO_PROPOSAL_CHOSEN, first.protocol, first.spi))
        engine.trace(sa, Step.NODE_DELETED, node.message_id, True, "QM rejected")
        self.quick.move(sa, node, "IKE_MESG_FROM_PEER", "IKE_QM_EXCH", NodeState.READY)
        if engine.host.device.software.quick_mode_failure_logged:
            engine.host.emit(ModeFailure("Quick", sa.remote))
        engine.life.finish_node(sa, node.message_id)

    def third(self, sa: IkeSa, node: Node) -> None:
        """QM3: the initiator is alive and has the keys."""
        engine = self.engine
        engine.trace(sa, Step.NODE_DELETED, node.message_id, False, "QM done (await)")
        self.quick.move(sa, node, "IKE_MESG_FROM_PEER", "IKE_QM_EXCH", NodeState.COMPLETE)
        engine.life.finish_node(sa, node.message_id)
        if engine.user is not None and node.made is not None and not engine.user.enable(node.made.ref):
            engine.info.send_deletes(sa, node.made.inbounds)  # what told of its end may have overtaken our answer

    def give_up(self, sa: IkeSa) -> None:
        """The ISAKMP SA ends before what it answered was confirmed."""
        nodes = [node for node in sa.nodes.values() if not node.finished and not node.initiator]
        self.revoke(sa, [node.made for node in nodes if node.made is not None])

    def revoke(self, sa: IkeSa, pairs: Sequence[SaSet]) -> None:
        """Of pairs that were never confirmed: the peer may have its half all the same."""
        if pairs and self.engine.user is not None:
            self.engine.user.remove([pair.outbounds[0] for pair in pairs], "never confirmed")
            self.engine.info.send_deletes(sa, [ref for pair in pairs for ref in pair.inbounds])
