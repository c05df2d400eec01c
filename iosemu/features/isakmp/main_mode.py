"""Main mode (RFC 2409 section 5), both roles. With pre-shared keys (section 5.4):

    MM1  HDR, SA, VID…                     -->
                                           <--   MM2  HDR, SA, VID
    MM3  HDR, KE, Ni, VID…, NAT-D, NAT-D   -->
                                           <--   MM4  HDR, KE, Nr, VID…, NAT-D, NAT-D
    MM5  HDR*, IDii, HASH_I, [N]           -->
                                           <--   MM6  HDR*, IDir, HASH_R
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto import dh
from iosemu.crypto.prf import Phase1Keys
from iosemu.features.isakmp import nat, policy, vendor
from iosemu.features.isakmp.authentication import METHODS, Authenticator, PresharedKeys, identity_kind
from iosemu.features.isakmp.choice import choose
from iosemu.features.isakmp.keys import key_material
from iosemu.features.isakmp.life import MOST_NEGOTIATING
from iosemu.features.isakmp.phase1 import TABLE, Key, Row, fits
from iosemu.features.isakmp.policy import HASH_NAMES
from iosemu.features.isakmp.sa import Exchange, IkeSa
from iosemu.features.isakmp.states import Phase, State
from iosemu.features.isakmp.trace import DefaultPoliciesUsed, ModeFailure, Step
from iosemu.features.keying.contract import Failure, SaWant
from iosemu.features.keying.events import Work
from iosemu.types import format_ipv4
from iosemu.wire import isakmp as wire
from iosemu.wire import printable
from iosemu.wire.isakmp import (
    Chain,
    Header,
    Identification,
    IdType,
    Kind,
    Notification,
    Notify,
    Opaque,
    Payload,
    Proposal,
    Sa,
)

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

MAIN = int(wire.Exchange.MAIN)
_KEY_OCTETS = {"des": 8, "3des": 24}
_UDP = 17


def method_of(sa: IkeSa) -> Authenticator:
    """How this SA's ends agreed to authenticate."""
    assert sa.terms is not None
    return METHODS[sa.terms.authentication]


class MainMode:
    """First messages; the rest is the table's."""

    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine

    def initiate(self, want: SaWant) -> None:
        """Phase 1 on behalf of a request of IPsec."""
        sa = self.start(want.local, want.remote, want.vrf, want.profile)
        if sa is None:
            self.engine.failed(want, Failure.NO_KEY)
        else:
            sa.pending.append(want)

    def start(self, local: int, remote: int, vrf: str = "", profile: str = "") -> IkeSa | None:
        """Send MM1; None when there is no key or no policy for the peer."""
        engine, life = self.engine, self.engine.life
        engine.trace_peer(remote, Step.SA_REQUEST, profile)
        peer = life.peer(local, remote, wire.PORT, "isakmp_initiator", vrf)
        sa = life.create(local, wire.PORT, remote, wire.PORT, True, engine.cookie(), peer)
        sa.profile = profile
        exchange = sa.exchange = Exchange(MAIN)
        engine.trace(sa, Step.PORTS, sa.local_port, sa.remote_port)
        engine.trace(sa, Step.NEW_NODE, 0)
        life.insert(sa)
        engine.stats.initiated += 1
        engine.trace(sa, Step.NO_AGGRESSIVE)
        able = [each.name for each in METHODS.values() if each.available(engine, sa)]
        transforms = policy.transforms_of(engine.config.suites(engine.device.software), able)
        if not transforms:
            self._cannot_start(sa, not able)
            return None
        if exchange.secret:
            engine.trace(sa, Step.KEY_FOUND, sa.remote)
        exchange.sa_b = Sa([Proposal(1, 1, b"", transforms)]).body()
        payloads: list[Payload] = [Opaque(Kind.SA, exchange.sa_b), *vendor.nat_t_offer(engine, sa)]
        self._default_policies()
        engine.trace(sa, Step.INPUT, "IKE_MESG_FROM_IPSEC", "IKE_SA_REQ_MM")
        engine.transition(sa, State.I_MM1)
        engine.trace(sa, Step.BEGIN_MAIN)
        engine.channel.send_phase1(sa, payloads)
        engine.channel.expect_phase1(sa)
        return sa

    def _cannot_start(self, sa: IkeSa, no_key: bool) -> None:
        engine, life = self.engine, self.engine.life
        if no_key:
            engine.trace(sa, Step.NO_KEY, sa.remote)
            engine.phase1_failed(f"No pre-shared key with {format_ipv4(sa.remote)}!")
        engine.trace(sa, Step.NO_CERT_OR_KEY)
        engine.trace(sa, Step.CANNOT_START)
        life.unlock(sa, "isadb_unlock_peer_delete_sa()")
        sa.deleted = True
        engine.stats.initiated_failed += 1
        life.purge(sa)
        engine.trace_peer(sa.remote, Step.NODE_PURGED, 0)
        engine.trace_peer(sa.remote, Step.NO_MODE)
        engine.trace_peer(sa.remote, Step.KMI_ERROR)

    def _default_policies(self) -> None:
        if self.engine.config.uses_defaults(self.engine.device.software):
            self.engine.host.emit(DefaultPoliciesUsed())

    def respond(
        self, local: int, local_port: int, remote: int, remote_port: int, header: Header, body: bytes, data: bytes,
        vrf: str,
    ) -> None:  # fmt: skip
        """The first message of a peer."""
        engine, life = self.engine, self.engine.life
        chain = engine.channel.parse(None, header.next_payload, body, False, remote)
        if chain is None:
            return
        if not fits(chain, frozenset({Kind.SA}), frozenset()) or chain.payloads[0].kind != Kind.SA:
            engine.bad_message(remote)
            return
        if len(life.negotiating) >= MOST_NEGOTIATING:
            engine.stats.capacity_failures += 1
            return  # call admission: the peer will ask again
        peer = life.peer(local, remote, remote_port, "crypto_isakmp_process_block", vrf)
        sa = life.create(local, local_port, remote, remote_port, False, header.cookie_i, peer)
        sa.exchange = Exchange(MAIN)
        engine.trace(sa, Step.PORTS, local_port, remote_port)
        life.insert(sa)
        sa.last_received = data
        self._default_policies()
        engine.phase1.run(sa, TABLE[MAIN, "", State.READY], chain, body)


