"""IKE_SA_INIT, both ends: policies, Diffie-Hellman, NAT detection, cookies (RFC 7296 sections 1.2, 2.6, 2.7, 2.23)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.crypto import dh
from iosemu.crypto.ikev2 import derive
from iosemu.crypto.integrity import HASHES, Hmac
from iosemu.features.ikev2 import suites
from iosemu.features.ikev2.events import Step
from iosemu.features.ikev2.keys import key_material
from iosemu.features.ikev2.model import Ikev2Policy
from iosemu.features.ikev2.profiles import policy_for, proposals_of
from iosemu.features.ikev2.sa import IkeSa, Opening, Request
from iosemu.features.ikev2.states import Purpose, State
from iosemu.features.keying.contract import Failure, SaWant
from iosemu.wire import ikev2 as wire
from iosemu.wire.ikev2 import Exchange, Header, Ke, Kind, Message, Notification, Notify, Opaque, Payload, Sa
from iosemu.wire.isakmp import NAT_PORT, PORT

if TYPE_CHECKING:
    from iosemu.features.ikev2.engine import Ikev2Engine

NONCE = 32  # octets
LEAST_NONCE, MOST_NONCE = 16, 256  # (RFC 7296 section 3.9)
AUTH_WAIT = 30.0  # seconds that a responder waits for IKE_AUTH
VENDORS = (b"CISCO-DELETE-REASON", b"CISCOVPN-REV-02", b"CISCO-DYNAMIC-ROUTE-SUPPORTED", b"FLEXVPN-SUPPORTED")
COOKIE_KEY = 20  # octets


class Parts:
    """The payloads of a first message, sorted."""

    def __init__(self, payloads: Sequence[Payload]) -> None:
        self.sa: Sa | None = None
        self.ke: Ke | None = None
        self.nonce = b""
        self.notes: list[Notification] = []
        self.vendors: list[bytes] = []
        for each in payloads:
            if isinstance(each, Sa):
                self.sa = each
            elif isinstance(each, Ke):
                self.ke = each
            elif isinstance(each, Notification):
                self.notes.append(each)
            elif each.kind == Kind.NONCE:
                self.nonce = each.body()
            elif each.kind == Kind.VENDOR:
                self.vendors.append(each.body())

    def note(self, type_: int) -> Notification | None:
        return next((each for each in self.notes if each.type == type_), None)

    @property
    def whole(self) -> bool:
        return self.sa is not None and self.ke is not None and LEAST_NONCE <= len(self.nonce) <= MOST_NONCE


def nat_hash(spis: bytes, address: int, port: int) -> bytes:
    return HASHES["sha1"].digest(spis + address.to_bytes(4, "big") + port.to_bytes(2, "big"))


class Initial:
    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine
        self._cookie_key = b""

    # initiator

    def initiate(self, want: SaWant) -> None:
        """The first message on behalf of a request of IPsec."""
        engine = self.engine
        profile = engine.auth.ready(want.profile, want.remote, want.local, want.vrf)
        policy = self._policy(want.local, want.vrf)
        offered = proposals_of(engine.device, policy) if profile is not None and policy is not None else []
        if profile is None or policy is None or not offered or not engine.admits(True):
            engine.failed(want, Failure.NO_KEY)
            return
        engine.stats.outgoing += 1
        spi = engine.life.fresh_spi()
        sa = engine.life.create(want.local, PORT, want.remote, PORT, True, spi, bytes(8), want.vrf)
        sa.profile, sa.policy, sa.lifetime = profile.name, policy.name, profile.lifetime
        sa.pending.append(want)
        sa.opening = Opening(suites.to_wire(offered), nonce_i=engine.host.rng.randbytes(NONCE))
        self._key(sa, suites.first_group(sa.opening.offered))
        engine.trace_peer(sa.remote, Step.NO_CONFIG_IN_INIT)
        engine.window.ask(sa, Request(Purpose.INIT, Exchange.IKE_SA_INIT, self._first(sa)))
        sa.opening.first_i = sa.out[0].sent[0]
        engine.trace(sa, Step.INSERT_SA)
        engine.sm(sa, "EV_INSERT_SA")

    def _policy(self, local: int, vrf: str) -> Ikev2Policy | None:
        engine = self.engine
        found = policy_for(engine.device, local, vrf)
        engine.trace_policy(local, vrf, found)
        return found

    def _key(self, sa: IkeSa, group: int) -> None:
        engine = self.engine
        sa.begins.key = dh.generate(group, engine.host.rng)
        sa.begins.tried.append(group)
        engine.count_service("DH PUBKEY GENERATED")
        engine.trace(sa, Step.DH_PUBLIC, group)
        engine.trace(sa, Step.DH_PASSED)
        engine.trace(sa, Step.DH_QUEUED)

    def _first(self, sa: IkeSa) -> list[Payload]:
        opening, engine = sa.begins, self.engine
        assert opening.key is not None
        engine.trace(sa, Step.GENERATING, "IKE_SA_INIT")
        engine.trace_proposals(sa, opening.offered, True)
        found: list[Payload] = []
        if opening.cookie:
            found.append(Notification(Notify.COOKIE, opening.cookie))
        found += [
            Sa(opening.offered),
            Ke(opening.tried[-1], opening.key.public),
            Opaque(Kind.NONCE, opening.nonce_i),
        ]
        return found + self._tail(sa)

    def _tail(self, sa: IkeSa) -> list[Payload]:
        """Vendors, NAT detection and what else we can do."""
        engine = self.engine
        found: list[Payload] = [Opaque(Kind.VENDOR, vendor) for vendor in VENDORS]
        if engine.keying.nat_traversal:
            spis = sa.spi_i + sa.spi_r
            mine = nat_hash(spis, sa.local, sa.local_port)
            if self._forced(sa):
                mine = bytes(20)  # as if there were a NAT (RFC 7296 section 2.23)
            found.append(Notification(Notify.NAT_DETECTION_SOURCE_IP, mine))
            theirs = nat_hash(spis, sa.remote, sa.remote_port)
            found.append(Notification(Notify.NAT_DETECTION_DESTINATION_IP, theirs))
        if engine.config.fragmentation:
            found.append(Notification(Notify.IKEV2_FRAGMENTATION_SUPPORTED))
        return found

    def _forced(self, sa: IkeSa) -> bool:
        profile = self.engine.config.profiles.get(sa.profile)
        return profile is not None and profile.force_encap

    def answered(self, sa: IkeSa, request: Request, message: Message, data: bytes) -> None:
        """The responder's first message, or why there is none."""
        engine, opening, parts = self.engine, sa.begins, Parts(message.payloads)
        cookie, other = parts.note(Notify.COOKIE), parts.note(Notify.INVALID_KE_PAYLOAD)
        if cookie is not None and 1 <= len(cookie.data) <= 64 and not opening.cookie:
            engine.trace(sa, Step.COOKIE_ASKED)
            opening.cookie = cookie.data
            self._retry(sa, request)
            return
        if other is not None:
            group = int.from_bytes(other.data, "big")
            offered = {each.identifier for each in suites.all_of(opening.offered) if each.type == 4}
            if group in offered and group not in opening.tried:
                engine.trace(sa, Step.INVALID_KE, group)
                self._key(sa, group)
                self._retry(sa, request)
            return
        if parts.note(Notify.NO_PROPOSAL_CHOSEN) is not None:
            engine.window.answered(sa, 0)
            engine.trace(sa, Step.NO_PROPOSAL)
            self._fail(sa, "Received no proposal chosen notify")
            return
        if not parts.whole or message.header.spi_r == bytes(8):
            return  # not a sensible answer, and nobody vouches for it: another may come
        assert parts.sa is not None and parts.ke is not None
        suite = suites.answer_fits(parts.sa.proposals[0], opening.offered) if len(parts.sa.proposals) == 1 else None
        if suite is None or suite.group != opening.tried[-1] or parts.ke.group != suite.group:
            return
        try:
            shared = opening.key.shared(parts.ke.data)  # type: ignore[union-attr]
        except dh.BadPublicValue:
            return
        engine.window.answered(sa, 0)
        engine.trace(sa, Step.PROCESSING, "IKE_SA_INIT")
        engine.trace(sa, Step.VERIFY_INIT)
        engine.trace(sa, Step.PROCESSING, "IKE_SA_INIT")
        sa.spi_r, sa.suite = message.header.spi_r, suite
        opening.nonce_r, opening.first_r = parts.nonce, data
        engine.auth.certificates.take_requests(sa, message.payloads)
        self._peer(sa, parts)
        self._derive(sa, shared)
        if sa.nat:
            sa.local_port = sa.remote_port = NAT_PORT
        engine.trace(sa, Step.COMPLETED_INIT)
        engine.sm(sa, "EV_OK_REC_DH_SECRET_RESP")
        engine.stats.outgoing_accepted += 1
        engine.auth.begin(sa)

    def _retry(self, sa: IkeSa, request: Request) -> None:
        request.payloads = self._first(sa)
        self.engine.window.again(sa, request)
        sa.begins.first_i = request.sent[0]

    def _fail(self, sa: IkeSa, why: str) -> None:
        engine = self.engine
        engine.exits.note(why)
        engine.stats.outgoing_rejected += 1
        engine.trace(sa, Step.FAILED_INIT)
        engine.trace(sa, Step.INITIAL_FAILED)
        engine.trace(sa, Step.ABORT)
        engine.life.remove(sa, Failure.REJECTED)

    def _peer(self, sa: IkeSa, parts: Parts) -> None:
        """What the peer says of itself, and whether there is a NAT."""
        engine = self.engine
        sa.cisco = any(vendor in VENDORS for vendor in parts.vendors)
        sa.fragments = engine.config.fragmentation and parts.note(Notify.IKEV2_FRAGMENTATION_SUPPORTED) is not None
        engine.trace(sa, Step.CHECK_NAT)
        if engine.keying.nat_traversal:
            spis = sa.spi_i + (sa.spi_r if sa.initiator else bytes(8))
            sources = [each.data for each in parts.notes if each.type == Notify.NAT_DETECTION_SOURCE_IP]
            ours = [each.data for each in parts.notes if each.type == Notify.NAT_DETECTION_DESTINATION_IP]
            if sources and ours:
                sa.peer_behind_nat = nat_hash(spis, sa.remote, sa.remote_port) not in sources
                sa.behind_nat = nat_hash(spis, sa.local, sa.local_port) not in ours
        if self._forced(sa):
            sa.behind_nat = True
        if sa.behind_nat:
            engine.trace(sa, Step.NAT_INSIDE)
        if sa.peer_behind_nat:
            engine.trace(sa, Step.NAT_OUTSIDE)
        if not sa.nat:
            engine.trace(sa, Step.NO_NAT)

    def _derive(self, sa: IkeSa, shared: bytes) -> None:
        engine, opening = self.engine, sa.begins
        assert sa.suite is not None
        engine.trace(sa, Step.DH_SECRET, sa.suite.group)
        engine.trace(sa, Step.DH_PASSED)
        engine.trace(sa, Step.DH_SECRET_QUEUED)
        engine.count_service("DH SHARED SECKEY GENERATED")
        engine.trace(sa, Step.SKEYSEED)
        sa.keys = derive(sa.suite, shared, opening.nonce_i + opening.nonce_r, sa.spi_i + sa.spi_r)
        engine.life.keyed(sa)
        engine.trace(sa, Step.SKEYSEED_PASSED)
        engine.host.emit(key_material(sa))
        opening.key = None

    # responder

    def respond(
        self, local: int, local_port: int, remote: int, remote_port: int, message: Message, data: bytes, vrf: str
    ) -> None:
        """A peer's first message."""
        engine, header, parts = self.engine, message.header, Parts(message.payloads)
        engine.trace_message_from(local, local_port, remote, remote_port, vrf, header, message.payloads)
        if not parts.whole:
            engine.stats.dropped += 1
            return
        assert parts.sa is not None and parts.ke is not None
        engine.stats.incoming += 1
        engine.channel.received_first(header, message.payloads)
        ends = local, local_port, remote, remote_port, vrf
        config = engine.config
        if config.cookie_challenge and engine.life.negotiating(False) >= config.cookie_challenge:
            expected = self._cookie(parts.nonce, remote, header.spi_i)
            given = parts.note(Notify.COOKIE)
            engine.stats.challenged += given is None
            if given is None or given.data != expected:
                engine.stats.challenge_missing += given is None
                engine.stats.challenge_rejected += given is not None
                self._refuse(ends, header, Notification(Notify.COOKIE, expected), Step.COOKIE_SENT)
                return
            engine.stats.challenge_accepted += 1
        if not engine.admits(False):
            return  # the peer will ask again
        engine.trace_peer(remote, Step.VERIFY_INIT)
        policy = self._policy(local, vrf)
        own = proposals_of(engine.device, policy) if policy is not None else []
        chosen = suites.choose(parts.sa.proposals, own)
        if chosen is None or policy is None:
            engine.stats.incoming_rejected += 1
            engine.exits.note("Failed to find a matching policy")
            engine.trace_mismatch(remote, parts.sa.proposals, suites.to_wire(own))
            self._refuse(ends, header, Notification(Notify.NO_PROPOSAL_CHOSEN), Step.SEND_NO_PROPOSAL)
            return
        answer, suite = chosen
        if parts.ke.group != suite.group:
            note = Notification(Notify.INVALID_KE_PAYLOAD, suite.group.to_bytes(2, "big"))
            self._refuse(ends, header, note, Step.INVALID_KE_SENT, suite.group)
            return
        if len(parts.ke.data) != dh.public_size(suite.group):
            engine.stats.dropped += 1
            return
        sa = engine.life.create(
            local, local_port, remote, remote_port, False, header.spi_i, engine.life.fresh_spi(), vrf
        )
        sa.policy, sa.suite, sa.state = policy.name, suite, State.R_WAIT_AUTH
        engine.life.halves[header.spi_i, vrf, remote, remote_port] = sa
        sa.opening = Opening(nonce_i=parts.nonce, nonce_r=engine.host.rng.randbytes(NONCE), first_i=data)
        engine.trace(sa, Step.INSERT_SA)
        engine.trace(sa, Step.PROCESSING, "IKE_SA_INIT")
        self._key(sa, suite.group)
        try:
            shared = sa.opening.key.shared(parts.ke.data)  # type: ignore[union-attr]
        except dh.BadPublicValue:
            engine.life.remove(sa)
            return
        public = sa.opening.key.public  # type: ignore[union-attr]
        self._peer(sa, parts)
        self._derive(sa, shared)
        engine.trace(sa, Step.GENERATING, "IKE_SA_INIT")
        engine.trace_proposals(sa, [answer], True)
        payloads: list[Payload] = [Sa([answer]), Ke(suite.group, public), Opaque(Kind.NONCE, sa.opening.nonce_r)]
        tail = self._tail(sa)
        if not sa.fragments:
            tail = [each for each in tail if getattr(each, "type", 0) != Notify.IKEV2_FRAGMENTATION_SUPPORTED]
        tail += engine.auth.certificates.requests(sa, None)
        engine.window.answer(sa, Exchange.IKE_SA_INIT, 0, payloads + tail)
        sa.opening.first_r = sa.answers[0][0]
        engine.trace(sa, Step.COMPLETED_INIT)
        engine.sm(sa, "EV_START_TMR")
        engine.trace(sa, Step.AUTH_TIMER)
        engine.host.after(AUTH_WAIT, engine.no_auth, sa)

    def _cookie(self, nonce: bytes, remote: int, spi_i: bytes) -> bytes:
        """Nothing is kept of who is asked for one (RFC 7296 section 2.6)."""
        if not self._cookie_key:
            self._cookie_key = self.engine.host.rng.randbytes(COOKIE_KEY)
        return Hmac("sha1", self._cookie_key).full(nonce + remote.to_bytes(4, "big") + spi_i)

    def _refuse(
        self, ends: tuple[int, int, int, int, str], header: Header, note: Notification, step: Step, *args: int
    ) -> None:
        """An answer that makes no SA."""
        engine = self.engine
        local, local_port, remote, remote_port, vrf = ends
        engine.trace_peer(remote, step, *args)
        answer = Header(header.spi_i, bytes(8), header.exchange, wire.RESPONSE, header.message_id)
        engine.channel.count_first(answer, [note])
        engine.ike.send(vrf, local, local_port, remote, remote_port, Message(answer, [note]).encode())
