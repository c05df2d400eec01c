"""Proofs with certificates: `authentication … rsa-sig`, `ecdsa-sig` (RFC 7296 sections 2.15, 3.6, 3.7; RFC 4754).

    SA_INIT answer   … [CERTREQ]              the authorities of all trustpoints
    IKE_AUTH         IDi, CERT…, CERTREQ, AUTH, …   -->
                                              <--   IDr, CERT…, AUTH, …

CERTREQ names authorities by the SHA-1 of their keys. AUTH is a signature over the octets that a pre-shared key would
prove: RSA over SHA-1 (method 1), or ECDSA with the hash of the curve (methods 9, 10, 11). Hashes of RFC 7427 are
neither offered nor taken, as on IOS. Unlike ISAKMP's, a profile has no trustpoints but those that it names.

Who is believed is for PKI to say, which may have to fetch a list of revoked certificates first: the message waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from iosemu.crypto.ec import EcKey, EcPublic
from iosemu.crypto.rsa import BadKey, PublicKey, RsaKey
from iosemu.crypto.x509 import BadCertificate, Certificate, read_certificate
from iosemu.features.ikev2.events import Step
from iosemu.features.ikev2.model import Ikev2Profile
from iosemu.features.ikev2.sa import IkeSa
from iosemu.features.pki.contract import Identity, Pki, Validation, authority_hash
from iosemu.features.pki.events import Why
from iosemu.features.pki.identities import stands_for
from iosemu.features.pki.model import PkiConfig
from iosemu.wire import ikev2 as wire
from iosemu.wire.ikev2 import Auth, AuthMethod, Id, Kind, Payload

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.ikev2.engine import Ikev2Engine

RSA_SIG, ECDSA_SIG = "rsa-sig", "ecdsa-sig"
X509_SIGNATURE = 4  # certificate encoding
MOST_REQUESTS = 64  # authorities of a peer
MOST_SHOWN = 8  # certificates
HASH = 20  # octets that name an authority
_FAMILIES = {RSA_SIG: "rsa", ECDSA_SIG: "ec"}
_CURVES = {
    AuthMethod.ECDSA_256: (256, "sha256"), AuthMethod.ECDSA_384: (384, "sha384"), AuthMethod.ECDSA_521: (521, "sha512"),
}  # fmt: skip
METHODS: dict[int, tuple[str, str]] = {
    int(AuthMethod.RSA): (RSA_SIG, "RSA"), **{int(method): (ECDSA_SIG, "ECDSA") for method in _CURVES},
}  # fmt: skip
_RSA_HASHES = ("sha1", "sha256", "sha384", "sha512")  # of the peer's; ours is the first


def pki_of(device: Device) -> Pki | None:
    """None while no line of PKI has been typed."""
    if device.get(PkiConfig) is None:
        return None
    found: Pki = device.engine("pki")
    return found


def identity_of(device: Device, profile: Ikev2Profile, authorities: Sequence[bytes] = ()) -> Identity | None:
    """Our certificate under a profile."""
    pki, names = pki_of(device), profile.trusting("sign")
    if pki is None or not names:
        return None
    return pki.identity(names, authorities, _FAMILIES.get(profile.local_signature, ""))


def chain_in(payloads: Sequence[Payload]) -> tuple[bytes, ...]:
    """The certificates that a peer shows, the leaf first."""
    found = (
        each.data
        for each in payloads
        if isinstance(each, wire.Certificate) and each.kind == Kind.CERT and each.encoding == X509_SIGNATURE
    )
    return tuple(found)[:MOST_SHOWN]


def leaf_of(chain: Sequence[bytes]) -> Certificate | None:
    """As it is, whatever it is worth."""
    try:
        return read_certificate(chain[0]) if chain else None
    except BadCertificate:
        return None


def authorities_in(payloads: Sequence[Payload]) -> Iterator[bytes]:
    """Of CERTREQ: whom the peer believes."""
    for each in payloads:
        if isinstance(each, wire.Certificate) and each.kind == Kind.CERTREQ and each.encoding == X509_SIGNATURE:
            yield from (each.data[at : at + HASH] for at in range(0, min(len(each.data), MOST_REQUESTS * HASH), HASH))


class Shown:
    """A chain that a peer has shown in a message of IKE_AUTH, and what PKI says of it. `message_id` is that of a
    request; -1: the message is an answer."""

    def __init__(
        self, engine: Ikev2Engine, sa: IkeSa, chain: tuple[bytes, ...], message_id: int, payloads: list[Payload]
    ) -> None:
        self.engine = engine
        self.sa = sa
        self.chain = chain
        self.message_id = message_id
        self.payloads = payloads
        self.validation: Validation | None = None
        self.waits = False

    def validated(self, validation: Validation) -> None:
        """See pki.contract.Asker."""
        self.validation = validation
        sa, engine = self.sa, self.engine
        if self.waits and engine.life.sas.get(sa.serial) is sa and sa.opening is not None and sa.opening.shown is self:
            engine.auth.go_on(sa, self)


class Certificates:
    """A part of `Authentication`."""

    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine

    def take_requests(self, sa: IkeSa, payloads: Sequence[Payload]) -> None:
        found = list(authorities_in(payloads))
        if found and sa.opening is not None:
            sa.opening.authorities = found[:MOST_REQUESTS]

    def requests(self, sa: IkeSa, profile: Ikev2Profile | None) -> list[Payload]:
        """A CERTREQ; without a profile (it is not known yet) for all trustpoints."""
        engine, pki = self.engine, pki_of(self.engine.device)
        names = profile.trusting("verify") if profile is not None else []
        if pki is None or (profile is not None and not (profile.remote_signatures and names)):
            return []
        found = pki.authorities(names)
        if not found:
            return []
        if profile is None:
            self._tell(sa, engine.device[PkiConfig].trustpoints)
        engine.trace(sa, Step.KEY_HASHES)
        engine.trace(sa, Step.KEY_HASHES_FOUND)
        return [wire.Certificate(Kind.CERTREQ, X509_SIGNATURE, b"".join(map(authority_hash, found)))]

    def _tell(self, sa: IkeSa, names: Iterable[str]) -> None:
        self.engine.trace(sa, Step.TRUSTPOINTS)
        self.engine.trace(sa, Step.TRUSTPOINTS_FOUND, "   ".join(f"'{name}'" for name in names) or "'NONE'")

    # our proof

    def prove(self, sa: IkeSa, profile: Ikev2Profile, octets: bytes) -> tuple[Auth, list[Payload]] | None:
        """AUTH, and the certificates that go with it."""
        engine = self.engine
        self._tell(sa, profile.trusting("sign"))
        found = identity_of(engine.device, profile, sa.begins.authorities)
        if found is None:
            self._unsigned(sa, profile)
            return None
        engine.trace(sa, Step.PKI_OPEN)
        engine.trace(sa, Step.PKI_OPENED)
        engine.trace(sa, Step.CHAIN_WANTED, found.trustpoint)
        engine.trace(sa, Step.CHAIN_FOUND)
        engine.trace(sa, Step.AUTH_WORK)
        engine.trace(sa, Step.AUTH_PASSED)
        engine.trace(sa, Step.MY_METHOD)
        method = "RSA" if isinstance(found.key, RsaKey) else "ECDSA"
        engine.trace(sa, Step.MY_METHOD_IS, method)
        engine.trace(sa, Step.SIGN)
        engine.trace(sa, Step.KEY_WANTED)
        engine.trace(sa, Step.KEY_FOUND)
        engine.trace(sa, Step.SIGN_WORK)
        signed = _signed(found, octets)
        if signed is None:
            engine.trace(sa, Step.SIGN_FAILED)
            self._unsigned(sa, profile)
            return None
        engine.trace(sa, Step.SIGN_PASSED)
        engine.trace(sa, Step.SIGNED)
        engine.count_service("SIGNATURE SIGN")
        sa.signed = method
        certs = [found.certificate, *(each for each in found.chain if not each.self_issued)]
        return signed, [wire.Certificate(Kind.CERT, X509_SIGNATURE, cert.der) for cert in certs]

    def _unsigned(self, sa: IkeSa, profile: Ikev2Profile) -> None:
        engine = self.engine
        engine.count_service("SIGNATURE SIGN failed")
        engine.exits.note("Failed to generate auth data")
        engine.trace(sa, Step.NO_SIGNATURE, "RSA" if profile.local_signature == RSA_SIG else "EC")

    # the peer's

    def ask(self, sa: IkeSa, profile: Ikev2Profile, shown: Shown) -> bool:
        """What are its certificates worth? False: that is not known yet."""
        engine, pki = self.engine, pki_of(self.engine.device)
        names = profile.trusting("verify")
        sa.begins.shown = shown
        engine.sm(sa, "EV_CHK_CERT_ENC", "I_PROC_AUTH" if sa.initiator else "R_VERIFY_AUTH")
        engine.sm(sa, "EV_VERIFY_X509_CERTS", "I_PROC_AUTH" if sa.initiator else "R_VERIFY_AUTH")
        engine.trace(sa, Step.VALIDATE)
        if pki is None or not names:
            return True
        pki.validate(shown.chain, names, shown)
        shown.waits = shown.validation is None
        return not shown.waits

    def verify(self, sa: IkeSa, shown: Shown | None, ident: Id, auth: Auth, octets: bytes) -> bool:
        """Is it who the certificate is of?"""
        engine = self.engine
        validation = shown.validation if shown is not None else None
        cert = validation.certificate if validation is not None else None
        if validation is None or not validation.ok or cert is None:
            engine.count_service("VERIFY CERTIFICATE failed")
            engine.trace(sa, Step.VALIDATE_FAILED)
            engine.trace(sa, Step.PLATFORM_ERRORS)
            engine.sm(sa, "EV_CERT_FAIL", "I_PROC_AUTH" if sa.initiator else "R_VERIFY_AUTH")
            engine.trace(sa, Step.CERT_FAILED)
            engine.exits.note("Platform errors")
            return False
        engine.count_service("VERIFY CERTIFICATE")
        engine.trace(sa, Step.VALIDATE_PASSED)
        engine.trace(sa, Step.PKI_CLOSE)
        engine.trace(sa, Step.PKI_CLOSED)
        for _ in range(2):  # as often as it is said
            if not stands_for(engine.host, cert, ident.type, sa.identity, ident.data):
                return False
        engine.trace(sa, Step.VERIFY_AUTH)
        engine.trace(sa, Step.AUTH_WORK)
        engine.trace(sa, Step.AUTH_PASSED)
        engine.trace(sa, Step.VERIFY_WORK)
        good = _good(cert, auth, octets)
        engine.count_service("SIGNATURE VERIFY" if good else "SIGNATURE VERIFY failed")
        engine.trace(sa, Step.VERIFY_PASSED if good else Step.VERIFY_FAILED)
        if good:
            sa.verified = METHODS[AuthMethod(auth.method)][1]
            sa.shown = shown.chain if shown is not None else ()
        return good

    def look_again(self) -> None:
        """A list of revoked certificates has come: who is on it is believed no more (`disconnect-revoked-peers`)."""
        engine, pki = self.engine, pki_of(self.engine.device)
        for sa in list(engine.life.sas.values()) if pki is not None else ():
            profile = engine.config.profiles.get(sa.profile)
            if pki is None or profile is None or not (sa.established and sa.shown):
                continue
            if pki.look(sa.shown, profile.trusting("verify")).why is Why.REVOKED:
                engine.life.delete(sa)


def _signed(identity: Identity, octets: bytes) -> Auth | None:
    key = identity.key
    try:
        if isinstance(key, RsaKey):
            return Auth(AuthMethod.RSA, key.sign(_RSA_HASHES[0], octets))
    except BadKey:  # too short
        return None
    if isinstance(key, EcKey):
        for method, (bits, hash_name) in _CURVES.items():
            if bits == key.bits:
                return Auth(method, key.sign_raw(hash_name, octets))
    return None


def _good(cert: Certificate, auth: Auth, octets: bytes) -> bool:
    key = cert.key
    if auth.method == AuthMethod.RSA:
        return isinstance(key, PublicKey) and any(key.signed(name, octets, auth.data) for name in _RSA_HASHES)
    bits, hash_name = _CURVES[AuthMethod(auth.method)]
    return isinstance(key, EcPublic) and key.bits == bits and key.signed_raw(hash_name, octets, auth.data)
