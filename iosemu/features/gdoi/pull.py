"""GROUPKEY-PULL (RFC 6407 section 3): a member registers, both roles. It is exchange 32 under a phase 1 of UDP 848.

    HDR*, HASH(1), Ni, ID      -->
                               <--   HDR*, HASH(2), Nr, SA
    HDR*, HASH(3)              -->
                               <--   HDR*, HASH(4), [SEQ,] KD
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from iosemu.features.gdoi.events import Step, UnknownIdentity
from iosemu.features.gdoi.policy import understand
from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.records import dataclass, field
from iosemu.wire import gdoi as wire
from iosemu.wire.gdoi import GroupSa, KeyDownload, SequenceNumber
from iosemu.wire.isakmp import (
    BadPayload,
    Chain,
    Exchange,
    Header,
    Identification,
    IdType,
    Kind,
    Notification,
    Notify,
    Opaque,
    Payload,
)

if TYPE_CHECKING:
    from iosemu.features.gdoi.engine import GdoiEngine
    from iosemu.features.gdoi.member import Member
    from iosemu.features.gdoi.server import KeyServer


class Stage(Enum):
    """What is awaited."""

    FIRST = "the request"
    SECOND = "the policy"
    THIRD = "the member's proof that it lives"
    FOURTH = "the keys"
    OVER = "nothing"


@dataclass(slots=True)
class PullNode(Node):
    """An exchange under way."""

    stage: Stage = Stage.FIRST
    member: Member | None = None  # whom it is for, here
    server: KeyServer | None = None  # who answers, here
    policy: GroupSa = field(default_factory=GroupSa)
    keys: KeyDownload = field(default_factory=KeyDownload)  # that go with the policy


class Pull:
    def __init__(self, engine: GdoiEngine) -> None:
        self.engine = engine

    # member

    def begin(self, sa: IkeSa, member: Member) -> None:
        """Ask for a group's policy and keys over an SA that is up."""
        engine, channel = self.engine, self.engine.isakmp.channel
        node = channel.add_node(sa, PullNode(channel.fresh_id(sa), True))
        node.member, node.stage = member, Stage.SECOND
        node.nonce_i = engine.host.rng.randbytes(20)
        ident = Identification(IdType.KEY_ID, 0, 0, member.group.identity)
        if member.group.identity_address is not None and member.group.number is None:
            ident = Identification(IdType.IPV4_ADDR, 0, 0, member.group.identity)
        engine.trace(Step.EXCHANGE_BEGUN, node.message_id, of=member, sa=sa)
        channel.send_phase2(sa, node, Exchange.QUICK, _id(node), [Opaque(Kind.NONCE, node.nonce_i), ident])
        channel.expect_phase2(sa, node)

    def abandon(self, member: Member) -> None:
        """Nobody waits for the answers to its exchanges any more."""
        isakmp = self.engine.isakmp
        for sa in tuple(isakmp.life.sas.values()):
            for node in tuple(sa.nodes.values()):
                if isinstance(node, PullNode) and node.member is member and not node.finished:
                    isakmp.life.finish_node(sa, node.message_id)

    # both

    def receive(self, sa: IkeSa, header: Header, body: bytes, data: bytes) -> None:
        """A message of the exchange."""
        isakmp, channel = self.engine.isakmp, self.engine.isakmp.channel
        if not sa.established or sa.keys is None:
            return
        known = sa.nodes.get(header.message_id)
        if known is not None and data == known.last_received:
            if not known.initiator and known.last_sent:  # ours got lost
                channel.transmit(sa, known.last_sent)
            return
        if known is not None and (known.finished or not isinstance(known, PullNode)):
            return
        node = known if isinstance(known, PullNode) else channel.add_node(sa, PullNode(header.message_id, False))
        opened = channel.open(sa, node.iv, header, body, wire.SEALED)
        if opened is None or not channel.verify(sa, opened[0], opened[1], self._prefix(node)):
            if opened is not None:
                isakmp.bad_message(sa.remote)
            if known is None:
                del sa.nodes[node.message_id]
            return
        chain, _, node.iv = opened
        sa.heard_at = self.engine.host.now
        node.last_received = data
        isakmp.host.cancel(isakmp.node, sa, node.message_id)
        try:
            self._step(sa, node, chain)
        except BadPayload:
            isakmp.bad_message(sa.remote)
            isakmp.life.finish_node(sa, node.message_id)

    @staticmethod
    def _prefix(node: PullNode) -> bytes:
        """What the HASH of the awaited message begins with: M-ID, then the nonces known to both."""
        match node.stage:
            case Stage.FIRST:
                return _id(node)
            case Stage.SECOND:
                return _id(node) + node.nonce_i
        return _id(node) + node.nonce_i + node.nonce_r

    def _step(self, sa: IkeSa, node: PullNode, chain: Chain) -> None:
        match node.stage:
            case Stage.FIRST:
                self._first(sa, node, chain)
            case Stage.SECOND:
                self._second(sa, node, chain)
            case Stage.THIRD:
                self._third(sa, node)
            case Stage.FOURTH:
                self._fourth(sa, node, chain)

    # server

    def _first(self, sa: IkeSa, node: PullNode, chain: Chain) -> None:
        """Who asks, and for which group?"""
        engine, isakmp = self.engine, self.engine.isakmp
        ident = next((each for each in chain.payloads if isinstance(each, Identification)), None)
        node.nonce_i = _nonce(chain)
        server = engine.server_of(ident) if ident is not None else None
        if server is None or not server.admits(sa.remote):
            if server is None:
                engine.host.emit(UnknownIdentity(sa.remote, ident.data if ident is not None else b""))
            isakmp.info.send_notify(sa, Notification(Notify.INVALID_ID_INFORMATION, 1, sa.cookies))
            isakmp.life.finish_node(sa, node.message_id)
            return
        node.server, node.stage = server, Stage.THIRD
        node.nonce_r = engine.host.rng.randbytes(20)
        node.policy, node.keys = server.offer(sa)
        engine.trace(Step.SA_SENT, of=server, sa=sa)
        payloads: list[Payload] = [Opaque(Kind.NONCE, node.nonce_r), node.policy]
        isakmp.channel.send_phase2(sa, node, Exchange.QUICK, _id(node) + node.nonce_i, payloads)
        isakmp.channel.expect_phase2(sa, node)

    def _third(self, sa: IkeSa, node: PullNode) -> None:
        """The member is there: it gets the keys."""
        engine, isakmp, server = self.engine, self.engine.isakmp, node.server
        assert server is not None
        payloads: list[Payload] = [node.keys]
        if server.kek is not None:
            payloads.insert(0, SequenceNumber(server.kek.sequence))
        node.stage = Stage.OVER
        isakmp.channel.send_phase2(sa, node, Exchange.QUICK, self._prefix(node), payloads)
        isakmp.life.finish_node(sa, node.message_id)
        server.registered(sa)
        engine.trace(Step.KD_SENT, of=server, sa=sa)

    # member again

    def _second(self, sa: IkeSa, node: PullNode, chain: Chain) -> None:
        node.nonce_r = _nonce(chain)
        bodies = {int(each.kind): body for each, body in zip(chain.payloads, chain.bodies, strict=True)}
        if wire.Kind.SA not in bodies:
            raise BadPayload("no policy", Notify.PAYLOAD_MALFORMED, wire.Kind.SA)
        node.policy = GroupSa.decode(bodies[wire.Kind.SA])
        member = node.member
        if member is None or not member.takes(node.policy):
            self.engine.isakmp.life.finish_node(sa, node.message_id)
            return
        node.stage = Stage.FOURTH
        self.engine.trace(Step.SA_TAKEN, len(node.policy.parts), of=member, sa=sa)
        self.engine.isakmp.channel.send_phase2(sa, node, Exchange.QUICK, self._prefix(node))
        self.engine.isakmp.channel.expect_phase2(sa, node)

    def _fourth(self, sa: IkeSa, node: PullNode, chain: Chain) -> None:
        engine, member = self.engine, node.member
        bodies = {int(each.kind): body for each, body in zip(chain.payloads, chain.bodies, strict=True)}
        if wire.Kind.KD not in bodies:
            raise BadPayload("no keys", Notify.PAYLOAD_MALFORMED, wire.Kind.KD)
        keys = KeyDownload.decode(bodies[wire.Kind.KD])
        told = understand(node.policy, keys.packets, engine.host.now)
        node.stage = Stage.OVER
        engine.isakmp.life.finish_node(sa, node.message_id)
        if told is None or member is None:
            return
        if told.kek is not None and wire.Kind.SEQ in bodies:
            told.kek.sequence = SequenceNumber.decode(bodies[wire.Kind.SEQ]).number
        engine.trace(Step.KEYS_TAKEN, len(told.teks), of=member, sa=sa)
        member.registered(sa, told)


def _id(node: PullNode) -> bytes:
    return node.message_id.to_bytes(4, "big")


def _nonce(chain: Chain) -> bytes:
    """Raises BadPayload: there is none, or none of a sensible size (RFC 2409 section 5)."""
    found = [body for each, body in zip(chain.payloads, chain.bodies, strict=True) if each.kind == Kind.NONCE]
    if len(found) != 1 or not 8 <= len(found[0]) <= 256:
        raise BadPayload("nonce", Notify.PAYLOAD_MALFORMED, Kind.NONCE)
    return found[0]
