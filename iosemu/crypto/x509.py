"""Certificates, requests for them, and lists of revoked ones (RFC 5280, RFC 2986): written and read.

They are made here and not by OpenSSL, which draws its own chance and refuses what routers still sign with (MD5, 512
bits). What is read comes from anybody: whatever is wrong raises BadCertificate, and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from iosemu.crypto import der, ec
from iosemu.crypto.der import BadDer, Element
from iosemu.crypto.rsa import BadKey, PublicKey, RsaKey, read_public_der
from iosemu.records import dataclass, field


class BadCertificate(ValueError):
    """Octets that are no certificate, no request or no list."""


SigningKey = RsaKey | ec.EcKey
VerifyingKey = PublicKey | ec.EcPublic

# names

COMMON_NAME, SERIAL_NUMBER = "2.5.4.3", "2.5.4.5"
HOST_NAME, IP_ADDRESS = "1.2.840.113549.1.9.2", "1.2.840.113549.1.9.8"
EMAIL = "1.2.840.113549.1.9.1"
_WORDS = {
    "cn": COMMON_NAME, "serialNumber": SERIAL_NUMBER, "hostname": HOST_NAME, "ipaddress": IP_ADDRESS, "e": EMAIL,
    "c": "2.5.4.6", "l": "2.5.4.7", "st": "2.5.4.8", "street": "2.5.4.9", "o": "2.5.4.10", "ou": "2.5.4.11",
    "title": "2.5.4.12", "sn": "2.5.4.4", "givenName": "2.5.4.42", "initials": "2.5.4.43",
    "dnQualifier": "2.5.4.46", "dc": "0.9.2342.19200300.100.1.25", "uid": "0.9.2342.19200300.100.1.1",
}  # fmt: skip
_TOLD = {number: word for word, number in _WORDS.items()}
_TYPED = {word.lower(): number for word, number in _WORDS.items()} | {
    "s": "2.5.4.8", "email": EMAIL, "emailaddress": EMAIL, "ea": EMAIL, "unstructuredname": HOST_NAME,
    "unstructuredaddress": IP_ADDRESS,
}  # fmt: skip
_IA5 = (HOST_NAME, EMAIL, "0.9.2342.19200300.100.1.25")
Attribute = tuple[str, str]  # type (an object identifier in dots), value


@dataclass(slots=True, frozen=True)
class Name:
    """A distinguished name: sets of attributes, from the root of the tree on, as they are encoded."""

    parts: tuple[tuple[Attribute, ...], ...] = ()
    der: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, parts: Sequence[Sequence[Attribute]]) -> Name:
        """Encoded."""
        sets = [der.set_of(_attribute(*each) for each in part) for part in parts]
        return read_name(der.read(der.sequence(*sets)))

    @property
    def lines(self) -> list[str]:
        """``cn=R2`` and so on, from the leaf on, as IOS lists them; several in one: joined by plus signs."""
        return ["+".join(f"{_TOLD.get(kind, kind)}={value}" for kind, value in part) for part in reversed(self.parts)]

    @property
    def text(self) -> str:
        """``cn=R2,ou=VPN``"""
        return ",".join(self.lines)

    def values(self, kind: str) -> list[str]:
        return [value for part in reversed(self.parts) for each, value in part if each == kind]

    def value(self, kind: str) -> str:
        """The one nearest to the leaf; "" for none."""
        return next(iter(self.values(kind)), "")


def attribute_named(word: str) -> str | None:
    """The type of an attribute by its word in a `subject-name`, whatever its case."""
    return _TYPED.get(word.strip().lower())


def typed_name(text: str) -> list[list[Attribute]]:
    """``CN=R2,OU=VPN`` as somebody types it, from the leaf on; as `Name.of` wants it. Raises ValueError."""
    parts: list[list[Attribute]] = []
    for each in _split(text):
        word, equals, value = each.partition("=")
        kind = attribute_named(word)
        if not equals or kind is None or not value.strip():
            raise ValueError(each)
        parts.insert(0, [(kind, value.strip().strip('"'))])
    return parts


def _split(text: str) -> list[str]:
    """At commas that are not within quotation marks or behind a backslash."""
    found, quoted, escaped = [""], False, False
    for char in text:
        if escaped or char not in ',"\\' or (char == "," and quoted):
            found[-1] += char
            escaped = False
        elif char == ",":
            found.append("")
        elif char == "\\":
            escaped = True
        else:
            quoted = not quoted
    return [each for each in found if each.strip()]


def _attribute(kind: str, value: str) -> bytes:
    return der.sequence(der.oid(kind), der.text(value, der.IA5 if kind in _IA5 and value.isascii() else None))


def read_name(element: Element) -> Name:
    """Raises BadDer."""
    parts = []
    for part in element.parts():
        pairs = [each.parts() for each in part.parts(der.SET)]
        if not pairs or any(len(pair) != 2 for pair in pairs):
            raise BadDer("no attribute")
        parts.append(tuple((kind.name, _shown(value)) for kind, value in pairs))
    return Name(tuple(parts), element.whole)


def _shown(value: Element) -> str:
    """In one line, whatever is in it."""
    return "".join(char if char.isprintable() else "." for char in value.text)


def name_of(data: bytes) -> Name:
    """Raises BadCertificate."""
    try:
        return read_name(der.read(data))
    except BadDer as error:
        raise BadCertificate(str(error)) from None


# signatures

_RSA_SIGNATURES = {
    "md5": "1.2.840.113549.1.1.4", "sha1": "1.2.840.113549.1.1.5", "sha256": "1.2.840.113549.1.1.11",
    "sha384": "1.2.840.113549.1.1.12", "sha512": "1.2.840.113549.1.1.13",
}  # fmt: skip
_EC_SIGNATURES = {
    "sha1": "1.2.840.10045.4.1", "sha256": "1.2.840.10045.4.3.2", "sha384": "1.2.840.10045.4.3.3",
    "sha512": "1.2.840.10045.4.3.4",
}  # fmt: skip
_SIGNED_BY = {number: ("rsa", name) for name, number in _RSA_SIGNATURES.items()}
_SIGNED_BY |= {number: ("ec", name) for name, number in _EC_SIGNATURES.items()}


def signature_algorithm(key: SigningKey, hash_name: str) -> bytes:
    """AlgorithmIdentifier."""
    if isinstance(key, RsaKey):
        return der.sequence(der.oid(_RSA_SIGNATURES[hash_name]), der.NULL_ELEMENT)
    return der.sequence(der.oid(_EC_SIGNATURES[hash_name]))


def _sealed(content: bytes, key: SigningKey, hash_name: str) -> bytes:
    """SIGNED{}: the content, the algorithm, the signature."""
    return der.sequence(content, signature_algorithm(key, hash_name), der.bits(key.sign(hash_name, content)))


@dataclass(slots=True, frozen=True)
class Signed:
    """What somebody has signed, and with what."""

    content: bytes = field(repr=False)
    family: str  # rsa, ec; "" for one that nobody here can check
    hash: str
    signature: bytes = field(repr=False)

    def by(self, key: VerifyingKey | None) -> bool:
        """Was it with this one?"""
        if self.family == "rsa" and isinstance(key, PublicKey):
            return key.signed(self.hash, self.content, self.signature)
        if self.family == "ec" and isinstance(key, ec.EcPublic):
            return key.signed(self.hash, self.content, self.signature)
        return False


def _read_signed(data: bytes) -> tuple[Element, Signed]:
    parts = der.read(data).parts()
    if len(parts) != 3:
        raise BadDer("not signed")
    return parts[0], read_signature(*parts)


def read_signature(content: Element, algorithm: Element, signature: Element) -> Signed:
    """Raises BadDer."""
    family, hash_name = _SIGNED_BY.get(first(algorithm.parts()).name, ("", ""))
    return Signed(content.whole, family, hash_name, signature.bit_octets)


def first(parts: list[Element]) -> Element:
    """Raises BadDer: there is none."""
    if not parts:
        raise BadDer("nothing in it")
    return parts[0]


def public_key(data: bytes) -> VerifyingKey | None:
    """Of SubjectPublicKeyInfo; None: of a kind or size that nobody here can use."""
    try:
        return read_public_der(data)
    except BadKey:
        return ec.read_public_der(data)


# extensions

_KEY_ID, _KEY_USAGE, _ALT_NAME, _BASIC, _CDP = "2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.31"
_AUTHORITY, _AIA, _CRL_NUMBER, _EXTENDED = "2.5.29.35", "1.3.6.1.5.5.7.1.1", "2.5.29.20", "2.5.29.37"
_OCSP = "1.3.6.1.5.5.7.48.1"
DIGITAL_SIGNATURE, KEY_ENCIPHERMENT, CERT_SIGN, CRL_SIGN = 0x80, 0x20, 0x04, 0x02
OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"


@dataclass(slots=True, frozen=True)
class Extensions:
    """Those that mean something here."""

    ca: bool | None = None  # None: not said
    path_length: int | None = None
    key_usage: int | None = None  # nine bits, digitalSignature on top (0x100); None: for everything
    subject_key: bytes = b""
    authority_key: bytes = b""
    dns_names: tuple[str, ...] = ()
    addresses: tuple[int, ...] = ()  # IPv4
    emails: tuple[str, ...] = ()
    crl_urls: tuple[str, ...] = ()
    ocsp_urls: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()
    unknown_critical: bool = False

    def may(self, usage: int) -> bool:
        """Is the key for this use (an octet, digitalSignature on top)?"""
        return self.key_usage is None or bool(self.key_usage & usage << 1)

    def encoded(self) -> bytes:
        """SEQUENCE OF Extension, in IOS's order; b"" for none."""
        found = []
        if self.ca is not None:
            found.append(_extension(_BASIC, der.sequence(*([der.boolean(True)] if self.ca else [])), True))
        if self.key_usage is not None:
            found.append(_extension(_KEY_USAGE, der.named_bits(self.key_usage, 9), bool(self.ca)))
        if self.dns_names or self.addresses:
            names = [der.element(0x82, name.encode()) for name in self.dns_names]
            names += [der.element(0x87, address.to_bytes(4, "big")) for address in self.addresses]
            found.append(_extension(_ALT_NAME, der.sequence(*names)))
        if self.crl_urls:
            points = [
                der.sequence(der.context(0, der.context(0, der.element(0x86, url.encode())))) for url in self.crl_urls
            ]
            found.append(_extension(_CDP, der.sequence(*points)))
        if self.ocsp_urls:
            places = [der.sequence(der.oid(_OCSP), der.element(0x86, url.encode())) for url in self.ocsp_urls]
            found.append(_extension(_AIA, der.sequence(*places)))
        if self.authority_key:
            found.append(_extension(_AUTHORITY, der.sequence(der.element(0x80, self.authority_key))))
        if self.subject_key:
            found.append(_extension(_KEY_ID, der.octets(self.subject_key)))
        return der.sequence(*found) if found else b""


