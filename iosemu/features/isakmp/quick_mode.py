"""Quick mode (RFC 2409 section 5.5), with and without perfect forward secrecy, both roles.

    QM1  HDR*, HASH(1), SA, Ni, [KE], IDci, IDcr   -->
                                                   <--   QM2  HDR*, HASH(2), SA, Nr, [KE], IDci, IDcr, [N]
    QM3  HDR*, HASH(3)                             -->
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto import dh
from iosemu.features.isakmp import proposal as phase2
from iosemu.features.isakmp.kmi import (
    Chosen,
    Encapsulation,
    Failure,
    NegotiatedSa,
    Offer,
    PolicyError,
    Proposal,
    QuickModeRequest,
    Refusal,
    SecurityProtocol,
    Selector,
)
from iosemu.features.isakmp.sa import IkeSa, Node, NodeState
from iosemu.features.isakmp.trace import SaNotAuthenticated, Step
from iosemu.records import replace
from iosemu.wire.isakmp import (
    Attribute,
    Chain,
    Exchange,
    Header,
    Identification,
    IpsecAttribute,
    Kind,
    Notification,
    Notify,
    Opaque,
    Payload,
    Sa,
    Transform,
)

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

_UDP = {Encapsulation.TUNNEL: Encapsulation.UDP_TUNNEL, Encapsulation.TRANSPORT: Encapsulation.UDP_TRANSPORT}
_MAY_REPEAT: frozenset[int] = frozenset({Kind.ID, Kind.NOTIFY, Kind.VID, Kind.NAT_OA, Kind.NAT_OA_DRAFT})
_TRANSFORM_NAMES = {1: "ESP_DES_IV64", 2: "ESP_DES", 3: "ESP_3DES", 11: "ESP_NULL", 12: "ESP_AES ", 20: "ESP_GCM"}
_INTEGRITY_NAMES = {1: "HMAC-MD5", 2: "HMAC-SHA", 5: "HMAC-SHA256", 6: "HMAC-SHA384", 7: "HMAC-SHA512"}


def _id(message_id: int) -> bytes:
    return message_id.to_bytes(4, "big")


class QuickMode:
    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine

    # initiator

    def under_way(self, sa: IkeSa, request: QuickModeRequest) -> Node | None:
        """The exchange that negotiates the same traffic already."""
        for node in sa.nodes.values():
            if node.request is not None and not node.finished and same_traffic(node.request, request):
                return node
        return None

    def initiate(self, sa: IkeSa, request: QuickModeRequest) -> None:
        engine, channel = self.engine, self.engine.channel
        user = engine.user
        if user is None:
            return
        running = self.under_way(sa, request)
        if running is not None:
            running.others.append(request)
            return
        rng = engine.host.rng
        node = channel.new_node(sa, channel.fresh_id(sa), True)
        node.request = request
        engine.stats.out_exchanges += 1
        engine.trace(sa, Step.BEGIN_QUICK, node.message_id)
        engine.trace(sa, Step.GETS_SPI, "Initiator")
        node.spi_in = user.spi()
        node.offered = [
            replace(
                each,
                number=number,
                transform=1,
                group=request.pfs_group,
                encapsulation=_UDP[each.encapsulation.plain] if sa.nat else each.encapsulation.plain,
            )
            for number, each in enumerate(request.proposals, 1)
        ]
        node.nonce_i = rng.randbytes(20)
        payloads: list[Payload] = [phase2.to_wire(node.offered, node.spi_in), Opaque(Kind.NONCE, node.nonce_i)]
        if request.pfs_group:
            node.key = dh.generate(request.pfs_group, rng)
            payloads.append(Opaque(Kind.KE, node.key.public))
        payloads.append(phase2.to_identification(request.local_proxy))
        payloads.append(phase2.to_identification(request.remote_proxy))
        node.last_received = b""
        channel.send_phase2(sa, node, Exchange.QUICK, _id(node.message_id), payloads)
        channel.expect_phase2(sa, node)
        self._move(sa, node, "IKE_MESG_INTERNAL", "IKE_INIT_QM", NodeState.I_QM1)

    def no_answer(self, sa: IkeSa, node: Node) -> None:
        """The last repeat has gone unanswered too. What we began and nobody answers shows that the peer has forgotten
        the ISAKMP SA (a reload, a delete lost on the way): it goes, and the next request begins with main mode."""
        self.engine.trace(sa, Step.QM_TIMER)
        self._drop(sa, node, "Phase 2 err count exceeded")
        if node.request is not None:
            self.engine.life.delete(sa, "QM_TIMER expired")
        elif node.sa is not None and self.engine.user is not None:  # as responder: never confirmed
            self.engine.user.deleted(sa.local, sa.remote, [node.sa.spi_out])
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
            if node.spi_in == spi:
                return node
        return waiting[0] if waiting else None

    # both

    def receive(self, sa: IkeSa, header: Header, body: bytes, data: bytes, ports: tuple[int, int]) -> None:
        engine, channel = self.engine, self.engine.channel
        if not sa.established or sa.keys is None:
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
        engine.host.cancel(("node", sa.serial, node.message_id))
        if node.state is NodeState.READY:
            self._first(sa, node, chain)
        elif node.state is NodeState.I_QM1:
            self._second(sa, node, chain)
        else:
            self._third(sa, node)

    def _authentic(self, sa: IkeSa, node: Node, chain: Chain, clear: bytes) -> bool:
        """HASH(1), (2) or (3), whichever is due."""
        channel, message_id = self.engine.channel, _id(node.message_id)
        if node.state is NodeState.R_QM2:
            return channel.verify(sa, chain, clear, b"\0" + message_id, node.nonce_i + node.nonce_r)
        self.engine.trace(sa, Step.PROCESSING, "HASH", node.message_id)
        return channel.verify(sa, chain, clear, message_id + (node.nonce_i if node.initiator else b""))

    # responder

    def _first(self, sa: IkeSa, node: Node, chain: Chain) -> None:
        """QM1: choose, key, answer."""
        engine = self.engine
        engine.stats.in_exchanges += 1
        parts = _Parts.of(chain)
        if parts is None or engine.user is None:
            self._abandon(sa, node)
            return
        engine.trace(sa, Step.PROCESSING, "SA", node.message_id)
        chosen, spi_out, error = self._judge(sa, node, parts)
        if chosen is None:
            self._refuse(sa, node, parts, error)
            return
        node.spi_in = chosen.spi_in
        engine.trace(sa, Step.PROCESSING, "NONCE", node.message_id)
        node.nonce_i = parts.nonce
        node.nonce_r = engine.host.rng.randbytes(20)
        shared = self._agree(sa, node, parts, chosen.proposal.group)
        if shared is None:
            self._abandon(sa, node)
            return
        for _ in parts.ids:
            engine.trace(sa, Step.PROCESSING, "ID", node.message_id)
        engine.trace(sa, Step.GETS_SPI, "Responder")
        self._move(sa, node, "IKE_MESG_FROM_PEER", "IKE_QM_EXCH", NodeState.SPI_STARVE)
        if engine.install_awaits:
            self._move(sa, node, "IKE_MESG_INTERNAL", "IKE_GOT_SPI", NodeState.INSTALL_AWAIT)
        proposal = chosen.proposal
        seconds = min(chosen.life_seconds, proposal.life_seconds or chosen.life_seconds)
        kilobytes = min(chosen.life_kilobytes, proposal.life_kilobytes or chosen.life_kilobytes)
        local_proxy, remote_proxy = parts.selectors(sa)
        negotiated = self._negotiated(sa, node, proposal, spi_out, shared, local_proxy, remote_proxy)
        negotiated.life_seconds, negotiated.life_kilobytes = seconds, kilobytes
        negotiated.context = chosen.context
        node.sa = negotiated
        self._install(sa, negotiated)
        self._answer(sa, node, parts, negotiated)
        if engine.install_awaits:
            self._move(sa, node, "IKE_MESG_FROM_IPSEC", "IPSEC_INSTALL_DONE", NodeState.R_QM2)
        else:
            self._move(sa, node, "IKE_MESG_INTERNAL", "IKE_GOT_SPI", NodeState.R_QM2)

    def _answer(self, sa: IkeSa, node: Node, parts: _Parts, negotiated: NegotiatedSa) -> None:
        channel, proposal = self.engine.channel, negotiated.proposal
        payloads: list[Payload] = [
            node.answer,
            Opaque(Kind.NONCE, node.nonce_r),
        ]
        if node.key is not None:
            payloads.append(Opaque(Kind.KE, node.key.public))
        payloads += parts.ids
        lower = []
        if proposal.life_seconds > negotiated.life_seconds:
            lower.append(Attribute(IpsecAttribute.LIFE_TYPE, phase2.SECONDS))
            lower.append(Attribute.number(IpsecAttribute.LIFE_DURATION, negotiated.life_seconds))
        if proposal.life_kilobytes > negotiated.life_kilobytes:
            lower.append(Attribute(IpsecAttribute.LIFE_TYPE, phase2.KILOBYTES))
            lower.append(Attribute.number(IpsecAttribute.LIFE_DURATION, negotiated.life_kilobytes))
        if lower:
            spi = node.spi_in.to_bytes(4, "big")
            data = b"".join(attribute.encode() for attribute in lower)
            payloads.append(Notification(Notify.RESPONDER_LIFETIME, SecurityProtocol.ESP, spi, data))
            self.engine.trace(
                sa, Step.NOTIFY_OUT, Notify.RESPONDER_LIFETIME, SecurityProtocol.ESP, node.spi_in, node.message_id
            )
        channel.send_phase2(sa, node, Exchange.QUICK, _id(node.message_id) + node.nonce_i, payloads)
        channel.expect_phase2(sa, node)

    def _judge(self, sa: IkeSa, node: Node, parts: _Parts) -> tuple[Chosen | None, int, PolicyError]:
        """Ask IPsec about one proposal after the other: what it takes, the peer's SPI, the last refusal."""
        engine = self.engine
        error = PolicyError.TRANSFORM
        local_proxy, remote_proxy = parts.selectors(sa)
        last = None
        for each, spi, wire_proposal, transform in phase2.from_wire(parts.sa):
            if wire_proposal is not last:
                engine.trace(sa, Step.CHECKING_PROPOSAL, wire_proposal.number)
                last = wire_proposal
            self._tell_transform(sa, transform)
            engine.trace(sa, Step.QM_ACCEPTABLE)
            if not parts.usable:
                error = PolicyError.PROXY
                engine.trace(sa, Step.POLICY_INVALID, int(error))
                continue
            offer = Offer(
                sa.local, sa.remote, local_proxy, remote_proxy, [each], sa.local_port, sa.remote_port, sa.vrf,
                sa.profile, sa.nat, sa.conn_id,
            )  # fmt: skip
            assert engine.user is not None
            verdict = engine.user.accept(offer)
            if isinstance(verdict, Chosen):
                node.answer = phase2.answer_to(wire_proposal, transform, verdict.spi_in)
                return verdict, int.from_bytes(spi, "big"), error
            if isinstance(verdict, Refusal):
                error = verdict.error
            engine.trace(sa, Step.POLICY_INVALID, int(error))
        return None, 0, error

    def _tell_transform(self, sa: IkeSa, transform: Transform) -> None:
        trace = self.engine.trace
        if not self.engine.tracing:
            return
        name = _TRANSFORM_NAMES.get(transform.identifier, f"unknown ({transform.identifier})")
        trace(sa, Step.TRANSFORM, transform.number, name)
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
                    trace(sa, Step.QM_ATTRIBUTE, f"authenticator is {_INTEGRITY_NAMES.get(value, str(value))}")
                case IpsecAttribute.KEY_LENGTH:
                    trace(sa, Step.QM_ATTRIBUTE, f"key length is {value}")
                case IpsecAttribute.GROUP:
                    trace(sa, Step.QM_ATTRIBUTE, f"group is {value}")

    def _refuse(self, sa: IkeSa, node: Node, parts: _Parts, error: PolicyError) -> None:
        """NO-PROPOSAL-CHOSEN, naming the peer's SPI."""
        engine = self.engine
        engine.stats.in_rejects += 1
        engine.trace(sa, Step.NOT_ACCEPTABLE_P2)
        spi = parts.sa.proposals[0].spi if parts.sa.proposals else b""
        engine.info.send_notify(sa, Notification(Notify.NO_PROPOSAL_CHOSEN, SecurityProtocol.ESP, spi))
        engine.trace(sa, Step.NODE_DELETED, node.message_id, True, "QM rejected")
        self._move(sa, node, "IKE_MESG_FROM_PEER", "IKE_QM_EXCH", NodeState.READY)
        engine.life.finish_node(sa, node.message_id)

    def _third(self, sa: IkeSa, node: Node) -> None:
        """QM3: the initiator is alive and has the keys."""
        engine = self.engine
        engine.trace(sa, Step.NODE_DELETED, node.message_id, False, "QM done (await)")
        self._move(sa, node, "IKE_MESG_FROM_PEER", "IKE_QM_EXCH", NodeState.COMPLETE)
        engine.life.finish_node(sa, node.message_id)
        if engine.user is not None and node.sa is not None:
            engine.user.enabled(node.sa)

    # initiator again

    def _second(self, sa: IkeSa, node: Node, chain: Chain) -> None:
        """QM2: check it against our offer, key, confirm."""
        engine, request = self.engine, node.request
        parts = _Parts.of(chain)
        assert request is not None
        if parts is None:
            self._abandon(sa, node)
            return
        engine.trace(sa, Step.PROCESSING, "SA", node.message_id)
        answers = phase2.from_wire(parts.sa)
        for _, _, wire_proposal, transform in answers:
            engine.trace(sa, Step.CHECKING_PROPOSAL, wire_proposal.number)
            self._tell_transform(sa, transform)
        ours = None
        if len(answers) == 1:
            ours = next((each for each in node.offered if phase2.same_offer(each, answers[0][0])), None)
        if ours is None or not self._same_ids(parts, request):
            self._abandon(sa, node)
            return
        engine.trace(sa, Step.QM_ACCEPTABLE)
        engine.trace(sa, Step.PROCESSING, "NONCE", node.message_id)
        node.nonce_r = parts.nonce
        shared = self._agree(sa, node, parts, ours.group)
        if shared is None:
            self._abandon(sa, node)
            return
        for _ in parts.ids:
            engine.trace(sa, Step.PROCESSING, "ID", node.message_id)
        spi_out = int.from_bytes(answers[0][1], "big")
        negotiated = self._negotiated(sa, node, ours, spi_out, shared, request.local_proxy, request.remote_proxy)
        negotiated.request, negotiated.context = request, request.context
        self._lower(sa, node, negotiated, parts.notifications)
        node.sa = negotiated
        if engine.install_awaits:
            self._move(sa, node, "IKE_MESG_FROM_PEER", "IKE_QM_EXCH", NodeState.INSTALL_AWAIT)
        self._install(sa, negotiated)
        prefix = b"\0" + _id(node.message_id) + node.nonce_i + node.nonce_r
        engine.channel.send_phase2(sa, node, Exchange.QUICK, prefix)
        engine.trace(sa, Step.NODE_DELETED, node.message_id, False, "No Error")
        if engine.install_awaits:
            self._move(sa, node, "IKE_MESG_FROM_IPSEC", "IPSEC_INSTALL_DONE", NodeState.COMPLETE)
        else:
            self._move(sa, node, "IKE_MESG_FROM_PEER", "IKE_QM_EXCH", NodeState.COMPLETE)
        engine.life.finish_node(sa, node.message_id)
        if engine.user is not None:
            engine.user.enabled(negotiated)

    def _same_ids(self, parts: _Parts, request: QuickModeRequest) -> bool:
        if not parts.ids:
            return True
        ours = [phase2.to_identification(request.local_proxy), phase2.to_identification(request.remote_proxy)]
        return [each.body() for each in parts.ids] == [each.body() for each in ours]

    def _lower(self, sa: IkeSa, node: Node, negotiated: NegotiatedSa, notifications: list[Notification]) -> None:
        """RESPONDER-LIFETIME (RFC 2407 section 4.6.3.1)."""
        for each in notifications:
            spi = int.from_bytes(each.spi, "big")
            self.engine.trace(sa, Step.NOTIFY_IN, each.type, each.protocol, spi, node.message_id)
            if each.type != Notify.RESPONDER_LIFETIME:
                continue
            seconds, kilobytes = self.engine.info.lifetimes(each)
            if seconds:
                negotiated.life_seconds = min(negotiated.life_seconds, seconds)
            if kilobytes:
                negotiated.life_kilobytes = min(negotiated.life_kilobytes, kilobytes)

    # shared by both roles

    def _agree(self, sa: IkeSa, node: Node, parts: _Parts, group: int) -> bytes | None:
        """Quick mode's own g^xy: b"" without PFS, None when the payloads do not fit the proposal."""
        if not group:
            return b"" if not parts.public else None
        if not parts.public or not 8 <= len(parts.nonce) <= 256:
            return None
        self.engine.trace(sa, Step.PROCESSING, "KE", node.message_id)
        if node.key is None:
            node.key = dh.generate(group, self.engine.host.rng)
        self.engine.crypto("Create DH shared secret")
        try:
            return node.key.shared(parts.public)
        except dh.BadPublicValue:
            return None

    def _negotiated(
        self, sa: IkeSa, node: Node, proposal: Proposal, spi_out: int, shared: bytes, local: Selector, remote: Selector
    ) -> NegotiatedSa:
        assert sa.keys is not None
        encryption, authentication = phase2.key_octets(proposal)
        size = encryption + authentication

        def material(spi: int) -> bytes:
            assert sa.keys is not None
            return sa.keys.keymat(size, proposal.protocol, _id(spi), node.nonce_i, node.nonce_r, shared)

        self.engine.crypto("Generate IKE QM keys")
        inbound, outbound = material(node.spi_in), material(spi_out)
        return NegotiatedSa(
            sa.local, sa.remote, sa.local_port, sa.remote_port, node.initiator, local, remote, proposal,
            node.spi_in, spi_out, inbound[:encryption], inbound[encryption:], outbound[:encryption],
            outbound[encryption:], proposal.life_seconds, proposal.life_kilobytes, proposal.group, sa.vrf, sa.profile,
            sa.conn_id, node.message_id,
        )  # fmt: skip

    def _install(self, sa: IkeSa, negotiated: NegotiatedSa) -> None:
        engine = self.engine
        if engine.install_awaits:
            engine.trace(sa, Step.NO_PEER_INDEX)
            engine.trace(sa, Step.INSTALL_CALLBACK)
            engine.trace(sa, Step.INSTALLED, negotiated.spi_in, engine.interface_text(sa.local))
        else:
            engine.trace(sa, Step.CREATING, negotiated)
        assert engine.user is not None
        engine.user.installed(negotiated)

    def _move(self, sa: IkeSa, node: Node, major: str, minor: str, new: NodeState) -> None:
        self.engine.trace(sa, Step.NODE_INPUT, node.message_id, major, minor)
        self.engine.trace(sa, Step.NODE_TRANSITION, node.state, new)
        node.state = new

    def _abandon(self, sa: IkeSa, node: Node) -> None:
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
        """The exchange ended without a pair of SAs: its SPI is free again."""
        if node.spi_in and node.sa is None and self.engine.user is not None:
            self.engine.user.release(node.spi_in)

    def _fail(self, node: Node, reason: Failure) -> None:
        if node.request is not None:
            for request in (node.request, *node.others):
                self.engine.failed(request, reason)


