"""Main mode with pre-shared keys (RFC 2409 section 5.4), both roles.

    MM1  HDR, SA, VID…                     -->
                                           <--   MM2  HDR, SA, VID
    MM3  HDR, KE, Ni, VID…, NAT-D, NAT-D   -->
                                           <--   MM4  HDR, KE, Nr, VID…, NAT-D, NAT-D
    MM5  HDR*, IDii, HASH_I, [N]           -->
                                           <--   MM6  HDR*, IDir, HASH_R
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.crypto import dh
from iosemu.crypto.integrity import HASHES
from iosemu.crypto.prf import Phase1Keys, skeyid_psk
from iosemu.features.isakmp import policy, vendor
from iosemu.features.isakmp.choice import choose
from iosemu.features.isakmp.keys import key_material
from iosemu.features.isakmp.kmi import Failure, QuickModeRequest
from iosemu.features.isakmp.life import MOST_NEGOTIATING
from iosemu.features.isakmp.policy import HASH_NAMES
from iosemu.features.isakmp.sa import IkeSa, Phase, State
from iosemu.features.isakmp.trace import (
    DefaultPoliciesUsed,
    ModeFailure,
    Step,
)
from iosemu.records import dataclass
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

_KEY_OCTETS = {"des": 8, "3des": 24}
_UDP = 17
_EXTRA: frozenset[int] = frozenset({Kind.VID, Kind.NOTIFY, Kind.CR})


@dataclass(slots=True, frozen=True)
class Row:
    """What the message awaited in a state does: enter, process, answer, leave."""

    enter: State
    needs: frozenset[int]  # payloads that must be there, once each
    may: frozenset[int]  # others that may
    encrypted: bool
    process: Callable[[MainMode, IkeSa, Chain, bytes], bool]  # False: the exchange goes no further
    answer: Callable[[MainMode, IkeSa], None] | None
    leave: State
    phase: Phase  # from the answer on
    announce_first: bool = True  # the log tells the transition before the processing


class MainMode:
    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine
        self._dying: list[IkeSa] = []  # SAs that an INITIAL-CONTACT has brought down, until the log has told it
        self._answer = Sa([])  # the responder's choice, between comparing and answering

    # first messages

    def initiate(self, request: QuickModeRequest) -> None:
        """Phase 1 on behalf of a request of IPsec."""
        sa = self.start(request.local, request.remote, request.vrf, request.isakmp_profile)
        if sa is None:
            self.engine.failed(request, Failure.NO_KEY)
        else:
            sa.pending.append(request)

    def start(self, local: int, remote: int, vrf: str = "", profile: str = "") -> IkeSa | None:
        """Send MM1; None when there is no key or no policy for the peer."""
        engine, life = self.engine, self.engine.life
        engine.trace_peer(remote, Step.SA_REQUEST, profile)
        peer = life.peer(local, remote, wire.PORT, "isakmp_initiator")
        sa = life.create(local, wire.PORT, remote, wire.PORT, True, engine.cookie(), peer)
        sa.vrf, sa.profile = vrf, profile
        engine.trace(sa, Step.PORTS, sa.local_port, sa.remote_port)
        engine.trace(sa, Step.NEW_NODE, 0)
        life.insert(sa)
        engine.stats.initiated += 1
        engine.trace(sa, Step.NO_AGGRESSIVE)
        key = engine.find_key(sa)
        transforms = policy.transforms_of(engine.config.suites(engine.device.software)) if key is not None else []
        if key is None or not transforms:
            self._cannot_start(sa, key is None)
            return None
        engine.trace(sa, Step.KEY_FOUND, sa.remote)
        sa.secret = key
        sa.sa_b = Sa([Proposal(1, 1, b"", transforms)]).body()
        payloads: list[Payload] = [Opaque(Kind.SA, sa.sa_b), *vendor.nat_t_offer(engine, sa)]
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
        self, local: int, local_port: int, remote: int, remote_port: int, header: Header, body: bytes, data: bytes
    ) -> None:
        """The first message of a peer."""
        engine, life = self.engine, self.engine.life
        chain = engine.channel.parse(None, header.next_payload, body, False, remote)
        if chain is None:
            return
        if not _fits(chain, frozenset({Kind.SA}), frozenset()) or chain.payloads[0].kind != Kind.SA:
            engine.bad_message(remote)
            return
        if len(life.negotiating) >= MOST_NEGOTIATING:
            engine.stats.capacity_failures += 1
            return  # call admission: the peer will ask again
        peer = life.peer(local, remote, remote_port, "crypto_isakmp_process_block")
        sa = life.create(local, local_port, remote, remote_port, False, header.cookie_i, peer)
        engine.trace(sa, Step.PORTS, local_port, remote_port)
        life.insert(sa)
        sa.last_received = data
        self._default_policies()
        self._run(sa, FIRST, chain, body)

    # the machine

    def receive(self, sa: IkeSa, header: Header, body: bytes, data: bytes, ports: tuple[int, int]) -> None:
        """A message of main mode for an SA that we know; `ports` are ours and the peer's."""
        engine, channel = self.engine, self.engine.channel
        if data == sa.last_received:
            channel.repeated(sa, None)
            return
        row = TABLE.get(sa.state)
        if row is None:
            return
        after = b""
        chain: Chain | None
        clear = body
        if row.encrypted:
            opened = channel.open(sa, sa.iv, header, body)
            if opened is None:
                channel.count_error(sa, "PAYLOAD_MALFORMED")
                return
            chain, clear, after = opened
        elif header.flags & wire.ENCRYPTED:
            engine.bad_message(sa.remote)
            return
        else:
            chain = channel.parse(sa, header.next_payload, body, False)
        if chain is None or not _fits(chain, row.needs, row.may):
            if chain is not None:
                engine.bad_message(sa.remote)
            channel.count_error(sa, "PAYLOAD_MALFORMED")
            return
        if sa.initiator and sa.state is State.I_MM1:
            sa.cookie_r = header.cookie_r
        sa.last_received = data
        if after:
            sa.iv = after
            sa.local_port, sa.remote_port = ports
        self._run(sa, row, chain, clear)

    def _run(self, sa: IkeSa, row: Row, chain: Chain, clear: bytes) -> None:
        engine = self.engine
        before = sa.state
        if row.announce_first:
            engine.trace(sa, Step.INPUT, "IKE_MESG_FROM_PEER", "IKE_MM_EXCH")
            engine.transition(sa, row.enter)
        engine.host.cancel(("retransmit", sa.serial))
        sa.errors = 0
        if not row.process(self, sa, chain, clear):
            if not sa.deleted:
                sa.state, sa.last_received = before, b""
                engine.channel.expect_phase1(sa)
            return
        if not row.announce_first:
            engine.trace(sa, Step.INPUT, "IKE_MESG_FROM_PEER", "IKE_MM_EXCH")
            engine.transition(sa, row.enter)
        engine.trace(sa, Step.INPUT, "IKE_MESG_INTERNAL", "IKE_PROCESS_MAIN_MODE")
        engine.transition(sa, row.enter)
        for old in self._dying:
            engine.life.tell(old)
        if row.answer is not None:
            if row.phase is not Phase.QM_IDLE:
                sa.phase = row.phase
            row.answer(self, sa)
        engine.trace(sa, Step.INPUT, "IKE_MESG_INTERNAL", "IKE_PROCESS_COMPLETE")
        engine.transition(sa, row.leave)
        sa.phase = row.phase
        if row.leave is State.P1_COMPLETE:
            self._complete(sa)
        else:
            engine.channel.expect_phase1(sa)

    def _complete(self, sa: IkeSa) -> None:
        """Both ends are authenticated."""
        engine, life = self.engine, self.engine.life
        for old in self._dying:
            life.let_go(old, "Receive initial contact", "IKE_MESG_FROM_PEER", "IKE_MM_EXCH")
        self._dying = []
        life.negotiating.pop(sa.serial, None)
        sa.established_at = sa.heard_at = engine.host.now
        sa.key = None
        sa.peer.identity = sa.identity
        sa.peer.port = sa.remote_port
        engine.start_upkeep(sa)
        requests, sa.pending = sa.pending, []
        for request in requests:
            engine.quick.initiate(sa, request)
        engine.trace(sa, Step.INPUT, "IKE_MESG_INTERNAL", "IKE_PHASE1_COMPLETE")
        engine.transition(sa, State.P1_COMPLETE)
        engine.info.tell_invalid_spis(sa)
        if engine.user is not None:
            engine.user.phase1_up(engine.session(sa))

    # SA: choosing a policy

    def _process_mm1(self, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
        sa.sa_b = chain.bodies[0]
        answer = choose(self.engine, sa, chain, clear)
        if answer is not None:
            self._answer = answer
            return True
        engine, life = self.engine, self.engine.life
        reason = "Phase1 SA policy proposal not accepted"
        self._not_acceptable(sa)
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

    def _not_acceptable(self, sa: IkeSa) -> None:
        self.engine.trace(sa, Step.NOT_ACCEPTABLE_P1)
        ends = f"(local {format_ipv4(sa.local)} remote {format_ipv4(sa.remote)})"
        self.engine.phase1_failed(f"phase 1 SA policy not acceptable! {ends}")

    def _send_mm2(self, sa: IkeSa) -> None:
        payloads: list[Payload] = [self._answer]
        if sa.nat_t:
            self.engine.trace(sa, Step.CONSTRUCTED_VENDOR, "rfc3947")
            payloads.append(vendor.payload(vendor.NAT_T["rfc3947"]))
        self.engine.channel.send_phase1(sa, payloads)

    def _process_mm2(self, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
        answer = chain.payloads[0]
        single = isinstance(answer, Sa) and len(answer.proposals) == 1 and len(answer.proposals[0].transforms) == 1
        if single and choose(self.engine, sa, chain, clear) is not None:
            return True
        self._not_acceptable(sa)
        self.engine.life.delete(sa, "Phase1 SA policy proposal not accepted")
        self.engine.host.emit(ModeFailure("Main", sa.remote))
        return False

    # KE, Nonce: keys

    def _send_ke(self, sa: IkeSa) -> None:
        """MM3 and MM4."""
        engine, terms = self.engine, sa.terms
        assert terms is not None
        if sa.key is None:
            self._make_key(sa)
        public, nonce = (sa.public_i, sa.nonce_i) if sa.initiator else (sa.public_r, sa.nonce_r)
        payloads: list[Payload] = [Opaque(Kind.KE, public), Opaque(Kind.NONCE, nonce)]
        names = [vendor.DPD, vendor.ios(sa.cookies), vendor.XAUTH]
        if not sa.initiator:
            names = [vendor.UNITY, vendor.DPD, vendor.ios(sa.cookies)]
        payloads += [vendor.payload(name) for name in names]
        if sa.nat_t:
            payloads.append(Opaque(Kind.NAT_D, self._nat_hash(sa, sa.remote, sa.remote_port)))
            payloads.append(Opaque(Kind.NAT_D, self._nat_hash(sa, sa.local, sa.local_port)))
        engine.channel.send_phase1(sa, payloads)

    def _make_key(self, sa: IkeSa) -> None:
        assert sa.terms is not None
        rng = self.engine.host.rng
        sa.key = dh.generate(sa.terms.group, rng)
        nonce = rng.randbytes(20)
        if sa.initiator:
            sa.public_i, sa.nonce_i = sa.key.public, nonce
        else:
            sa.public_r, sa.nonce_r = sa.key.public, nonce

    def _process_ke(self, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
        """MM3 and MM4."""
        engine, terms = self.engine, sa.terms
        assert terms is not None
        public, nonce = chain.body(Kind.KE), chain.body(Kind.NONCE)
        engine.trace(sa, Step.PROCESSING, "KE", 0)
        if sa.key is None:
            self._make_key(sa)
        assert sa.key is not None
        try:
            engine.crypto("Create DH shared secret")
            shared = sa.key.shared(public)
        except dh.BadPublicValue:
            return self._malformed(sa)
        if not 8 <= len(nonce) <= 256:  # RFC 2409 section 5
            return self._malformed(sa)
        if sa.initiator:
            sa.public_r, sa.nonce_r = public, nonce
        else:
            sa.public_i, sa.nonce_i = public, nonce
        engine.trace(sa, Step.PROCESSING, "NONCE", 0)
        engine.trace(sa, Step.KEY_FOUND, sa.remote)
        hash_name = HASH_NAMES[terms.hash]
        size = _KEY_OCTETS.get(terms.encryption, terms.key_bits // 8)
        skeyid = skeyid_psk(hash_name, sa.secret, sa.nonce_i, sa.nonce_r)
        publics = sa.public_i + sa.public_r
        engine.crypto("Create IKE SA")
        sa.keys = Phase1Keys(hash_name, skeyid, shared, sa.cookies, terms.encryption, size, publics)
        sa.iv = sa.keys.iv_seed
        engine.host.emit(key_material(sa))
        sa.conn_id = engine.life.next_conn_id()
        vendor.read(engine, sa, chain, clear)
        hashes = [body for each, body in zip(chain.payloads, chain.bodies, strict=True) if each.kind in _NAT]
        self._detect_nat(sa, hashes)
        return True

    def _malformed(self, sa: IkeSa) -> bool:
        self.engine.bad_message(sa.remote)
        self.engine.channel.count_error(sa, "PAYLOAD_MALFORMED")
        return False

    # NAT traversal (RFC 3947 section 3.2)

    def _nat_hash(self, sa: IkeSa, address: int, port: int) -> bytes:
        assert sa.terms is not None
        data = sa.cookies + address.to_bytes(4, "big") + port.to_bytes(2, "big")
        return HASHES[HASH_NAMES[sa.terms.hash]].digest(data)

    def _detect_nat(self, sa: IkeSa, hashes: list[bytes]) -> None:
        """The first hash is of our address as the peer sees it, the others of its own addresses."""
        trace = self.engine.trace
        if not sa.nat_t or len(hashes) < 2:
            return
        sa.behind_nat = hashes[0] != self._nat_hash(sa, sa.local, sa.local_port)
        sa.peer_behind_nat = self._nat_hash(sa, sa.remote, sa.remote_port) not in hashes[1:]
        for index in range(2):
            trace(sa, Step.PAYLOAD_TYPE, int(Kind.NAT_D))
            if sa.behind_nat:
                trace(sa, (Step.BOTH_NAT, Step.MY_HASH)[index])
            else:
                trace(sa, Step.NO_NAT if index and not sa.peer_behind_nat else Step.HIS_HASH)

    # ID, HASH: authentication

    def _own_identity(self, sa: IkeSa) -> Identification:
        port = 0 if sa.nat else wire.PORT
        if self.engine.identity_of(sa) == "address":
            return Identification(IdType.IPV4_ADDR, _UDP, port, sa.local.to_bytes(4, "big"))
        return Identification(IdType.FQDN, _UDP, port, self.engine.fqdn().encode())

    def _send_id(self, sa: IkeSa) -> None:
        """MM5 and MM6."""
        engine, keys = self.engine, sa.keys
        assert keys is not None
        others = any(other.established for other in engine.life.between(sa.local, sa.remote) if other is not sa)
        # the first SA with the peer (RFC 2407 section 4.6.3.3): not while IPsec SAs live, which it would drop
        others = others or (engine.user is not None and engine.user.has_sas(sa.local, sa.remote))
        contact = sa.initiator and not others
        if contact:
            engine.trace(sa, Step.SEND_INITIAL_CONTACT)
        ident = self._own_identity(sa)
        engine.trace(sa, Step.DOING_PSK, "ID_IPV4_ADDR" if ident.type == IdType.IPV4_ADDR else "ID_FQDN")
        engine.trace(sa, Step.ID_PAYLOAD, ident, int(Kind.HASH))
        engine.trace(sa, Step.ID_LENGTH, 8 + len(ident.data))
        engine.crypto("Generate IKE hash")
        if sa.initiator:
            if sa.nat:
                sa.local_port = sa.remote_port = wire.NAT_PORT
            proof = keys.authenticator(sa.public_i, sa.public_r, sa.cookies, sa.sa_b, ident.body())
        else:
            proof = keys.authenticator(sa.public_r, sa.public_i, sa.cookie_r + sa.cookie_i, sa.sa_b, ident.body())
        payloads: list[Payload] = [ident, Opaque(Kind.HASH, proof)]
        if contact:
            payloads.append(Notification(Notify.INITIAL_CONTACT, 1, sa.cookies))
        engine.channel.send_phase1(sa, payloads, encrypted=True)
        terms = sa.terms
        if not sa.initiator and terms is not None and terms.lifetime < terms.offered:
            engine.info.send_responder_lifetime(sa, terms.lifetime)

    def _process_id(self, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
        """MM5 and MM6."""
        engine, keys = self.engine, sa.keys
        assert keys is not None
        ident = next(each for each in chain.payloads if isinstance(each, Identification))
        engine.trace(sa, Step.PROCESSING, "ID", 0)
        engine.trace(sa, Step.ID_PAYLOAD, ident, int(Kind.HASH))
        sa.identity = identity_text(ident)
        profile = engine.profile_for(sa, ident)
        if profile:
            sa.profile = profile
            engine.trace(sa, Step.PROFILE_MATCH, profile)
            ring = engine.keyring_of(sa)
            if ring:
                engine.trace(sa, Step.KEYRING_FOUND, ring)
        else:
            engine.trace(sa, Step.NO_PROFILE)
        engine.trace(sa, Step.PROCESSING, "HASH", 0)
        engine.crypto("Generate IKE hash")
        id_b = chain.body(Kind.ID)
        if sa.initiator:
            proof = keys.authenticator(sa.public_r, sa.public_i, sa.cookie_r + sa.cookie_i, sa.sa_b, id_b)
        else:
            proof = keys.authenticator(sa.public_i, sa.public_r, sa.cookies, sa.sa_b, id_b)
        if proof != chain.body(Kind.HASH):
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
            self._process_initial_contact(sa)
        engine.trace(sa, Step.INSERT_PEER)
        return True

    def _process_initial_contact(self, sa: IkeSa) -> None:
        """The peer knows nothing of older SAs: they go, and IPsec's with them."""
        engine = self.engine
        engine.trace(sa, Step.AUTHENTICATED)
        engine.trace(sa, Step.INITIAL_CONTACT)
        others = [old for old in engine.life.between(sa.local, sa.remote) if old is not sa and old.established]
        # behind one NAT several peers have one address: only what has the same identity is the same peer
        strangers = [old for old in others if sa.peer_behind_nat and old.identity != sa.identity]
        for old in others:
            if old not in strangers:
                engine.trace(old, Step.INITIAL_CONTACT_DELETE)
                engine.life.mark(old, "Receive initial contact")
                self._dying.append(old)
        if engine.user is not None:
            engine.user.peer_dead(sa.local, sa.remote, [old.conn_id for old in strangers])


def identity_text(ident: Identification) -> str:
    """A peer's identity as show commands print it."""
    if ident.type == IdType.IPV4_ADDR:
        return format_ipv4(int.from_bytes(ident.data, "big"))
    return printable(ident.data)


def _fits(chain: Chain, needs: frozenset[int], may: frozenset[int]) -> bool:
    """The payload rules of a message: what must be there is there once, and nothing else but extras."""
    missing = len(needs)
    for kind in [each.kind for each in chain.payloads]:
        if kind in needs:
            missing -= 1
        elif kind not in may and kind not in _EXTRA and kind < 128:
            return False
    return missing == 0 and len(needs.intersection([each.kind for each in chain.payloads])) == len(needs)


_SA_ONLY: frozenset[int] = frozenset({Kind.SA})
_KEYS: frozenset[int] = frozenset({Kind.KE, Kind.NONCE})
_NAT: frozenset[int] = frozenset({Kind.NAT_D, Kind.NAT_D_DRAFT})
_PROOF: frozenset[int] = frozenset({Kind.ID, Kind.HASH})
_NONE: frozenset[int] = frozenset()
_M = MainMode
# fmt: off
FIRST = Row(State.R_MM1, _SA_ONLY, _NONE, False, _M._process_mm1, _M._send_mm2, State.R_MM2, Phase.MM_SA_SETUP)
TABLE = {
    State.R_MM2: Row(State.R_MM3, _KEYS, _NAT, False, _M._process_ke, _M._send_ke, State.R_MM4, Phase.MM_KEY_EXCH),
    State.R_MM4: Row(State.R_MM5, _PROOF, _NONE, True, _M._process_id, _M._send_id, State.P1_COMPLETE, Phase.QM_IDLE),
    State.I_MM1: Row(State.I_MM2, _SA_ONLY, _NONE, False, _M._process_mm2, _M._send_ke, State.I_MM3, Phase.MM_SA_SETUP),
    State.I_MM3: Row(State.I_MM4, _KEYS, _NAT, False, _M._process_ke, _M._send_id, State.I_MM5, Phase.MM_KEY_EXCH),
    State.I_MM5: Row(State.I_MM6, _PROOF, _NONE, True, _M._process_id, None, State.P1_COMPLETE, Phase.QM_IDLE, False),
}
# fmt: on
