"""Ciphers against published vectors, one context serving many packets."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from iosemu.crypto.ciphers import BadTag, Cbc, Gcm

# NIST SP 800-38A appendix F.2
PLAIN = bytes.fromhex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
)
IV = bytes(range(16))
SP800_38A = {
    "2b7e151628aed2a6abf7158809cf4f3c": (
        "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
        "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7"
    ),
    "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b": (
        "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a"
        "571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd"
    ),
    "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4": (
        "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
        "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b"
    ),
}


@pytest.mark.parametrize("key", SP800_38A)
def test_aes_cbc_sp800_38a(key: str) -> None:
    cbc = Cbc("aes", bytes.fromhex(key))
    sealed = bytes.fromhex(SP800_38A[key])
    for _ in range(3):  # again and again on the running contexts
        assert cbc.encrypt(IV, PLAIN) == sealed
        assert cbc.decrypt(IV, sealed) == PLAIN
    assert cbc.encrypt(sealed[15::-1], PLAIN) != sealed


def test_des_cbc_fips81() -> None:
    cbc = Cbc("des", bytes.fromhex("0123456789abcdef"))
    iv = bytes.fromhex("1234567890abcdef")
    sealed = bytes.fromhex("e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6")
    assert cbc.encrypt(iv, b"Now is the time for all ") == sealed
    assert cbc.decrypt(iv, sealed) == b"Now is the time for all "


def test_3des_with_equal_keys_is_des() -> None:
    key, iv = bytes.fromhex("0123456789abcdef"), bytes(8)
    assert Cbc("3des", key * 3).encrypt(iv, PLAIN) == Cbc("des", key).encrypt(iv, PLAIN)


@pytest.mark.parametrize(("name", "size", "block"), [("des", 8, 8), ("3des", 24, 8), ("aes", 16, 16), ("aes", 32, 16)])
def test_sealed_packets_open_elsewhere(name: str, size: int, block: int) -> None:
    key = bytes(range(1, size + 1))
    cbc = Cbc(name, key)
    cbc.start(b"\x55" * block)
    seen = set()
    for length in (1, 3, 2, 9):
        clear = bytes([length]) * block * length
        packet = cbc.seal(clear)
        assert packet[:block] not in seen
        seen.add(packet[:block])
        assert Cbc(name, key).open(packet) == clear
        if name == "aes":  # and with a context made for this packet alone
            plain = Cipher(algorithms.AES(key), modes.CBC(packet[:16])).decryptor()
            assert plain.update(packet[16:]) == clear


@given(st.lists(st.tuples(st.binary(min_size=16, max_size=16), st.integers(1, 5), st.booleans()), max_size=8))
def test_mixed_use_never_disturbs(steps: list[tuple[bytes, int, bool]]) -> None:
    cbc, fresh = Cbc("aes", bytes(16)), bytes(16)
    for iv, blocks, chosen in steps:
        clear = iv * blocks
        if chosen:
            assert cbc.encrypt(iv, clear) == Cbc("aes", fresh).encrypt(iv, clear)
        else:
            assert Cbc("aes", fresh).open(cbc.seal(clear)) == clear


def test_wrong_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="key of 15"):
        Cbc("aes", bytes(15))
    cbc = Cbc("aes", bytes(16))
    for act in (
        lambda: cbc.encrypt(IV, b"x"),
        lambda: cbc.encrypt(IV, b""),
        lambda: cbc.decrypt(IV, bytes(17)),
        lambda: cbc.seal(bytes(5)),
        lambda: cbc.open(bytes(16)),
    ):
        with pytest.raises(ValueError, match="blocks"):
            act()


def test_gcm_case_4() -> None:
    """McGrew and Viega, test case 4 (96-bit nonce cafebabe | facedbaddecaf888)."""
    gcm = Gcm(bytes.fromhex("feffe9928665731c6d6a8f9467308308cafebabe"))
    clear = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    associated = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    iv = bytes.fromhex("facedbaddecaf888")
    sealed = gcm.seal(iv, clear, associated)
    assert sealed.hex().endswith("5bc94fbc3221a5db94fae95ae7121a47")
    assert gcm.open(iv, sealed, associated) == clear
    with pytest.raises(BadTag):
        gcm.open(iv, sealed, associated + b"x")
