"""IKEv1 key derivation against NIST's component test vectors (SP 800-135, ikev1_dsa, first SHA-1 case) and by hand."""

from __future__ import annotations

import hashlib
import hmac

from iosemu.crypto.integrity import Hmac
from iosemu.crypto.prf import Phase1Keys, skeyid_psk

COOKIES = bytes.fromhex("382e5c8b0a3fa307ba4b7616700a2413")
NI, NR = bytes.fromhex("ced5635da6796075"), bytes.fromhex("6244b427712fb776")
GXY = bytes.fromhex(
    "2a2e0bbe8da3657a83f3d35826e49e2d38e557e912a1b9e6c30c63577b3eab715466202862027f2c26f3090743555579"
    "611771db0b92bef93834432a3a7762fc8a0f4889fd281d6082770d10a40d7bad61e832f041e620d6787e7f62ab2861dd"
    "fbe272e0d9d3cdec5f1bbf750e24b8b32d6d714968ad69ce5086c32ad2742ebc"
)


def _nist(cipher: str = "aes", key_size: int = 32) -> Phase1Keys:
    skeyid = Hmac("sha1", NI + NR)  # signatures: SKEYID = prf(Ni_b | Nr_b, g^xy)
    assert skeyid.full(GXY).hex() == "dc37ac99de6dcfbd1ee74af7fb36f9b4b0a7829d"
    return Phase1Keys("sha1", Hmac("sha1", skeyid.full(GXY)), GXY, COOKIES, cipher, key_size, b"publics")


def test_nist_skeyid_d_a_e() -> None:
    keys = _nist()
    assert keys.skeyid_d.hex() == "486293ed547adb562cefdaf43d3d8457b196f2b6"
    assert keys.skeyid_e.hex() == "49a1d53a80fb77e663552964fbbcb45092021473"
    skeyid_a = bytes.fromhex("f4053b5ca07e59bb41b8f401037ca90b72b3917e")
    assert keys.hash(b"x") == hmac.digest(skeyid_a, b"x", "sha1")


def test_encryption_key_is_cut_or_stretched() -> None:
    skeyid_e = bytes.fromhex("49a1d53a80fb77e663552964fbbcb45092021473")
    k1 = hmac.digest(skeyid_e, b"\0", "sha1")
    k2 = hmac.digest(skeyid_e, k1, "sha1")
    assert _nist("aes", 16).encryption_key == skeyid_e[:16]
    assert _nist("des", 8).encryption_key == skeyid_e[:8]
    assert _nist("3des", 24).encryption_key == (k1 + k2)[:24]
    assert _nist("aes", 32).encryption_key == (k1 + k2)[:32]


def test_ivs() -> None:
    keys = _nist()
    assert keys.iv_seed == hashlib.sha1(b"publics").digest()[:16]
    assert keys.phase2_iv(b"L" * 16, b"\0\0\0\7") == hashlib.sha1(b"L" * 16 + b"\0\0\0\7").digest()[:16]


def test_keymat_feeds_back() -> None:
    keys = _nist()
    seed = b"\3" + b"\0\0\1\0" + NI + NR
    k1 = hmac.digest(keys.skeyid_d, seed, "sha1")
    k2 = hmac.digest(keys.skeyid_d, k1 + seed, "sha1")
    assert keys.keymat(36, 3, b"\0\0\1\0", NI, NR) == (k1 + k2)[:36]
    assert keys.keymat(20, 3, b"\0\0\1\0", NI, NR, GXY) == hmac.digest(keys.skeyid_d, GXY + seed, "sha1")


def test_preshared_skeyid_and_authenticators_differ_by_role() -> None:
    skeyid = skeyid_psk("md5", b"cisco", NI, NR)
    inner = hmac.digest(b"cisco", NI + NR, "md5")
    keys = Phase1Keys("md5", skeyid, GXY, COOKIES, "3des", 24, b"")
    proof = keys.authenticator(b"gxi", b"gxr", COOKIES, b"SA", b"ID")
    assert proof == hmac.digest(inner, b"gxigxr" + COOKIES + b"SAID", "md5")
    assert proof != keys.authenticator(b"gxr", b"gxi", COOKIES[8:] + COOKIES[:8], b"SA", b"ID")
