"""Renewal of IKE SAs (RFC 7296 sections 1.3.2, 2.8): a new one takes the children over, the old one is deleted; who
loses a collision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.crypto import dh
from iosemu.crypto.ikev2 import Suite, derive
from iosemu.features.ikev2 import suites
from iosemu.features.ikev2.children import NONCE, PROVEN, ChildParts
from iosemu.features.ikev2.events import Step
from iosemu.features.ikev2.keys import key_material
from iosemu.features.ikev2.profiles import policy_for, proposals_of
from iosemu.features.ikev2.sa import Child, Given, IkeSa, Negotiation, Request
from iosemu.features.ikev2.states import Purpose, State
from iosemu.wire.ikev2 import Exchange, Ke, Kind, Notification, Notify, Opaque, Payload, Sa

if TYPE_CHECKING:
    from iosemu.features.ikev2.engine import Ikev2Engine

PATIENCE = (2.0, 6.0)  # seconds to wait after TEMPORARY_FAILURE


class Rekey:
    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine

    def patience(self) -> float:
        low, high = PATIENCE
        return low + (high - low) * self.engine.host.rng.random()

    # ours

    def begin(self, sa: IkeSa) -> None:
        """Its soft lifetime is over."""
        engine = self.engine
        policy = policy_for(engine.device, sa.local, sa.vrf)
        own = proposals_of(engine.device, policy) if policy is not None else []
        if not own or sa.suite is None or sa.rekeying:
            return
        sa.rekeying = True
        engine.trace(sa, Step.REKEY_IKE)
        found = Negotiation(nonce=engine.host.rng.randbytes(NONCE), new_spi=engine.life.fresh_spi())
        found.offered = suites.to_wire(own, found.new_spi)
        groups = [each.identifier for each in suites.all_of(found.offered) if each.type == 4]
        self._ask(sa, found, sa.suite.group if sa.suite.group in groups else suites.first_group(found.offered))

    def _ask(self, sa: IkeSa, found: Negotiation, group: int) -> None:
        engine = self.engine
        found.group, found.key = group, dh.generate(group, engine.host.rng)
        payloads: list[Payload] = [
            Sa(found.offered),
            Opaque(Kind.NONCE, found.nonce),
            Ke(group, found.key.public),
        ]
        engine.trace(sa, Step.GENERATING, "CREATE_CHILD_SA")
        engine.stats.count("CREATE_CHILD_SA_IKE_REKEY", True, False)
        engine.window.ask(sa, Request(Purpose.REKEY_IKE, Exchange.CREATE_CHILD_SA, payloads, negotiation=found))

    def answered(self, sa: IkeSa, request: Request, payloads: Sequence[Payload]) -> None:
        engine, parts, found = self.engine, ChildParts(payloads), request.negotiation
        assert found is not None
        sa.rekeying = False
        refused = parts.refusal
        if refused is not None:
            group = int.from_bytes(refused.data, "big")
            groups = {each.identifier for each in suites.all_of(found.offered) if each.type == 4}
            if refused.type == Notify.INVALID_KE_PAYLOAD and group in groups and group != found.group:
                sa.rekeying = True
                engine.trace(sa, Step.INVALID_KE, group)
                self._ask(sa, found, group)
            elif refused.type == Notify.TEMPORARY_FAILURE and sa.successor is None:
                engine.trace(sa, Step.TEMPORARY)
                engine.host.after(self.patience(), engine.soften, sa)
            elif sa.successor is None:
                engine.trace(sa, Step.CHILD_FAILED)
                engine.life.delete(sa)
            return
        if parts.sa is None or len(parts.sa.proposals) != 1 or parts.ke is None:
            engine.life.delete(sa)
            return
        answer = parts.sa.proposals[0]
        suite = suites.answer_fits(answer, found.offered)
        if suite is None or len(answer.spi) != 8 or parts.ke.group != found.group or suite.group != found.group:
            engine.life.delete(sa)
            return
        try:
            shared = found.key.shared(parts.ke.data)  # type: ignore[union-attr]
        except dh.BadPublicValue:
            engine.life.delete(sa)
            return
        nonces = found.nonce + parts.nonce
        new = self._successor(sa, True, found.new_spi, answer.spi, suite, shared, nonces)
        lower = min(found.nonce, parts.nonce)
        if found.rival is not None:
            theirs, other = found.rival
            assert isinstance(other, IkeSa)
            if lower < theirs:  # ours is the redundant one: the other takes over
                new.successor = other
                engine.life.delete(new)
                return
            self._take_over(sa, new, other)
        else:
            self._take_over(sa, new)
        engine.life.delete(sa)

    def _successor(
        self, sa: IkeSa, initiator: bool, spi_i: bytes, spi_r: bytes, suite: Suite, shared: bytes, nonces: bytes
    ) -> IkeSa:
        engine = self.engine
        new = engine.life.create(
            sa.local, sa.local_port, sa.remote, sa.remote_port, initiator, spi_i, spi_r, sa.vrf, after=sa
        )
        new.profile, new.policy, new.suite, new.lifetime = sa.profile, sa.policy, suite, sa.lifetime
        profile = engine.config.profiles.get(sa.profile)
        if profile is not None:
            new.lifetime = profile.lifetime
        new.signed, new.verified, new.local_id, new.identity = sa.signed, sa.verified, sa.local_id, sa.identity
        new.shown = sa.shown
        new.identity_kind, new.behind_nat, new.peer_behind_nat = sa.identity_kind, sa.behind_nat, sa.peer_behind_nat
        new.fragments, new.cisco, new.window = sa.fragments, sa.cisco, sa.window
        engine.trace(sa, Step.SKEYSEED)
        new.keys = derive(suite, shared, nonces, spi_i + spi_r, sa.keys)
        engine.trace(sa, Step.SKEYSEED_PASSED)
        engine.host.emit(key_material(new))
        engine.life.renewed(new)
        return new

    def _take_over(self, old: IkeSa, new: IkeSa, other: IkeSa | None = None) -> None:
        """The children go on under the new one (RFC 7296 section 2.8)."""
        engine = self.engine
        for each in (old, other):
            if each is not None and each is not new:
                each.successor = new
                if each.access is not None or each.given.tunnel is not None:
                    new.access, each.access = each.access, None
                    new.given, each.given = each.given, Given()
                new.children.update(each.children)
                each.children.clear()
                new.pending += each.pending
                each.pending = []
        if other is not None and other.state is State.DELETE:  # the peer has given it up already
            engine.life.remove(other)
        engine.trace(new, Step.REKEYED_IKE)
        engine.serve_pending(new)

    # the peer's

    def respond(self, sa: IkeSa, payloads: Sequence[Payload]) -> list[Payload]:
        """The answer to a request for a new IKE SA."""
        engine, parts = self.engine, ChildParts(payloads)
        engine.stats.count("CREATE_CHILD_SA_IKE_REKEY", False, False)
        assert parts.sa is not None
        busy = any(each.purpose is Purpose.CHILD for each in (*sa.out.values(), *sa.queue))
        if busy or sa.successor is not None:
            engine.trace(sa, Step.TEMPORARY)
            return [Notification(Notify.TEMPORARY_FAILURE)]
        policy = policy_for(engine.device, sa.local, sa.vrf)
        chosen = suites.choose(parts.sa.proposals, proposals_of(engine.device, policy) if policy is not None else [])
        if chosen is None or parts.ke is None or not 16 <= len(parts.nonce) <= 256:
            engine.trace(sa, Step.SEND_NO_PROPOSAL)
            return [Notification(Notify.NO_PROPOSAL_CHOSEN)]
        answer, suite = chosen
        spi_i = next(each.spi for each in parts.sa.proposals if each.number == answer.number)
        if parts.ke.group != suite.group:
            return [Notification(Notify.INVALID_KE_PAYLOAD, suite.group.to_bytes(2, "big"))]
        key = dh.generate(suite.group, engine.host.rng)
        try:
            shared = key.shared(parts.ke.data)
        except dh.BadPublicValue:
            return [Notification(Notify.INVALID_SYNTAX)]
        if len(spi_i) != 8 or spi_i == bytes(8):
            return [Notification(Notify.INVALID_SYNTAX)]
        nonce = engine.host.rng.randbytes(NONCE)
        answer.spi = engine.life.fresh_spi()
        new = self._successor(sa, False, spi_i, answer.spi, suite, shared, parts.nonce + nonce)
        mine = next((each for each in sa.out.values() if each.purpose is Purpose.REKEY_IKE), None)
        if mine is not None and mine.negotiation is not None:
            mine.negotiation.rival = (min(parts.nonce, nonce), new)  # it is decided when our answer comes
        self._take_over(sa, new)
        return [Sa([answer]), Opaque(Kind.NONCE, nonce), Ke(suite.group, key.public)]

    # collisions of children

    def child_made(self, sa: IkeSa, child: Child, replaced: int) -> None:
        """The peer has renewed a pair: it is used when it is proven. If we were at it, too, the one with the lowest
        nonce goes, and who began it deletes it."""
        engine = self.engine
        for each in sa.out.values():
            if each.negotiation is not None and each.negotiation.replaces == replaced and replaced:
                each.negotiation.rival = (child.nonce, child)
        engine.host.after(PROVEN, engine.proven, sa, child)

    def settle(self, sa: IkeSa, found: Negotiation, made: Child | None) -> None:
        """Our renewal is done."""
        if found.rival is None or made is None:
            return
        engine = self.engine
        theirs, other = found.rival
        if made.nonce < theirs and isinstance(other, Child) and other.spi_in in sa.children:
            engine.host.cancel(engine.proven, sa, other)
            engine.children.enable(other)
            if engine.user is not None:
                engine.user.remove([made.made.ref], "collision")
            engine.info.delete_child(sa, made)


