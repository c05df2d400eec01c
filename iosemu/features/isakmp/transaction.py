"""The transaction exchange (draft-dukes-ike-mode-cfg section 4): a question and its answer, under an SA that is up.

    HDR*, HASH, ATTR(REQUEST or SET)   -->
                                       <--   HDR*, HASH, ATTR(REPLY or ACK)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.trace import Step
from iosemu.wire.isakmp import Cfg, CfgValue, Config, Exchange, Header

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine


class Transactions:
    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine

    def ask(self, sa: IkeSa, kind: Cfg, values: Sequence[CfgValue]) -> None:
        """Begin one; what is not answered is repeated."""
        engine, channel = self.engine, self.engine.channel
        node = channel.new_node(sa, channel.fresh_id(sa), True)
        node.transaction = True
        engine.trace(sa, Step.NEW_CONFIG_NODE, node.message_id, sa.phase.value)
        engine.trace(sa, Step.CONFIG_BEGUN, node.message_id)
        identifier = engine.host.rng.getrandbits(16)
        self._send(sa, node, Config(kind, identifier, list(values)))
        channel.expect_phase2(sa, node)

    def answer(self, sa: IkeSa, node: Node, kind: Cfg, identifier: int, values: Sequence[CfgValue], why: str) -> None:
        """The last message of one; `why` is what the log says of its end."""
        self.engine.trace(sa, Step.CONFIG_ANSWERED, node.message_id)
        self._send(sa, node, Config(kind, identifier, list(values)))
        self.done(sa, node, why)

    def _send(self, sa: IkeSa, node: Node, config: Config) -> None:
        prefix = node.message_id.to_bytes(4, "big")
        self.engine.channel.send_phase2(sa, node, Exchange.TRANSACTION, prefix, [config])

    def done(self, sa: IkeSa, node: Node, why: str) -> None:
        """It is over."""
        self.engine.trace(sa, Step.NODE_DELETED, node.message_id, False, why)
        self.engine.life.finish_node(sa, node.message_id)

    def receive(self, sa: IkeSa, header: Header, body: bytes, data: bytes, ports: tuple[int, int]) -> None:
        engine, channel = self.engine, self.engine.channel
        if not sa.established or sa.keys is None:
            engine.bad_message(sa.remote)
            return
        node = sa.nodes.get(header.message_id)
        if node is not None and data == node.last_received:
            channel.repeated(sa, node)
            return
        if node is not None and (node.finished or not node.transaction or not node.initiator):
            return
        fresh = node is None
        if node is None:
            node = channel.new_node(sa, header.message_id, False)
            node.transaction = True
            engine.trace(sa, Step.NEW_CONFIG_NODE, node.message_id, sa.phase.value)
        opened = channel.open(sa, node.iv, header, body)
        authentic = opened is not None and channel.verify(
            sa, opened[0], opened[1], header.message_id.to_bytes(4, "big")
        )
        config = next((each for each in opened[0].payloads if isinstance(each, Config)), None) if opened else None
        if opened is None or not authentic or config is None or (config.type in (Cfg.REPLY, Cfg.ACK)) is fresh:
            if opened is not None:
                engine.bad_message(sa.remote)
            if fresh:
                del sa.nodes[node.message_id]
            return
        node.iv = opened[2]
        engine.heard(sa, ports)
        node.last_received = data
        engine.host.cancel(engine.node, sa, node.message_id)
        engine.trace(sa, Step.TRANSACTION, node.message_id)
        engine.trace(sa, Step.CONFIG_PAYLOAD, Cfg(config.type).name if config.type in _KINDS else str(config.type))
        if engine.remote is None or not engine.remote.heard(sa, node, config):
            self.done(sa, node, "Unknown config payload")

    def no_answer(self, sa: IkeSa, node: Node) -> None:
        """The last repeat has gone unanswered too: who should have been named or configured was not."""
        self.engine.life.finish_node(sa, node.message_id)
        self.engine.life.delete(sa, "Death by retransmission P2")


_KINDS = frozenset(int(each) for each in Cfg)
