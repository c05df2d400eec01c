"""A key and its certificates in one file under a password (PKCS #12, RFC 7292).

It is written here, with salts of the lab's chance, under the algorithms that routers have always used (SHA-1, triple
DES); OpenSSL's reader takes those of others.
"""

from __future__ import annotations

import hashlib
import hmac
from random import Random

from iosemu.crypto import der, ec
from iosemu.crypto.ciphers import Cbc
from iosemu.crypto.rsa import BadKey, RsaKey, private_key_of
from iosemu.crypto.x509 import BadCertificate, Certificate, SigningKey, read_certificate
from iosemu.records import dataclass, field

ROUNDS = 1024
LARGEST = 1 << 18  # octets of a file that is read
_DATA, _ENCRYPTED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.6"
_PBE_3DES = "1.2.840.113549.1.12.1.3"
_KEY_BAG, _CERT_BAG, _X509 = "1.2.840.113549.1.12.10.1.2", "1.2.840.113549.1.12.10.1.3", "1.2.840.113549.1.9.22.1"
_NAME, _LOCAL_ID = "1.2.840.113549.1.9.20", "1.2.840.113549.1.9.21"
_SHA1 = "1.3.14.3.2.26"
_HASH, _BLOCK = 20, 64  # octets of SHA-1
_FOR_KEY, _FOR_IV, _FOR_MAC = 1, 2, 3


class BadBundle(ValueError):
    """Octets that are no such file, or another password's."""


@dataclass(slots=True, frozen=True)
class Bundle:
    """`others` are those of the authorities."""

    key: SigningKey = field(repr=False)
    certificate: Certificate
    others: tuple[Certificate, ...] = ()


def _repeated(data: bytes) -> bytes:
    """To whole blocks."""
    size = -(-len(data) // _BLOCK) * _BLOCK
    return (data * (size // len(data) + 1))[:size] if data else b""


def stretched(purpose: int, password: str, salt: bytes, size: int) -> bytes:
    """Octets from a password (RFC 7292, B.2)."""
    secret = password.encode("utf-16-be", "replace") + b"\0\0"
    mixed = bytearray(_repeated(salt) + _repeated(secret))
    found = b""
    while len(found) < size:
        digest = bytes([purpose]) * _BLOCK + mixed
        for _ in range(ROUNDS):
            digest = hashlib.sha1(digest).digest()
        found += digest
        added = int.from_bytes(_repeated(digest)[:_BLOCK], "big") + 1
        for at in range(0, len(mixed), _BLOCK):
            number = int.from_bytes(mixed[at : at + _BLOCK], "big") + added
            mixed[at : at + _BLOCK] = (number % (1 << 8 * _BLOCK)).to_bytes(_BLOCK, "big")
    return found[:size]


def _sealed(data: bytes, password: str, rng: Random) -> tuple[bytes, bytes]:
    """AlgorithmIdentifier, and the octets."""
    salt = rng.randbytes(8)
    key, iv = stretched(_FOR_KEY, password, salt, 24), stretched(_FOR_IV, password, salt, 8)
    pad = 8 - len(data) % 8
    algorithm = der.sequence(der.oid(_PBE_3DES), der.sequence(der.octets(salt), der.integer(ROUNDS)))
    return algorithm, Cbc("3des", key).encrypt(iv, data + bytes([pad]) * pad)


def _private(key: SigningKey) -> bytes:
    """PrivateKeyInfo (RFC 5208)."""
    if isinstance(key, RsaKey):
        algorithm = der.sequence(der.oid("1.2.840.113549.1.1.1"), der.NULL_ELEMENT)
        return der.sequence(der.integer(0), algorithm, der.octets(key.private_der()))
    algorithm = der.sequence(der.oid(ec.EC_KEY), der.oid(ec.CURVES[key.bits]))
    secret = der.octets(key.secret.to_bytes(key.size, "big"))
    inside = der.sequence(der.integer(1), secret, der.context(1, der.bits(key.point)))
    return der.sequence(der.integer(0), algorithm, der.octets(inside))


def _bag(kind: str, value: bytes, attributes: bytes = b"") -> bytes:
    return der.sequence(der.oid(kind), der.context(0, value), attributes)


def make(bundle: Bundle, name: str, password: str, rng: Random) -> bytes:
    """PFX; `name` is what the key is called in it."""
    ident = der.sequence(
        der.oid(_LOCAL_ID), der.element(der.SET, der.octets(hashlib.sha1(bundle.certificate.der).digest()))
    )
    called = der.sequence(der.oid(_NAME), der.element(der.SET, der.text(name, der.BMP)))
    attributes = der.set_of([ident, called])
    certs = [
        _bag(_CERT_BAG, der.sequence(der.oid(_X509), der.context(0, der.octets(cert.der))), attributes if own else b"")
        for cert, own in ((bundle.certificate, True), *((each, False) for each in bundle.others))
    ]
    algorithm, sealed = _sealed(der.sequence(*certs), password, rng)
    content = der.sequence(der.oid(_DATA), algorithm, der.element(0x80, sealed))
    first = der.sequence(der.oid(_ENCRYPTED), der.context(0, der.sequence(der.integer(0), content)))
    algorithm, sealed = _sealed(_private(bundle.key), password, rng)
    key = der.sequence(_bag(_KEY_BAG, der.sequence(algorithm, der.octets(sealed)), attributes))
    second = der.sequence(der.oid(_DATA), der.context(0, der.octets(key)))
    whole = der.sequence(first, second)
    salt = rng.randbytes(8)
    digest = hmac.new(stretched(_FOR_MAC, password, salt, _HASH), whole, "sha1").digest()
    said = der.sequence(der.sequence(der.oid(_SHA1), der.NULL_ELEMENT), der.octets(digest))
    mac = der.sequence(said, der.octets(salt), der.integer(ROUNDS))
    return der.sequence(der.integer(3), der.sequence(der.oid(_DATA), der.context(0, der.octets(whole))), mac)


def read(data: bytes, password: str) -> Bundle:
    """Raises BadBundle."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    if len(data) > LARGEST:
        raise BadBundle("too long")
    try:
        found = load_pkcs12(data, password.encode("utf-8", "replace"))
        if found.key is None or found.cert is None:
            raise BadBundle("no key, or no certificate of it")
        certs = [each.certificate.public_bytes(Encoding.DER) for each in (found.cert, *found.additional_certs)]
        own, *others = map(read_certificate, certs)
        key: SigningKey
        if isinstance(found.key, RSAPrivateKey):
            key = private_key_of(found.key)
        elif isinstance(found.key, EllipticCurvePrivateKey) and found.key.curve.key_size in ec.CURVES:
            key = ec.of_secret(found.key.curve.key_size, found.key.private_numbers().private_value)
        else:
            raise BadBundle("a key of another kind")
    except (ValueError, TypeError, UnsupportedAlgorithm, BadCertificate, BadKey) as error:
        raise BadBundle(str(error)) from None
    if key.public_der() != own.key_der:
        raise BadBundle("the key of another certificate")
    return Bundle(key, own, tuple(others))
