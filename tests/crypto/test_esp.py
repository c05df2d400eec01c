"""ESP transforms: sealed by us, opened by scapy, and the other way around; everything wrong is refused."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.crypto.esp import BadIcv, BadPacket, EspError, Transform, layout, transform
from iosemu.crypto.integrity import HASHES

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from scapy.layers.inet import IP, UDP
    from scapy.layers.ipsec import ESP, SecurityAssociation
    from scapy.packet import Raw

SPI = 0x28D4E2CF
CIPHERS = [("des", 64), ("3des", 192), ("aes", 128), ("aes", 192), ("aes", 256), ("null", 0)]
COMBINED = [(cipher, bits) for cipher in ("gcm", "gmac") for bits in (128, 192, 256)]
SUITES = (
    [(cipher, bits, hash_) for cipher, bits in CIPHERS for hash_ in HASHES]
    + [(cipher, bits, "") for cipher, bits in CIPHERS if cipher != "null"]
    + [(cipher, bits, "") for cipher, bits in COMBINED]
)
SCAPY_CIPHER = {
    "des": "DES", "3des": "3DES", "aes": "AES-CBC", "gcm": "AES-GCM", "gmac": "AES-NULL-GMAC", "null": "NULL",
}  # fmt: skip
SCAPY_HASH = {
    "md5": "HMAC-MD5-96", "sha1": "HMAC-SHA1-96", "sha256": "SHA2-256-128", "sha384": "SHA2-384-192",
    "sha512": "SHA2-512-256", "": "NULL",
}  # fmt: skip


def keys(cipher: str, bits: int, hash_: str) -> tuple[bytes, bytes]:
    rng = Random(f"{cipher}{bits}{hash_}")
    sizes = layout(cipher, bits, hash_)
    return rng.randbytes(sizes.key), rng.randbytes(sizes.auth_key)


@pytest.mark.parametrize(("cipher", "bits", "hash_"), SUITES)
def test_scapy_opens_what_we_seal_and_we_what_scapy_seals(cipher: str, bits: int, hash_: str) -> None:
    key, auth = keys(cipher, bits, hash_)
    theirs = SecurityAssociation(
        ESP, spi=SPI, crypt_algo=SCAPY_CIPHER[cipher], crypt_key=key or None, auth_algo=SCAPY_HASH[hash_],
        auth_key=auth or None, seq_num=77,
    )  # fmt: skip
    sender, receiver = transform(SPI, cipher, key, hash_, auth), transform(SPI, cipher, key, hash_, auth)
    for sequence, size in enumerate((0, 1, 13, 100, 100, 1400), 1):
        inner = bytes(UDP(sport=1, dport=2) / Raw(bytes(range(256)) * 6))[: size + 8]
        inner = inner[:4] + (size + 8).to_bytes(2, "big") + b"\0\0" + inner[8:]
        packet = sender.seal(sequence, inner, 17)
        assert len(packet) == sender.layout.sealed(len(inner))
        assert packet[:8] == SPI.to_bytes(4, "big") + sequence.to_bytes(4, "big")
        opened = theirs.decrypt(IP(bytes(IP(src="192.0.2.1", dst="192.0.2.2", proto=50) / Raw(packet))))
        assert bytes(opened.payload) == inner

        sealed = theirs.encrypt(IP(bytes(IP(src="192.0.2.1", dst="192.0.2.2", proto=17) / Raw(inner))))
        assert receiver.open(bytes(sealed[ESP])) == (17, inner)
        assert receiver.open(packet) == (17, inner)


@pytest.mark.parametrize(("cipher", "bits", "hash_"), [suite for suite in SUITES if suite[2] or suite[:2] in COMBINED])
def test_the_half_of_a_number_that_does_not_travel_is_authentic(cipher: str, bits: int, hash_: str) -> None:
    """RFC 4303 section 2.2.1, RFC 4106 section 5: as scapy sees it, both ways."""
    key, auth = keys(cipher, bits, hash_)
    high, packets = 5, transform(SPI, cipher, key, hash_, auth)
    theirs = SecurityAssociation(
        ESP, spi=SPI, crypt_algo=SCAPY_CIPHER[cipher], crypt_key=key or None, auth_algo=SCAPY_HASH[hash_],
        auth_key=auth or None, esn_en=True, esn=high, seq_num=9,
    )  # fmt: skip
    octets = high.to_bytes(4, "big")
    packet = packets.seal(9, bytes(30), 17, octets)
    opened = theirs.decrypt(IP(bytes(IP(src="192.0.2.1", dst="192.0.2.2", proto=50) / Raw(packet))))
    assert bytes(opened.payload) == bytes(30)
    sealed = bytes(theirs.encrypt(IP(bytes(IP(src="192.0.2.1", dst="192.0.2.2", proto=17) / Raw(bytes(30)))))[ESP])
    assert packets.open(sealed, octets) == (17, bytes(30))
    for wrong in (b"", bytes(4)):
        with pytest.raises(BadIcv):
            packets.open(sealed, wrong)


@pytest.mark.parametrize(
    ("cipher", "bits", "hash_"), [("aes", 128, "sha1"), ("null", 0, "md5"), ("gcm", 256, ""), ("gmac", 128, "")]
)
@given(position=st.integers(0, 1000), flip=st.integers(1, 255))
def test_any_changed_octet_is_noticed(cipher: str, bits: int, hash_: str, position: int, flip: int) -> None:
    key, auth = keys(cipher, bits, hash_)
    packet = bytearray(transform(SPI, cipher, key, hash_, auth).seal(1, bytes(60), 4))
    packet[position % len(packet)] ^= flip
    receiver = transform(SPI, cipher, key, hash_, auth)
    with pytest.raises(BadIcv):
        receiver.open(bytes(packet))


@pytest.mark.parametrize(("cipher", "bits", "hash_"), [SUITES[10], SUITES[30], ("des", 64, ""), ("gcm", 128, ""), ("gmac", 256, "")])
@given(data=st.binary(max_size=80))
def test_any_bytes_are_refused_and_disturb_nothing(cipher: str, bits: int, hash_: str, data: bytes) -> None:
    key, auth = keys(cipher, bits, hash_)
    receiver = transform(SPI, cipher, key, hash_, auth)
    if hash_ or cipher in ("gcm", "gmac"):
        with pytest.raises(EspError):
            receiver.open(data)
    else:  # without integrity chance may open it
        with suppress(BadPacket):
            receiver.open(data)
    assert receiver.open(transform(SPI, cipher, key, hash_, auth).seal(9, b"next", 47)) == (47, b"next")


@pytest.mark.parametrize(("cipher", "bits", "hash_"), SUITES)
def test_room_is_the_longest_payload_that_fits(cipher: str, bits: int, hash_: str) -> None:
    sizes = layout(cipher, bits, hash_)
    for packet in range(200, 240):
        room = sizes.room(packet)
        assert sizes.sealed(room) <= packet < sizes.sealed(room + 1)


def test_no_two_packets_share_an_iv() -> None:
    key, auth = keys("aes", 128, "sha1")
    sender = transform(SPI, "aes", key, "sha1", auth)
    assert len({sender.seal(1, bytes(20), 4)[8:24] for _ in range(100)}) == 100


@pytest.mark.parametrize(("cipher", "hash_"), [("null", ""), ("gcm", "sha1"), ("gmac", "sha1"), ("rot13", ""), ("aes", "crc")])
def test_what_is_no_transform(cipher: str, hash_: str) -> None:
    with pytest.raises(ValueError):
        layout(cipher, 128, hash_)


def test_keys_that_do_not_fit() -> None:
    with pytest.raises(ValueError):
        transform(SPI, "aes", bytes(17), "sha1", bytes(20))
    with pytest.raises(ValueError):
        transform(SPI, "aes", bytes(16), "sha1", bytes(16))


@pytest.mark.parametrize(("cipher", "bits", "hash_"), [("des", 64, "md5"), ("aes", 256, "sha256"), ("null", 0, "sha1"), ("gcm", 128, ""), ("gmac", 128, "")])
@pytest.mark.parametrize("again", [deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_a_saved_transform_goes_on_to_the_byte(
    cipher: str, bits: int, hash_: str, again: Callable[[Transform], Transform]
) -> None:
    key, auth = keys(cipher, bits, hash_)
    never, saved = transform(SPI, cipher, key, hash_, auth), transform(SPI, cipher, key, hash_, auth)
    receiver = again(transform(SPI, cipher, key, hash_, auth))
    for sequence in range(1, 8):
        packet = never.seal(sequence, bytes(sequence * 9), 4)
        assert saved.seal(sequence, bytes(sequence * 9), 4) == packet
        assert receiver.open(packet) == (4, bytes(sequence * 9))
        if sequence % 3:
            kept, saved = saved, again(saved)
            assert kept.seal(99, b"the old one goes its own way", 4) != packet
