"""Messages of an SA on their way: encryption and its IVs (RFC 2409 appendix B), sending, repeating."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, TypeVar

from iosemu.features.isakmp.fragments import cut
from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.trace import NotEncrypted, Step
from iosemu.features.keying.events import Work
from iosemu.wire import isakmp as wire
from iosemu.wire.isakmp import BadPayload, Chain, Exchange, Header, Payload

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

RETRANSMIT_INTERVAL = 10.0  # seconds
RETRANSMISSIONS = 5
ANSWER_TO_REPEAT = 0.5  # seconds between a repeated message and our repeated answer
_Node = TypeVar("_Node", bound=Node)


class Channel:
    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine

    # sending

    def transmit(self, sa: IkeSa, data: bytes) -> None:
        """To the wire, as it is."""
        engine = self.engine
        engine.trace(sa, Step.SENDING)
        engine.stats.out_packets += 1
        engine.stats.out_octets += len(data)
        for part in cut(sa, data):
            engine.ike.send(sa.vrf, sa.local, sa.local_port, sa.remote, sa.remote_port, part)
        engine.trace(sa, Step.SENT)

    def send_phase1(self, sa: IkeSa, payloads: Sequence[Payload], encrypted: bool = False) -> None:
        """The next message of phase 1; kept for repeating."""
        exchange = Exchange.AGGRESSIVE if sa.aggressive else Exchange.MAIN
        header = Header(sa.cookie_i, sa.cookie_r, exchange, 0, 0, payloads[0].kind)
        body = wire.encode_chain(payloads)
        if encrypted and sa.keys is not None:
            header.flags = wire.ENCRYPTED
            body = self._encrypt(sa, sa.iv, body)
            sa.iv = body[-sa.keys.cipher.block :]
        sa.last_sent = header.encode(body)
        sa.sent_at = self.engine.host.now
        self.transmit(sa, sa.last_sent)

    def expect_phase1(self, sa: IkeSa) -> None:
        """An answer is due: repeat until it comes."""
        self.engine.host.after(RETRANSMIT_INTERVAL, self.engine.retransmit, sa)

    def send_phase2(
        self, sa: IkeSa, node: Node, exchange: int, prefix: bytes, payloads: Sequence[Payload] = ()
    ) -> None:
        """A message of quick mode or an informational one: prf(SKEYID_a, prefix | payloads) goes in front."""
        assert sa.keys is not None
        rest = wire.encode_chain(payloads)
        self.engine.crypto(Work.IKE_HASH)
        digest = wire.Opaque(wire.Kind.HASH, sa.keys.hash(prefix + rest))
        clear = wire.prepend(digest, payloads[0].kind if payloads else wire.Kind.NONE, rest)
        header = Header(sa.cookie_i, sa.cookie_r, exchange, node.message_id, wire.ENCRYPTED, wire.Kind.HASH)
        body = self._encrypt(sa, node.iv, clear)
        node.iv = body[-sa.keys.cipher.block :]
        node.last_sent = header.encode(body)
        node.sent_at = self.engine.host.now
        self.transmit(sa, node.last_sent)

    def expect_phase2(self, sa: IkeSa, node: Node) -> None:
        self.engine.host.after(RETRANSMIT_INTERVAL, self.engine.node, sa, node.message_id)

    def _encrypt(self, sa: IkeSa, iv: bytes, clear: bytes) -> bytes:
        assert sa.keys is not None
        block = sa.keys.cipher.block
        self.engine.crypto(Work.ENCRYPT)
        return sa.keys.cipher.encrypt(iv, clear + bytes(-len(clear) % block))

    # receiving

    def open(
        self, sa: IkeSa, iv: bytes, header: Header, body: bytes, sealed: Collection[int] = frozenset()
    ) -> tuple[Chain, bytes, bytes] | None:
        """Payloads, clear octets and the next IV of an encrypted message; None (and told) when it is not sane. Those
        of the kinds `sealed` are not looked into."""
        engine = self.engine
        if not header.flags & wire.ENCRYPTED:
            engine.host.emit(NotEncrypted(sa.remote))
            return None
        assert sa.keys is not None
        block = sa.keys.cipher.block
        if not body or len(body) % block:
            engine.bad_message(sa.remote)
            return None
        engine.crypto(Work.DECRYPT)
        clear = sa.keys.cipher.decrypt(iv, body)
        chain = self.parse(sa, header.next_payload, clear, padded=True, sealed=sealed)
        if chain is None:
            engine.stats.decrypt_failures += 1
            return None
        return chain, clear, body[-block:]

    def parse(
        self, sa: IkeSa | None, first: int, clear: bytes, padded: bool, remote: int = 0,
        sealed: Collection[int] = frozenset(),
    ) -> Chain | None:  # fmt: skip
        """None (and told) when the payloads make no sense. Those of the kinds `sealed` are not looked into."""
        try:
            return wire.decode_chain(first, clear, padded, sealed)
        except BadPayload as error:
            if error.reserved:
                self.engine.trace(sa, Step.RESERVED, error.kind)
            self.engine.bad_message(sa.remote if sa is not None else remote)
            return None

    def verify(self, sa: IkeSa, chain: Chain, clear: bytes, prefix: bytes, suffix: bytes | None = None) -> bool:
        """HASH(1), (2), (3): prf(SKEYID_a, prefix | rest of the message), or of prefix | suffix alone for HASH(3)."""
        if sa.keys is None or not chain.payloads or chain.payloads[0].kind != wire.Kind.HASH:
            return False
        received = chain.bodies[0]
        start = chain.offsets[0] + len(received)
        rest = clear[start : chain.size] if suffix is None else suffix
        self.engine.crypto(Work.IKE_HASH)
        valid = sa.keys.hash(prefix + rest) == received
        self.engine.stats.hash_failures += not valid
        return valid

    def new_node(self, sa: IkeSa, message_id: int, initiator: bool) -> Node:
        return self.add_node(sa, Node(message_id, initiator))

    def add_node(self, sa: IkeSa, node: _Node) -> _Node:
        """An exchange begins under an SA."""
        assert sa.keys is not None
        node.iv = sa.keys.phase2_iv(sa.iv, node.message_id.to_bytes(4, "big"))
        sa.nodes[node.message_id] = node
        return node

    def fresh_id(self, sa: IkeSa) -> int:
        """A message ID that is not in use under this SA."""
        while True:
            message_id = self.engine.host.rng.getrandbits(32)
            if message_id and message_id not in sa.nodes:
                return message_id

    # repeating

    def count_error(self, sa: IkeSa, why: str) -> None:
        sa.errors += 1
        self.engine.trace(sa, Step.ERROR_COUNT, sa.errors, why)

    def repeat_phase1(self, sa: IkeSa) -> None:
        """The timer: no answer yet, or the peer repeated itself."""
        engine = self.engine
        if sa.deleted:
            return
        engine.trace(sa, Step.RETRANSMITTING)
        if not sa.established:
            if sa.errors >= RETRANSMISSIONS:
                engine.phase1_failed("Death by retransmission P1")
                engine.life.delete(sa, "Death by retransmission P1")
                return
            self.count_error(sa, "retransmit phase 1")
        engine.trace(sa, Step.RETRANSMIT)
        sa.sent_at = engine.host.now
        self.transmit(sa, sa.last_sent)
        if not sa.established:
            self.expect_phase1(sa)

    def repeat_phase2(self, sa: IkeSa, node: Node) -> None:
        engine = self.engine
        if sa.deleted:
            return
        engine.trace(sa, Step.RETRANSMITTING_P2, node.message_id)
        if not node.finished:
            if node.errors >= RETRANSMISSIONS:
                tenant = engine.tenants.get(sa.service)
                if node.transaction:
                    engine.transactions.no_answer(sa, node)
                    return
                (tenant if tenant is not None else engine.quick).no_answer(sa, node)
                return
            node.errors += 1
            sa.errors = node.errors
            engine.trace(sa, Step.NODE_ERROR_COUNT, node.errors, "retransmit phase 2")
            engine.trace(sa, Step.ERROR_COUNT, sa.errors, "retransmit phase 2")
        engine.trace(sa, Step.RETRANSMIT_P2, node.message_id)
        node.sent_at = engine.host.now
        self.transmit(sa, node.last_sent)
        if not node.finished:
            self.expect_phase2(sa, node)

    def repeated(self, sa: IkeSa, node: Node | None) -> None:
        """The peer sent the same message again: answer again, unless we have just done so.

        The last message of an exchange (6 of main mode, 3 of aggressive and of quick mode) has no answer: were it
        answered by the message before it, two of them on the wire would go back and forth for ever.
        """
        engine, phase = self.engine, 1 if node is None else 2
        engine.trace(sa, Step.DUPLICATE, phase)
        if node is None:
            had_last = sa.established and sa.initiator is not sa.aggressive
        else:
            had_last = node.finished and node.initiator is node.transaction
        if had_last:
            return
        engine.trace(sa, Step.RETRANSMIT_DUE, phase)
        holder = sa if node is None else node
        since = engine.host.now - holder.sent_at
        if not holder.last_sent:
            return
        if since < ANSWER_TO_REPEAT:
            engine.trace(sa, Step.RETRANSMIT_SKIPPED, phase, round(since * 1000))
        elif node is None:
            engine.host.after(ANSWER_TO_REPEAT, engine.retransmit, sa)
        else:
            engine.host.after(ANSWER_TO_REPEAT, engine.node, sa, node.message_id)

