"""Enrollment with an authority over SCEP: the request, the polls while it is looked at, the certificate."""

from __future__ import annotations

import hashlib
from binascii import b2a_base64
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from iosemu.crypto import cms
from iosemu.crypto.cms import BadMessage
from iosemu.crypto.rsa import BadKey, RsaKey
from iosemu.crypto.x509 import (
    BadCertificate,
    Certificate,
    CertificateRequest,
    Extensions,
    make_certificate,
    read_certificate,
    read_request,
)
from iosemu.features.pki import scep
from iosemu.features.pki.events import Enrolled, MessageReceived, MessageSent, ScepStep, Step, Transaction
from iosemu.features.pki.model import OWN, PROFILE, TERMINAL, Trustpoint
from iosemu.features.pki.scep import ScepMessage, Status, Type
from iosemu.features.pki.web import SCEP_PATH, Errand, Url, parsed
from iosemu.records import dataclass, replace
from iosemu.wire.http import Response

if TYPE_CHECKING:
    from iosemu.features.pki.engine import PkiEngine

_SELF = timedelta(days=365)  # how long the certificate of a request would be good


def _lives(begins: datetime) -> tuple[datetime, datetime]:
    return begins, begins + _SELF


def scep_url(engine: PkiEngine, trustpoint: Trustpoint, first: bool = False) -> Url | None:
    """Of its authority; `first`: to ask for the authority's certificate, for which a profile may say another one."""
    profile = engine.config.profiles.get(trustpoint.profile)
    text = trustpoint.url
    if trustpoint.enrollment == PROFILE:
        text = "" if profile is None else profile.authentication_url if first else profile.enrollment_url
    found = parsed(text)
    return replace(found, path=found.path or SCEP_PATH) if found is not None else None


def by_terminal(engine: PkiEngine, trustpoint: Trustpoint, first: bool = False) -> bool:
    """Does somebody carry requests and certificates to and fro?"""
    profile = engine.config.profiles.get(trustpoint.profile)
    if trustpoint.enrollment == PROFILE and profile is not None:
        return profile.authentication_terminal if first else profile.enrollment_terminal
    return trustpoint.enrollment == TERMINAL


def operation(engine: PkiEngine, trustpoint: Trustpoint, message: bytes, asker: Transfer) -> bool:
    """Send a message of SCEP. False: the trustpoint has no URL."""
    url = scep_url(engine, trustpoint)
    if url is None:
        return False
    text = b2a_base64(message, newline=False).decode("ascii")
    for sign in "+/=":
        text = text.replace(sign, f"%{ord(sign):02X}")
    Errand(engine, trustpoint, url, f"operation=PKIOperation&message={text}", asker).run()
    return True


class Transfer:
    """Who waits for an answer."""

    def fetched(self, response: Response | None) -> None:
        raise NotImplementedError


def answer(
    response: Response | None, transaction: str, nonce: bytes, authority: Certificate
) -> ScepMessage | None:
    """The CertRep in a response, signed by the authority; None: there is none that can be believed."""
    if response is None or response.status != 200:
        return None
    try:
        found = scep.read(response.body)
    except BadMessage:
        return None
    fits = found.type == Type.CERT_REP and found.transaction == transaction and found.recipient in (nonce, b"")
    return found if fits and found.signed is not None and found.signed.by(authority) else None


@dataclass(slots=True)
class Outstanding:
    """A request that was sent and not decided on."""

    trustpoint: str
    request: bytes  # PKCS #10
    proof: bytes  # the certificate that the messages are signed with
    transaction: str
    polls: int = 0


def _credential(engine: PkiEngine, trustpoint: Trustpoint) -> tuple[Certificate, RsaKey] | None:
    """Of another authority, with which an enrollment profile has requests signed."""
    profile = engine.config.profiles.get(trustpoint.profile) if trustpoint.enrollment == PROFILE else None
    own = engine.own(profile.credential) if profile is not None and profile.credential else None
    key = engine.key_of(own) if own is not None else None
    return (own, key) if own is not None and isinstance(key, RsaKey) else None