def _extension(kind: str, value: bytes, critical: bool = False) -> bytes:
    return der.sequence(der.oid(kind), *([der.boolean(True)] if critical else []), der.octets(value))


def _read_extensions(element: Element) -> Extensions:
    values: dict[str, Element] = {}
    unknown = False
    for each in element.parts():
        parts = each.parts()
        if len(parts) not in (2, 3):
            raise BadDer("no extension")
        kind = parts[0].name
        if kind in values:
            raise BadDer("an extension twice")
        values[kind] = der.read(parts[-1].must(der.OCTETS).body)
        known = (_KEY_ID, _KEY_USAGE, _ALT_NAME, _BASIC, _CDP, _AUTHORITY, _AIA, _EXTENDED)
        unknown = unknown or (len(parts) == 3 and parts[1].must(der.BOOLEAN).body != b"\0" and kind not in known)
    ca = length = usage = None
    if _BASIC in values:
        parts = values[_BASIC].parts()
        ca = bool(parts) and parts[0].tag == der.BOOLEAN and parts[0].body != b"\0"
        numbers = [part.number for part in parts if part.tag == der.INTEGER]
        length = numbers[0] if numbers else None
    if _KEY_USAGE in values:
        usage = values[_KEY_USAGE].flags(9)
    names = values[_ALT_NAME].parts() if _ALT_NAME in values else []
    authority = values[_AUTHORITY].parts() if _AUTHORITY in values else []
    return Extensions(
        ca, length, usage,
        values[_KEY_ID].must(der.OCTETS).body if _KEY_ID in values else b"",
        next((part.body for part in authority if part.tag == 0x80), b""),
        tuple(_ascii(name) for name in names if name.tag == 0x82),
        tuple(int.from_bytes(name.body, "big") for name in names if name.tag == 0x87 and len(name.body) == 4),
        tuple(_ascii(name) for name in names if name.tag == 0x81),
        tuple(_urls(values[_CDP].parts())) if _CDP in values else (),
        tuple(_ocsp_urls(values[_AIA].parts())) if _AIA in values else (),
        tuple(each.name for each in values[_EXTENDED].parts()) if _EXTENDED in values else (),
        unknown,
    )  # fmt: skip


