"""Keyed hashes: HMAC-MD5 (RFC 2403), SHA-1 (RFC 2404), SHA-2 (RFC 4868), and the plain hashes beneath them.

A key is worked into an HMAC object once; each message copies it, which costs half of a fresh one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from hmac import digest

from cryptography.hazmat.primitives import hashes, hmac

from iosemu.records import dataclass


@dataclass(slots=True)
class HashSpec:
    """A hash: names of both libraries, key length for ESP and AH, length of the truncated check value (octets)."""

    name: str
    algorithm: hashes.HashAlgorithm
    size: int
    icv: int

    def digest(self, data: bytes) -> bytes:
        """The plain, unkeyed hash."""
        return hashlib.new(self.name, data, usedforsecurity=False).digest()

    def __reduce__(self) -> tuple[Callable[[str], HashSpec], tuple[str]]:
        return hash_named, (self.name,)


def hash_named(name: str) -> HashSpec:
    """One of HASHES. Raises KeyError."""
    return HASHES[name]


HASHES = {
    spec.name: spec
    for spec in (
        HashSpec("md5", hashes.MD5(), 16, 12),
        HashSpec("sha1", hashes.SHA1(), 20, 12),
        HashSpec("sha256", hashes.SHA256(), 32, 16),
        HashSpec("sha384", hashes.SHA384(), 48, 24),
        HashSpec("sha512", hashes.SHA512(), 64, 32),
    )
}


class Hmac:
    """HMAC under one key (RFC 2104): `full` for IKE's prf, `icv` truncated as ESP carries it."""

    __slots__ = ("_key", "_keyed", "_name", "icv_size")

    def __init__(self, name: str, key: bytes) -> None:
        """`name` is one of HASHES. Raises KeyError."""
        self.__setstate__((name, key))

    def __getstate__(self) -> tuple[str, bytes]:
        return self._name, self._key

    def __setstate__(self, state: tuple[str, bytes]) -> None:
        self._name, self._key = state
        self._keyed: hmac.HMAC | None = None
        self.icv_size = HASHES[self._name].icv

    def by(self, name: str) -> Hmac:
        """The same key with another hash."""
        return Hmac(name, self._key)

    @property
    def keyed(self) -> hmac.HMAC:
        """The object to copy() per message, for who has many: a kilobyte, made when it is first asked for."""
        if self._keyed is None:
            self._keyed = hmac.HMAC(self._key, HASHES[self._name].algorithm)
        return self._keyed

    def full(self, data: bytes) -> bytes:
        return digest(self._key, data, self._name)

    def icv(self, data: bytes) -> bytes:
        return self.full(data)[: self.icv_size]
