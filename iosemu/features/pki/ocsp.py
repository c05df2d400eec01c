"""`revocation-check ocsp`: the responder of an authority is asked about each certificate, each time (RFC 6960). Its URL
is that of the trustpoint (`ocsp url`), else what the certificate says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto import ocsp
from iosemu.crypto.ocsp import Answer, Status
from iosemu.crypto.x509 import BadCertificate, Certificate
from iosemu.features.pki.client import Transfer
from iosemu.features.pki.events import OcspAnswered, OcspAsked, OcspOutcome
from iosemu.features.pki.model import Trustpoint
from iosemu.features.pki.web import OCSP_REQUEST, Errand, Url, parsed
from iosemu.wire.http import Response

if TYPE_CHECKING:
    from iosemu.features.pki.engine import PkiEngine

LARGEST = 65536  # octets of an answer
MOST = 64  # answers that are remembered, for `look` alone


def ocsp_url(trustpoint: Trustpoint, cert: Certificate) -> Url | None:
    """Whom to ask; None: nobody says."""
    said = (trustpoint.ocsp_url, *cert.extensions.ocsp_urls)
    return next((url for url in map(parsed, said) if url is not None), None)


class Asking(Transfer):
    """One question."""

    def __init__(
        self, responders: Responders, trustpoint: Trustpoint, authority: Certificate, cert: Certificate
    ) -> None:
        self.responders = responders
        self.trustpoint = trustpoint
        self.authority = authority
        self.cert = cert
        self.nonce = b""

    def begin(self) -> bool:
        """False: there is nobody to ask."""
        engine, url = self.responders.engine, ocsp_url(self.trustpoint, self.cert)
        if url is None:
            return False
        if not self.trustpoint.ocsp_nonce_off:
            self.nonce = engine.host.rng.randbytes(16)
        data = ocsp.make_request(ocsp.cert_id(self.cert.serial, self.authority), self.nonce)
        engine.host.emit(OcspAsked(self.trustpoint.name, url.text))
        url = Url(url.host, url.port, url.path or "/")
        Errand(engine, self.trustpoint, url, "", self, data, OCSP_REQUEST).run()
        return True

    def fetched(self, response: Response | None) -> None:
        self.responders.ended(self, *self._judged(response))

    def _judged(self, response: Response | None) -> tuple[Status | None, OcspOutcome]:
        engine = self.responders.engine
        if response is None or response.status != 200 or len(response.body) > LARGEST:
            return None, OcspOutcome.NO_ANSWER
        try:
            found = ocsp.read_response(response.body)
        except BadCertificate:
            return None, OcspOutcome.MALFORMED
        if found.answer != Answer.SUCCESSFUL:
            return None, OcspOutcome.REFUSED
        if self.nonce and found.nonce != self.nonce:
            return None, OcspOutcome.NONCE
        if found.signer(self.authority, engine.now) is None:
            return None, OcspOutcome.NOT_BELIEVED
        said = found.of(ocsp.cert_id(self.cert.serial, self.authority))
        if said is None:
            return None, OcspOutcome.MALFORMED
        if said.next_update is not None and said.next_update < engine.now:
            return None, OcspOutcome.STALE
        return said.status, OcspOutcome[said.status.name]


class Responders:
    """A part of the engine."""

    def __init__(self, engine: PkiEngine) -> None:
        self.engine = engine
        self.asking: dict[bytes, Asking] = {}  # by the certificate
        self.last: dict[bytes, Status | None] = {}  # what was said of a certificate; None: nothing that counts

    def ask(self, trustpoint: Trustpoint, authority: Certificate, cert: Certificate) -> bool:
        """False: there is nobody to ask; True: `Validator.answer_came` will be called, by itself."""
        if cert.der in self.asking:
            return True
        made = Asking(self, trustpoint, authority, cert)
        self.asking[cert.der] = made
        if made.begin():
            return True
        del self.asking[cert.der]
        self.engine.host.emit(OcspAnswered(trustpoint.name, OcspOutcome.NO_URL))
        return False

    def ended(self, asking: Asking, status: Status | None, outcome: OcspOutcome) -> None:
        cert = asking.cert.der
        if self.asking.get(cert) is not asking:
            return
        del self.asking[cert]
        self.last.pop(cert, None)
        self.last[cert] = status
        while len(self.last) > MOST:
            del self.last[next(iter(self.last))]
        self.engine.host.emit(OcspAnswered(asking.trustpoint.name, outcome))
        self.engine.validator.answer_came(cert, status)