# SA: choosing a policy


def _process_mm1(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    sa.phase1.sa_b = chain.bodies[0]
    answer = choose(engine, sa, chain, clear)
    if answer is not None:
        sa.phase1.answer = answer
        return True
    life, reason = engine.life, "Phase1 SA policy proposal not accepted"
    _not_acceptable(engine, sa)
    engine.channel.count_error(sa, "construct_fail_ag_init")
    engine.trace(sa, Step.CANNOT_INFORM)
    engine.info.send_clear(sa, Notification(Notify.NO_PROPOSAL_CHOSEN, 1))
    life.mark(sa, reason)
    if engine.tracing:
        vendor.read(engine, sa, chain, clear)
    engine.trace(sa, Step.FSM_ERROR, 2)
    engine.trace(sa, Step.INPUT, "IKE_MESG_INTERNAL", "IKE_PROCESS_MAIN_MODE")
    engine.transition(sa, State.R_MM1)
    engine.trace(sa, Step.INPUT, "IKE_MESG_INTERNAL", "IKE_PROCESS_COMPLETE")
    engine.transition(sa, State.R_MM1)
    life.let_go(sa, reason, "IKE_MESG_FROM_PEER", "IKE_MM_EXCH", linger=False)
    engine.host.emit(ModeFailure("Main", sa.remote))
    return False


def _not_acceptable(engine: IsakmpEngine, sa: IkeSa) -> None:
    engine.trace(sa, Step.NOT_ACCEPTABLE_P1)
    ends = f"(local {format_ipv4(sa.local)} remote {format_ipv4(sa.remote)})"
    engine.phase1_failed(f"phase 1 SA policy not acceptable! {ends}")


def _send_mm2(engine: IsakmpEngine, sa: IkeSa) -> None:
    payloads: list[Payload] = [sa.phase1.answer]
    if sa.nat_t:
        engine.trace(sa, Step.CONSTRUCTED_VENDOR, "rfc3947")
        payloads.append(vendor.payload(vendor.NAT_T["rfc3947"]))
    engine.channel.send_phase1(sa, payloads)


def _process_mm2(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    answer = chain.payloads[0]
    single = isinstance(answer, Sa) and len(answer.proposals) == 1 and len(answer.proposals[0].transforms) == 1
    if single and choose(engine, sa, chain, clear) is not None:
        return True
    _not_acceptable(engine, sa)
    engine.life.delete(sa, "Phase1 SA policy proposal not accepted")
    engine.host.emit(ModeFailure("Main", sa.remote))
    return False


# KE, Nonce: keys


def _send_ke(engine: IsakmpEngine, sa: IkeSa) -> None:
    """MM3 and MM4."""
    exchange = sa.phase1
    if exchange.key is None:
        _make_key(engine, sa)
    ours = (exchange.public_i, exchange.nonce_i) if sa.initiator else (exchange.public_r, exchange.nonce_r)
    payloads: list[Payload] = [Opaque(Kind.KE, ours[0]), Opaque(Kind.NONCE, ours[1])]
    names = [vendor.DPD, vendor.ios(sa.cookies), vendor.XAUTH]
    if not sa.initiator:
        names = [vendor.UNITY, vendor.DPD, vendor.ios(sa.cookies)]
    payloads += [vendor.payload(name) for name in names]
    payloads += nat.discovery(sa)
    engine.channel.send_phase1(sa, payloads)


def _make_key(engine: IsakmpEngine, sa: IkeSa) -> None:
    assert sa.terms is not None
    rng = engine.host.rng
    key = sa.phase1.key = dh.generate(sa.terms.group, rng)
    sa.phase1.take(sa.initiator, key.public, rng.randbytes(20))


def _process_ke(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    """MM3 and MM4."""
    exchange, terms = sa.phase1, sa.terms
    assert terms is not None
    public, nonce = chain.body(Kind.KE), chain.body(Kind.NONCE)
    engine.trace(sa, Step.PROCESSING, "KE", 0)
    if exchange.key is None:
        _make_key(engine, sa)
    assert exchange.key is not None
    try:
        engine.crypto(Work.SHARED_SECRET)
        shared = exchange.key.shared(public)
    except dh.BadPublicValue:
        return _malformed(engine, sa)
    if not 8 <= len(nonce) <= 256:  # RFC 2409 section 5
        return _malformed(engine, sa)
    exchange.take(not sa.initiator, public, nonce)
    engine.trace(sa, Step.PROCESSING, "NONCE", 0)
    skeyid = method_of(sa).skeyid(engine, sa)
    size = _KEY_OCTETS.get(terms.encryption, terms.key_bits // 8)
    publics = exchange.public_i + exchange.public_r
    engine.crypto(Work.IKE_SA)
    sa.keys = Phase1Keys(HASH_NAMES[terms.hash], skeyid, shared, sa.cookies, terms.encryption, size, publics)
    sa.iv = sa.keys.iv_seed
    engine.host.emit(key_material(sa))
    sa.conn_id = engine.life.next_conn_id()
    vendor.read(engine, sa, chain, clear)
    nat.detect(engine, sa, chain)
    return True


def _malformed(engine: IsakmpEngine, sa: IkeSa) -> bool:
    engine.bad_message(sa.remote)
    engine.channel.count_error(sa, "PAYLOAD_MALFORMED")
    return False


# ID and its proof: authentication


def _own_identity(engine: IsakmpEngine, sa: IkeSa) -> Identification:
    port = 0 if sa.nat else wire.PORT
    if engine.identity_of(sa) == "address":
        return Identification(IdType.IPV4_ADDR, _UDP, port, sa.local.to_bytes(4, "big"))
    return Identification(IdType.FQDN, _UDP, port, engine.fqdn().encode())


def _send_id(engine: IsakmpEngine, sa: IkeSa) -> None:
    """MM5 and MM6."""
    others = any(other.established for other in engine.life.with_ends_of(sa) if other is not sa)
    # the first SA with the peer (RFC 2407 section 4.6.3.3): not while IPsec SAs live, which it would drop
    others = others or (engine.user is not None and engine.user.has_sas(sa.local, sa.remote, sa.vrf))
    contact = sa.initiator and not others
    if contact:
        engine.trace(sa, Step.SEND_INITIAL_CONTACT)
    ident, method = _own_identity(engine, sa), method_of(sa)
    engine.trace(sa, Step.DOING_PSK, identity_kind(ident))
    engine.trace(sa, Step.ID_PAYLOAD, ident, method.proof)
    engine.trace(sa, Step.ID_LENGTH, 8 + len(ident.data))
    engine.crypto(Work.IKE_HASH)
    if sa.initiator and sa.nat:
        sa.local_port = sa.remote_port = wire.NAT_PORT
    payloads: list[Payload] = [ident, *method.prove(engine, sa, ident)]
    if contact:
        payloads.append(Notification(Notify.INITIAL_CONTACT, 1, sa.cookies))
    engine.channel.send_phase1(sa, payloads, encrypted=True)
    terms = sa.terms
    if not sa.initiator and terms is not None and terms.lifetime < terms.offered:
        engine.info.send_responder_lifetime(sa, terms.lifetime)


def _process_id(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    """MM5 and MM6."""
    method = method_of(sa)
    ident = next(each for each in chain.payloads if isinstance(each, Identification))
    engine.trace(sa, Step.PROCESSING, "ID", 0)
    engine.trace(sa, Step.ID_PAYLOAD, ident, method.proof)
    sa.identity = identity_text(ident)
    profile = engine.profile_for(sa, ident)
    if profile:
        sa.profile = profile
        engine.trace(sa, Step.PROFILE_MATCH, profile)
        ring = engine.keyrings.name_for(sa)
        if ring:
            engine.trace(sa, Step.KEYRING_FOUND, ring)
    else:
        engine.trace(sa, Step.NO_PROFILE)
    if not method.check(engine, sa, chain):
        engine.trace(sa, Step.HASH_MISMATCH)
        engine.stats.authentication_failures += 1
        engine.phase1_failed("Hash payload does not match")
        engine.life.delete(sa, "IKMP_ERR_NO_RETRANS")
        engine.host.emit(ModeFailure("Main", sa.remote))
        return False
    for each in chain.payloads:
        if isinstance(each, Notification):
            engine.trace(sa, Step.NOTIFY_IN, each.type, each.protocol, 0, 0)
            sa.initial_contact = sa.initial_contact or each.type == Notify.INITIAL_CONTACT
    engine.trace(sa, Step.AUTHENTICATED)
    engine.trace(sa, Step.AUTHENTICATED_WITH)
    if sa.nat and sa.initiator:
        engine.trace(sa, Step.UDP_ENC)
    elif sa.nat:
        engine.trace(sa, Step.PORT_FLOATED, sa.remote_port)
        engine.trace(sa, Step.FIND_PEER)
    if sa.initial_contact:
        _process_initial_contact(engine, sa)
    engine.trace(sa, Step.INSERT_PEER)
    return True


def _process_initial_contact(engine: IsakmpEngine, sa: IkeSa) -> None:
    """The peer knows nothing of older SAs: they go, and IPsec's with them."""
    engine.trace(sa, Step.AUTHENTICATED)
    engine.trace(sa, Step.INITIAL_CONTACT)
    others = [old for old in engine.life.with_ends_of(sa) if old is not sa and old.established]
    # behind one NAT several peers have one address: only what has the same identity is the same peer
    strangers = [old for old in others if sa.peer_behind_nat and old.identity != sa.identity]
    for old in others:
        if old not in strangers:
            engine.trace(old, Step.INITIAL_CONTACT_DELETE)
            engine.life.mark(old, "Receive initial contact")
            sa.phase1.dying.append(old)
    if engine.user is not None:
        engine.user.peer_dead(sa.local, sa.remote, [old.conn_id for old in strangers], sa.vrf)


def identity_text(ident: Identification) -> str:
    """A peer's identity as show commands print it."""
    if ident.type == IdType.IPV4_ADDR:
        return format_ipv4(int.from_bytes(ident.data, "big"))
    return printable(ident.data)


_SA: frozenset[int] = frozenset({Kind.SA})
_KEYS: frozenset[int] = frozenset({Kind.KE, Kind.NONCE})
_NONE: frozenset[int] = frozenset()
_S = State
# fmt: off
TABLE.update({
    (MAIN, "", _S.READY): Row(_S.R_MM1, _SA, _NONE, False, _process_mm1, _send_mm2, _S.R_MM2, Phase.MM_SA_SETUP),
    (MAIN, "", _S.R_MM2): Row(_S.R_MM3, _KEYS, nat.NAT_D, False, _process_ke, _send_ke, _S.R_MM4, Phase.MM_KEY_EXCH),
    (MAIN, "", _S.I_MM1): Row(_S.I_MM2, _SA, _NONE, False, _process_mm2, _send_ke, _S.I_MM3, Phase.MM_SA_SETUP),
    (MAIN, "", _S.I_MM3): Row(_S.I_MM4, _KEYS, nat.NAT_D, False, _process_ke, _send_id, _S.I_MM5, Phase.MM_KEY_EXCH),
})


def _last_rows(method: Authenticator) -> dict[Key, Row]:
    """The last messages, whose payloads depend on the way of authentication."""
    proof = frozenset({int(Kind.ID), method.proof})
    return {
        (MAIN, method.name, _S.R_MM4): Row(
            _S.R_MM5, proof, method.may, True, _process_id, _send_id, _S.P1_COMPLETE, Phase.QM_IDLE),
        (MAIN, method.name, _S.I_MM5): Row(
            _S.I_MM6, proof, method.may, True, _process_id, None, _S.P1_COMPLETE, Phase.QM_IDLE, False),
    }
# fmt: on


def admit(method: Authenticator) -> None:
    """One more way for the ends to authenticate; before any exchange begins."""
    METHODS[method.name] = method
    TABLE.update(_last_rows(method))


admit(PresharedKeys())
