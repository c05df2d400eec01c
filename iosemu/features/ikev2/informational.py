"""INFORMATIONAL exchanges (RFC 7296 section 1.4): deletes, errors, and whether the peer lives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.features.ikev2.events import Step
from iosemu.features.ikev2.proposal import PROTOCOL_NAMES, PROTOCOLS
from iosemu.features.ikev2.sa import Child, IkeSa, Request
from iosemu.features.ikev2.states import Purpose
from iosemu.wire.ikev2 import ConfigType, Configuration, Delete, Exchange, Notification, Notify, Payload, Protocol

if TYPE_CHECKING:
    from iosemu.features.ikev2.engine import Ikev2Engine


class Informational:
    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine

    # requests of ours

    def delete_spis(self, sa: IkeSa, protocol: str, spis: Sequence[int]) -> None:
        """These of ours are gone."""
        engine = self.engine
        for spi in spis:
            engine.trace(sa, Step.SEND_DELETE_CHILD, spi)
        note = Delete(PROTOCOLS[protocol], tuple(spi.to_bytes(4, "big") for spi in spis), 4)
        engine.count_service("SA DELETION")
        engine.window.ask(sa, Request(Purpose.DELETE_CHILD, Exchange.INFORMATIONAL, [note], spis=tuple(spis)))

    def delete_child(self, sa: IkeSa, child: Child) -> None:
        """IPsec has deleted a pair: the peer is told, and the IKE SA goes with its last child."""
        engine = self.engine
        sa.children.pop(child.spi_in, None)
        self.delete_spis(sa, child.made.proposal.layer.protocol, [child.spi_in])
        engine.trace(sa, Step.CHECK_CHILD)

    def tell(self, sa: IkeSa, note: Notification) -> None:
        self.engine.window.ask(sa, Request(Purpose.TELL, Exchange.INFORMATIONAL, [note]))

    def check(self, sa: IkeSa) -> None:
        """Does the peer live?"""
        engine = self.engine
        engine.trace(sa, Step.LIVENESS)
        engine.stats.count("DPD", True, False)
        engine.window.ask(sa, Request(Purpose.LIVENESS, Exchange.INFORMATIONAL, []))

    def answered(self, sa: IkeSa, request: Request, payloads: Sequence[Payload]) -> None:
        """What a peer said to one of ours."""
        engine = self.engine
        engine.trace(sa, Step.DELETE_ACK)
        match request.purpose:
            case Purpose.DELETE_IKE:
                engine.life.remove(sa)
            case Purpose.DELETE_CHILD:
                for each in payloads:
                    if isinstance(each, Delete):
                        self._forget(sa, each)
                engine.end_if_empty(sa)
            case Purpose.LIVENESS:
                engine.trace(sa, Step.LIVENESS_ANSWER)
                engine.arm_dpd(sa)

    # requests of the peer's

    def respond(self, sa: IkeSa, message_id: int, payloads: Sequence[Payload]) -> None:
        engine = self.engine
        answer: list[Payload] = []
        ends = False
        if not payloads:
            engine.stats.count("DPD", False, False)
        for each in payloads:
            if isinstance(each, Delete) and each.protocol == Protocol.IKE:
                engine.trace(sa, Step.DELETE_IKE_RECEIVED)
                ends = True
            elif isinstance(each, Delete):
                spis = self._forget(sa, each)
                if spis:
                    answer.append(Delete(each.protocol, tuple(spi.to_bytes(4, "big") for spi in spis), 4))
            elif isinstance(each, Configuration) and each.type == ConfigType.SET:
                answer.append(engine.flex.set(sa, each))
            elif isinstance(each, Notification) and each.type == Notify.AUTHENTICATION_FAILED:
                ends = True
        engine.window.answer(sa, Exchange.INFORMATIONAL, message_id, answer)
        if ends:
            engine.life.ended_by_peer(sa)
        elif sa.access is not None and any(isinstance(each, Delete) for each in answer):
            engine.end_if_empty(sa)  # the tunnel is the peer's: it goes with its last pair

    def _forget(self, sa: IkeSa, gone: Delete) -> list[int]:
        """The peer's SAs of these SPIs are gone: the pairs go. Ours of them, but for those that we delete ourselves."""
        engine = self.engine
        wanted = {int.from_bytes(spi, "big") for spi in gone.spis}
        protocol = PROTOCOL_NAMES.get(gone.protocol, "")
        pairs = [
            child
            for child in sa.children.values()
            if child.spi_out in wanted and child.made.proposal.layer.protocol == protocol
        ]
        for child in pairs:
            engine.trace(sa, Step.DELETE_RECEIVED, child.spi_out)
            sa.children.pop(child.spi_in, None)
        for other in list(sa.children.values()):  # what was renewed by it is used from now on
            engine.host.cancel(engine.proven, sa, other)
            engine.children.enable(other)
        if pairs and engine.user is not None:
            engine.count_service("SA DELETION")
            engine.user.remove([child.made.ref for child in pairs], "peer deleted them")
        return [child.spi_in for child in pairs]

    def lost(self, sa: IkeSa, spi_in: int) -> None:
        """The peer does not know the pair that we would renew."""
        child = sa.children.pop(spi_in, None)
        if child is not None and self.engine.user is not None:
            self.engine.user.remove([child.made.ref], "peer does not have it")


