"""Password types of IOS: 4 (SHA-256), 5 (MD5-crypt), 7 (reversible), 8 (PBKDF2-SHA256), 9 (scrypt).

Hash functions are imported where they are used: most routers never need them, and OpenSSL takes time to load.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from random import Random

_ITOA64 = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TO_CISCO = str.maketrans(_BASE64, _ITOA64)
_TYPE7_KEY = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"


def _bytes(text: str) -> bytes:
    """As a terminal of today sends it."""
    return text.encode("utf-8", "surrogateescape")


def type7(password: str, rng: Random) -> str:
    """Two decimal digits of offset into the key, then each byte xored with it, as hex."""
    offset = rng.randrange(16)
    data = bytes(byte ^ _TYPE7_KEY[(offset + i) % len(_TYPE7_KEY)] for i, byte in enumerate(_bytes(password)))
    return f"{offset:02d}{data.hex().upper()}"


def reveal_type7(text: str) -> str:
    """The password. Raises ValueError for a text that is not of type 7."""
    if not re.fullmatch(r"(0[0-9]|1[0-5])([0-9A-Fa-f]{2})+", text):
        raise ValueError("not a type 7 password")
    offset = int(text[:2])
    data = bytes.fromhex(text[2:])
    plain = bytes(byte ^ _TYPE7_KEY[(offset + i) % len(_TYPE7_KEY)] for i, byte in enumerate(data))
    return plain.decode("utf-8", "surrogateescape")


def kept(kind: int, text: str, encrypting: bool, rng: Random) -> tuple[int, str]:
    """Type and text under which a password typed as type 0 or 7 is kept; `encrypting`: the service is on.

    Raises ValueError for a type 7 text that cannot be revealed.
    """
    if kind == 7:
        reveal_type7(text)
        return 7, text
    return (7, type7(text, rng)) if encrypting else (0, text)


def salt(rng: Random, length: int) -> str:
    return "".join(rng.choice(_ITOA64) for _ in range(length))


def type4(password: str) -> str:
    """43 characters: SHA-256, once and without salt."""
    import hashlib

    return _cisco64(hashlib.sha256(_bytes(password)).digest())


def type5(password: str, seasoning: str) -> str:
    """``$1$salt$hash``: MD5-crypt, a thousand rounds (Poul-Henning Kamp's algorithm)."""
    import hashlib

    secret, season = _bytes(password), seasoning.encode("ascii")
    alternate = hashlib.md5(secret + season + secret).digest()
    context = hashlib.md5(secret + b"$1$" + season)
    for left in range(len(secret), 0, -16):
        context.update(alternate[: min(16, left)])
    bits = len(secret)
    while bits:
        context.update(b"\0" if bits & 1 else secret[:1])
        bits >>= 1
    digest = context.digest()
    for number in range(1000):
        step = hashlib.md5(secret if number & 1 else digest)
        if number % 3:
            step.update(season)
        if number % 7:
            step.update(secret)
        step.update(digest if number & 1 else secret)
        digest = step.digest()
    text = ""
    for a, b, c in ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)):
        text += _groups(digest[a] << 16 | digest[b] << 8 | digest[c], 4)
    return f"$1${seasoning}${text}{_groups(digest[11], 2)}"


def _groups(value: int, count: int) -> str:
    text = ""
    for _ in range(count):
        text += _ITOA64[value & 63]
        value >>= 6
    return text


def type8(password: str, seasoning: str) -> str:
    """``$8$salt$hash``: PBKDF2 with HMAC-SHA-256, 20,000 rounds."""
    import hashlib

    key = hashlib.pbkdf2_hmac("sha256", _bytes(password), seasoning.encode("ascii"), 20000, 32)
    return f"$8${seasoning}${_cisco64(key)}"


def type9(password: str, seasoning: str) -> str:
    """``$9$salt$hash``: scrypt with N = 16384, r = 1, p = 1."""
    import hashlib

    key = hashlib.scrypt(_bytes(password), salt=seasoning.encode("ascii"), n=16384, r=1, p=1, dklen=32)
    return f"$9${seasoning}${_cisco64(key)}"


def _cisco64(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode("ascii").rstrip("=").translate(_TO_CISCO)


_SALTED = {5: (type5, 4), 8: (type8, 14), 9: (type9, 14)}


_FORMS = {
    4: r"[./0-9A-Za-z]{43}",
    5: r"\$1\$[^$]{1,8}\$[./0-9A-Za-z]{22}",
    8: r"\$8\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}",
    9: r"\$9\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}",
}


def is_hash(kind: int, text: str) -> bool:
    """Has the text the form of a hash of this type (4, 5, 8 or 9)?"""
    return re.fullmatch(_FORMS[kind], text) is not None


def hashed(kind: int, password: str, rng: Random) -> str:
    """A new hash of type 4, 5, 8 or 9."""
    if kind == 4:
        return type4(password)
    make, length = _SALTED[kind]
    return make(password, salt(rng, length))


def matches(kind: int, stored: str, typed: str) -> bool:
    """Is `typed` the password that is stored so (types 0, 4, 5, 7, 8, 9)?"""
    import hmac

    if kind == 0:
        return hmac.compare_digest(_bytes(stored), _bytes(typed))
    if kind == 7:
        return stored[:2].isdigit() and reveal_type7(stored) == typed
    if kind == 4:
        return hmac.compare_digest(stored, type4(typed))
    make, _ = _SALTED[kind]
    try:
        return hmac.compare_digest(stored, make(typed, stored.split("$")[2]))
    except UnicodeEncodeError:
        return False
