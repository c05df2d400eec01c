"""Whose certificate is believed (RFC 5280, section 6, as routers do it): a chain leads from it to the authority of a
trustpoint, each link is signed, all are within their time, and none is revoked, as far as the trustpoint
wants to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from iosemu.crypto.ocsp import Status
from iosemu.crypto.x509 import BadCertificate, Certificate, read_certificate
from iosemu.features.pki.contract import Asker, Validation
from iosemu.features.pki.events import Validated, Why
from iosemu.features.pki.model import Trustpoint
from iosemu.records import dataclass, field

if TYPE_CHECKING:
    from iosemu.features.pki.engine import PkiEngine

LONGEST = 8  # certificates of a chain


@dataclass(slots=True, eq=False)
class Known:
    """What has been found out for a question."""

    missed: set[bytes] = field(default_factory=set)  # authorities whose lists cannot be had
    answers: dict[bytes, Status | None] = field(default_factory=dict)  # of responders, by certificate; None: no use


@dataclass(slots=True, eq=False)
class Question:
    """A chain that somebody wants to know of."""

    session: int
    chain: tuple[bytes, ...]
    trustpoints: tuple[str, ...]
    asker: Asker
    known: Known = field(default_factory=Known)
    waits_for: bytes = b""  # the list of this authority, or an answer about this certificate


@dataclass(slots=True)
class Wanted:
    """What it takes to answer: the list of an authority, of which a certificate may say where it is, or a responder's
    word about the certificate."""

    trustpoint: Trustpoint
    authority: Certificate
    cert: Certificate
    online: bool


class Validator:
    """A part of the engine."""

    def __init__(self, engine: PkiEngine) -> None:
        self.engine = engine
        self.waiting: list[Question] = []
        self._wanted: Wanted | None = None

    def begin(self, chain: Sequence[bytes], trustpoints: Sequence[str], asker: Asker) -> None:
        """See `contract.Pki.validate`."""
        self.engine.counters.sessions += 1
        self._go_on(Question(self.engine.counters.sessions, tuple(chain), tuple(trustpoints), asker))

    def _go_on(self, question: Question) -> None:
        while True:
            self._wanted = None
            found = self._found(question.chain, question.trustpoints, question.known)
            wanted, self._wanted = self._wanted, None
            if wanted is None:
                self._finish(found, question)
                return
            whom = wanted.trustpoint, wanted.authority, wanted.cert
            question.waits_for = wanted.cert.der if wanted.online else wanted.authority.subject.der
            if self.engine.ocsp.ask(*whom) if wanted.online else self.engine.crls.fetch(*whom):
                self.waiting.append(question)
                return
            if wanted.online:
                question.known.answers[question.waits_for] = None
            else:
                question.known.missed.add(question.waits_for)

    def list_came(self, issuer: bytes) -> None:
        """Or it did not, and will not."""
        there = issuer in self.engine.crls.cache
        for question in self._waiting_for(issuer):
            if not there:
                question.known.missed.add(issuer)
            self._go_on(question)

    def answer_came(self, cert: bytes, status: Status | None) -> None:
        """Of a responder, about a certificate; None: there is none that counts."""
        for question in self._waiting_for(cert):
            question.known.answers[cert] = status
            self._go_on(question)

    def _waiting_for(self, what: bytes) -> list[Question]:
        """They do not wait any more."""
        found = [each for each in self.waiting if each.waits_for == what]
        self.waiting = [each for each in self.waiting if each.waits_for != what]
        return found

    def _finish(self, found: Validation, question: Question) -> None:
        engine, counters = self.engine, self.engine.counters
        counters.ended += 1
        counters.good += found.ok
        counters.bad += not found.ok
        engine.host.emit(Validated(question.session, found.trustpoint, found.why, question.chain))
        question.asker.validated(found)

    def look(self, chain: Sequence[bytes], trustpoints: Sequence[str]) -> Validation:
        """See `contract.Pki.look`."""
        found = self._found(chain, trustpoints, Known(answers=dict(self.engine.ocsp.last)))
        self._wanted = None
        return found

    def _found(self, chain: Sequence[bytes], trustpoints: Sequence[str], known: Known) -> Validation:
        try:
            certs = [read_certificate(data) for data in chain[:LONGEST]]
        except BadCertificate:
            certs = []
        if not certs:
            return Validation(Why.MALFORMED, None)
        leaf = certs[0]
        config = self.engine.config
        why, failed = Why.NO_TRUSTPOINT, ""
        for name in trustpoints or config.trustpoints:
            trustpoint = config.trustpoints.get(name)
            anchor = self.engine.authority(name)
            if trustpoint is None or anchor is None:
                continue
            path = _path(certs, anchor)
            if path is not None:
                why = self._judged(path, trustpoint, known)
                if why is Why.OK or self._wanted is not None:
                    return Validation(why, leaf, name)
                failed = name
        return Validation(why, leaf, failed)

    def _judged(self, path: list[Certificate], trustpoint: Trustpoint, known: Known) -> Why:
        """A path, the leaf first, up to the trustpoint's authority."""
        now: datetime = self.engine.now
        for cert, issuer in zip(path, [*path[1:], path[-1]], strict=True):
            if cert is not path[-1] and not cert.signed.by(issuer.key):
                return Why.BAD_SIGNATURE
            if cert is not path[0] and not cert.is_ca:
                return Why.NOT_CA
            if cert.extensions.unknown_critical:
                return Why.CRITICAL
        maps = [
            each for each in trustpoint.certificate_maps.values() if self.engine.matches(each.name, path[0])
        ]
        for cert in path:
            if now > cert.ends and not (cert is path[0] and any(each.expired for each in maps)):
                return Why.EXPIRED
            if now < cert.begins:
                return Why.NOT_YET_VALID
        narrowing = [each for each in trustpoint.certificate_maps.values() if not (each.expired or each.unchecked)]
        if narrowing and not any(each in maps for each in narrowing):
            return Why.NO_MATCH
        for cert, issuer in pairwise(path):
            if cert is path[0] and any(each.unchecked for each in maps):
                continue
            why = self._revocation(cert, issuer, trustpoint, known)
            if why is not Why.OK:
                return why
        return Why.OK

    def _revocation(self, cert: Certificate, authority: Certificate, trustpoint: Trustpoint, known: Known) -> Why:
        """The ways in their order: the next one counts where one gives no answer."""
        why = Why.NO_CRL
        for way in trustpoint.revocation:
            if way == "none":
                return Why.OK
            if way == "ocsp":
                why, status = Why.NO_OCSP, known.answers.get(cert.der, Status.UNKNOWN)
                if status in (Status.GOOD, Status.REVOKED):
                    return Why.OK if status is Status.GOOD else Why.REVOKED
                if cert.der not in known.answers:
                    self._wanted = Wanted(trustpoint, authority, cert, True)
                    return why
                continue
            why, crl = Why.NO_CRL, self.engine.crls.of(authority)
            if crl is not None:
                self.engine.counters.crls_checked += 1
                return Why.REVOKED if cert.serial in crl.revoked else Why.OK
            if authority.subject.der not in known.missed:
                self._wanted = Wanted(trustpoint, authority, cert, False)
                return why
        return why


def _path(certs: list[Certificate], anchor: Certificate) -> list[Certificate] | None:
    """From the first of the certificates to the anchor, by names; None: there is no way."""
    path = [certs[0]]
    if certs[0].der == anchor.der:
        return path
    while path[-1].issuer.der != anchor.subject.der:
        step = next((each for each in certs[1:] if each.subject.der == path[-1].issuer.der and each not in path), None)
        if step is None:
            return None
        path.append(step)
    return [*path, anchor]
