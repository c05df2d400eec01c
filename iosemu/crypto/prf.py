"""IKEv1 key derivation with pre-shared keys: RFC 2409 sections 5, 5.5, 5.7 and appendix B.

    SKEYID   = prf(pre-shared-key, Ni_b | Nr_b)
    SKEYID_d = prf(SKEYID, g^xy | CKY-I | CKY-R | 0)
    SKEYID_a = prf(SKEYID, SKEYID_d | g^xy | CKY-I | CKY-R | 1)
    SKEYID_e = prf(SKEYID, SKEYID_a | g^xy | CKY-I | CKY-R | 2)
    HASH_I   = prf(SKEYID, g^xi | g^xr | CKY-I | CKY-R | SAi_b | IDii_b)
    HASH_R   = prf(SKEYID, g^xr | g^xi | CKY-R | CKY-I | SAi_b | IDir_b)
    HASH(1)  = prf(SKEYID_a, M-ID | rest of the message)
    HASH(2)  = prf(SKEYID_a, M-ID | Ni_b | rest)
    HASH(3)  = prf(SKEYID_a, 0 | M-ID | Ni_b | Nr_b)
    KEYMAT   = prf(SKEYID_d, [g(qm)^xy |] protocol | SPI | Ni_b | Nr_b), extended by feeding back

The prf is HMAC of the negotiated hash. A message ID is its four octets.
"""

from __future__ import annotations

from iosemu.crypto.ciphers import CBC, Cbc
from iosemu.crypto.integrity import HASHES, Hmac


def skeyid_psk(hash_name: str, key: bytes, ni: bytes, nr: bytes) -> Hmac:
    """SKEYID for pre-shared keys, ready as a prf."""
    return Hmac(hash_name, Hmac(hash_name, key).full(ni + nr))


def skeyid_encr(hash_name: str, ni: bytes, nr: bytes, cookies: bytes) -> Hmac:
    """SKEYID for authentication with public keys: prf(hash(Ni_b | Nr_b), CKY-I | CKY-R)."""
    return Hmac(hash_name, Hmac(hash_name, HASHES[hash_name].digest(ni + nr)).full(cookies))


def skeyid_signatures(hash_name: str, ni: bytes, nr: bytes, shared: bytes) -> Hmac:
    """SKEYID for signatures: prf(Ni_b | Nr_b, g^xy)."""
    return Hmac(hash_name, Hmac(hash_name, ni + nr).full(shared))


class Phase1Keys:
    """What an ISAKMP SA derives: SKEYID_d, _a, _e, the cipher, and the IVs."""

    __slots__ = ("_a", "_d", "_hash", "_skeyid", "cipher", "encryption_key", "iv_seed", "skeyid_d", "skeyid_e")

    def __init__(
        self, hash_name: str, skeyid: Hmac, shared: bytes, cookies: bytes, cipher: str, key_size: int, publics: bytes
    ) -> None:
        """`cookies` is CKY-I | CKY-R, `publics` g^xi | g^xr, `key_size` octets of the cipher's key.

        Raises KeyError for an unknown hash or cipher.
        """
        self._hash = HASHES[hash_name]
        self._skeyid = skeyid
        seed = shared + cookies
        self.skeyid_d = skeyid.full(seed + b"\0")
        skeyid_a = skeyid.full(self.skeyid_d + seed + b"\1")
        self.skeyid_e = skeyid.full(skeyid_a + seed + b"\2")
        self._d = Hmac(hash_name, self.skeyid_d)
        self._a = Hmac(hash_name, skeyid_a)
        self.encryption_key = _stretch(hash_name, self.skeyid_e, key_size)
        self.cipher = Cbc(cipher, self.encryption_key)
        # appendix B: the first IV is the hash of both public values
        self.iv_seed = self._hash.digest(publics)[: CBC[cipher].block]

    def phase2_iv(self, last_block: bytes, message_id: bytes) -> bytes:
        """First IV of an exchange under this SA; `last_block` is the last ciphertext block of phase 1."""
        return self._hash.digest(last_block + message_id)[: self.cipher.block]

    def authenticator(
        self, own_public: bytes, peer_public: bytes, cookies: bytes, sa_b: bytes, id_b: bytes, hash_name: str = ""
    ) -> bytes:
        """HASH_I or HASH_R: `own` is of the end that proves itself, `cookies` with its own cookie first. `hash_name` is
        in the place of what was agreed on, where a signature wants it."""
        skeyid = self._skeyid.by(hash_name) if hash_name else self._skeyid
        return skeyid.full(own_public + peer_public + cookies + sa_b + id_b)

    def hash(self, data: bytes) -> bytes:
        """prf(SKEYID_a, data): HASH(1), HASH(2), HASH(3), and the hash of informational messages."""
        return self._a.full(data)

    def keymat(self, size: int, protocol: int, spi: bytes, ni: bytes, nr: bytes, shared: bytes = b"") -> bytes:
        """`size` octets of key material for one direction; `shared` is quick mode's own g^xy with PFS."""
        seed = shared + bytes([protocol]) + spi + ni + nr
        block = material = self._d.full(seed)
        while len(material) < size:
            block = self._d.full(block + seed)
            material += block
        return material[:size]


def _stretch(hash_name: str, skeyid_e: bytes, size: int) -> bytes:
    """Appendix B: a key longer than SKEYID_e comes from K1 = prf(SKEYID_e, 0), K2 = prf(SKEYID_e, K1), …"""
    if len(skeyid_e) >= size:
        return skeyid_e[:size]
    prf = Hmac(hash_name, skeyid_e)
    block = material = prf.full(b"\0")
    while len(material) < size:
        block = prf.full(block)
        material += block
    return material[:size]
