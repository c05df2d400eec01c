"""RSA keys: one seed, one key; OpenSSL takes them and reads their PEM."""

from __future__ import annotations

from random import Random

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from iosemu.crypto.rsa import BadKey, generate, private_pem, public_pem, read_private_pem

KEY = generate(1024, Random("a lab"))


@pytest.mark.parametrize("bits", [360, 511, 768, 1024, 2048])
def test_a_key_has_the_size_it_was_asked_for(bits: int) -> None:
    key = generate(bits, Random(bits))
    assert key.bits == bits and key.p * key.q == key.n and key.p > key.q
    message = Random(1).getrandbits(bits - 2)
    assert pow(pow(message, key.e, key.n), key.d, key.n) == message


def test_one_seed_one_key() -> None:
    assert generate(1024, Random("a lab")) == KEY
    assert generate(1024, Random("another lab")) != KEY


def test_openssl_signs_with_it() -> None:
    private = KEY.private_key()
    signature = private.sign(b"text", padding.PKCS1v15(), hashes.SHA256())
    private.public_key().verify(signature, b"text", padding.PKCS1v15(), hashes.SHA256())
    der = serialization.load_der_public_key(KEY.public_der())
    assert isinstance(der, rsa.RSAPublicKey) and der.public_numbers().n == KEY.n
    blob = serialization.load_ssh_public_key(private.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH))
    assert isinstance(blob, rsa.RSAPublicKey) and blob.public_numbers().n == KEY.n


@pytest.mark.parametrize("cipher", ["3des", "des"])
def test_pem_is_what_openssl_reads(cipher: str) -> None:
    lines = private_pem(KEY, cipher, "cisco123", Random(1))
    assert lines[1] == "Proc-Type: 4,ENCRYPTED" and max(map(len, lines)) <= 64
    assert read_private_pem(lines, "cisco123") == KEY
    if cipher == "3des":
        found = serialization.load_pem_private_key("\n".join(lines).encode(), b"cisco123")
        assert isinstance(found, rsa.RSAPrivateKey) and found.private_numbers().d == KEY.d
    public = serialization.load_pem_public_key("\n".join(public_pem(KEY)).encode())
    assert isinstance(public, rsa.RSAPublicKey) and public.public_numbers().n == KEY.n


def test_pem_of_openssl_is_read() -> None:
    """Its private exponent may be the smaller one, modulo the least common multiple."""
    private = rsa.generate_private_key(65537, 1024)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    found = read_private_pem(pem.decode().split("\n"), "")
    assert found.n == private.private_numbers().public_numbers.n
    found.private_key()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: lines[:-1],
        lambda lines: [*lines[:1], *lines[4:]],
        lambda lines: [*lines[:2], "DEK-Info: RC2,00", *lines[3:]],
        lambda lines: [*lines[:2], "DEK-Info: DES-EDE3-CBC,00", *lines[3:]],
        lambda lines: [*lines[:6], "!!", *lines[7:]],
        lambda lines: [*lines[:6], *lines[7:]],
        lambda lines: [],
    ],
)
def test_what_is_no_key_is_refused(spoil: object) -> None:
    lines = private_pem(KEY, "3des", "cisco123", Random(1))
    with pytest.raises(BadKey):
        read_private_pem(spoil(lines), "cisco123")  # type: ignore[operator]
    with pytest.raises(BadKey):
        read_private_pem(lines, "cisco124")
