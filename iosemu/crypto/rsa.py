"""RSA key pairs (RFC 8017) drawn from a stream of chance, and their PEM forms.

OpenSSL draws its own primes, which no seed decides; so the primes are found here: candidates that a sieve has left,
then tests of Fermat and of Miller and Rabin.
"""

from __future__ import annotations

import hashlib
import re
from binascii import a2b_base64, b2a_base64
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from iosemu.crypto import der
from iosemu.crypto.ciphers import Cbc
from iosemu.records import dataclass

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

EXPONENT = 65537
_ROUNDS = 6  # of Miller and Rabin; for candidates of 512 bits and more less than 2**-100 is left (FIPS 186-5, B.1)
_SMALL = 1 << 14  # primes below this one are sieved out
_LINE = 64  # characters of base64 in a line of PEM
# of an encrypted key: the cipher, octets of its key and of its block
_PEM_CIPHERS = {"DES-EDE3-CBC": ("3des", 24, 8), "DES-CBC": ("des", 8, 8), "AES-128-CBC": ("aes", 16, 16)}


class BadKey(ValueError):
    """A text that holds no key, or one that the passphrase does not open."""


@dataclass(slots=True, frozen=True)
class RsaKey:
    """A key pair by its numbers: modulus n = p·q, public exponent e, private exponent d."""

    n: int
    e: int
    d: int
    p: int
    q: int

    @property
    def bits(self) -> int:
        """Of the modulus."""
        return self.n.bit_length()

    def private_key(self) -> RSAPrivateKey:
        """For OpenSSL to work with."""
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers, RSAPublicNumbers

        public = RSAPublicNumbers(self.e, self.n)
        dp, dq, inverse = self.d % (self.p - 1), self.d % (self.q - 1), pow(self.q, -1, self.p)
        return RSAPrivateNumbers(self.p, self.q, self.d, dp, dq, inverse, public).private_key()

    def public_der(self) -> bytes:
        """SubjectPublicKeyInfo (RFC 5280)."""
        return self.public().public_der()

    def private_der(self) -> bytes:
        """RSAPrivateKey (RFC 8017, A.1.2)."""
        d, p, q = self.d, self.p, self.q
        parts = (0, self.n, self.e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
        return der.sequence(*map(der.integer, parts))

    def private_pem_plain(self) -> list[str]:
        """Lines, not encrypted."""
        return _armoured("RSA PRIVATE KEY", self.private_der())

    def ssh_blob(self) -> bytes:
        """As SSH writes a public key (RFC 4253, 6.6)."""
        fields = (b"ssh-rsa", der.magnitude(self.e), der.magnitude(self.n))
        return b"".join(len(each).to_bytes(4, "big") + each for each in fields)

    def public(self) -> PublicKey:
        """The half that others may have."""
        return PublicKey(self.n, self.e)

    def _private(self, number: int) -> int:
        """number ** d, by the Chinese remainder theorem."""
        a = pow(number % self.p, self.d % (self.p - 1), self.p)
        b = pow(number % self.q, self.d % (self.q - 1), self.q)
        return b + self.q * ((a - b) * pow(self.q, -1, self.p) % self.p)

    def seal(self, data: bytes) -> bytes:
        """A signature of the octets themselves (RFC 8017, 9.2 without the name of a hash), as RFC 2409 has it. Raises
        BadKey: there is no room for them."""
        return self._private(int.from_bytes(_padded(data, (self.bits + 7) // 8), "big")).to_bytes(
            (self.bits + 7) // 8, "big"
        )

    def sign(self, hash_name: str, data: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 (RFC 8017, 8.2). Raises BadKey: the key is too short for the hash."""
        return self.seal(digest_info(hash_name, data))

    def decrypt(self, data: bytes) -> bytes:
        """What `PublicKey.encrypt` has sealed. Raises BadKey: it was not with this key."""
        size = (self.bits + 7) // 8
        if len(data) != size:
            raise BadKey("of another size")
        block = self._private(int.from_bytes(data, "big") % self.n).to_bytes(size, "big")
        end = block.find(b"\0", 2)
        if block[:2] != b"\0\2" or end < 2 + _LEAST_PADDING:
            raise BadKey("not sealed with this key")
        return block[end + 1 :]


@dataclass(slots=True, frozen=True)
class PublicKey:
    """The half that others have: modulus and exponent."""

    n: int
    e: int

    @property
    def room(self) -> int:
        """Octets that can be sealed at a time."""
        return (self.n.bit_length() + 7) // 8 - 3 - _LEAST_PADDING

    def encrypt(self, data: bytes, rng: Random) -> bytes:
        """RSAES-PKCS1-v1_5 (RFC 8017, 7.2.1). Raises BadKey: more than there is room for."""
        if len(data) > self.room:
            raise BadKey("too long for the key")
        padding = bytes(rng.randrange(1, 256) for _ in range(self.room - len(data) + _LEAST_PADDING))
        size = self.room + 3 + _LEAST_PADDING
        return pow(int.from_bytes(b"\0\2" + padding + b"\0" + data, "big"), self.e, self.n).to_bytes(size, "big")

    @property
    def bits(self) -> int:
        """Of the modulus."""
        return self.n.bit_length()

    def public_der(self) -> bytes:
        """SubjectPublicKeyInfo (RFC 5280)."""
        key = der.sequence(der.integer(self.n), der.integer(self.e))
        return der.sequence(_RSA_ENCRYPTION, der.bits(key))

    def sealed(self, data: bytes, signature: bytes) -> bool:
        """Has `RsaKey.seal` made this of the octets?"""
        size = (self.bits + 7) // 8
        number = int.from_bytes(signature, "big")
        if len(signature) != size or number >= self.n:
            return False
        try:
            return pow(number, self.e, self.n).to_bytes(size, "big") == _padded(data, size)
        except BadKey:
            return False

    def signed(self, hash_name: str, data: bytes, signature: bytes) -> bool:
        """Has `RsaKey.sign`?"""
        return self.sealed(digest_info(hash_name, data), signature)


_LEAST_PADDING = 8  # octets that are not zero
_HASHES = {
    "md5": "1.2.840.113549.2.5", "sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2", "sha512": "2.16.840.1.101.3.4.2.3",
}  # fmt: skip


def digest_info(hash_name: str, data: bytes) -> bytes:
    """The hash of the octets, and which one it is (RFC 8017, 9.2)."""
    algorithm = der.sequence(der.oid(_HASHES[hash_name]), der.NULL_ELEMENT)
    return der.sequence(algorithm, der.octets(hashlib.new(hash_name, data).digest()))


def _padded(data: bytes, size: int) -> bytes:
    """Block type 1. Raises BadKey."""
    room = size - 3 - len(data)
    if room < _LEAST_PADDING:
        raise BadKey("too long for the key")
    return b"\0\1" + b"\xff" * room + b"\0" + data


# DER

_RSA_ENCRYPTION = bytes.fromhex("300d06092a864886f70d0101010500")  # AlgorithmIdentifier 1.2.840.113549.1.1.1, NULL


# making


@cache
def _small_primes() -> tuple[int, ...]:
    """The odd ones."""
    sieve = bytearray([1]) * _SMALL
    for number in range(3, int(_SMALL**0.5) + 1, 2):
        if sieve[number]:
            sieve[number * number :: number] = bytes(len(sieve[number * number :: number]))
    return tuple(number for number in range(3, _SMALL, 2) if sieve[number])


def generate(bits: int, rng: Random) -> RsaKey:
    """A key pair whose modulus has exactly `bits` bits. 2048 bits take about a third of a second, 4096 some seconds."""
    while True:
        p = _prime(bits - bits // 2, rng)
        q = _prime(bits // 2, rng)
        if p != q:
            p, q = max(p, q), min(p, q)
            return RsaKey(p * q, EXPONENT, pow(EXPONENT, -1, (p - 1) * (q - 1)), p, q)


def _prime(bits: int, rng: Random) -> int:
    """A prime of that many bits, the two highest set, so that products of two have twice as many."""
    while True:
        start = rng.getrandbits(bits) | 3 << (bits - 2) | 1
        span = bits * 4  # odd numbers from there on: nearly always there is a prime among them
        composite = bytearray(span)
        for small in _small_primes():
            first = -start * ((small + 1) // 2) % small  # start + 2·first is divisible by it
            composite[first::small] = b"\1" * len(range(first, span, small))
        for step in range(span):
            if not composite[step]:
                number = start + 2 * step
                fits = number.bit_length() == bits and number % EXPONENT != 1
                if fits and pow(2, number - 1, number) == 1 and _probably_prime(number, rng):
                    return number


def _probably_prime(number: int, rng: Random) -> bool:
    """Miller and Rabin."""
    odd, twos = number - 1, 0
    while not odd & 1:
        odd, twos = odd >> 1, twos + 1
    for _ in range(_ROUNDS):
        power = pow(rng.randrange(2, number - 1), odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


# PEM


def public_pem(key: RsaKey) -> list[str]:
    """Lines."""
    return _armoured("PUBLIC KEY", key.public_der())


def private_pem(key: RsaKey, cipher: str, passphrase: str, rng: Random) -> list[str]:
    """Lines of an encrypted private key, as OpenSSL has always written it (RFC 1421). `cipher`: 3des, des or aes."""
    name = next(name for name, (kind, *_) in _PEM_CIPHERS.items() if kind == cipher)
    _, size, block = _PEM_CIPHERS[name]
    iv = rng.randbytes(block)
    plain = key.private_der()
    pad = block - len(plain) % block
    sealed = Cbc(cipher, _stretched(passphrase, iv[:8], size)).encrypt(iv, plain + bytes([pad]) * pad)
    header = ["Proc-Type: 4,ENCRYPTED", f"DEK-Info: {name},{iv.hex().upper()}", ""]
    return _armoured("RSA PRIVATE KEY", sealed, header)


def _armoured(what: str, data: bytes, header: list[str] | None = None) -> list[str]:
    text = b2a_base64(data, newline=False).decode("ascii")
    body = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return [f"-----BEGIN {what}-----", *(header or ()), *body, f"-----END {what}-----"]


def _stretched(passphrase: str, seasoning: bytes, size: int) -> bytes:
    """A cipher's key from a passphrase: OpenSSL's EVP_BytesToKey with MD5, one round."""
    secret = passphrase.encode("utf-8", "surrogateescape")
    key = digest = b""
    while len(key) < size:
        digest = hashlib.md5(digest + secret + seasoning).digest()
        key += digest
    return key[:size]


def read_private_pem(lines: list[str], passphrase: str) -> RsaKey:
    """What `private_pem` writes, and the same without encryption. Raises BadKey."""
    try:
        begin = lines.index("-----BEGIN RSA PRIVATE KEY-----")
        end = lines.index("-----END RSA PRIVATE KEY-----", begin)
    except ValueError:
        raise BadKey("no private key") from None
    body = lines[begin + 1 : end]
    header = dict(line.split(": ", 1) for line in body if ": " in line)
    try:
        data = a2b_base64("".join(line for line in body if ": " not in line))
    except ValueError:
        raise BadKey("no base64") from None
    if "DEK-Info" in header:
        data = _opened(data, header["DEK-Info"], passphrase)
    return _from_der(data)


def _opened(data: bytes, info: str, passphrase: str) -> bytes:
    name, _, seasoning = info.partition(",")
    if name not in _PEM_CIPHERS or not re.fullmatch(r"[0-9A-Fa-f]*", seasoning):
        raise BadKey("unknown encryption")
    cipher, size, block = _PEM_CIPHERS[name]
    iv = bytes.fromhex(seasoning) if len(seasoning) == 2 * block else b""
    if not iv or not data or len(data) % block:
        raise BadKey("cut off")
    plain = Cbc(cipher, _stretched(passphrase, iv[:8], size)).decrypt(iv, data)
    pad = plain[-1]
    if not 1 <= pad <= block or plain[-pad:] != bytes([pad]) * pad:
        raise BadKey("wrong passphrase")
    return plain[:-pad]


def private_key_of(key: RSAPrivateKey) -> RsaKey:
    """Of OpenSSL's. Raises BadKey: it is longer than any of ours."""
    numbers = key.private_numbers()
    public = numbers.public_numbers
    if public.n.bit_length() > 4096:
        raise BadKey("too long")
    return RsaKey(public.n, public.e, numbers.d, numbers.p, numbers.q)


def _from_der(data: bytes) -> RsaKey:
    """Raises BadKey."""
    numbers: list[int] = []
    at, end = _header(data, 0, 0x30)
    while at < end:
        start, stop = _header(data, at, 0x02)
        numbers.append(int.from_bytes(data[start:stop], "big"))
        at = stop
    if len(numbers) != 9 or numbers[0]:
        raise BadKey("not a key of two primes")
    _, n, e, d, p, q = numbers[:6]
    key = RsaKey(n, e, d, p, q)
    if p * q != n or min(p, q) < 3 or n.bit_length() > 4096 or e * d % (p - 1) != 1 or e * d % (q - 1) != 1:
        raise BadKey("numbers that are no key")
    try:
        key.private_key()
    except ValueError:
        raise BadKey("numbers that OpenSSL takes for no key") from None
    return key


def read_public_der(data: bytes) -> PublicKey:
    """What `public_der` writes. Raises BadKey."""
    at, end = _header(data, 0, 0x30)
    if end != len(data) or data[at : at + len(_RSA_ENCRYPTION)] != _RSA_ENCRYPTION:
        raise BadKey("not a public key of RSA")
    at, end = _header(data, at + len(_RSA_ENCRYPTION), 0x03)
    if at == end or data[at]:
        raise BadKey("not DER")
    at, _ = _header(data, at + 1, 0x30)
    start, stop = _header(data, at, 0x02)
    n = int.from_bytes(data[start:stop], "big")
    start, last = _header(data, stop, 0x02)
    e = int.from_bytes(data[start:last], "big")
    if last != end or not 256 <= n.bit_length() <= 4096 or not n & 1 or not 3 <= e < n:
        raise BadKey("numbers that are no key")
    return PublicKey(n, e)


def _header(data: bytes, at: int, tag: int) -> tuple[int, int]:
    """Where the content of an element begins and ends. Raises BadKey."""
    if len(data) < at + 2 or data[at] != tag:
        raise BadKey("not DER")
    size, start = data[at + 1], at + 2
    if size & 0x80:
        octets = size & 0x7F
        if not 1 <= octets <= 4:
            raise BadKey("not DER")
        size, start = int.from_bytes(data[start : start + octets], "big"), start + octets
    if start + size > len(data):
        raise BadKey("cut off")
    return start, start + size
