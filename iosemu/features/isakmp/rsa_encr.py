"""Authentication with public keys for encryption (RFC 2409 section 5.2), as IOS does it (`authentication rsa-encr`):

    MM3  HDR, KE, <IDii_b>PubKey_r, <Ni_b>PubKey_r, VID…, NAT-D, NAT-D   -->
                      <--   MM4  HDR, KE, <IDir_b>PubKey_i, <Nr_b>PubKey_i, VID…, NAT-D, NAT-D
    MM5  HDR*, HASH_I, [N]                                               -->
                      <--   MM6  HDR*, HASH_R

    SKEYID = prf(hash(Ni_b | Nr_b), CKY-I | CKY-R)

The public keys are those of `crypto key pubkey-chain rsa`. The initiator looks for the responder's by its address, the
responder for that of the identity which it has opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto.integrity import Hmac
from iosemu.crypto.prf import skeyid_encr
from iosemu.crypto.rsa import BadKey, PublicKey, RsaKey
from iosemu.features.isakmp import identity, nat, vendor
from iosemu.features.isakmp.authentication import make_key, own_keys, signed
from iosemu.features.isakmp.main_mode import MAIN, TOLD, believed, last_told, send_ke
from iosemu.features.isakmp.model import RSA_ENCR
from iosemu.features.isakmp.phase1 import Key, Row
from iosemu.features.isakmp.phase1_parts import (
    agree,
    first_contact,
    present,
    prove,
    tell_lifetime,
)
from iosemu.features.isakmp.policy import AUTH_RSA_ENCR, HASH_NAMES
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.isakmp.states import Phase, State
from iosemu.features.isakmp.trace import AuthenticationFailed, KeyQueryFailed, Step
from iosemu.features.keying.events import Work
from iosemu.features.rsa.model import ENCRYPTION, PubkeyChain
from iosemu.wire import isakmp as wire
from iosemu.wire.isakmp import BadPayload, Chain, Identification, IdType, Kind, Opaque, Payload

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine
    from iosemu.features.rsa.engine import RsaEngine

_SEALED: frozenset[int] = frozenset({Kind.ID, Kind.NONCE})


def own_key(engine: IsakmpEngine) -> RsaKey | None:
    """The pair of ours that peers seal for."""
    rsa: RsaEngine = engine.device.engine("rsa")
    return rsa.key_for(ENCRYPTION)


def peer_key(engine: IsakmpEngine, sa: IkeSa) -> PublicKey | None:
    """The key that only the other end can open: by its identity, if that is known, else by its address."""
    chain: PubkeyChain = engine.device[PubkeyChain]
    ident = sa.phase1.ident
    if ident is None:
        return chain.find(ENCRYPTION, sa.remote)
    if ident.type == IdType.IPV4_ADDR:
        return chain.find(ENCRYPTION, int.from_bytes(ident.data, "big"))
    return chain.find(ENCRYPTION, None, identity.text(ident))


class RsaEncryption:
    name = RSA_ENCR
    proof = int(Kind.HASH)
    may: frozenset[int] = frozenset()
    aggressive = False

    def available(self, engine: IsakmpEngine, sa: IkeSa) -> bool:
        """It takes a key of ours and one of the peer's."""
        return self.prepare(engine, sa) and peer_key(engine, sa) is not None

    def prepare(self, engine: IsakmpEngine, sa: IkeSa) -> bool:
        suites = engine.config.suites(engine.device.software)
        return any(suite.authentication == RSA_ENCR for suite in suites) and own_key(engine) is not None

    def skeyid(self, engine: IsakmpEngine, sa: IkeSa, shared: bytes) -> Hmac:
        exchange, terms = sa.phase1, sa.terms
        assert terms is not None
        return skeyid_encr(HASH_NAMES[terms.hash], exchange.nonce_i, exchange.nonce_r, sa.cookies)

    def prove(self, engine: IsakmpEngine, sa: IkeSa, ident: Identification) -> list[Payload]:
        return [Opaque(Kind.HASH, signed(sa, True, ident.body()))]

    def check(self, engine: IsakmpEngine, sa: IkeSa, chain: Chain) -> bool:
        engine.trace(sa, Step.PROCESSING, "HASH", 0)
        engine.crypto(Work.IKE_HASH)
        ident = sa.phase1.ident
        return ident is not None and signed(sa, False, ident.body()) == chain.body(Kind.HASH)

    def keys(self, engine: IsakmpEngine, sa: IkeSa) -> list[Payload] | None:
        """KE, and sealed for the other end: our identity and our nonce. None, and told: there is no key for it."""
        assert sa.terms is not None
        key = peer_key(engine, sa)
        if key is None:
            _no_key(engine, sa)
            return None
        make_key(engine, sa, sa.terms.group)
        ident = sa.phase1.own = identity.own(engine, sa, sa.service)
        present(engine, sa, ident, int(Kind.NONCE), RSA_ENCR)
        ke, nonce = own_keys(sa)
        rng = engine.host.rng
        try:
            sealed = [Opaque(each.kind, key.encrypt(each.body(), rng)) for each in (ident, nonce)]
        except BadKey:  # a long name, a short key
            _no_key(engine, sa)
            return None
        engine.crypto(Work.RSA_ENCRYPT)
        return [ke, *sealed]


