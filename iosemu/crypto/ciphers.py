"""Ciphers of IKE and ESP: DES, 3DES, AES in CBC mode (RFC 2405, 2451, 3602), AES-GCM (RFC 4106), null (RFC 2410).

Making a cipher context costs several times the work on a short packet, so each key keeps one running encryptor and
one running decryptor. These are the library's and cannot be saved: what is saved is the key and the last block, from
which they are made anew. CBC chains from the block before:

    encrypt:  feed  P1 xor IV xor C  (C: last block that came out)   -> first block out is E(P1 xor IV)
    decrypt:  feed  IV | C1 | C2 …                                   -> drop the first block out, the rest is clear
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, CipherContext, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from iosemu.records import dataclass


class BadTag(ValueError):
    """AES-GCM: the packet is not authentic."""


@dataclass(slots=True)
class CbcSpec:
    """A block cipher: octets of a block and the key sizes it takes."""

    name: str
    block: int
    key_sizes: tuple[int, ...]

    def check(self, key: bytes) -> None:
        """Raises ValueError when the key's size does not fit."""
        if len(key) not in self.key_sizes:
            raise ValueError(f"{self.name}: key of {len(key)} octets")

    def algorithm(self, key: bytes) -> BlockCipherAlgorithm:
        if self.name == "des":
            return TripleDES(key * 3)  # EDE with three equal keys is single DES
        return TripleDES(key) if self.name == "3des" else AES(key)


CBC = {
    "des": CbcSpec("des", 8, (8,)),
    "3des": CbcSpec("3des", 8, (24,)),
    "aes": CbcSpec("aes", 16, (16, 24, 32)),
}


class Cbc:
    """One key in CBC mode, without padding: lengths are multiples of the block.

    Contexts are made on first use: an SA works in one direction, and a saved key has none.
    """

    __slots__ = ("_decrypting", "_encrypting", "_key", "_last", "_name", "block")

    def __init__(self, name: str, key: bytes) -> None:
        """`name` is one of CBC. Raises KeyError, and ValueError for a key of the wrong size."""
        spec = CBC[name]
        spec.check(key)
        self.block = spec.block
        self._name = name
        self._key = key
        self._last = bytes(self.block)
        self._encrypting: CipherContext | None = None
        self._decrypting: CipherContext | None = None

    def __getstate__(self) -> tuple[str, bytes, bytes]:
        return self._name, self._key, self._last

    def __setstate__(self, state: tuple[str, bytes, bytes]) -> None:
        self._name, self._key, self._last = state
        self.block = CBC[self._name].block
        self._encrypting = self._decrypting = None

    def goes_on(self, last: bytes) -> None:
        """The block that went out last, from whoever feeds the running encryptor; for saving."""
        self._last = last

    def rest(self) -> None:
        """Not needed for a while: the contexts, a kilobyte, are made again when they are."""
        self._encrypting = self._decrypting = None

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(CBC[self._name].algorithm(self._key), modes.CBC(self._last))

    @property
    def encryptor(self) -> CipherContext:
        """The running encryptor itself, for ESP: who feeds it must leave encrypt() alone."""
        if self._encrypting is None:
            self._encrypting = self._cipher().encryptor()
        return self._encrypting

    @property
    def decryptor(self) -> CipherContext:
        """The running decryptor itself."""
        if self._decrypting is None:
            self._decrypting = self._cipher().decryptor()
        return self._decrypting

    def encrypt(self, iv: bytes, clear: bytes) -> bytes:
        """Ciphertext under a given IV. Raises ValueError unless `clear` is whole blocks, at least one."""
        block = self.block
        if not clear or len(clear) % block:
            raise ValueError(f"{len(clear)} octets are not whole blocks of {block}")
        mixed = int.from_bytes(clear[:block], "big") ^ int.from_bytes(iv, "big") ^ int.from_bytes(self._last, "big")
        sealed = self.encryptor.update(mixed.to_bytes(block, "big") + clear[block:])
        self._last = sealed[-block:]
        return sealed

    def seal(self, clear: bytes) -> bytes:
        """IV and ciphertext, with an IV that nobody without the key can foretell: the encryption of the last block."""
        block = self.block
        if len(clear) % block:
            raise ValueError(f"{len(clear)} octets are not whole blocks of {block}")
        sealed = self.encryptor.update(bytes(block) + clear)
        self._last = sealed[-block:]
        return sealed

    def start(self, seed: bytes) -> None:
        """Make the IVs of seal() begin from a random block, which itself never travels."""
        self.encrypt(bytes(self.block), seed)

    def decrypt(self, iv: bytes, sealed: bytes) -> bytes:
        """Raises ValueError unless `sealed` is whole blocks, at least one."""
        if not sealed or len(sealed) % self.block:
            raise ValueError(f"{len(sealed)} octets are not whole blocks of {self.block}")
        return self.decryptor.update(iv + sealed)[self.block :]

    def open(self, packet: bytes) -> bytes:
        """The clear text of IV and ciphertext. Raises ValueError unless these are at least two whole blocks."""
        if len(packet) < 2 * self.block or len(packet) % self.block:
            raise ValueError(f"{len(packet)} octets are no IV and whole blocks of {self.block}")
        return self.decryptor.update(packet)[self.block :]