class Enroller(Transfer):
    """One enrollment of a trustpoint; part of the engine until it is over."""

    def __init__(
        self, engine: PkiEngine, trustpoint: Trustpoint, authority: Certificate, request: CertificateRequest,
        key: RsaKey,
    ) -> None:  # fmt: skip
        self.engine = engine
        self.name = trustpoint.name
        self.key = key  # that messages are signed with
        self.nonce = b""
        self.heard = False  # the authority knows of the request
        self.hash = engine.hash_of(trustpoint)
        credential = _credential(engine, trustpoint)
        if credential is not None:
            proof, self.key = credential
        else:
            proof = make_certificate(
                1, request.subject, request.subject, *_lives(engine.now), request.key_der, Extensions(), key, self.hash
            )
        transaction = hashlib.md5(request.key_der).hexdigest().upper()
        self.state = Outstanding(trustpoint.name, request.der, proof.der, transaction)
        self.authority = authority

    @property
    def trustpoint(self) -> Trustpoint | None:
        return self.engine.config.trustpoints.get(self.name)

    @property
    def request(self) -> CertificateRequest:
        return read_request(self.state.request)

    def begin(self) -> None:
        self._send(Type.PKCS_REQ, self.state.request)

    def poll(self) -> None:
        """Has it been granted?"""
        self.state.polls += 1
        if not self.heard:
            self.begin()
            return
        self.engine.host.emit(Transaction(self.name, Type.GET_CERT_INITIAL, None, self.state.polls))
        self._send(
            Type.GET_CERT_INITIAL, scep.issuer_and_subject(self.authority.subject, self.request.subject)
        )

    def _send(self, kind: Type, content: bytes) -> None:
        trustpoint = self.trustpoint
        if trustpoint is None:
            self._over()
            return
        rng = self.engine.host.rng
        self.nonce = rng.randbytes(16)
        try:
            sealed = cms.seal(content, self.authority, "des" if self.hash == "md5" else "3des", rng)
            message = ScepMessage(kind, self.state.transaction, self.nonce, sealed)
            data = message.encode(read_certificate(self.state.proof), self.key, self.hash)
        except BadKey:
            self._over()
            return
        host = self.engine.host
        host.emit(ScepStep(False, Step.SENDS_REQUEST, kind))
        host.emit(MessageSent(kind in (Type.PKCS_REQ, Type.RENEWAL_REQ), content, sealed, data))
        if not operation(self.engine, trustpoint, data, self):
            self._over()

    def fetched(self, response: Response | None) -> None:
        if self.engine.enrollers.get(self.name) is not self:
            return
        if response is not None:
            self.engine.host.emit(MessageReceived(response.body))
        found = answer(response, self.state.transaction, self.nonce, self.authority)
        trustpoint = self.trustpoint
        if trustpoint is None:
            self._over()
            return
        if response is None or found is None:
            self.engine.log(3, "SOCKETSEND", "Failed to send out message to CA server.")
            self._again(trustpoint)
            return
        self.heard = True
        status = Status(found.status) if found.status in (Status.SUCCESS, Status.PENDING) else Status.FAILURE
        self.engine.host.emit(ScepStep(False, Step.HEARS_REPLY, status=status))
        self.engine.host.emit(Transaction(self.name, Type.CERT_REP, status, self.state.polls))
        if found.status == Status.PENDING:
            self._again(trustpoint)
        elif found.status == Status.SUCCESS:
            self._granted(found)
        else:
            self.engine.host.emit(Enrolled(self.name, False))
            self._over()

    def _again(self, trustpoint: Trustpoint) -> None:
        if self.state.polls >= trustpoint.retry_count:
            self._over()
            return
        # somebody there may take days; but an authority that has not answered is asked again
        self.engine.host.after(trustpoint.retry_minutes * 60.0, self.poll, background=self.heard)

    def _granted(self, found: ScepMessage) -> None:
        try:
            inside = cms.read_signed(cms.open_sealed(found.content, self.key)).certificates
        except (BadMessage, BadCertificate):
            inside = ()
        for cert in inside:
            if cert.key_der == self.request.key_der and cert.signed.by(self.authority.key):
                self.engine.install(self.name, OWN, cert, retrieved=True)
                self._over(True)
                return
        self._over()

    def _over(self, granted: bool = False) -> None:
        self.engine.enrollers.pop(self.name, None)
        self.engine.host.cancel(self.poll)
        self.engine.renewals.ended(self.name, granted)
