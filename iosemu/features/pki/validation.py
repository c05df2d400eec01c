"""Whose certificate is believed (RFC 5280, section 6, as routers do it): a chain leads from it to the authority of a
trustpoint, each link is signed, all are within their time, and none is revoked, as far as the trustpoint
wants to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from iosemu.crypto.x509 import BadCertificate, Certificate, read_certificate
from iosemu.features.pki.contract import Asker, Validation
from iosemu.features.pki.events import Validated, Why
from iosemu.features.pki.model import Trustpoint

if TYPE_CHECKING:
    from iosemu.features.pki.engine import PkiEngine

LONGEST = 8  # certificates of a chain


class Validator:
    """A part of the engine."""

    def __init__(self, engine: PkiEngine) -> None:
        self.engine = engine

    def begin(self, chain: Sequence[bytes], trustpoints: Sequence[str], asker: Asker) -> None:
        """See `contract.Pki.validate`."""
        self.engine.counters.sessions += 1
        self._finish(self.look(chain, trustpoints), asker, chain)

    def _finish(self, found: Validation, asker: Asker, chain: Sequence[bytes]) -> None:
        engine, counters = self.engine, self.engine.counters
        counters.ended += 1
        counters.good += found.ok
        counters.bad += not found.ok
        engine.host.emit(Validated(counters.sessions, found.trustpoint, found.why, tuple(chain)))
        asker.validated(found)

    def look(self, chain: Sequence[bytes], trustpoints: Sequence[str]) -> Validation:
        """See `contract.Pki.look`."""
        try:
            certs = [read_certificate(data) for data in chain[:LONGEST]]
        except BadCertificate:
            certs = []
        if not certs:
            return Validation(Why.MALFORMED, None)
        leaf = certs[0]
        config = self.engine.config
        why = Why.NO_TRUSTPOINT
        for name in trustpoints or config.trustpoints:
            trustpoint = config.trustpoints.get(name)
            anchor = self.engine.authority(name)
            if trustpoint is None or anchor is None:
                continue
            path = _path(certs, anchor)
            if path is not None:
                found = self._judged(path, trustpoint)
                if found is Why.OK:
                    return Validation(found, leaf, name)
                why = found
                failed = name
        return Validation(why, leaf, failed if why is not Why.NO_TRUSTPOINT else "")

    def _judged(self, path: list[Certificate], trustpoint: Trustpoint) -> Why:
        """A path, the leaf first, up to the trustpoint's authority."""
        now: datetime = self.engine.now
        for cert, issuer in zip(path, [*path[1:], path[-1]], strict=True):
            if cert is not path[-1] and not cert.signed.by(issuer.key):
                return Why.BAD_SIGNATURE
            if cert is not path[0] and not cert.is_ca:
                return Why.NOT_CA
            if cert.extensions.unknown_critical:
                return Why.CRITICAL
        for cert in path:
            if now > cert.ends:
                return Why.EXPIRED
            if now < cert.begins:
                return Why.NOT_YET_VALID
        maps = trustpoint.certificate_maps
        if maps and not any(self.engine.matches(name, path[0]) for name in maps):
            return Why.NO_MATCH
        return self._revocation(path, trustpoint)

    def _revocation(self, path: list[Certificate], trustpoint: Trustpoint) -> Why:
        for way in trustpoint.revocation:
            if way == "none":
                return Why.OK
        return Why.NO_CRL


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
