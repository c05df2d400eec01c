"""Key pairs on the curves P-256, P-384 and P-521 (FIPS 186-5), drawn from a stream of chance, and ECDSA.

Signatures are those of RFC 6979, for which no chance is needed.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from iosemu.crypto import der
from iosemu.crypto.der import BadDer
from iosemu.records import dataclass

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurve
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

EC_KEY = "1.2.840.10045.2.1"
CURVES = {256: "1.2.840.10045.3.1.7", 384: "1.3.132.0.34", 521: "1.3.132.0.35"}
_SIZES = {number: bits for bits, number in CURVES.items()}


def _curve(bits: int) -> EllipticCurve:
    from cryptography.hazmat.primitives.asymmetric import ec

    return {256: ec.SECP256R1(), 384: ec.SECP384R1(), 521: ec.SECP521R1()}[bits]


def _hash_of(bits: int) -> HashAlgorithm:
    """As long as the curve is (RFC 4754)."""
    from cryptography.hazmat.primitives import hashes

    return {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}[bits]


def _raw(signature: bytes, size: int) -> bytes:
    """r and s, of one size, as IKE writes them (RFC 4754)."""
    r, s = der.read(signature).parts()
    return r.number.to_bytes(size, "big") + s.number.to_bytes(size, "big")


@dataclass(slots=True, frozen=True)
class EcKey:
    """A key pair: the secret number, and the point."""

    bits: int
    secret: int
    point: bytes  # uncompressed

    @property
    def size(self) -> int:
        """Octets of a coordinate."""
        return (self.bits + 7) // 8

    def public(self) -> EcPublic:
        return EcPublic(self.bits, self.point)

    def public_der(self) -> bytes:
        """SubjectPublicKeyInfo (RFC 5480)."""
        return self.public().public_der()

    def sign(self, hash_name: str, data: bytes) -> bytes:
        """In DER, as certificates have it."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.derive_private_key(self.secret, _curve(self.bits))
        hash_type = getattr(hashes, hash_name.upper())()
        return key.sign(data, ec.ECDSA(hash_type, deterministic_signing=True))

    def seal_raw(self, digest: bytes) -> bytes:
        """r and s over octets that are a hash (of the curve's size) already."""
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

        key = ec.derive_private_key(self.secret, _curve(self.bits))
        algorithm = ec.ECDSA(Prehashed(_hash_of(self.bits)), deterministic_signing=True)
        return _raw(key.sign(digest, algorithm), self.size)

    def sign_raw(self, hash_name: str, data: bytes) -> bytes:
        """r and s, as IKE has it."""
        return _raw(self.sign(hash_name, data), self.size)


@dataclass(slots=True, frozen=True)
class EcPublic:
    """The half that others have."""

    bits: int
    point: bytes

    @property
    def size(self) -> int:
        return (self.bits + 7) // 8

    def public_der(self) -> bytes:
        """SubjectPublicKeyInfo (RFC 5480)."""
        return der.sequence(der.sequence(der.oid(EC_KEY), der.oid(CURVES[self.bits])), der.bits(self.point))

    def signed(self, hash_name: str, data: bytes, signature: bytes) -> bool:
        """Has this key signed it? `signature` in DER."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.EllipticCurvePublicKey.from_encoded_point(_curve(self.bits), self.point)
        try:
            key.verify(signature, data, ec.ECDSA(getattr(hashes, hash_name.upper())()))
        except InvalidSignature:
            return False
        return True

    def sealed_raw(self, digest: bytes, signature: bytes) -> bool:
        """Has `EcKey.seal_raw` made this?"""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

        if len(signature) != 2 * self.size:
            return False
        r, s = (int.from_bytes(part, "big") for part in (signature[: self.size], signature[self.size :]))
        key = ec.EllipticCurvePublicKey.from_encoded_point(_curve(self.bits), self.point)
        try:
            key.verify(der.sequence(der.integer(r), der.integer(s)), digest, ec.ECDSA(Prehashed(_hash_of(self.bits))))
        except (InvalidSignature, ValueError):
            return False
        return True

    def signed_raw(self, hash_name: str, data: bytes, signature: bytes) -> bool:
        """The same of r and s."""
        if len(signature) != 2 * self.size:
            return False
        r, s = (int.from_bytes(part, "big") for part in (signature[: self.size], signature[self.size :]))
        return self.signed(hash_name, data, der.sequence(der.integer(r), der.integer(s)))


def generate(bits: int, rng: Random) -> EcKey:
    """256, 384 or 521 bits."""
    return of_secret(bits, rng.randrange(1, _curve(bits).group_order))


def of_secret(bits: int, secret: int) -> EcKey:
    """The pair of a secret number."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = ec.derive_private_key(secret, _curve(bits)).public_key()
    return EcKey(bits, secret, public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def read_public_der(data: bytes) -> EcPublic | None:
    """None: it is no key on one of these curves."""
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        algorithm, key = der.read(data).parts()
        kind, curve = algorithm.parts()
        bits = _SIZES.get(curve.name) if kind.name == EC_KEY else None
        if bits is None:
            return None
        point = key.bit_octets
        ec.EllipticCurvePublicKey.from_encoded_point(_curve(bits), point)
    except (BadDer, ValueError):
        return None
    return EcPublic(bits, point) if point[:1] == b"\4" else None
