"""Authentication with signatures (RFC 2409 section 5.1): `authentication rsa-sig`, with certificates.

    MM3  HDR, KE, Ni, [CR…], VID…, NAT-D, NAT-D        -->
                              <--   MM4  HDR, KE, Nr, [CR…], VID…, NAT-D, NAT-D
    MM5  HDR*, IDii, CERT…, SIG_I, [N]                 -->
                              <--   MM6  HDR*, IDir, CERT…, SIG_R

    SKEYID = prf(Ni_b | Nr_b, g^xy)      SIG = RSA private key over HASH_I or HASH_R, without the name of a hash

Each CR names an authority that we believe; the peer shows a certificate that one of them has issued, if it has one. Who
is believed is for PKI to say, which may have to fetch a list of revoked certificates first: the message is put aside
meanwhile, and taken up again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto.ec import EcKey, EcPublic
from iosemu.crypto.integrity import Hmac
from iosemu.crypto.prf import skeyid_signatures
from iosemu.crypto.rsa import BadKey, PublicKey, RsaKey
from iosemu.crypto.x509 import BadCertificate, Certificate, SigningKey, VerifyingKey, name_of
from iosemu.features.isakmp.authentication import make_key, own_keys, signed
from iosemu.features.isakmp.identity import known_by, profile_of, text
from iosemu.features.isakmp.model import ECDSA_CURVES, RSA_SIG
from iosemu.features.isakmp.policy import AUTH_ECDSA, AUTH_RSA_SIG, HASH_NAMES
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.isakmp.trace import AuthenticationFailed, CertificateRefused, Step
from iosemu.features.keying.events import Work
from iosemu.features.pki.contract import Identity, Pki, Validation
from iosemu.features.pki.events import Why
from iosemu.features.pki.identities import stands_for
from iosemu.features.pki.model import PkiConfig
from iosemu.wire.isakmp import Chain, Header, Identification, Kind, Opaque, Payload

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

X509_SIGNATURE = 4  # certificate encoding (RFC 2408 section 3.9)
_CURVE_HASHES = {256: "sha256", 384: "sha384", 521: "sha512"}
MOST_REQUESTS = 32  # of a peer
Message = tuple[Header, bytes, bytes, tuple[int, int]]  # as `PhaseOne.receive` was given it


def pki_of(engine: IsakmpEngine) -> Pki | None:
    """None while no line of PKI has been typed."""
    if engine.device.get(PkiConfig) is None:
        return None
    found: Pki = engine.host.peer("pki")
    return found


def trustpoints(engine: IsakmpEngine, profile: str) -> list[str]:
    """Those of a profile; none: all."""
    found = engine.config.profiles.get(profile)
    return list(found.trustpoints) if found is not None else []


def identity_of(engine: IsakmpEngine, sa: IkeSa) -> Identity | None:
    """Our certificate towards the other end, as far as the way that is agreed on signs with it; before, RSA's first."""
    if sa.terms is None:
        return _identity(engine, sa, "rsa") or _identity(engine, sa, "ec")
    curve = ECDSA_CURVES.get(sa.terms.authentication)
    return _identity(engine, sa, "rsa") if curve is None else _identity(engine, sa, "ec", curve)


def _identity(engine: IsakmpEngine, sa: IkeSa, family: str, bits: int = 0) -> Identity | None:
    pki = pki_of(engine)
    requests = sa.exchange.requests if sa.exchange is not None else []
    found = pki.identity(trustpoints(engine, sa.profile), requests, family) if pki is not None else None
    return found if found is not None and bits in (0, found.key.bits) else None


# what the peer shows


class Shown:
    """A chain that a peer has shown, and what PKI says of it. `message` is the one that waits for that."""

    def __init__(self, engine: IsakmpEngine, sa: IkeSa, chain: tuple[bytes, ...]) -> None:
        self.engine = engine
        self.sa = sa
        self.chain = chain
        self.message: Message | None = None
        self.validation: Validation | None = None

    def validated(self, validation: Validation) -> None:
        self.validation = validation
        message, self.message = self.message, None
        exchange = self.sa.exchange
        if message is not None and exchange is not None and exchange.shown is self and not self.sa.deleted:
            self.engine.phase1.receive(self.sa, *message)