def _no_key(engine: IsakmpEngine, sa: IkeSa) -> None:
    engine.trace(sa, Step.NO_PUBLIC_KEY, sa.remote)
    engine.host.emit(KeyQueryFailed(sa.remote))
    _fail(engine, sa, f"No RSA public key of {identity.text(sa.phase1.ident) if sa.phase1.ident else 'the peer'}")


def _fail(engine: IsakmpEngine, sa: IkeSa, why: str) -> None:
    """The ends cannot open what they send each other."""
    engine.stats.authentication_failures += 1
    engine.phase1_failed(why)
    engine.host.emit(AuthenticationFailed(sa.remote, AUTH_RSA_ENCR))
    engine.life.reject(sa, "IKMP_ERR_NO_RETRANS")


def _process_sealed(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    """MM3 and MM4."""
    key = own_key(engine)
    opened: dict[int, bytes] = {}
    engine.crypto(Work.RSA_DECRYPT)
    try:
        if key is None:
            raise BadKey("it is gone")
        for kind in (Kind.ID, Kind.NONCE):
            opened[kind] = key.decrypt(chain.body(kind))
        ident = Identification.decode(opened[Kind.ID])
    except (BadKey, BadPayload):
        engine.trace(sa, Step.NOT_OPENED)
        _fail(engine, sa, "RSA decryption failed")
        return False
    following = next(at for at, each in enumerate(chain.payloads) if each.kind == Kind.ID) + 1
    after = chain.payloads[following].kind if following < len(chain.payloads) else int(Kind.NONE)

    def known() -> None:
        identity.take(engine, sa, ident, after)

    if not agree(engine, sa, chain.body(Kind.KE), opened[Kind.NONCE], known):
        return False
    vendor.read(engine, sa, chain, clear)
    nat.detect(engine, sa, chain)
    return True


def _send_hash(engine: IsakmpEngine, sa: IkeSa) -> None:
    """MM5 and MM6."""
    own = sa.phase1.own
    assert own is not None
    contact = first_contact(engine, sa)
    if sa.initiator and sa.nat:
        sa.local_port = sa.remote_port = wire.NAT_PORT
    engine.channel.send_phase1(sa, [*prove(engine, sa, own), *contact], encrypted=True)
    tell_lifetime(engine, sa)


_NEEDS: frozenset[int] = frozenset({Kind.KE, Kind.ID, Kind.NONCE})
_HASH: frozenset[int] = frozenset({Kind.HASH})
_NONE: frozenset[int] = frozenset()
_S = State
# fmt: off
ROWS: dict[Key, Row] = {
    (MAIN, RSA_ENCR, _S.R_MM2): Row(
        _S.R_MM3, _NEEDS, nat.NAT_D, False, _process_sealed, send_ke, _S.R_MM4, Phase.MM_KEY_EXCH, *TOLD,
        sealed=_SEALED),
    (MAIN, RSA_ENCR, _S.I_MM3): Row(
        _S.I_MM4, _NEEDS, nat.NAT_D, False, _process_sealed, _send_hash, _S.I_MM5, Phase.MM_KEY_EXCH, *TOLD,
        sealed=_SEALED),
    (MAIN, RSA_ENCR, _S.R_MM4): Row(
        _S.R_MM5, _HASH, _NONE, True, believed, _send_hash, _S.P1_COMPLETE, Phase.QM_IDLE, *TOLD),
    (MAIN, RSA_ENCR, _S.I_MM5): last_told(_HASH, _NONE, believed),
}
# fmt: on