class Flow:
    """One direction of a conversation under one key, packet after packet, without IVs of their own: CBC goes on from
    the last block (RFC 4253, 6.3), CTR from the last count (RFC 4344).
    """

    __slots__ = ("_context", "_iv", "_key", "_mode", "_name", "_sealing", "block")

    def __init__(self, name: str, mode: str, key: bytes, iv: bytes, sealing: bool) -> None:
        """`name` is one of CBC, `mode` cbc or ctr. Raises KeyError, and ValueError for a key of the wrong size."""
        CBC[name].check(key)
        self.__setstate__((name, mode, key, iv, sealing))

    def __getstate__(self) -> tuple[str, str, bytes, bytes, bool]:
        return self._name, self._mode, self._key, self._iv, self._sealing

    def __setstate__(self, state: tuple[str, str, bytes, bytes, bool]) -> None:
        self._name, self._mode, self._key, self._iv, self._sealing = state
        self.block = CBC[self._name].block
        self._context: CipherContext | None = None

    def turn(self, data: bytes) -> bytes:
        """Sealed or opened. Raises ValueError unless it is whole blocks."""
        if len(data) % self.block:
            raise ValueError(f"{len(data)} octets are not whole blocks of {self.block}")
        if not data:
            return b""
        if self._context is None:
            mode = modes.CTR(self._iv) if self._mode == "ctr" else modes.CBC(self._iv)
            cipher = Cipher(CBC[self._name].algorithm(self._key), mode)
            self._context = cipher.encryptor() if self._sealing else cipher.decryptor()
        turned = self._context.update(data)
        if self._mode == "ctr":
            count = int.from_bytes(self._iv, "big") + len(data) // self.block
            self._iv = (count % (1 << 8 * self.block)).to_bytes(self.block, "big")
        else:
            self._iv = (turned if self._sealing else data)[-self.block :]
        return turned


class Gcm:
    """AES-GCM as ESP uses it (RFC 4106): nonce = 4-byte salt | 8-byte IV, 16-byte tag at the end."""

    __slots__ = ("_aead", "_key", "_salt")
    TAG = 16
    IV = 8
    SALT = 4

    def __init__(self, keymat: bytes) -> None:
        """`keymat` is key | salt: 20, 28 or 36 octets. Raises ValueError."""
        if len(keymat) not in (20, 28, 36):
            raise ValueError(f"aes-gcm: key and salt of {len(keymat)} octets")
        self._key, self._salt = keymat[:-4], keymat[-4:]
        self._aead = AESGCM(self._key)

    def __getstate__(self) -> bytes:
        return self._key + self._salt

    def __setstate__(self, keymat: bytes) -> None:
        self._key, self._salt = keymat[:-4], keymat[-4:]
        self._aead = AESGCM(self._key)

    def seal(self, iv: bytes, clear: bytes, associated: bytes) -> bytes:
        """Ciphertext | tag. An IV (8 octets) must never come twice under one key: ESP takes its packet counter."""
        return self._aead.encrypt(self._salt + iv, clear, associated)

    def open(self, iv: bytes, sealed: bytes, associated: bytes) -> bytes:
        """Raises BadTag."""
        try:
            return self._aead.decrypt(self._salt + iv, sealed, associated)
        except InvalidTag as error:
            raise BadTag("authentication tag does not fit") from error
