"""Type 6 passwords of IOS: AES under a master key, as Cisco's own encoder for provisioning (Type-6-Password-Encode)
makes them public.

    K   = MD5(master key)
    Ka  = AES-K(salt || 0^8)                 authenticates
    Ke  = AES-K(salt || 0^7 || 1)            encrypts
    C   = password xor AES-Ke(0 0 0 n 0^12), n = 0, 1, … for each block of 16
    MAC = HMAC-SHA1(Ka, C), its first 4 octets

The text is salt (8 octets), C and MAC in base 41, two octets to three of the characters from ``A`` to ``i``. Behind it
stands where it ends: ``00 01`` after an even number of octets; an odd one's last octet comes with ``00``.
"""

from __future__ import annotations

import re

_FORM = re.compile(r"(?:[A-i]{3}){7,}")
SALT = 8  # octets
_MAC = 4
_BLOCK = 16
LONGEST = 255 * _BLOCK  # octets of a password, as the number of a block has one octet


def _decoded(text: str) -> bytes:
    """Raises ValueError for what is no base 41."""
    if not _FORM.fullmatch(text):
        raise ValueError("not a type 6 password")
    try:
        data = b"".join(
            ((ord(text[at]) - 65) * 1681 + (ord(text[at + 1]) - 65) * 41 + ord(text[at + 2]) - 65).to_bytes(2, "big")
            for at in range(0, len(text), 3)
        )
    except OverflowError:
        raise ValueError("not a type 6 password") from None
    if data[-1] > 1 or (data[-1] == 1 and data[-2]):
        raise ValueError("not a type 6 password")
    return data[:-2] if data[-1] else data[:-1]


def _encoded(data: bytes) -> str:
    data += b"\0" if len(data) % 2 else b"\0\1"
    text = ""
    for at in range(0, len(data), 2):
        value = int.from_bytes(data[at : at + 2], "big")
        text += chr(65 + value // 1681) + chr(65 + value // 41 % 41) + chr(65 + value % 41)
    return text


def is_sealed(text: str) -> bool:
    """Has it the form of a type 6 password, whatever the key?"""
    try:
        return len(_decoded(text)) >= SALT + _MAC
    except ValueError:
        return False


def _keys(master: str, salt: bytes) -> tuple[bytes, bytes]:
    import hashlib

    key = hashlib.md5(master.encode("utf-8", "surrogateescape")).digest()
    return _aes(key, salt + bytes(8)), _aes(key, salt + bytes(7) + b"\1")


def _aes(key: bytes, block: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(block)  # the format is IOS's


def _crypt(key: bytes, data: bytes) -> bytes:
    blocks = range(0, len(data), _BLOCK)
    stream = b"".join(_aes(key, bytes((0, 0, 0, at // _BLOCK)) + bytes(12)) for at in blocks)
    return bytes(one ^ other for one, other in zip(data, stream, strict=False))


def _mac(key: bytes, data: bytes) -> bytes:
    import hmac

    return hmac.digest(key, data, "sha1")[:_MAC]


def seal(password: str, master: str, salt: bytes) -> str:
    """`salt` has 8 octets. Raises ValueError for a password of more than LONGEST octets."""
    data = password.encode("utf-8", "surrogateescape")
    if len(data) > LONGEST:
        raise ValueError("too long")
    ka, ke = _keys(master, salt)
    hidden = _crypt(ke, data)
    return _encoded(salt + hidden + _mac(ka, hidden))


def unseal(text: str, master: str) -> str:
    """The password. Raises ValueError for a text that is no type 6 password, or not one of this key."""
    data = _decoded(text)
    if len(data) < SALT + _MAC:
        raise ValueError("not a type 6 password")
    salt, hidden, mac = data[:SALT], data[SALT:-_MAC], data[-_MAC:]
    ka, ke = _keys(master, salt)
    if _mac(ka, hidden) != mac:
        raise ValueError("not of this master key")
    return _crypt(ke, hidden).rstrip(b"\0").decode("utf-8", "surrogateescape")