def _ascii(element: Element) -> str:
    said = element.body.decode("ascii", "replace")
    return "".join(char if char.isprintable() else "." for char in said)


def _urls(points: list[Element]) -> list[str]:
    found = []
    for point in points:
        for part in point.parts():
            if part.tag == 0xA0:
                for name in part.parts(0xA0):
                    if name.tag == 0xA0:
                        found += [_ascii(each) for each in name.parts(0xA0) if each.tag == 0x86]
    return found


def _ocsp_urls(places: list[Element]) -> list[str]:
    pairs = [place.parts() for place in places]
    return [_ascii(pair[1]) for pair in pairs if len(pair) == 2 and pair[0].name == _OCSP and pair[1].tag == 0x86]


def key_identifier(key: VerifyingKey | SigningKey) -> bytes:
    """SHA-1 of the key's octets (RFC 5280, 4.2.1.2)."""
    return hashlib.sha1(der.read(key.public_der()).parts()[1].bit_octets).digest()


# certificates


@dataclass(slots=True, frozen=True)
class Certificate:
    der: bytes = field(repr=False)
    version: int
    serial: int
    issuer: Name
    begins: datetime  # UTC
    ends: datetime
    subject: Name
    key: VerifyingKey | None
    key_der: bytes = field(repr=False)  # SubjectPublicKeyInfo
    extensions: Extensions
    signed: Signed

    @property
    def self_issued(self) -> bool:
        return self.issuer.der == self.subject.der

    @property
    def is_ca(self) -> bool:
        """May it issue others? One that says nothing of it may if it is its own issuer (version 1)."""
        said = self.extensions.ca
        return (said if said is not None else self.self_issued) and self.extensions.may(CERT_SIGN)

    @property
    def serial_text(self) -> str:
        """In hexadecimal, of whole octets."""
        return serial_text(self.serial)

    def fingerprint(self, hash_name: str) -> str:
        return hashlib.new(hash_name, self.der).hexdigest().upper()


