"""ESP transforms (RFC 4303): one key and one direction each; packets are the bytes after the IP (or UDP) header.

    |               Security Parameters Index (SPI)                 |  ^
    |                      Sequence Number                          |  | authenticated
    |                 IV (8 or 16 octets, none with NULL)           |  | (GCM: SPI and sequence number are the AAD)
    |                    Payload (encrypted)                        |  |
    |    Padding 1,2,3… (encrypted)  |  Pad Length  |  Next Header  |  v
    |            Integrity Check Value (12, 16, 24, 32 octets)      |

RFC 2405 DES, 2451 3DES, 3602 AES-CBC, 2410 NULL, 4106 AES-GCM, 4543 AES-GMAC; RFC 2403, 2404, 4868 integrity. `high`
are the four octets of an extended sequence number that do not travel, but are authenticated (RFC 4303 section 2.2.1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from iosemu.crypto.ciphers import BadTag, Cbc, Gcm
from iosemu.crypto.integrity import HASHES, Hmac
from iosemu.records import dataclass

HEADER = 8  # SPI and sequence number, octets
TRAILER = 2  # pad length and next header, octets


class EspError(ValueError):
    """Base of what open() refuses."""


class BadIcv(EspError):
    """The integrity check value does not fit: tampered with, or another key."""


class BadPacket(EspError):
    """The lengths fit no packet of this transform, or the clear text has no sensible trailer."""


@dataclass(slots=True)
class Layout:
    """Sizes of a transform, octets. Payload and trailer are padded to `align`; `key`, `auth_key` of key material."""

    iv: int
    align: int
    icv: int
    key: int
    auth_key: int

    def sealed(self, payload: int) -> int:
        """Length of the ESP packet around a payload."""
        return HEADER + self.iv + -(-(payload + TRAILER) // self.align) * self.align + self.icv

    def room(self, packet: int) -> int:
        """The longest payload whose ESP packet is not longer than `packet`; negative when there is none."""
        return (packet - HEADER - self.iv - self.icv) // self.align * self.align - TRAILER

    def sure(self, packet: int) -> int:
        """The same of a payload of any length up to that, as if it were always padded most."""
        return packet - HEADER - self.iv - self.icv - (self.align - 1) - TRAILER


class Transform(Protocol):
    """One SA's cryptography: an object seals or opens; a pair of SAs has two."""

    layout: Layout

    def seal(self, sequence: int, payload: bytes, next_header: int, high: bytes = b"") -> bytes:
        """The ESP packet. Sequence numbers must not repeat (AES-GCM takes its nonce from them)."""

    def open(self, packet: bytes, high: bytes = b"") -> tuple[int, bytes]:
        """(next header, payload). Raises BadIcv, BadPacket."""


_TRAILERS = tuple(bytes(range(1, n + 1)) + bytes((n,)) for n in range(256))
_NEXT = tuple(bytes((n,)) for n in range(256))


def _unpadded(clear: bytes) -> tuple[int, bytes]:
    """Take the trailer off; RFC 4303 section 2.4 padding is checked. Raises BadPacket."""
    size = len(clear)
    if size < TRAILER:
        raise BadPacket("no trailer")
    pad = clear[-2]
    end = size - TRAILER - pad
    if end < 0 or clear[end:-1] != _TRAILERS[pad]:
        raise BadPacket("bad padding")
    return clear[-1], clear[:end]


class CbcTransform:
    """A block cipher in CBC mode with HMAC, or without (a lone cipher).

    The running encryptor is fed a zero block first: what comes out for it is the IV, which nobody can foretell
    without the key. Calls are spelled out here because they are most of the cost of a short packet.
    """

    __slots__ = (
        "_cipher", "_copy", "_decrypt", "_encrypt", "_icv", "_integrity", "_mask", "_sealed", "_spi", "_zero", "layout",
    )  # fmt: skip

    def __init__(self, spi: int, layout: Layout, cipher: Cbc, integrity: Hmac | None) -> None:
        self._start(spi.to_bytes(4, "big"), layout, cipher, integrity)

    def _start(self, spi: bytes, layout: Layout, cipher: Cbc, integrity: Hmac | None) -> None:
        self.layout = layout
        self._cipher = cipher
        self._encrypt: Callable[[bytes], bytes] | None = None
        self._decrypt: Callable[[bytes], bytes] | None = None
        self._integrity = integrity
        self._copy = integrity.keyed.copy if integrity is not None else None
        self._icv = layout.icv
        self._spi = spi
        self._zero = bytes(cipher.block)
        self._mask = cipher.block - 1
        self._sealed = b""  # the last packet, without its check value: the chain goes on from its end

    def __getstate__(self) -> tuple[bytes, Layout, Cbc, Hmac | None]:
        if self._sealed:
            self._cipher.goes_on(self._sealed[-self._cipher.block :])
        return self._spi, self.layout, self._cipher, self._integrity

    def __setstate__(self, state: tuple[bytes, Layout, Cbc, Hmac | None]) -> None:
        self._start(*state)

    def seal(self, sequence: int, payload: bytes, next_header: int, high: bytes = b"") -> bytes:
        encrypt = self._encrypt
        if encrypt is None:
            encrypt = self._encrypt = self._cipher.encryptor.update
        trailer = _TRAILERS[-(len(payload) + 2) & self._mask] + _NEXT[next_header]
        self._sealed = packet = self._spi + sequence.to_bytes(4, "big") + encrypt(self._zero + payload + trailer)
        if self._copy is None:
            return packet
        running = self._copy()
        running.update(packet)
        if high:
            running.update(high)
        return packet + running.finalize()[: self._icv]

    def open(self, packet: bytes, high: bytes = b"") -> tuple[int, bytes]:
        end = len(packet) - self._icv
        block = self._mask + 1
        if end < HEADER + 2 * block or (end - HEADER) & self._mask:
            raise BadPacket("no IV and whole blocks")
        if self._copy is not None:
            running = self._copy()
            running.update(packet[:end])
            if high:
                running.update(high)
            if running.finalize()[: self._icv] != packet[end:]:
                raise BadIcv("integrity check value does not fit")
        decrypt = self._decrypt
        if decrypt is None:
            decrypt = self._decrypt = self._cipher.decryptor.update
        clear = decrypt(packet[HEADER:end])
        pad = clear[-2]
        end = len(clear) - 2 - pad
        if end < block or clear[end:-1] != _TRAILERS[pad]:
            raise BadPacket("bad padding")
        return clear[-1], clear[block:end]


