"""Child SAs: offered and judged in IKE_AUTH and CREATE_CHILD_SA, keyed (RFC 7296 sections 1.3, 2.9, 2.17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.crypto import dh
from iosemu.features.ikev2 import proposal as numbers
from iosemu.features.ikev2.events import Step
from iosemu.features.ikev2.sa import Child, IkeSa, Negotiation, Request
from iosemu.features.ikev2.states import Purpose
from iosemu.features.keying.contract import (
    Chosen,
    Failure,
    LayerKeys,
    Proposal,
    Refusal,
    Refused,
    SaOffer,
    SaSet,
    SaWant,
    Selector,
)
from iosemu.records import replace
from iosemu.wire.ikev2 import Exchange, Ke, Kind, Notification, Notify, Opaque, Payload, Sa, Selectors

if TYPE_CHECKING:
    from iosemu.features.ikev2.engine import Ikev2Engine

NONCE = 32  # octets
PROVEN = 10.0  # seconds after which a renewed pair is used by the end that answered
MOST_OFFERS = 16  # pairs of selectors of a peer's that are looked at


class ChildParts:
    """The payloads that make a child, sorted."""

    def __init__(self, payloads: Sequence[Payload]) -> None:
        self.sa: Sa | None = None
        self.ke: Ke | None = None
        self.nonce = b""
        self.selectors: dict[int, list[Selector]] = {}
        self.notes: list[Notification] = []
        for each in payloads:
            if isinstance(each, Sa):
                self.sa = each
            elif isinstance(each, Ke):
                self.ke = each
            elif isinstance(each, Selectors):
                found = (numbers.from_selector(one) for one in each.selectors)
                self.selectors[each.kind] = [one for one in found if one is not None]
            elif isinstance(each, Notification):
                self.notes.append(each)
            elif each.kind == Kind.NONCE:
                self.nonce = each.body()

    def note(self, type_: int) -> Notification | None:
        return next((each for each in self.notes if each.type == type_), None)

    @property
    def refusal(self) -> Notification | None:
        """The first that tells of an error."""
        return next((each for each in self.notes if each.type < Notify.INITIAL_CONTACT), None)


class Children:
    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine

    # the end that asks

    def offer(
        self, sa: IkeSa, want: SaWant, first: bool
    ) -> tuple[Negotiation | None, list[Payload], list[Payload]]:
        """(what is negotiated, its payloads, notifications); None: nothing that IKEv2 could do."""
        engine = self.engine
        wanted = numbers.usable(want.offers)
        if engine.user is None or not wanted:
            return None, [], []
        found = Negotiation(want, [], wanted, tunnel=wanted[0].tunnel)
        found.wanted = [each for each in wanted if each.tunnel is found.tunnel]
        found.spi = engine.user.spi(found.wanted[0].layer.protocol)
        group = 0 if first else next((each.group for each in found.wanted if each.group), 0)
        found.offered = numbers.to_wire(found.wanted, found.spi, not first)
        engine.trace_proposals(sa, found.offered, False)
        payloads: list[Payload] = [Sa(found.offered)]
        if not first:
            found.nonce = engine.host.rng.randbytes(NONCE)
            payloads.append(Opaque(Kind.NONCE, found.nonce))
        if group:
            found.group = group
            found.key = dh.generate(group, engine.host.rng)
            payloads.append(Ke(group, found.key.public))
        payloads.append(Selectors(Kind.TSI, [numbers.to_selector(each) for each in want.mine]))
        payloads.append(Selectors(Kind.TSR, [numbers.to_selector(each) for each in want.theirs]))
        notes: list[Payload] = []
        if not found.tunnel:
            notes.append(Notification(Notify.USE_TRANSPORT_MODE))
        return found, payloads, notes

    def initiate(self, sa: IkeSa, want: SaWant) -> None:
        """CREATE_CHILD_SA, for a new one or in the place of an old one."""
        engine = self.engine
        for request in (*sa.out.values(), *sa.queue):
            found = request.negotiation
            if found is not None and found.want is not None and found.want.same_traffic(want):
                found.others.append(want)
                return
        negotiation, payloads, notes = self.offer(sa, want, False)
        if negotiation is None:
            engine.failed(want, Failure.REJECTED)
            return
        old = sa.children.get(want.replaces.spi) if want.replaces is not None else None
        if old is not None:
            negotiation.replaces = old.spi_in
            engine.trace(sa, Step.REKEY_CHILD, old.spi_in)
            protocol = numbers.PROTOCOLS[old.made.proposal.layer.protocol]
            spi = old.spi_in.to_bytes(4, "big")
            payloads.insert(0, Notification(Notify.REKEY_SA, b"", protocol, spi))
        engine.trace(sa, Step.GENERATING, "CREATE_CHILD_SA")
        request = Request(Purpose.CHILD, Exchange.CREATE_CHILD_SA, payloads + notes, negotiation=negotiation)
        engine.window.ask(sa, request)

    def answered(self, sa: IkeSa, request: Request, payloads: Sequence[Payload]) -> None:
        """The answer to CREATE_CHILD_SA."""
        engine, parts = self.engine, ChildParts(payloads)
        found = request.negotiation
        assert found is not None
        refused = parts.refusal
        if refused is not None and refused.type == Notify.INVALID_KE_PAYLOAD and found.key is not None:
            group = int.from_bytes(refused.data, "big")
            if group != found.group and any(each.group == group for each in found.wanted):
                engine.trace(sa, Step.INVALID_KE, group)
                found.group, found.key = group, dh.generate(group, engine.host.rng)
                again = [Ke(group, found.key.public) if isinstance(each, Ke) else each for each in request.payloads]
                engine.window.ask(sa, Request(Purpose.CHILD, request.exchange, again, negotiation=found))
                return
        if refused is not None and refused.type == Notify.TEMPORARY_FAILURE and found.want is not None:
            engine.trace(sa, Step.TEMPORARY)
            engine.host.after(engine.rekey.patience(), engine.try_again, sa, found)
            return
        nonces = found.nonce + parts.nonce
        self.taken(sa, found, payloads, nonces, min(found.nonce, parts.nonce))

    def taken(
        self, sa: IkeSa, found: Negotiation, payloads: Sequence[Payload], nonces: bytes, low: bytes
    ) -> Child | None:
        """Install what the responder chose; None: it refused, or its answer does not fit."""
        engine, parts, want = self.engine, ChildParts(payloads), found.want
        assert want is not None
        refused = parts.refusal
        if parts.sa is None or refused is not None:
            engine.tell_refusal(sa, refused)
            self.abandon(found, Failure.REJECTED)
            if refused is not None and refused.type == Notify.CHILD_SA_NOT_FOUND and found.replaces:
                engine.info.lost(sa, found.replaces)
            return None
        chosen = None
        if len(parts.sa.proposals) == 1:
            chosen = numbers.answered(parts.sa.proposals[0], found.offered, found.wanted)
        mine, theirs = parts.selectors.get(Kind.TSI, []), parts.selectors.get(Kind.TSR, [])
        shared = b""
        if chosen is not None and found.key is not None and chosen.group:
            if parts.ke is None or parts.ke.group != found.group:
                chosen = None
            else:
                try:
                    shared = found.key.shared(parts.ke.data)
                except dh.BadPublicValue:
                    chosen = None
        fits = bool(mine and theirs) and mine[0].covers(want.mine[0]) and theirs[0].covers(want.theirs[0])
        transport = parts.note(Notify.USE_TRANSPORT_MODE) is not None
        if chosen is None or not fits or (transport and found.tunnel):
            # what we cannot use the peer must not keep (RFC 7296 section 1.2)
            engine.trace(sa, Step.CHILD_FAILED)
            engine.info.delete_spis(sa, found.wanted[0].layer.protocol, [found.spi])
            self.abandon(found, Failure.MALFORMED)
            return None
        spi_out = int.from_bytes(parts.sa.proposals[0].spi, "big")
        if found.key is None:
            chosen = replace(chosen, group=0)
        assert engine.user is not None
        engine.user.answered(want, chosen)
        made = SaSet(
            engine.name, sa.local, sa.remote, want.mine, want.theirs, engine.in_force(sa, chosen, not transport),
            (self._keys(sa, chosen, found.spi, spi_out, nonces, shared, True),), initiator=True,
            life_seconds=chosen.life_seconds, life_kilobytes=chosen.life_kilobytes, want=want, owner=want.owner,
        )  # fmt: skip
        return self._install(sa, made, low, found)

    def _install(self, sa: IkeSa, made: SaSet, low: bytes, found: Negotiation | None = None) -> Child | None:
        engine = self.engine
        made.local_port, made.remote_port, made.vrf, made.profile = sa.local_port, sa.remote_port, sa.vrf, sa.profile
        made.conn_id = sa.conn_id
        engine.trace(sa, Step.LOAD_KEYS)
        engine.trace(sa, Step.CREATE_IPSEC)
        if engine.user is None or engine.user.install(made) is None:
            engine.count_service("SA CREATION failed")
            engine.info.delete_spis(sa, made.proposal.layer.protocol, [made.spi_in])
            return None
        engine.count_service("SA CREATION")
        engine.trace(sa, Step.IPSEC_CREATED)
        return engine.life.adopt(sa, made, low)

    def _keys(
        self, sa: IkeSa, chosen: Proposal, spi_in: int, spi_out: int, nonces: bytes, shared: bytes, initiator: bool
    ) -> LayerKeys:
        """What goes from the end that asked comes first (RFC 7296 section 2.17)."""
        assert sa.keys is not None
        cipher, auth = numbers.key_octets(chosen.layer)
        material = sa.keys.keymat(2 * (cipher + auth), nonces, shared)
        one, two = material[: cipher + auth], material[cipher + auth :]
        ours, theirs = (one, two) if initiator else (two, one)
        return LayerKeys(spi_in, spi_out, theirs[:cipher], theirs[cipher:], ours[:cipher], ours[cipher:])

    def abandon(self, found: Negotiation, why: Failure) -> None:
        """It came to nothing."""
        engine = self.engine
        if found.spi and engine.user is not None:
            engine.user.release(found.spi)
        for want in (*([found.want] if found.want is not None else ()), *found.others):
            engine.failed(want, why)

    # the end that answers

    def judged(
        self, sa: IkeSa, payloads: Sequence[Payload], nonces: bytes, low: bytes, first: bool = True
    ) -> tuple[list[Payload], Child | None]:
        """Ask IPsec; the payloads of the answer, without nonce, and what was made."""
        engine, parts = self.engine, ChildParts(payloads)
        if parts.sa is None or engine.user is None or not parts.sa.proposals:
            return [Notification(Notify.INVALID_SYNTAX)], None
        mine, theirs = parts.selectors.get(Kind.TSR, []), parts.selectors.get(Kind.TSI, [])
        transport = parts.note(Notify.USE_TRANSPORT_MODE) is not None
        verdict, choices, ours, peers = self._ask(sa, parts.sa, mine, theirs, transport, first)
        if not isinstance(verdict, Chosen):
            return [self._refused(sa, verdict.error, parts.sa)], None
        choice = next(each for each in choices if each.wanted is verdict.proposal)
        group, shared, public = choice.wanted.group, b"", b""
        if group and not first:
            if parts.ke is None or parts.ke.group != group:
                engine.user.release(verdict.spis[0])
                engine.trace(sa, Step.INVALID_KE_SENT, group)
                return [Notification(Notify.INVALID_KE_PAYLOAD, group.to_bytes(2, "big"))], None
            key = dh.generate(group, engine.host.rng)
            try:
                shared, public = key.shared(parts.ke.data), key.public
            except dh.BadPublicValue:
                engine.user.release(verdict.spis[0])
                return [Notification(Notify.INVALID_SYNTAX)], None
        answer = choice.answer(verdict.spis[0])
        engine.trace_proposals(sa, [answer], False)
        spi_out = int.from_bytes(choice.wire.spi, "big")
        proposal = engine.in_force(sa, choice.wanted, choice.wanted.tunnel)
        keys = self._keys(sa, choice.wanted, verdict.spis[0], spi_out, nonces, shared, False)
        made = SaSet(
            engine.name, sa.local, sa.remote, (ours,), (peers,), proposal, (keys,),
            life_seconds=verdict.life_seconds, life_kilobytes=verdict.life_kilobytes, owner=verdict.owner,
        )  # fmt: skip
        child = self._install(sa, made, low)
        if child is None:
            return [Notification(Notify.NO_ADDITIONAL_SAS)], None
        found: list[Payload] = [Sa([answer])]
        if public:
            found.append(Ke(group, public))
        found.append(Selectors(Kind.TSI, [numbers.to_selector(peers)]))
        found.append(Selectors(Kind.TSR, [numbers.to_selector(ours)]))
        if not choice.wanted.tunnel:
            found.append(Notification(Notify.USE_TRANSPORT_MODE))
        return found, child

    def _ask(
        self, sa: IkeSa, offered: Sa, mine: list[Selector], theirs: list[Selector], transport: bool,
        first: bool,
    ) -> tuple[Chosen | Refusal, list[numbers.Choice], Selector, Selector]:
        """One pair of selectors after the other; in transport mode, if that is wished, else in tunnel mode."""
        engine = self.engine
        assert engine.user is not None
        worst: Chosen | Refusal = Refusal(Refused.PROXY)
        empty = Selector(0, 0)
        order = list(Refused)
        pairs = [(one, two) for one in mine for two in theirs][:MOST_OFFERS]
        for wide in tuple(pairs):  # what we have for part of it comes after what is wanted as a whole
            whole = SaOffer(
                engine.name, sa.local, sa.remote, (wide[0],), (wide[1],), [], sa.local_port, sa.remote_port, sa.vrf
            )
            pairs += [pair for pair in engine.user.within(whole) if pair not in pairs]
        for ours, peers in pairs:
            for tunnel in (False, True) if transport else (True,):
                choices = list(numbers.from_wire(offered.proposals, tunnel, sa.nat))
                if not choices:
                    worst = Refusal(Refused.TRANSFORM)
                    continue
                asked = SaOffer(
                    engine.name, sa.local, sa.remote, (ours,), (peers,), [each.wanted for each in choices],
                    sa.local_port, sa.remote_port, sa.vrf, sa.profile, sa.nat, sa.conn_id, sa.access, first,
                )  # fmt: skip
                verdict = engine.user.judge(asked)
                if isinstance(verdict, Chosen):
                    engine.count_service("IPSEC POLICY VERIFICATION")
                    return verdict, choices, ours, peers
                if isinstance(worst, Refusal) and order.index(verdict.error) > order.index(worst.error):
                    worst = verdict
        engine.count_service("IPSEC POLICY VERIFICATION failed")
        return worst, [], empty, empty

    def _refused(self, sa: IkeSa, error: Refused, offered: Sa) -> Notification:
        engine = self.engine
        if error in (Refused.PROXY, Refused.ADDRESS):
            engine.exits.note("There was no IPSEC policy found for received TS")
            engine.trace(sa, Step.TS_UNACCEPTABLE)
            return Notification(Notify.TS_UNACCEPTABLE)
        engine.exits.note("Failed to find a matching policy")
        engine.trace_child_mismatch(sa, offered.proposals)
        return Notification(Notify.NO_PROPOSAL_CHOSEN, b"", offered.proposals[0].protocol, offered.proposals[0].spi)

    def enable(self, child: Child) -> None:
        """Use it for what leaves."""
        user = self.engine.user
        if user is not None:
            user.enable(child.made.ref)

    def respond(self, sa: IkeSa, payloads: Sequence[Payload]) -> tuple[list[Payload], Child | None, int]:
        """CREATE_CHILD_SA of a peer: (answer, what was made, our SPI of what it renews)."""
        engine, parts = self.engine, ChildParts(payloads)
        old, replaced = parts.note(Notify.REKEY_SA), 0
        if not 16 <= len(parts.nonce) <= 256:
            return [Notification(Notify.INVALID_SYNTAX)], None, 0
        if old is not None:
            spi = int.from_bytes(old.spi, "big")
            known = next((each for each in sa.children.values() if each.spi_out == spi), None)
            if known is None:
                gone = Notification(Notify.CHILD_SA_NOT_FOUND, b"", old.protocol, old.spi)
                return [gone], None, 0
            replaced = known.spi_in
        nonce = engine.host.rng.randbytes(NONCE)
        reply, child = self.judged(sa, payloads, parts.nonce + nonce, min(parts.nonce, nonce), False)
        if child is None:
            return reply, None, 0
        return [reply[0], Opaque(Kind.NONCE, nonce), *reply[1:]], child, replaced