def serial_text(number: int) -> str:
    """``0A``"""
    text = f"{number:X}"
    return "0" * (len(text) % 2) + text


@lru_cache(maxsize=4096)
def read_certificate(data: bytes) -> Certificate:
    """Raises BadCertificate."""
    try:
        return _read_certificate(data)
    except BadDer as error:
        raise BadCertificate(str(error)) from None


def _read_certificate(data: bytes) -> Certificate:
    content, signed = _read_signed(data)
    parts = content.parts()
    version = 1
    if parts and parts[0].tag == 0xA0:
        version = 1 + first(parts.pop(0).parts(0xA0)).number
    if len(parts) < 6:
        raise BadDer("fields are missing")
    serial, algorithm, issuer, validity, subject, key = parts[:6]
    algorithm.parts()
    moments = validity.parts()
    if len(moments) != 2 or serial.number < 0 or len(serial.body) > 21:
        raise BadDer("no period of validity, or no serial number")
    extensions = Extensions()
    for part in parts[6:]:
        if part.tag == 0xA3:
            extensions = _read_extensions(first(part.parts(0xA3)))
    return Certificate(
        data, version, serial.number, read_name(issuer), moments[0].time, moments[1].time, read_name(subject),
        public_key(key.must(der.SEQUENCE).whole), key.whole, extensions, signed,
    )  # fmt: skip


def make_certificate(
    serial: int, issuer: Name, subject: Name, begins: datetime, ends: datetime, key_der: bytes, extensions: Extensions,
    signer: SigningKey, hash_name: str,
) -> Certificate:  # fmt: skip
    """Of version 3. Raises BadKey: the key is too short for the hash."""
    said = extensions.encoded()
    content = der.sequence(
        der.context(0, der.integer(2)),
        der.integer(serial),
        signature_algorithm(signer, hash_name),
        issuer.der,
        der.sequence(der.time(begins), der.time(ends)),
        subject.der,
        key_der,
        *([der.context(3, said)] if said else []),
    )
    return read_certificate(_sealed(content, signer, hash_name))


# requests (PKCS #10)

_CHALLENGE, _EXTENSION_REQUEST = "1.2.840.113549.1.9.7", "1.2.840.113549.1.9.14"


