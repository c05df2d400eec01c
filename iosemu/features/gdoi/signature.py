"""Signatures of rekeys: RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2, RFC 6407 section 5.3.1.6)."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from iosemu.crypto.integrity import HASHES
from iosemu.crypto.rsa import BadKey, RsaKey, read_public_der


def sign(key: RsaKey, hash_name: str, data: bytes) -> bytes:
    return key.private_key().sign(data, PKCS1v15(), HASHES[hash_name].algorithm)


def signed(public: bytes, hash_name: str, data: bytes, signature: bytes) -> bool:
    """Was it made with the private half of this SubjectPublicKeyInfo?"""
    try:
        key = read_public_der(public)
        RSAPublicNumbers(key.e, key.n).public_key().verify(signature, data, PKCS1v15(), HASHES[hash_name].algorithm)
    except (BadKey, InvalidSignature, ValueError):
        return False
    return True
