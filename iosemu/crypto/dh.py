"""Diffie-Hellman for IKE: MODP groups 1, 2, 5, 14, 15, 16, 24 and ECP groups 19, 20, 21.

RFC 2409 section 6, RFC 3526, RFC 5114 section 2.3 (group 24), RFC 5903 (ECP). Keys grow from a seeded random stream.

The primes of RFC 2409 and RFC 3526 are given there by a formula over pi; it is evaluated on first use, which is
shorter and harder to mistype than their digits. Private exponents have twice the bits of the group's strength.
"""

from __future__ import annotations

import functools
import warnings
from random import Random
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.utils import CryptographyDeprecationWarning

from iosemu.records import dataclass

# the library means to drop this one day; `pow` gives the same bytes, more slowly
warnings.filterwarnings("ignore", "Diffie-Hellman over finite fields", CryptographyDeprecationWarning)

from cryptography.hazmat.primitives.asymmetric import dh  # noqa: E402  (importing it warns already)


class BadPublicValue(ValueError):
    """The peer's public value has the wrong length or is no element of the group."""


class KeyPair(Protocol):
    """One end's ephemeral key."""

    public: bytes  # as in the KE payload: big-endian, padded to the size of the group

    def shared(self, peer: bytes) -> bytes:
        """g^xy as IKE uses it, padded. Raises BadPublicValue."""


