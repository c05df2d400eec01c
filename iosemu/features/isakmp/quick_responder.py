"""Quick mode's responder: asking IPsec about a peer's offer, answering it, hearing the last message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.features.isakmp import proposal as phase2
from iosemu.features.isakmp.quick_parts import Parts
from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.states import NodeState
from iosemu.features.isakmp.trace import Step
from iosemu.features.keying.contract import Chosen, Refused, SaOffer, SaSet
from iosemu.wire.isakmp import Attribute, Chain, Exchange, IpsecAttribute, Kind, Notification, Notify, Opaque, Payload

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine
    from iosemu.features.isakmp.quick_mode import QuickMode


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
        chosen, spi_out = self._judge(sa, node, parts)
        if chosen is None:
            self._refuse(sa, node, parts)
            return
        node.spi_in = chosen.spi
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
        made = quick.keyed(sa, node, proposal, spi_out, shared, (mine,), (theirs,))
        made.life_seconds = min(chosen.life_seconds, proposal.life_seconds or chosen.life_seconds)
        made.life_kilobytes = min(chosen.life_kilobytes, proposal.life_kilobytes or chosen.life_kilobytes)
        made.owner = chosen.owner
        node.made = made
        quick.install(sa, made)
        self._answer(sa, node, parts, made)
        if engine.install_awaits:
            quick.move(sa, node, "IKE_MESG_FROM_IPSEC", "IPSEC_INSTALL_DONE", NodeState.R_QM2)
        else:
            quick.move(sa, node, "IKE_MESG_INTERNAL", "IKE_GOT_SPI", NodeState.R_QM2)

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
            spi = node.spi_in.to_bytes(4, "big")
            data = b"".join(attribute.encode() for attribute in lower)
            payloads.append(Notification(Notify.RESPONDER_LIFETIME, phase2.Protocol.ESP, spi, data))
            self.engine.trace(
                sa, Step.NOTIFY_OUT, Notify.RESPONDER_LIFETIME, phase2.Protocol.ESP, node.spi_in, node.message_id
            )
        prefix = node.message_id.to_bytes(4, "big") + node.nonce_i
        channel.send_phase2(sa, node, Exchange.QUICK, prefix, payloads)
        channel.expect_phase2(sa, node)

    def _judge(self, sa: IkeSa, node: Node, parts: Parts) -> tuple[Chosen | None, int]:
        """Ask IPsec about one proposal after the other: what it takes, and the peer's SPI."""
        engine = self.engine
        mine, theirs = parts.selectors(sa)
        last = None
        for each, spi, wire_proposal, transform in phase2.from_wire(parts.sa):
            if wire_proposal is not last:
                engine.trace(sa, Step.CHECKING_PROPOSAL, wire_proposal.number)
                last = wire_proposal
            self.quick.tell_transform(sa, transform)
            engine.trace(sa, Step.QM_ACCEPTABLE)
            error = Refused.PROXY
            if parts.usable:
                offer = SaOffer(
                    engine.name, sa.local, sa.remote, (mine,), (theirs,), [each.proposal], sa.local_port,
                    sa.remote_port, sa.vrf, sa.profile, sa.nat, sa.conn_id,
                )  # fmt: skip
                assert engine.user is not None
                verdict = engine.user.judge(offer)
                if isinstance(verdict, Chosen):
                    node.answer = phase2.answer_to(wire_proposal, transform, verdict.spi)
                    return verdict, int.from_bytes(spi, "big")
                error = verdict.error
            engine.trace(sa, Step.POLICY_INVALID, phase2.POLICY_ERRORS[error])
        return None, 0

    def _refuse(self, sa: IkeSa, node: Node, parts: Parts) -> None:
        """NO-PROPOSAL-CHOSEN, naming the peer's SPI."""
        engine = self.engine
        engine.stats.in_rejects += 1
        engine.trace(sa, Step.NOT_ACCEPTABLE_P2)
        spi = parts.sa.proposals[0].spi if parts.sa.proposals else b""
        engine.info.send_notify(sa, Notification(Notify.NO_PROPOSAL_CHOSEN, phase2.Protocol.ESP, spi))
        engine.trace(sa, Step.NODE_DELETED, node.message_id, True, "QM rejected")
        self.quick.move(sa, node, "IKE_MESG_FROM_PEER", "IKE_QM_EXCH", NodeState.READY)
        engine.life.finish_node(sa, node.message_id)

    def third(self, sa: IkeSa, node: Node) -> None:
        """QM3: the initiator is alive and has the keys."""
        engine = self.engine
        engine.trace(sa, Step.NODE_DELETED, node.message_id, False, "QM done (await)")
        self.quick.move(sa, node, "IKE_MESG_FROM_PEER", "IKE_QM_EXCH", NodeState.COMPLETE)
        engine.life.finish_node(sa, node.message_id)
        if engine.user is not None and node.made is not None and not engine.user.enable(node.made.inbound):
            engine.info.send_deletes(sa, [node.made.spi_in])  # what told of its end may have overtaken our answer

    def give_up(self, sa: IkeSa) -> None:
        """The ISAKMP SA ends before what it answered was confirmed."""
        nodes = [node for node in sa.nodes.values() if not node.finished and not node.initiator]
        self.revoke(sa, [node.made for node in nodes if node.made is not None])

    def revoke(self, sa: IkeSa, pairs: Sequence[SaSet]) -> None:
        """Of pairs that were never confirmed: the peer may have its half all the same."""
        if pairs and self.engine.user is not None:
            self.engine.user.remove([pair.outbound for pair in pairs], "never confirmed")
            self.engine.info.send_deletes(sa, [pair.spi_in for pair in pairs])