class _Parts:
    """The payloads of a quick mode message, sorted."""

    def __init__(self) -> None:
        self.sa = Sa([])
        self.nonce = b""
        self.public = b""
        self.ids: list[Identification] = []
        self.notifications: list[Notification] = []
        self.usable = True

    @classmethod
    def of(cls, chain: Chain) -> _Parts | None:
        """None when a payload is missing, comes twice or does not belong here."""
        found = cls()
        seen: set[int] = set()
        for each, body in zip(chain.payloads[1:], chain.bodies[1:], strict=True):
            kind = each.kind
            if kind in seen and kind not in _MAY_REPEAT:
                return None
            seen.add(kind)
            if isinstance(each, Sa):
                found.sa = each
            elif isinstance(each, Identification):
                found.ids.append(each)
            elif isinstance(each, Notification):
                found.notifications.append(each)
            elif kind == Kind.NONCE:
                found.nonce = body
            elif kind == Kind.KE:
                found.public = body
            elif kind not in _MAY_REPEAT:
                return None
        if not found.sa.proposals or not 8 <= len(found.nonce) <= 256 or len(found.ids) not in (0, 2):
            return None
        found.usable = all(phase2.from_identification(each) is not None for each in found.ids)
        return found

    def selectors(self, sa: IkeSa) -> tuple[Selector, Selector]:
        """(ours, the peer's); the ends themselves when the message names none (RFC 2409 section 5.5)."""
        if len(self.ids) == 2:
            theirs, ours = (phase2.from_identification(each) for each in self.ids)
            if ours is not None and theirs is not None:
                return ours, theirs
        return Selector(sa.local), Selector(sa.remote)


def same_traffic(one: QuickModeRequest, other: QuickModeRequest) -> bool:
    """Do two requests want the same pair of SAs?"""
    return (
        one.local == other.local
        and one.remote == other.remote
        and one.vrf == other.vrf
        and one.local_proxy == other.local_proxy
        and one.remote_proxy == other.remote_proxy
    )
