"""Is a certificate revoked? Questions to its authority's responder, and the answers (RFC 6960)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import IntEnum

from iosemu.crypto import der
from iosemu.crypto.der import BadDer, Element
from iosemu.crypto.x509 import (
    OCSP_SIGNING,
    BadCertificate,
    Certificate,
    Signed,
    first,
    read_certificate,
    read_name,
    read_signature,
)
from iosemu.records import dataclass, field

_SHA1, _BASIC, _NONCE = "1.3.14.3.2.26", "1.3.6.1.5.5.7.48.1.1", "1.3.6.1.5.5.7.48.1.2"
_ENUMERATED = 0x0A


class Answer(IntEnum):
    """Of a responder, as a whole."""

    SUCCESSFUL = 0
    MALFORMED_REQUEST = 1
    INTERNAL_ERROR = 2
    TRY_LATER = 3
    SIG_REQUIRED = 5
    UNAUTHORIZED = 6


class Status(IntEnum):
    """Of a certificate; the numbers are those of the tags."""

    GOOD = 0
    REVOKED = 1
    UNKNOWN = 2


@dataclass(slots=True, frozen=True)
class CertId:
    """Which certificate: hashes (SHA-1) of the authority's name and key, and the serial number."""

    name: bytes
    key: bytes
    serial: int

    def encoded(self) -> bytes:
        algorithm = der.sequence(der.oid(_SHA1), der.NULL_ELEMENT)
        return der.sequence(algorithm, der.octets(self.name), der.octets(self.key), der.integer(self.serial))


def cert_id(serial: int, authority: Certificate) -> CertId:
    """Of a certificate that the authority has issued."""
    key = der.read(authority.key_der).parts()[1].bit_octets
    return CertId(hashlib.sha1(authority.subject.der).digest(), hashlib.sha1(key).digest(), serial)


def make_request(what: CertId, nonce: bytes = b"") -> bytes:
    """OCSPRequest, not signed; without a nonce the answer may be of before."""
    asked = der.sequence(der.sequence(what.encoded()))
    extension = der.sequence(der.oid(_NONCE), der.octets(der.octets(nonce)))
    return der.sequence(der.sequence(asked, *([der.context(2, der.sequence(extension))] if nonce else [])))


@dataclass(slots=True, frozen=True)
class Single:
    """What an answer says of one certificate. Times are UTC."""

    what: CertId
    status: Status
    revoked: datetime | None
    updated: datetime
    next_update: datetime | None


@dataclass(slots=True, frozen=True)
class OcspResponse:
    """Who has signed it is not looked at yet. `responder` is the DER of a name, or the SHA-1 of a key."""

    answer: int
    responder: bytes = b""
    singles: tuple[Single, ...] = ()
    nonce: bytes = b""
    certificates: tuple[Certificate, ...] = ()
    signed: Signed | None = field(default=None, repr=False)

    def signer(self, authority: Certificate, now: datetime) -> Certificate | None:
        """Who has signed it, if it was the authority or somebody whom it has made its responder (RFC 6960, 4.2.2.2)."""
        for each in (authority, *self.certificates):
            if self.signed is None or not self.signed.by(each.key):
                continue
            if each.der == authority.der:
                return each
            named = each.issuer.der == authority.subject.der and each.signed.by(authority.key)
            if named and OCSP_SIGNING in each.extensions.extended and each.begins <= now <= each.ends:
                return each
        return None

    def of(self, what: CertId) -> Single | None:
        return next((each for each in self.singles if each.what == what), None)


def read_response(data: bytes) -> OcspResponse:
    """Raises BadCertificate."""
    try:
        return _read_response(data)
    except BadDer as error:
        raise BadCertificate(str(error)) from None


def _read_response(data: bytes) -> OcspResponse:
    parts = der.read(data).parts()
    said = first(parts).must(_ENUMERATED).body
    if len(said) != 1:
        raise BadDer("no status")
    if said[0] != Answer.SUCCESSFUL or len(parts) < 2:
        return OcspResponse(said[0])
    kind_of = first(parts[1].parts(0xA0)).parts()
    if len(kind_of) != 2 or kind_of[0].name != _BASIC:
        raise BadDer("another kind of response")
    return _read_basic(kind_of[1].must(der.OCTETS).body)


def _read_basic(data: bytes) -> OcspResponse:
    parts = der.read(data).parts()
    if len(parts) < 3:
        raise BadDer("not signed")
    content, algorithm, signature = parts[:3]
    brought = first(parts[3].parts(0xA0)).parts() if len(parts) > 3 else []
    rest = content.parts()
    if rest and rest[0].tag == 0xA0:  # the version
        rest.pop(0)
    if len(rest) < 3:
        raise BadDer("fields are missing")
    responder, _, singles = rest[:3]
    who = first(list(der.read_all(responder.body)))
    nonce = b""
    for extension in first(rest[3].parts(0xA1)).parts() if len(rest) > 3 else []:
        pair = extension.parts()
        if len(pair) in (2, 3) and pair[0].name == _NONCE:
            nonce = pair[-1].must(der.OCTETS).body
            if nonce[:1] == b"\x04":
                nonce = der.read(nonce).body
    return OcspResponse(
        Answer.SUCCESSFUL,
        read_name(who).der if responder.tag == 0xA1 else who.must(der.OCTETS).body,
        tuple(_single(each) for each in singles.parts()),
        nonce,
        tuple(read_certificate(each.whole) for each in brought),
        read_signature(content, algorithm, signature),
    )


def _single(element: Element) -> Single:
    parts = element.parts()
    if len(parts) < 3:
        raise BadDer("no answer")
    ident = parts[0].parts()
    if len(ident) != 4:
        raise BadDer("no certificate")
    # who is asked with SHA-1 answers with it
    hashed = first(ident[0].parts()).name == _SHA1
    names = (ident[1].must(der.OCTETS).body, ident[2].must(der.OCTETS).body) if hashed else (b"", b"")
    tag = parts[1].tag
    if tag not in (0x80, 0xA1, 0x82):
        raise BadDer("no status")
    revoked = first(list(der.read_all(parts[1].body))).time if tag == 0xA1 else None
    later = next((first(part.parts(0xA0)).time for part in parts[3:] if part.tag == 0xA0), None)
    return Single(CertId(*names, ident[3].number), Status(tag & 0x1F), revoked, parts[2].time, later)