def ready(engine: IsakmpEngine, sa: IkeSa, chain: Chain, message: Message) -> bool:
    """Is it known what the peer's certificates are worth? False: this will be asked again, with the same message."""
    certs = tuple(
        body[1:]
        for payload, body in zip(chain.payloads, chain.bodies, strict=True)
        if payload.kind == Kind.CERT and body[:1] == bytes([X509_SIGNATURE])
    )
    exchange, pki = sa.phase1, pki_of(engine)
    if not certs or pki is None:
        return True
    shown = exchange.shown
    if shown is None or shown.chain != certs:
        shown = exchange.shown = Shown(engine, sa, certs)
        pki.validate(certs, trustpoints(engine, _profile(engine, sa, chain)), shown)
    if shown.validation is None:
        shown.message = message
    return shown.validation is not None


def _profile(engine: IsakmpEngine, sa: IkeSa, chain: Chain) -> str:
    """The profile that the identity in a message falls into."""
    ident = next((each for each in chain.payloads if isinstance(each, Identification)), None)
    if ident is None:
        return sa.profile
    return profile_of(engine.device, ident.type, text(ident), sa.vrf, sa.local, sa.profile) or sa.profile


def take_requests(engine: IsakmpEngine, sa: IkeSa, chain: Chain) -> None:
    """The authorities that the peer believes."""
    exchange = sa.phase1
    for payload, body in zip(chain.payloads, chain.bodies, strict=True):
        if payload.kind != Kind.CR or len(exchange.requests) >= MOST_REQUESTS:
            continue
        engine.trace(sa, Step.PROCESSING, "CERT_REQ", 0)
        if body[:1] != bytes([X509_SIGNATURE]):
            continue
        engine.trace(sa, Step.CERT_WANTED)
        try:
            name = name_of(body[1:]).text if len(body) > 1 else ""
        except BadCertificate:
            continue
        exchange.requests.append(body[1:])
        engine.trace(sa, Step.CERT_WANTED_OF, name)
    found = identity_of(engine, sa) if exchange.requests else None
    if found is not None:
        engine.trace(sa, Step.TRUSTPOINT_CHOSEN, found.trustpoint)


def requests(engine: IsakmpEngine, sa: IkeSa) -> list[Payload]:
    """A CR for each authority that we believe."""
    pki = pki_of(engine)
    made: list[Payload] = []
    for authority in pki.authorities(trustpoints(engine, sa.profile)) if pki is not None else ():
        engine.trace(sa, Step.CERT_REQUESTED, authority.subject.text)
        made.append(Opaque(Kind.CR, bytes([X509_SIGNATURE]) + authority.subject.der))
    return made


