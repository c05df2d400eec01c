"""Signed and enveloped messages (RFC 5652), as SCEP needs them (RFC 8894)."""

from __future__ import annotations

import hashlib
from random import Random

from iosemu.crypto import der
from iosemu.crypto.ciphers import Cbc
from iosemu.crypto.der import BadDer, Element
from iosemu.crypto.rsa import BadKey, PublicKey, RsaKey
from iosemu.crypto.x509 import BadCertificate, Certificate, Name, first, read_certificate, read_name
from iosemu.records import dataclass, field

_DATA, _SIGNED, _ENVELOPED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2", "1.2.840.113549.1.7.3"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_RSA = "1.2.840.113549.1.1.1"
_HASHES = {
    "md5": "1.2.840.113549.2.5", "sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2", "sha512": "2.16.840.1.101.3.4.2.3",
}  # fmt: skip
_HASH_NAMES = {number: name for name, number in _HASHES.items()}
# of content encryption: the cipher, octets of its key and of its block
_CIPHERS = {
    "1.3.14.3.2.7": ("des", 8, 8), "1.2.840.113549.3.7": ("3des", 24, 8), "2.16.840.1.101.3.4.1.2": ("aes", 16, 16),
    "2.16.840.1.101.3.4.1.22": ("aes", 24, 16), "2.16.840.1.101.3.4.1.42": ("aes", 32, 16),
}  # fmt: skip
CIPHERS = {"des": "1.3.14.3.2.7", "3des": "1.2.840.113549.3.7", "aes": "2.16.840.1.101.3.4.1.2"}


class BadMessage(ValueError):
    """Octets that are no such message, or that are not for us."""


def _info(kind: str, content: bytes) -> bytes:
    return der.sequence(der.oid(kind), der.context(0, content))


def _opened(data: bytes, kind: str) -> Element:
    parts = der.read_first(data).parts()
    if len(parts) != 2 or parts[0].name != kind:
        raise BadDer("another kind of content")
    return first(parts[1].parts(0xA0))


# signed

Attributes = dict[str, bytes]  # values (DER) by type


@dataclass(slots=True, frozen=True)
class SignedMessage:
    """What was signed, by whom, and what was said with it. Nothing is checked yet."""

    content: bytes = field(repr=False)
    certificates: tuple[Certificate, ...]
    crls: tuple[bytes, ...]
    attributes: Attributes = field(default_factory=dict)
    issuer: Name | None = None  # of the signer's certificate
    serial: int = 0
    hash: str = ""
    signature: bytes = field(default=b"", repr=False)
    said: bytes = field(default=b"", repr=False)  # the octets that are signed

    def by(self, certificate: Certificate) -> bool:
        """Has the key of this certificate signed it, and is it whole?"""
        key = certificate.key
        if not isinstance(key, PublicKey) or not self.hash:
            return False
        if self.attributes:
            digest = hashlib.new(self.hash, self.content).digest()
            if self.attributes.get(_MESSAGE_DIGEST) != der.octets(digest):
                return False
        return key.signed(self.hash, self.said, self.signature)

    @property
    def signer(self) -> Certificate | None:
        """The certificate that the message itself names and brings."""
        for each in self.certificates:
            if self.issuer is not None and each.issuer.der == self.issuer.der and each.serial == self.serial:
                return each
        return None


def sign(
    content: bytes, certificate: Certificate, key: RsaKey, hash_name: str, attributes: Attributes,
    brought: tuple[Certificate, ...] = (),
) -> bytes:  # fmt: skip
    """A ContentInfo with the content signed; `brought` are the certificates in it. Raises BadKey."""
    algorithm = der.sequence(der.oid(_HASHES[hash_name]), der.NULL_ELEMENT)
    values = {_CONTENT_TYPE: der.oid(_DATA), _MESSAGE_DIGEST: der.octets(hashlib.new(hash_name, content).digest())}
    pairs = [der.sequence(der.oid(kind), der.element(der.SET, value)) for kind, value in (values | attributes).items()]
    said = der.set_of(pairs)
    who = der.sequence(certificate.issuer.der, der.integer(certificate.serial))
    signer = der.sequence(
        der.integer(1), who, algorithm, b"\xa0" + said[1:], der.sequence(der.oid(_RSA), der.NULL_ELEMENT),
        der.octets(key.sign(hash_name, said)),
    )  # fmt: skip
    inside = _info(_DATA, der.octets(content)) if content else der.sequence(der.oid(_DATA))
    body = der.sequence(
        der.integer(1), der.set_of([algorithm]), inside,
        *([der.context(0, *(each.der for each in brought))] if brought else []),
        der.set_of([signer]),
    )  # fmt: skip
    return _info(_SIGNED, body)


def bundle(certificates: tuple[Certificate, ...] = (), crls: tuple[bytes, ...] = ()) -> bytes:
    """Certificates and lists, signed by nobody ("degenerate")."""
    parts = [der.integer(1), der.element(der.SET), der.sequence(der.oid(_DATA))]
    if certificates:
        parts.append(der.context(0, *(each.der for each in certificates)))
    if crls:
        parts.append(der.context(1, *crls))
    return _info(_SIGNED, der.sequence(*parts, der.element(der.SET)))


