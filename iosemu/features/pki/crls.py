"""Lists of revoked certificates: fetched from where certificates say, or over SCEP; kept until they are out of date."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from iosemu.crypto import cms
from iosemu.crypto.cms import BadMessage
from iosemu.crypto.rsa import BadKey, RsaKey
from iosemu.crypto.x509 import BadCertificate, Certificate, Crl, read_crl
from iosemu.features.pki import scep
from iosemu.features.pki.client import Transfer, answer, operation
from iosemu.features.pki.events import CrlFetched, CrlMissed, ScepStep, Step
from iosemu.features.pki.model import Trustpoint
from iosemu.features.pki.scep import ScepMessage, Type
from iosemu.features.pki.web import Errand, parsed
from iosemu.records import dataclass
from iosemu.wire.http import Response

if TYPE_CHECKING:
    from iosemu.features.pki.engine import PkiEngine

MOST = 65536  # octets of all that are kept


@dataclass(slots=True)
class Cached:
    crl: bytes
    fetched: datetime  # UTC
    url: str  # "": over SCEP

    @property
    def read(self) -> Crl:
        return read_crl(self.crl)


class Fetching(Transfer):
    """One list is being fetched. `told` is called when that is over, whatever came of it."""

    def __init__(self, lists: Crls, trustpoint: Trustpoint, authority: Certificate, cert: Certificate) -> None:
        self.lists = lists
        self.trustpoint = trustpoint
        self.authority = authority
        urls = [url for url in cert.extensions.crl_urls if parsed(url) is not None]
        self.url = urls[0] if urls else ""
        self.transaction = ""
        self.nonce = b""

    def begin(self) -> bool:
        """False: there is nobody to ask."""
        engine = self.lists.engine
        url = parsed(self.url)
        if url is not None:
            path, _, query = url.path.partition("?")
            Errand(engine, self.trustpoint, type(url)(url.host, url.port, path or "/"), query, self).run()
            return True
        identity = engine.identity([self.trustpoint.name])
        if identity is None or not isinstance(identity.key, RsaKey) or not self.trustpoint.url:
            return False
        rng = engine.host.rng
        self.nonce, hash_name = rng.randbytes(16), engine.hash_of(self.trustpoint)
        self.transaction = hashlib.md5(identity.certificate.key_der + self.nonce).hexdigest().upper()
        try:
            sealed = cms.seal(scep.issuer_and_serial(self.authority), self.authority, "3des", rng)
            message = ScepMessage(Type.GET_CRL, self.transaction, self.nonce, sealed)
            data = message.encode(identity.certificate, identity.key, hash_name)
        except BadKey:
            return False
        engine.host.emit(ScepStep(False, Step.SENDS_REQUEST, Type.GET_CRL))
        return operation(engine, self.trustpoint, data, self)

    def fetched(self, response: Response | None) -> None:
        self.lists.ended(self, self._list(response))

    def _list(self, response: Response | None) -> bytes | None:
        if response is None or response.status != 200:
            return None
        if self.url:
            return response.body
        identity = self.lists.engine.identity([self.trustpoint.name])
        found = answer(response, self.transaction, self.nonce, self.authority)
        if found is None or identity is None or not isinstance(identity.key, RsaKey):
            return None
        try:
            return next(iter(cms.read_signed(cms.open_sealed(found.content, identity.key)).crls), None)
        except BadMessage:
            return None


class Crls:
    """A part of the engine."""

    def __init__(self, engine: PkiEngine) -> None:
        self.engine = engine
        self.cache: dict[bytes, Cached] = {}  # by the issuer's name
        self.fetching: dict[bytes, Fetching] = {}

    def of(self, authority: Certificate) -> Crl | None:
        """The list of an authority; None: there is none, or it is out of date."""
        found = self.cache.get(authority.subject.der)
        if found is None:
            return None
        crl = found.read
        if crl.next_update is not None and self.engine.now >= crl.next_update:
            return None
        return crl

    def fetch(self, trustpoint: Trustpoint, authority: Certificate, cert: Certificate) -> bool:
        """Ask for the list, of which `cert` may say where it is. False: there is nobody to ask; True: `ended` will be
        called, by itself."""
        issuer = authority.subject.der
        if issuer in self.fetching:
            return True
        made = Fetching(self, trustpoint, authority, cert)
        self.engine.counters.crl_fetches += 1
        self.fetching[issuer] = made
        if made.begin():
            return True
        del self.fetching[issuer]
        self._missed(trustpoint)
        return False

    def _missed(self, trustpoint: Trustpoint) -> None:
        self.engine.counters.crl_failures += 1
        self.engine.host.emit(CrlMissed(trustpoint.name, not trustpoint.url))

    def ended(self, fetching: Fetching, data: bytes | None) -> None:
        issuer = fetching.authority.subject.der
        if self.fetching.get(issuer) is not fetching:
            return
        del self.fetching[issuer]
        crl = None
        with suppress(BadCertificate):
            crl = read_crl(data) if data is not None and len(data) <= MOST else None
        if crl is None or crl.issuer.der != issuer or not crl.signed.by(fetching.authority.key):
            self._missed(fetching.trustpoint)
        else:
            self.cache[issuer] = Cached(crl.der, self.engine.now, fetching.url)
            while sum(len(each.crl) for each in self.cache.values()) > MOST:
                del self.cache[next(iter(self.cache))]
            self.engine.host.emit(CrlFetched(fetching.trustpoint.name))
        self.engine.validator.list_came(issuer)