@dataclass(slots=True, frozen=True)
class CertificateRequest:
    der: bytes = field(repr=False)
    subject: Name
    key: VerifyingKey | None
    key_der: bytes = field(repr=False)
    challenge: str
    extensions: Extensions
    signed: Signed

    def fingerprint(self, hash_name: str) -> str:
        return hashlib.new(hash_name, self.der).hexdigest().upper()

    @property
    def proven(self) -> bool:
        """Does whoever asks have the private key?"""
        return self.signed.by(self.key)


def make_request(
    subject: Name, key: SigningKey, hash_name: str, challenge: str = "", extensions: Extensions | None = None
) -> CertificateRequest:
    """Raises BadKey: the key is too short for the hash."""
    attributes = []
    if challenge:
        attributes.append(der.sequence(der.oid(_CHALLENGE), der.element(der.SET, der.text(challenge))))
    said = extensions.encoded() if extensions is not None else b""
    if said:
        attributes.append(der.sequence(der.oid(_EXTENSION_REQUEST), der.element(der.SET, said)))
    content = der.sequence(der.integer(0), subject.der, key.public_der(), der.context(0, *attributes))
    return read_request(_sealed(content, key, hash_name))


def read_request(data: bytes) -> CertificateRequest:
    """Raises BadCertificate."""
    try:
        return _read_request(data)
    except BadDer as error:
        raise BadCertificate(str(error)) from None


def _read_request(data: bytes) -> CertificateRequest:
    content, signed = _read_signed(data)
    parts = content.parts()
    if len(parts) not in (3, 4):
        raise BadDer("no request")
    challenge, extensions = "", Extensions()
    for each in parts[3].parts(0xA0) if len(parts) == 4 else []:
        pair = each.parts()
        if len(pair) != 2:
            raise BadDer("no attribute")
        if pair[0].name == _CHALLENGE:
            challenge = _shown(first(pair[1].parts(der.SET)))
        elif pair[0].name == _EXTENSION_REQUEST:
            extensions = _read_extensions(first(pair[1].parts(der.SET)))
    subject, key = read_name(parts[1]), parts[2].must(der.SEQUENCE).whole
    return CertificateRequest(data, subject, public_key(key), key, challenge, extensions, signed)


# lists of revoked certificates


@dataclass(slots=True, frozen=True)
class Crl:
    der: bytes = field(repr=False)
    issuer: Name
    updated: datetime  # UTC
    next_update: datetime | None
    revoked: dict[int, datetime]
    signed: Signed


def make_crl(
    issuer: Name, updated: datetime, next_update: datetime, revoked: dict[int, datetime], number: int,
    authority_key: bytes, signer: SigningKey, hash_name: str,
) -> Crl:  # fmt: skip
    """Of version 2. Raises BadKey."""
    entries = [der.sequence(der.integer(serial), der.time(when)) for serial, when in revoked.items()]
    extensions = der.sequence(
        _extension(_AUTHORITY, der.sequence(der.element(0x80, authority_key))),
        _extension(_CRL_NUMBER, der.integer(number)),
    )
    content = der.sequence(
        der.integer(1),
        signature_algorithm(signer, hash_name),
        issuer.der,
        der.time(updated),
        der.time(next_update),
        *([der.sequence(*entries)] if entries else []),
        der.context(0, extensions),
    )
    return read_crl(_sealed(content, signer, hash_name))


def read_crl(data: bytes) -> Crl:
    """Raises BadCertificate."""
    try:
        return _read_crl(data)
    except BadDer as error:
        raise BadCertificate(str(error)) from None


def _read_crl(data: bytes) -> Crl:
    content, signed = _read_signed(data)
    parts = content.parts()
    if parts and parts[0].tag == der.INTEGER:
        parts.pop(0)
    if len(parts) < 3:
        raise BadDer("no list")
    issuer, updated, rest = read_name(parts[1]), parts[2].time, parts[3:]
    next_update = rest.pop(0).time if rest and rest[0].tag in (der.UTC, der.GENERALIZED) else None
    revoked = {}
    for entry in rest[0].parts() if rest and rest[0].tag == der.SEQUENCE else []:
        fields = entry.parts()
        if len(fields) < 2:
            raise BadDer("no entry")
        revoked[fields[0].number] = fields[1].time
    return Crl(data, issuer, updated, next_update, revoked, signed)