def read_signed(data: bytes) -> SignedMessage:
    """Raises BadMessage."""
    try:
        return _read_signed(data)
    except (BadDer, BadCertificate) as error:
        raise BadMessage(str(error)) from None


def _read_signed(data: bytes) -> SignedMessage:
    parts = _opened(data, _SIGNED).parts()
    if len(parts) < 4:
        raise BadDer("not signed")
    inside = parts[2].parts()
    content = first(inside[1].parts(0xA0)) if len(inside) > 1 else None
    octets = b"" if content is None else _octets(content)
    certificates = [each for part in parts[3:] if part.tag == 0xA0 for each in part.parts(0xA0)]
    crls = [each.whole for part in parts[3:] if part.tag == 0xA1 for each in part.parts(0xA1)]
    read = tuple(read_certificate(each.whole) for each in certificates if each.tag == der.SEQUENCE)
    signers = parts[-1].parts(der.SET)
    if not signers:
        return SignedMessage(octets, read, tuple(crls))
    fields = signers[0].parts()
    if len(fields) < 5:
        raise BadDer("no signer")
    issuer, serial = _who(fields[1])
    hash_name = _HASH_NAMES.get(first(fields[2].parts()).name, "")
    attributes: Attributes = {}
    said = octets
    rest = fields[3:]
    if rest[0].tag == 0xA0:
        said = b"\x31" + rest[0].whole[1:]
        for pair in (each.parts() for each in rest.pop(0).parts(0xA0)):
            if len(pair) != 2:
                raise BadDer("no attribute")
            attributes[pair[0].name] = first(pair[1].parts(der.SET)).whole
    if len(rest) < 2:
        raise BadDer("no signature")
    signature = rest[1].must(der.OCTETS).body
    return SignedMessage(octets, read, tuple(crls), attributes, issuer, serial, hash_name, signature, said)


def _octets(element: Element) -> bytes:
    """Of an octet string, whole or in pieces."""
    if element.tag == 0x24:
        return b"".join(each.must(der.OCTETS).body for each in element.parts(0x24))
    return element.must(der.OCTETS).body


def _who(element: Element) -> tuple[Name, int]:
    parts = element.parts()
    if len(parts) != 2:
        raise BadDer("no issuer and serial number")
    return read_name(parts[0]), parts[1].number


# enveloped


def seal(content: bytes, recipient: Certificate, cipher: str, rng: Random) -> bytes:
    """A ContentInfo that only the recipient opens. Raises BadKey: the certificate has no RSA key."""
    key = recipient.key
    if not isinstance(key, PublicKey):
        raise BadKey("no RSA key")
    kind = CIPHERS[cipher]
    name, size, block = _CIPHERS[kind]
    secret, iv = rng.randbytes(size), rng.randbytes(block)
    pad = block - len(content) % block
    sealed = Cbc(name, secret).encrypt(iv, content + bytes([pad]) * pad)
    who = der.sequence(recipient.issuer.der, der.integer(recipient.serial))
    to = der.sequence(
        der.integer(0), who, der.sequence(der.oid(_RSA), der.NULL_ELEMENT), der.octets(key.encrypt(secret, rng))
    )
    algorithm = der.sequence(der.oid(kind), der.octets(iv))
    inside = der.sequence(der.oid(_DATA), algorithm, der.element(0x80, sealed))
    return _info(_ENVELOPED, der.sequence(der.integer(0), der.set_of([to]), inside))


def open_sealed(data: bytes, key: RsaKey) -> bytes:
    """Raises BadMessage: it is none, or not for this key."""
    try:
        return _open_sealed(data, key)
    except (BadDer, BadKey) as error:
        raise BadMessage(str(error)) from None


def _open_sealed(data: bytes, key: RsaKey) -> bytes:
    parts = [each for each in _opened(data, _ENVELOPED).parts() if each.tag in (der.INTEGER, der.SET, der.SEQUENCE)]
    if len(parts) < 3:
        raise BadDer("not enveloped")
    secrets = [to.parts()[3:4] for to in parts[1].parts(der.SET)]
    inside = parts[2].parts()
    if len(inside) != 3 or len(inside[1].parts()) != 2:
        raise BadDer("nothing enveloped")
    algorithm, iv = inside[1].parts()
    kind, sealed = algorithm.name, inside[2]
    octets = sealed.body if sealed.tag == 0x80 else b"".join(each.body for each in sealed.parts(0xA0))
    if kind not in _CIPHERS:
        raise BadDer("an unknown cipher")
    name, size, block = _CIPHERS[kind]
    for found in secrets:
        secret = key.decrypt(found[0].must(der.OCTETS).body) if found else b""
        vector = iv.must(der.OCTETS).body
        if len(secret) == size and len(vector) == block and octets and len(octets) % block == 0:
            plain = Cbc(name, secret).decrypt(vector, octets)
            pad = plain[-1]
            if 1 <= pad <= block and plain.endswith(bytes([pad]) * pad):
                return plain[:-pad]
    raise BadDer("not for this key")