class RsaSignatures:
    """RFC 2409 section 5.1."""

    name = RSA_SIG
    proof = int(Kind.SIG)
    may: frozenset[int] = frozenset({int(Kind.CERT)})
    aggressive = True

    number = AUTH_RSA_SIG
    hash = ""  # of HASH_I and HASH_R; "": what was agreed on

    def available(self, engine: IsakmpEngine, sa: IkeSa) -> bool:
        return _identity(engine, sa, "rsa") is not None

    def sign(self, key: SigningKey, data: bytes) -> bytes | None:
        """None: the key does not do."""
        try:
            return key.seal(data) if isinstance(key, RsaKey) else None
        except BadKey:  # a short key, a long hash
            return None

    def good(self, key: VerifyingKey | None, data: bytes, signature: bytes) -> bool:
        return isinstance(key, PublicKey) and key.sealed(data, signature)

    def prepare(self, engine: IsakmpEngine, sa: IkeSa) -> bool:
        return self.available(engine, sa)

    def skeyid(self, engine: IsakmpEngine, sa: IkeSa, shared: bytes) -> Hmac:
        exchange, terms = sa.phase1, sa.terms
        assert terms is not None
        return skeyid_signatures(HASH_NAMES[terms.hash], exchange.nonce_i, exchange.nonce_r, shared)

    def keys(self, engine: IsakmpEngine, sa: IkeSa) -> list[Payload] | None:
        assert sa.terms is not None
        make_key(engine, sa, sa.terms.group)
        return [*own_keys(sa), *requests(engine, sa)]

    def prove(self, engine: IsakmpEngine, sa: IkeSa, ident: Identification) -> list[Payload]:
        found = identity_of(engine, sa)
        if found is None:  # gone since
            engine.trace(sa, Step.NO_OWN_CERT)
            return []
        certs = [found.certificate, *(each for each in found.chain if not each.self_issued)]
        engine.trace(sa, Step.CERT_SENT, found.certificate.subject.text)
        engine.trace(sa, Step.SIGNING, found.trustpoint)
        engine.crypto(Work.RSA_SIGN)
        signature = self.sign(found.key, signed(sa, True, ident.body(), self.hash))
        if signature is None:
            return []
        shown: list[Payload] = [Opaque(Kind.CERT, bytes([X509_SIGNATURE]) + cert.der) for cert in certs]
        return [*shown, Opaque(Kind.SIG, signature)]

    def check(self, engine: IsakmpEngine, sa: IkeSa, chain: Chain) -> bool:
        exchange, ident = sa.phase1, sa.phase1.ident
        shown, exchange.shown, exchange.refused = exchange.shown, None, False
        for payload in chain.payloads:
            if payload.kind == Kind.CERT:
                engine.trace(sa, Step.PROCESSING, "CERT", 0)
                engine.trace(sa, Step.CERT_SHOWN)
        validation = shown.validation if shown is not None else None
        if validation is None or not validation.ok or validation.certificate is None:
            exchange.refused = True
            engine.host.emit(CertificateRefused(sa.remote, validation.why if validation is not None else Why.MALFORMED))
            return False
        engine.trace(sa, Step.PROCESSING, "SIG", 0)
        engine.crypto(Work.RSA_VERIFY)
        cert = validation.certificate
        proven = (
            ident is not None
            and self.good(cert.key, signed(sa, False, ident.body(), self.hash), chain.body(Kind.SIG))
            and stands_for(engine.host, cert, ident.type, text(ident), ident.data)
        )
        if not proven:
            engine.host.emit(AuthenticationFailed(sa.remote, self.number))
            return False
        self._choose_profile(engine, sa, cert)
        return True

    def _choose_profile(self, engine: IsakmpEngine, sa: IkeSa, cert: Certificate) -> None:
        """The profile that a certificate map leads to."""
        pki = pki_of(engine)
        for profile in engine.config.profiles.values():
            matched = pki is not None and any(pki.matches(name, cert) for name in profile.match_certificates)
            if matched and known_by(engine.device, profile, sa.local, sa.vrf):
                if sa.profile != profile.name:
                    sa.profile = profile.name
                    engine.trace(sa, Step.PROFILE_MATCH, profile.name)
                return


class EcdsaSignatures(RsaSignatures):
    """RFC 4754: r and s. HASH_I and HASH_R are made with the hash of the curve, and are what is signed, without being
    hashed again."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.bits = ECDSA_CURVES[name]
        self.number = AUTH_ECDSA[name]
        self.hash = _CURVE_HASHES[self.bits]

    def available(self, engine: IsakmpEngine, sa: IkeSa) -> bool:
        return _identity(engine, sa, "ec", self.bits) is not None

    def sign(self, key: SigningKey, data: bytes) -> bytes | None:
        return key.seal_raw(data) if isinstance(key, EcKey) else None

    def good(self, key: VerifyingKey | None, data: bytes, signature: bytes) -> bool:
        fits = isinstance(key, EcPublic) and key.bits == self.bits
        return fits and isinstance(key, EcPublic) and key.sealed_raw(data, signature)