class NullTransform:
    """Authentication only (RFC 2410): no IV, padded to four octets."""

    __slots__ = ("_icv", "_spi", "layout")

    def __init__(self, spi: int, layout: Layout, integrity: Hmac) -> None:
        self.layout = layout
        self._spi = spi.to_bytes(4, "big")
        self._icv = integrity.icv

    def seal(self, sequence: int, payload: bytes, next_header: int, high: bytes = b"") -> bytes:
        trailer = _TRAILERS[-(len(payload) + TRAILER) % 4] + _NEXT[next_header]
        packet = self._spi + sequence.to_bytes(4, "big") + payload + trailer
        return packet + self._icv(packet + high)

    def open(self, packet: bytes, high: bytes = b"") -> tuple[int, bytes]:
        icv = -self.layout.icv
        body = packet[:icv]
        if self._icv(body + high) != packet[icv:]:
            raise BadIcv("integrity check value does not fit")
        return _unpadded(body[HEADER:])


class GcmTransform:
    """AES-GCM with a 16-octet tag (RFC 4106); the IV is the sequence number, so no nonce can repeat. `authentic`: GMAC,
    which encrypts nothing, and authenticates all (RFC 4543 section 3)."""

    __slots__ = ("_authentic", "_gcm", "_spi", "layout")

    def __init__(self, spi: int, layout: Layout, gcm: Gcm, authentic: bool = False) -> None:
        self.layout = layout
        self._spi = spi.to_bytes(4, "big")
        self._gcm = gcm
        self._authentic = authentic

    def seal(self, sequence: int, payload: bytes, next_header: int, high: bytes = b"") -> bytes:
        number = sequence.to_bytes(4, "big")
        head, iv = self._spi + number, (high or bytes(4)) + number
        clear = payload + _TRAILERS[-(len(payload) + TRAILER) % 4] + _NEXT[next_header]
        associated = self._spi + high + number
        if self._authentic:
            return head + iv + clear + self._gcm.seal(iv, b"", associated + iv + clear)
        return head + iv + self._gcm.seal(iv, clear, associated)

    def open(self, packet: bytes, high: bytes = b"") -> tuple[int, bytes]:
        if len(packet) < HEADER + Gcm.IV + Gcm.TAG:
            raise BadPacket("shorter than its header and tag")
        iv, clear, associated = packet[8:16], packet[16:], packet[:4] + high + packet[4:8]
        try:
            if self._authentic:
                clear, tag = clear[: -Gcm.TAG], clear[-Gcm.TAG :]
                self._gcm.open(iv, tag, associated + iv + clear)
            else:
                clear = self._gcm.open(iv, clear, associated)
        except BadTag as error:
            raise BadIcv("authentication tag does not fit") from error
        return _unpadded(clear)


_COMBINED = ("gcm", "gmac")  # they bring their own integrity
_BLOCKS = {"des": (8, 8), "3des": (8, 24), "aes": (16, 0)}  # block, octets of key (0: by key size)


def layout(cipher: str, key_bits: int = 0, integrity: str = "") -> Layout:
    """Sizes of `cipher` (des, 3des, aes, gcm, gmac, null) with the hash `integrity` ("" for none, else of HASHES).

    Raises ValueError for what is no ESP transform: NULL without integrity, GCM or GMAC with it, an unknown name.
    """
    if integrity and integrity not in HASHES:
        raise ValueError(f"unknown integrity {integrity}")
    icv, auth_key = (HASHES[integrity].icv, HASHES[integrity].size) if integrity else (0, 0)
    if cipher in _COMBINED and not integrity:
        return Layout(Gcm.IV, 4, Gcm.TAG, (key_bits or 128) // 8 + Gcm.SALT, 0)
    if cipher == "null" and integrity:
        return Layout(0, 4, icv, 0, auth_key)
    if cipher in _BLOCKS:
        block, key = _BLOCKS[cipher]
        return Layout(block, block, icv, key or (key_bits or 128) // 8, auth_key)
    raise ValueError(f"no ESP transform: {cipher} {integrity or 'without integrity'}")


def transform(spi: int, cipher: str, key: bytes, integrity: str = "", auth_key: bytes = b"") -> Transform:
    """One direction of an SA; with AES-GCM and GMAC `key` ends in the salt. Raises ValueError for keys that do not
    fit."""
    salt = Gcm.SALT if cipher in _COMBINED else 0
    sizes = layout(cipher, (len(key) - salt) * 8, integrity)
    if len(key) != sizes.key or len(auth_key) != sizes.auth_key:
        raise ValueError(f"{cipher} {integrity}: keys of {len(key)} and {len(auth_key)} octets")
    if cipher in _COMBINED:
        return GcmTransform(spi, sizes, Gcm(key), cipher == "gmac")
    hmac = Hmac(integrity, auth_key) if integrity else None
    if cipher == "null" and hmac is not None:
        return NullTransform(spi, sizes, hmac)
    return CbcTransform(spi, sizes, Cbc(cipher, key), hmac)
