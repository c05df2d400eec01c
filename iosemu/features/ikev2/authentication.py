"""IKE_AUTH, both ends: identities, their proof, the first child (RFC 7296 sections 1.2, 2.15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.crypto.ikev2 import shared_key_proof, signed_octets
from iosemu.features.ikev2 import profiles
from iosemu.features.ikev2.authorize import policy_of
from iosemu.features.ikev2.certificates import METHODS, Certificates, Shown, chain_in, leaf_of
from iosemu.features.ikev2.events import Step
from iosemu.features.ikev2.model import Ikev2Profile
from iosemu.features.ikev2.profiles import identity_text, type_text
from iosemu.features.ikev2.sa import IkeSa, Request
from iosemu.features.ikev2.states import Purpose, State
from iosemu.features.keying.contract import Failure
from iosemu.wire.ikev2 import (
    Auth,
    AuthMethod,
    Exchange,
    Id,
    Kind,
    Notification,
    Notify,
    Opaque,
    Payload,
    Sa,
    Selectors,
)

if TYPE_CHECKING:
    from iosemu.features.ikev2.engine import Ikev2Engine

PSK = "PSK"
VENDOR = b"CISCO(COPYRIGHT)&Copyright (c) 2009 Cisco Systems, Inc."


class AuthParts:
    """The payloads of IKE_AUTH, sorted."""

    def __init__(self, payloads: Sequence[Payload]) -> None:
        self.ids: dict[int, Id] = {}
        self.auth: Auth | None = None
        self.sa: Sa | None = None
        self.selectors: dict[int, Selectors] = {}
        self.notes: list[Notification] = []
        self.eap = False
        for each in payloads:
            if isinstance(each, Id):
                self.ids.setdefault(each.kind, each)
            elif isinstance(each, Auth):
                self.auth = each
            elif isinstance(each, Sa):
                self.sa = each
            elif isinstance(each, Selectors):
                self.selectors.setdefault(each.kind, each)
            elif isinstance(each, Notification):
                self.notes.append(each)

    def note(self, type_: int) -> Notification | None:
        return next((each for each in self.notes if each.type == type_), None)


class Authentication:
    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine
        self.certificates = Certificates(engine)

    def ready(self, name: str, remote: int, local: int, vrf: str) -> Ikev2Profile | None:
        """The profile that we begin with, if it has a key for the peer."""
        engine = self.engine
        profile = engine.config.profiles.get(name)
        if profile is None or not profile.complete or profile.shutdown:
            engine.trace_peer(remote, Step.PROFILE_NOT_FOUND)
            return None
        if not profiles.local_fits(engine.device, profile, local, vrf):
            engine.trace_peer(remote, Step.PROFILE_NOT_FOUND)
            return None
        if profile.local_psk and self._key(profile, True, remote) is None:
            engine.trace_peer(remote, Step.NO_KEYS)
            engine.exits.note("Failed to find pre-shared key")
            return None
        return profile

    def _key(
        self, profile: Ikev2Profile, local: bool, remote: int, kind: int = 0, text: str = ""
    ) -> bytes | None:
        """A key, and how it was found."""
        engine = self.engine
        if (profile.local_key if local else profile.remote_key) is not None:
            return profiles.secret(engine.device, profile, local, None)
        engine.trace_peer(remote, Step.KEYRING, profile.keyring)
        block = profiles.block_of(engine.device, profile, remote, kind, text)
        if block is None:
            engine.trace_peer(remote, Step.NO_PEER_BLOCK)
            return None
        engine.trace_peer(remote, Step.PEER_BLOCK, block.name)
        return profiles.secret(engine.device, profile, local, block)

    # what both ends do

    def _octets(self, sa: IkeSa, initiator: bool, ident: Id) -> bytes:
        """What the proof of an end is about."""
        opening = sa.begins
        assert sa.keys is not None and sa.suite is not None
        message, nonce, sk_p = opening.first_r, opening.nonce_i, sa.keys.pr
        if initiator:
            message, nonce, sk_p = opening.first_i, opening.nonce_r, sa.keys.pi
        return signed_octets(sa.suite.prf, message, nonce, sk_p, ident.body())

    def _prove(self, sa: IkeSa, profile: Ikev2Profile, ident: Id) -> tuple[Auth, list[Payload]] | None:
        """AUTH, and the certificates that go before it."""
        engine = self.engine
        assert sa.suite is not None
        engine.trace(sa, Step.CHECK_EAP)
        engine.trace(sa, Step.GENERATE_AUTH)
        sa.local_id = identity_text(ident)
        octets = self._octets(sa, sa.initiator, ident)
        if profile.local_signature:
            signed = self.certificates.prove(sa, profile, octets)
            if signed is not None:
                engine.trace(sa, Step.CHECK_EAP)
            return signed
        secret = self._secret(sa, profile, True)
        if secret is None:
            return None
        engine.trace(sa, Step.USE_PSK, sa.local_id, len(secret))
        engine.trace(sa, Step.AUTH_WORK)
        found = Auth(AuthMethod.SHARED_KEY, shared_key_proof(sa.suite.prf, secret, octets))
        engine.trace(sa, Step.AUTH_PASSED)
        engine.trace(sa, Step.MY_METHOD)
        engine.trace(sa, Step.MY_METHOD_IS, PSK)
        engine.trace(sa, Step.CHECK_EAP)
        sa.signed = PSK
        return found, []

    def _secret(self, sa: IkeSa, profile: Ikev2Profile, local: bool) -> bytes | None:
        device = self.engine.device
        block = profiles.block_of(device, profile, sa.remote, sa.identity_kind, sa.identity)
        return profiles.secret(device, profile, local, block)

    def _agreed(self, sa: IkeSa, profile: Ikev2Profile, auth: Auth) -> bool:
        """Is it a method that we want of the peer?"""
        engine = self.engine
        engine.trace(sa, Step.VERIFY_POLICY)
        engine.trace(sa, Step.POLICY_VERIFIED)
        engine.trace(sa, Step.PEER_METHOD)
        if auth.method == AuthMethod.SHARED_KEY:
            name, wanted = PSK, profile.remote_psk
        else:
            line, name = METHODS.get(auth.method, ("", str(auth.method)))
            wanted = line in profile.remote_signatures
        engine.trace(sa, Step.PEER_METHOD_IS, name)
        if not wanted:
            engine.trace(sa, Step.PEER_AUTH_MISMATCH)
        return wanted

    def _verify(self, sa: IkeSa, profile: Ikev2Profile, ident: Id, auth: Auth) -> bool:
        """Is the peer who it says it is?"""
        engine = self.engine
        assert sa.suite is not None
        octets = self._octets(sa, not sa.initiator, ident)
        if auth.method in METHODS:
            if not self.certificates.verify(sa, sa.begins.shown, ident, auth, octets):
                engine.trace(sa, Step.AUTH_BAD)
                return False
            engine.trace(sa, Step.AUTH_GOOD)
            engine.trace(sa, Step.CHECK_EAP)
            return True
        engine.trace(sa, Step.GET_PEER_PSK, sa.identity)
        secret = self._secret(sa, profile, False)
        if secret is None:
            engine.trace(sa, Step.NO_KEYS)
            return False
        engine.trace(sa, Step.VERIFY_AUTH)
        engine.trace(sa, Step.USE_PSK, sa.identity, len(secret))
        engine.trace(sa, Step.AUTH_WORK)
        engine.trace(sa, Step.AUTH_PASSED)
        if shared_key_proof(sa.suite.prf, secret, octets) != auth.data:
            engine.trace(sa, Step.AUTH_BAD)
            return False
        engine.trace(sa, Step.AUTH_GOOD)
        engine.trace(sa, Step.CHECK_EAP)
        sa.verified = PSK
        return True

    def _identify(self, sa: IkeSa, ident: Id) -> None:
        sa.identity, sa.identity_kind = identity_text(ident), ident.type
        self.engine.trace(sa, Step.SEARCH_IDENTITY, sa.identity, type_text(ident.type))

    # initiator

    def begin(self, sa: IkeSa) -> None:
        """The second request: who we are, and the first child."""
        engine = self.engine
        profile = engine.config.profiles.get(sa.profile)
        want = next((each for each in sa.pending if engine.wanted(each)), None)
        if profile is None or want is None:
            engine.life.remove(sa)
            return
        ident = profiles.own_identity(engine.device, profile, sa.local, Kind.IDI, sa.begins.authorities)
        proof = self._prove(sa, profile, ident)
        if proof is None and profile.local_signature:
            self._end(sa, Failure.NO_KEY)
            return
        if proof is None:
            engine.life.remove(sa, Failure.NO_KEY)
            return
        auth, certs = proof
        sa.pending.remove(want)
        engine.trace(sa, Step.GENERATING, "IKE_AUTH")
        engine.trace(sa, Step.CONSTRUCT_ID, "IDi", sa.local_id, type_text(ident.type))
        negotiation, offer, notes = engine.children.offer(sa, want, True)
        if negotiation is None:
            engine.life.remove(sa, Failure.REJECTED)
            return
        same = [each for each in sa.pending if each.same_traffic(want)]
        negotiation.others += same
        sa.pending = [each for each in sa.pending if each not in same]
        sa.opening.negotiation = negotiation  # type: ignore[union-attr]
        payloads: list[Payload] = [Opaque(Kind.VENDOR, VENDOR), ident, *certs]
        payloads += [*self.certificates.requests(sa, profile), auth, *engine.flex.request(sa, profile, want), *offer]
        others = any(each.established for each in engine.life.between(sa.local, sa.remote, sa.vrf))
        if profile.initial_contact or not others:
            payloads.append(Notification(Notify.INITIAL_CONTACT))
        payloads += [*notes, *self._window()]
        sa.state = State.I_WAIT_AUTH
        engine.sm(sa, "EV_OK_ENCRYPT_RESP")
        engine.window.ask(sa, Request(Purpose.AUTH, Exchange.IKE_AUTH, payloads))

    def _window(self) -> list[Payload]:
        size = self.engine.config.window.to_bytes(4, "big")
        return [
            Notification(Notify.SET_WINDOW_SIZE, size),
            Notification(Notify.ESP_TFC_PADDING_NOT_SUPPORTED),
            Notification(Notify.NON_FIRST_FRAGMENTS_ALSO),
        ]

    def _take_window(self, sa: IkeSa, parts: AuthParts) -> None:
        note = parts.note(Notify.SET_WINDOW_SIZE)
        if note is not None and len(note.data) == 4:
            sa.window = max(1, min(int.from_bytes(note.data, "big"), 64))

    def answered(self, sa: IkeSa, payloads: Sequence[Payload]) -> None:
        """The responder's identity, its proof, and what became of the first child."""
        engine, parts = self.engine, AuthParts(payloads)
        engine.trace(sa, Step.PROCESS_AUTH_NOTIFY)
        ident, auth = parts.ids.get(Kind.IDR), parts.auth
        if ident is None or auth is None:
            self._end(sa, Failure.REJECTED, parts.note(Notify.AUTHENTICATION_FAILED) is not None)
            return
        self._identify(sa, ident)
        profile = engine.config.profiles.get(sa.profile)
        chain = chain_in(payloads) if auth.method in METHODS else ()
        if profile is None or not profiles.matches(
            engine.device, profile, sa.identity_kind, sa.identity, leaf_of(chain)
        ):
            self._unknown(sa, bool(chain))
            self._end(sa, Failure.REJECTED)
            return
        engine.trace_policy_again(sa)
        if not self._agreed(sa, profile, auth):
            self._end(sa, Failure.REJECTED)
        elif not chain or self.certificates.ask(sa, profile, Shown(engine, sa, chain, -1, list(payloads))):
            self._accept(sa, payloads)

    def _unknown(self, sa: IkeSa, certificate: bool) -> None:
        """No profile takes the peer."""
        engine = self.engine
        if certificate:
            engine.trace_peer(sa.remote, Step.NO_PROFILE_BY_CERT)
        engine.trace(sa, Step.PROFILE_NOT_FOUND)
        if certificate:
            engine.exits.note("Failed to locate an item in the database")
            engine.trace(sa, Step.NO_ITEM)

    def go_on(self, sa: IkeSa, shown: Shown) -> None:
        """What the peer has shown has been looked at meanwhile."""
        if sa.initiator:
            self._accept(sa, shown.payloads)
        else:
            self._judge(sa, shown.message_id, shown.payloads)

    def _accept(self, sa: IkeSa, payloads: Sequence[Payload]) -> None:
        """The responder's proof, and what became of the first child."""
        engine, parts = self.engine, AuthParts(payloads)
        profile = engine.config.profiles.get(sa.profile)
        ident, auth = parts.ids.get(Kind.IDR), parts.auth
        if profile is None or ident is None or auth is None or not self._verify(sa, profile, ident, auth):
            self._end(sa, Failure.REJECTED)
            return
        if not engine.flex.accepted(sa, profile, payloads):
            self._end(sa, Failure.REJECTED)
            return
        self._take_window(sa, parts)
        negotiation = sa.begins.negotiation
        sa.begins.negotiation = None
        nonces = sa.begins.nonce_i + sa.begins.nonce_r
        low = min(sa.begins.nonce_i, sa.begins.nonce_r)
        engine.life.establish(sa)
        sa.opening = None
        assert negotiation is not None
        made = engine.children.taken(sa, negotiation, payloads, nonces, low)
        engine.life.check_duplicates(sa)
        if not made:
            engine.trace(sa, Step.QUEUE_DELETE, "unknown")
            engine.life.delete(sa)
            return
        engine.flex.tell(sa)
        engine.serve_pending(sa)
        engine.window.advance(sa)

    def _end(self, sa: IkeSa, why: Failure, told: bool = False) -> None:
        """We do not go on; the peer is not told, as on IOS: it may believe that all is well."""
        engine = self.engine
        engine.exits.note("Auth exchange failed")
        engine.trace(sa, Step.AUTH_FAILED)
        engine.sm(sa, "EV_AUTH_FAIL")
        engine.trace(sa, Step.ABORT)
        engine.life.remove(sa, why)

    # responder

    def respond(self, sa: IkeSa, message_id: int, payloads: Sequence[Payload]) -> None:
        """A peer says who it is."""
        engine, parts = self.engine, AuthParts(payloads)
        if sa.begins.shown is not None:
            return  # its certificates are being looked at
        engine.host.cancel(engine.no_auth, sa)
        engine.trace(sa, Step.AUTH_TIMER_STOPPED)
        ident = parts.ids.get(Kind.IDI)
        if ident is None:
            self._refuse(sa, message_id)
            return
        self._identify(sa, ident)
        chain = chain_in(payloads) if parts.auth is not None and parts.auth.method in METHODS else ()
        profile = profiles.profile_of(
            engine.device, sa.identity_kind, sa.identity, sa.vrf, sa.local, shown=leaf_of(chain)
        )
        if profile is None:
            self._unknown(sa, bool(chain))
            self._refuse(sa, message_id)
            return
        engine.trace_peer(sa.remote, Step.PROFILE_FOUND, profile.name)
        sa.profile, sa.lifetime = profile.name, profile.lifetime
        self.certificates.take_requests(sa, payloads)
        if profile.local_psk:
            self._key(profile, True, sa.remote, sa.identity_kind, sa.identity)
        engine.trace_policy_again(sa)
        if parts.auth is None or not self._agreed(sa, profile, parts.auth):
            self._refuse(sa, message_id)
        elif not chain or self.certificates.ask(sa, profile, Shown(engine, sa, chain, message_id, list(payloads))):
            self._judge(sa, message_id, payloads)

    def _judge(self, sa: IkeSa, message_id: int, payloads: Sequence[Payload]) -> None:
        """The initiator's proof, and the answer."""
        engine, parts = self.engine, AuthParts(payloads)
        profile, ident = engine.config.profiles.get(sa.profile), parts.ids.get(Kind.IDI)
        if profile is None or ident is None or parts.auth is None:
            self._refuse(sa, message_id)
            return
        if not self._verify(sa, profile, ident, parts.auth):
            self._refuse(sa, message_id)
            return
        own = profiles.own_identity(engine.device, profile, sa.local, Kind.IDR, sa.begins.authorities)
        proof = self._prove(sa, profile, own)
        if proof is None:
            self._refuse(sa, message_id)
            return
        auth, certs = proof
        policy = policy_of(engine, sa, profile)
        if policy is None:
            self._refuse(sa, message_id)
            return
        if parts.note(Notify.INITIAL_CONTACT) is not None:
            engine.life.contact(sa)
        self._take_window(sa, parts)
        engine.trace(sa, Step.GENERATING, "IKE_AUTH")
        engine.trace(sa, Step.CONSTRUCT_ID, "IDr", sa.local_id, type_text(own.type))
        opening = sa.begins
        engine.stats.incoming_accepted += 1
        engine.life.establish(sa)
        sa.opening = None
        engine.access.make(sa, profile, payloads)
        config = engine.flex.reply(sa, policy, payloads)
        nonces = opening.nonce_i + opening.nonce_r
        reply, child = engine.children.judged(sa, payloads, nonces, min(opening.nonce_i, opening.nonce_r))
        answer: list[Payload] = [Opaque(Kind.VENDOR, VENDOR), own, *certs, auth, *config, *reply]
        if child is not None:
            answer += self._window()
        engine.window.answer(sa, Exchange.IKE_AUTH, message_id, answer)
        if child is not None:
            engine.children.enable(child)
        else:
            engine.access.end(sa)
        engine.life.check_duplicates(sa)

    def _refuse(self, sa: IkeSa, message_id: int) -> None:
        """The peer is told that it is not believed, no more; its repeated question finds nobody."""
        engine = self.engine
        engine.stats.incoming_rejected += 1
        engine.exits.note("Auth exchange failed")
        engine.trace(sa, Step.NOT_AUTHENTICATED)
        engine.trace(sa, Step.SEND_AUTH_FAILURE)
        engine.window.answer(sa, Exchange.IKE_AUTH, message_id, [Notification(Notify.AUTHENTICATION_FAILED)])
        engine.trace(sa, Step.AUTH_FAILED)
        engine.sm(sa, "EV_AUTH_FAIL")
        engine.trace(sa, Step.ABORT)
        engine.life.fail(sa)
