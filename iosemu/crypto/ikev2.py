"""Keys and proofs of IKEv2: RFC 7296 sections 2.13 to 2.18, 3.14; RFC 5282 (AES-GCM).

    SKEYSEED = prf(Ni | Nr, g^ir);  of a rekeyed SA  prf(SK_d of the old one, g^ir | Ni | Nr)
    {SK_d | SK_ai | SK_ar | SK_ei | SK_er | SK_pi | SK_pr} = prf+ (SKEYSEED, Ni | Nr | SPIi | SPIr)
    prf+ (K, S) = T1 | T2 | …,  T1 = prf (K, S | 0x01),  Tn = prf (K, Tn-1 | S | n)
    KEYMAT = prf+ (SK_d, [g^ir |] Ni | Nr)
    AUTH = prf (prf (shared secret, "Key Pad for IKEv2"), own first message | peer's nonce | prf (SK_p, own ID body))

The prf is HMAC of a hash; keys are as long as its output. SK is IV | ciphertext | check value, where the last octet of
the clear text tells how much padding there is before it.
"""

from __future__ import annotations

from iosemu.crypto.ciphers import CBC, BadTag, Cbc, Gcm
from iosemu.crypto.integrity import HASHES, Hmac
from iosemu.records import dataclass, field

KEY_PAD = b"Key Pad for IKEv2"


class NotAuthentic(ValueError):
    """A message that was not sealed with the key of this end."""


def prf_plus(prf: Hmac, seed: bytes, size: int) -> bytes:
    """`size` octets."""
    block = material = b""
    number = 1
    while len(material) < size:
        block = prf.full(block + seed + bytes((number,)))
        material += block
        number += 1
    return material[:size]


@dataclass(slots=True)
class Suite:
    """What an IKE SA is made with. `cipher` des, 3des, aes or gcm, then `integrity` is ""; hashes by their names."""

    cipher: str
    key_bits: int
    integrity: str
    prf: str
    group: int

    @property
    def key_octets(self) -> int:
        """Of SK_e, with AES-GCM's salt."""
        fixed = {"des": 8, "3des": 24}.get(self.cipher, self.key_bits // 8)
        return fixed + (Gcm.SALT if self.cipher == "gcm" else 0)


class Sealer:
    """One direction of an IKE SA. `key` and `auth_key` are SK_e and SK_a of the end that seals."""

    __slots__ = ("_cbc", "_count", "_gcm", "_hmac", "auth_key", "key", "suite")

    def __init__(self, suite: Suite, key: bytes, auth_key: bytes) -> None:
        self.suite, self.key, self.auth_key = suite, key, auth_key
        self._count = 0
        self._make()

    def _make(self) -> None:
        combined = self.suite.cipher == "gcm"
        self._gcm = Gcm(self.key) if combined else None
        self._cbc = None if combined else Cbc(self.suite.cipher, self.key)
        self._hmac = None if combined else Hmac(self.suite.integrity, self.auth_key)

    def __getstate__(self) -> tuple[Suite, bytes, bytes, int, Cbc | None]:
        return self.suite, self.key, self.auth_key, self._count, self._cbc

    def __setstate__(self, state: tuple[Suite, bytes, bytes, int, Cbc | None]) -> None:
        self.suite, self.key, self.auth_key, self._count, cbc = state
        self._make()
        if cbc is not None:
            self._cbc = cbc

    def overhead(self) -> int:
        """Octets around the clear text, without padding."""
        if self._gcm is not None:
            return Gcm.IV + 1 + Gcm.TAG
        return CBC[self.suite.cipher].block + 1 + HASHES[self.suite.integrity].icv

    def size(self, clear: int) -> int:
        """Of the sealed body around so much clear text."""
        if self._gcm is not None:
            return clear + self.overhead()
        block = CBC[self.suite.cipher].block
        return block + -(-(clear + 1) // block) * block + HASHES[self.suite.integrity].icv

    def seal(self, head: bytes, clear: bytes) -> bytes:
        """The sealed body; `head` is all of the message that stands before it."""
        if self._gcm is not None:
            self._count += 1
            iv = self._count.to_bytes(8, "big")
            return iv + self._gcm.seal(iv, clear + b"\0", head)
        assert self._cbc is not None and self._hmac is not None
        padding = -(len(clear) + 1) % self._cbc.block
        sealed = self._cbc.seal(clear + bytes(padding) + bytes((padding,)))
        return sealed + self._hmac.icv(head + sealed)

    def open(self, head: bytes, body: bytes) -> bytes:
        """The clear text. Raises NotAuthentic."""
        if self._gcm is not None:
            if len(body) < Gcm.IV + Gcm.TAG + 1:
                raise NotAuthentic("too short")
            try:
                clear = self._gcm.open(body[: Gcm.IV], body[Gcm.IV :], head)
            except BadTag as error:
                raise NotAuthentic("tag") from error
        else:
            assert self._cbc is not None and self._hmac is not None
            icv, block = self._hmac.icv_size, self._cbc.block
            sealed = body[:-icv]
            if len(sealed) < 2 * block or len(sealed) % block or self._hmac.icv(head + sealed) != body[-icv:]:
                raise NotAuthentic("check value")
            clear = self._cbc.open(sealed)
        if clear[-1] >= len(clear):
            raise NotAuthentic("padding")
        return clear[: len(clear) - 1 - clear[-1]]


@dataclass(slots=True)
class Keys:
    """What an IKE SA derives."""

    suite: Suite
    d: bytes = field(repr=False)
    initiator: Sealer = field(repr=False)  # for what the original initiator sends
    responder: Sealer = field(repr=False)
    pi: bytes = field(repr=False)
    pr: bytes = field(repr=False)

    def keymat(self, size: int, nonces: bytes, shared: bytes = b"") -> bytes:
        """Key material of a child; `shared` with PFS."""
        return prf_plus(Hmac(self.suite.prf, self.d), shared + nonces, size)


def derive(suite: Suite, shared: bytes, nonces: bytes, spis: bytes, old: Keys | None = None) -> Keys:
    """`nonces` Ni | Nr, `spis` SPIi | SPIr; `old` of the SA that is rekeyed."""
    if old is None:
        seed = Hmac(suite.prf, nonces).full(shared)
    else:
        seed = Hmac(old.suite.prf, old.d).full(shared + nonces)
    length = HASHES[suite.prf].size
    auth = HASHES[suite.integrity].size if suite.integrity else 0
    lengths = (length, auth, auth, suite.key_octets, suite.key_octets, length, length)
    material = prf_plus(Hmac(suite.prf, seed), nonces + spis, sum(lengths))
    parts = []
    at = 0
    for each in lengths:
        parts.append(material[at : at + each])
        at += each
    d, ai, ar, ei, er, pi, pr = parts
    return Keys(suite, d, Sealer(suite, ei, ai), Sealer(suite, er, ar), pi, pr)


def signed_octets(prf: str, message: bytes, nonce: bytes, sk_p: bytes, id_body: bytes) -> bytes:
    """What an end proves itself with: its first message, the peer's nonce, its identity."""
    return message + nonce + Hmac(prf, sk_p).full(id_body)


def shared_key_proof(prf: str, secret: bytes, octets: bytes) -> bytes:
    return Hmac(prf, Hmac(prf, secret).full(KEY_PAD)).full(octets)