@functools.cache
def _pi(bits: int) -> int:
    """floor(pi * 2^bits), by Machin's formula pi = 16 atan(1/5) - 4 atan(1/239)."""
    guard = 64
    one = 1 << (bits + guard)

    def atan_inverse(x: int) -> int:
        term = total = one // x
        n, sign = 3, -1
        while term:
            term //= x * x
            total += sign * (term // n)
            n, sign = n + 2, -sign
        return total

    return (16 * atan_inverse(5) - 4 * atan_inverse(239)) >> guard


@dataclass(slots=True)
class _ModpSpec:
    bits: int  # of the prime
    increment: int  # the term added to pi in the RFC's formula
    exponent: int  # bits of our private exponents
    native: bool  # OpenSSL knows the prime by name: its key loading skips the primality test


_MODP = {
    1: _ModpSpec(768, 149686, 160, False),
    2: _ModpSpec(1024, 129093, 160, False),
    5: _ModpSpec(1536, 741804, 200, True),
    14: _ModpSpec(2048, 124476, 224, True),
    15: _ModpSpec(3072, 1690314, 256, True),
    16: _ModpSpec(4096, 240904, 304, True),
    24: _ModpSpec(2048, 0, 224, True),
}
_ECP: dict[int, ec.EllipticCurve] = {19: ec.SECP256R1(), 20: ec.SECP384R1(), 21: ec.SECP521R1()}

_ECDH = ec.ECDH()
_UNCOMPRESSED = b"\x04"  # stands before the coordinates of a point (SEC 1 section 2.3.3)

# RFC 5114 section 2.3
_P24 = int(
    "87A8E61DB4B6663CFFBBD19C651959998CEEF608660DD0F25D2CEED4435E3B00E00DF8F1D61957D4FAF7DF4561B2AA30"
    "16C3D91134096FAA3BF4296D830E9A7C209E0C6497517ABD5A8A9D306BCF67ED91F9E6725B4758C022E0B1EF4275BF7B"
    "6C5BFC11D45F9088B941F54EB1E59BB8BC39A0BF12307F5C4FDB70C581B23F76B63ACAE1CAA6B7902D52526735488A0E"
    "F13C6D9A51BFA4AB3AD8347796524D8EF6A167B5A41825D967E144E5140564251CCACB83E6B486F6B3CA3F7971506026"
    "C0B857F689962856DED4010ABD0BE621C3A3960A54E710C375F26375D7014103A4B54330C198AF126116D2276E11715F"
    "693877FAD7EF09CADB094AE91E1A1597",
    16,
)
_G24 = int(
    "3FB32C9B73134D0B2E77506660EDBD484CA7B18F21EF205407F4793A1A0BA12510DBC15077BE463FFF4FED4AAC0BB555"
    "BE3A6C1B0C6B47B1BC3773BF7E8C6F62901228F8C28CBB18A55AE31341000A650196F931C77A57F2DDF463E5E9EC144B"
    "777DE62AAAB8A8628AC376D282D6ED3864E67982428EBC831D14348F6F2F9193B5045AF2767164E1DFC967C1FB3F2E55"
    "A4BD1BFFE83B9C80D052B985D182EA0ADB2A3B7313D3FE14C8484B1E052588B9B7D2BBD2DF016199ECD06E1557CD0915"
    "B3353BBB64E0EC377FD028370DF92B52C7891428CDC67EB6184B523D1DB246C32F63078490F00EF8D647D148D4795451"
    "5E2327CFEF98C582664B4C0F6CC41659",
    16,
)
_Q24 = int("8CF83642A709A097B447997640129DA299B1A47D1EB3750BA308B0FE64F5FBD3", 16)

GROUPS = tuple(sorted([*_MODP, *_ECP]))


@functools.cache
def modp(group: int) -> tuple[int, int]:
    """(prime, generator) of a MODP group. Raises KeyError for another group."""
    if group == 24:
        return _P24, _G24
    spec = _MODP[group]
    n = spec.bits
    return 2**n - 2 ** (n - 64) - 1 + 2**64 * (_pi(n - 130) + spec.increment), 2


def public_size(group: int) -> int:
    """Octets of a public value. Raises KeyError for an unknown group."""
    if group in _MODP:
        return _MODP[group].bits // 8
    return 2 * ((_ECP[group].key_size + 7) // 8)


# Both ends of an exchange often live in this process. The second to ask finds here what the first computed: the
# secret depends on nothing but the two public values. Entries are taken out when found; the bound is for the rest.
_known: dict[tuple[bytes, bytes], bytes] = {}
_KNOWN_MAX = 4096


def _remembered(ours: bytes, theirs: bytes) -> bytes | None:
    return _known.pop((theirs, ours), None)


def _remember(ours: bytes, theirs: bytes, secret: bytes) -> None:
    if len(_known) >= _KNOWN_MAX:
        _known.pop(next(iter(_known)))
    _known[ours, theirs] = secret


@functools.cache
def _native_numbers(group: int) -> tuple[dh.DHParameterNumbers, dh.DHPublicNumbers, dh.DHPublicKey]:
    """Parameters, some valid public numbers, and g itself as a public key: exchanging with it yields g^x."""
    prime, generator = modp(group)
    numbers = dh.DHParameterNumbers(prime, generator, _Q24 if group == 24 else None)
    base = dh.DHPublicNumbers(generator, numbers)
    return numbers, base, base.public_key()


class _Modp:
    __slots__ = ("_exponent", "_group", "_native", "_prime", "_size", "public")

    def __init__(self, group: int, rng: Random) -> None:
        spec = _MODP[group]
        self._group = group
        self._size = spec.bits // 8
        self._prime, generator = modp(group)
        self._exponent = rng.getrandbits(spec.exponent) | 1 << (spec.exponent - 1)
        self._native = self._library_key()
        if self._native is not None:
            self.public = self._native.exchange(_native_numbers(group)[2]).rjust(self._size, b"\0")
        else:
            self.public = pow(generator, self._exponent, self._prime).to_bytes(self._size, "big")

    def _library_key(self) -> dh.DHPrivateKey | None:
        if not _MODP[self._group].native:
            return None
        # the library wants a public value beside the exponent and does not use it: any valid one will do
        return dh.DHPrivateNumbers(self._exponent, _native_numbers(self._group)[1]).private_key()

    def __getstate__(self) -> tuple[int, int, bytes]:
        return self._group, self._exponent, self.public

    def __setstate__(self, state: tuple[int, int, bytes]) -> None:
        self._group, self._exponent, self.public = state
        self._size = _MODP[self._group].bits // 8
        self._prime = modp(self._group)[0]
        self._native = self._library_key()

    def shared(self, peer: bytes) -> bytes:
        if len(peer) != self._size:
            raise BadPublicValue(f"group {self._group}: {len(peer)} octets, not {self._size}")
        secret = _remembered(self.public, peer)
        if secret is not None:
            return secret
        value = int.from_bytes(peer, "big")
        if not 1 < value < self._prime - 1:
            raise BadPublicValue(f"group {self._group}: not an element of the group")
        if self._native is not None:
            numbers, _, _ = _native_numbers(self._group)
            try:
                secret = self._native.exchange(dh.DHPublicNumbers(value, numbers).public_key())
            except ValueError as error:
                raise BadPublicValue(f"group {self._group}: {error}") from error
            secret = secret.rjust(self._size, b"\0")
        else:
            secret = pow(value, self._exponent, self._prime).to_bytes(self._size, "big")
        _remember(self.public, peer, secret)
        return secret


class _Ecp:
    __slots__ = ("_curve", "_group", "_key", "_secret", "_width", "public")

    def __init__(self, group: int, rng: Random) -> None:
        self._group = group
        self._curve = _ECP[group]
        bits = self._curve.key_size
        self._width = (bits + 7) // 8
        # one bit fewer than the order keeps any draw below it
        self._secret = rng.getrandbits(bits - 1) | 1
        self._key = ec.derive_private_key(self._secret, self._curve)
        point = self._key.public_key().public_numbers()
        self.public = point.x.to_bytes(self._width, "big") + point.y.to_bytes(self._width, "big")

    def __getstate__(self) -> tuple[int, int, bytes]:
        return self._group, self._secret, self.public

    def __setstate__(self, state: tuple[int, int, bytes]) -> None:
        self._group, self._secret, self.public = state
        self._curve = _ECP[self._group]
        self._width = (self._curve.key_size + 7) // 8
        self._key = ec.derive_private_key(self._secret, self._curve)

    def shared(self, peer: bytes) -> bytes:
        width = self._width
        if len(peer) != 2 * width:
            raise BadPublicValue(f"group {self._group}: {len(peer)} octets, not {2 * width}")
        secret = _remembered(self.public, peer)
        if secret is not None:
            return secret
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(self._curve, _UNCOMPRESSED + peer)
        except ValueError as error:
            raise BadPublicValue(f"group {self._group}: not a point of the curve") from error
        secret = self._key.exchange(_ECDH, point)
        _remember(self.public, peer, secret)
        return secret


def generate(group: int, rng: Random) -> KeyPair:
    """A fresh key pair from the seeded stream. Raises KeyError for an unknown group."""
    if group in _ECP:
        return _Ecp(group, rng)
    return _Modp(group, rng)
