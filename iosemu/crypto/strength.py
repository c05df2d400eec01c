"""How much work it takes to break what keeps traffic safe, in bits: to tell the weaker of two, no more.

NIST SP 800-57 part 1, tables 2 and 3; groups 1 and 5 from RFC 3526 section 8 and RFC 3766 section 5.
"""

from __future__ import annotations

_CIPHERS = {"": 0, "null": 0, "des": 56, "3des": 112}
_HASHES = {"": 0, "md5": 64, "sha1": 80, "sha256": 128, "sha384": 192, "sha512": 256}
_GROUPS = {0: 0, 1: 64, 2: 80, 5: 96, 14: 112, 15: 128, 16: 152, 19: 128, 20: 192, 21: 256, 24: 112}


def of_cipher(name: str, key_bits: int = 0) -> int:
    """`key_bits` of those that have several sizes."""
    return _CIPHERS.get(name, key_bits)


def of_hash(name: str) -> int:
    return _HASHES[name]


def of_group(number: int) -> int:
    """Of a Diffie-Hellman exchange; 0 for none."""
    return _GROUPS[number]
