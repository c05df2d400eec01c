"""Certificates, requests, lists and messages, read by OpenSSL as well; and what no liar makes of them."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from cryptography import x509 as other
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from iosemu.crypto import cms, der, ec, rsa, x509
from iosemu.crypto.rsa import RsaKey

BEGINS, ENDS = datetime(2020, 1, 1), datetime(2060, 1, 1)
KEYS = {bits: rsa.generate(bits, Random(bits)) for bits in (512, 1024)}
NAME = x509.Name.of(x509.typed_name("CN=CA, O=LAB, C=ru"))


def certificate(key: RsaKey | ec.EcKey, hash_name: str = "sha1", ca: bool = True) -> x509.Certificate:
    identifier = x509.key_identifier(key)
    said = x509.Extensions(
        ca, None, 0x10C if ca else 0x140, identifier, identifier, ("r1.example.com",), (0x0A000001,), (),
        ("http://10.0.0.1/x.crl",), ("http://10.0.0.1/ocsp",),
    )  # fmt: skip
    return x509.make_certificate(0x123456, NAME, NAME, BEGINS, ENDS, key.public_der(), said, key, hash_name)


def test_a_certificate_as_others_read_it() -> None:
    made = certificate(KEYS[1024], "sha256")
    read = other.load_der_x509_certificate(made.der)
    assert read.serial_number == 0x123456 and read.version == other.Version.v3
    assert read.subject.rfc4514_string() == "CN=CA,O=LAB,C=ru"
    assert (read.not_valid_before_utc, read.not_valid_after_utc) == (
        datetime(2020, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    get = read.extensions.get_extension_for_class
    assert get(other.BasicConstraints).value.ca and get(other.KeyUsage).value.key_cert_sign
    names = get(other.SubjectAlternativeName).value
    assert names.get_values_for_type(other.DNSName) == ["r1.example.com"]
    assert [str(each) for each in names.get_values_for_type(other.IPAddress)] == ["10.0.0.1"]
    assert get(other.CRLDistributionPoints).value[0].full_name[0].value == "http://10.0.0.1/x.crl"  # type: ignore[index]
    key = read.public_key()
    assert isinstance(key, RSAPublicKey) and read.signature_hash_algorithm is not None
    key.verify(read.signature, read.tbs_certificate_bytes, padding.PKCS1v15(), read.signature_hash_algorithm)
    assert made.is_ca and made.signed.by(made.key) and made.extensions.crl_urls == ("http://10.0.0.1/x.crl",)
    assert made.extensions.ocsp_urls == ("http://10.0.0.1/ocsp",)


@pytest.mark.parametrize("key, hash_name", [
    (KEYS[512], "md5"), (KEYS[1024], "sha1"), (KEYS[1024], "sha512"),
    *((ec.generate(bits, Random(bits)), f"sha{min(bits, 512)}") for bits in (256, 384, 521)),
])  # fmt: skip
def test_signatures_verify_with_openssl(key: RsaKey | ec.EcKey, hash_name: str, tmp_path: Path) -> None:
    made = certificate(key, hash_name)
    assert made.signed.by(made.key) and certificate(key, hash_name).der == made.der
    (tmp_path / "c.der").write_bytes(made.der)
    script = "openssl x509 -inform der -in c.der -out c.pem && openssl verify -CAfile c.pem -auth_level 0 c.pem"
    done = subprocess.run(script, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "c.pem: OK\n", done.stderr


def test_names_from_the_leaf_on() -> None:
    extra = [(x509.HOST_NAME, "R2.example.com"), (x509.SERIAL_NUMBER, "67109104"), (x509.IP_ADDRESS, "10.0.0.2")]
    name = x509.Name.of([*x509.typed_name('CN=R2,OU="V, P", O = LAB'), extra])
    assert name.lines == [
        "serialNumber=67109104+ipaddress=10.0.0.2+hostname=R2.example.com", "cn=R2", "ou=V, P", "o=LAB",
    ]  # fmt: skip
    assert name.value(x509.HOST_NAME) == "R2.example.com" and name.value(x509.EMAIL) == ""
    for wrong in ("R2", "X=2", "CN="):
        with pytest.raises(ValueError, match=wrong):
            x509.typed_name(wrong)


def test_a_request_and_a_list() -> None:
    key = KEYS[1024]
    request = x509.make_request(NAME, key, "sha256", "secret", x509.Extensions(key_usage=0x140))
    read = other.load_der_x509_csr(request.der)
    assert read.is_signature_valid and read.extensions.get_extension_for_class(other.KeyUsage)
    assert read.attributes.get_attribute_for_oid(other.oid.AttributeOID.CHALLENGE_PASSWORD).value == b"secret"
    assert request.proven and request.challenge == "secret" and request.extensions.key_usage == 0x140
    revoked = {4: BEGINS, 300: BEGINS}
    made = x509.make_crl(NAME, BEGINS, ENDS, revoked, 3, x509.key_identifier(key), key, "sha256")
    listed = other.load_der_x509_crl(made.der)
    assert [each.serial_number for each in listed] == [4, 300] and made.revoked == revoked
    assert listed.is_signature_valid(other.load_der_x509_certificate(certificate(key).der).public_key())  # type: ignore[arg-type]
    assert made.signed.by(certificate(key).key) and made.next_update == ENDS


def test_messages_with_openssl(tmp_path: Path) -> None:
    key = KEYS[1024]
    cert = certificate(key)
    sealed = cms.seal(b"hello" * 9, cert, "3des", Random(1))
    made = cms.sign(sealed, cert, key, "sha256", {"2.16.840.1.113733.1.9.7": der.text("abc")}, (cert,))
    read = cms.read_signed(made)
    assert read.signer == cert and read.by(cert) and cms.open_sealed(read.content, key) == b"hello" * 9
    assert not read.by(certificate(KEYS[512], "md5"))
    with pytest.raises(cms.BadMessage):
        cms.open_sealed(read.content, KEYS[512])
    (tmp_path / "s.der").write_bytes(made)
    (tmp_path / "c.pem").write_text(other.load_der_x509_certificate(cert.der).public_bytes(Encoding.PEM).decode())
    (tmp_path / "k.pem").write_text("\n".join(key.private_pem_plain()) + "\n")
    script = (
        "openssl cms -verify -inform der -in s.der -noverify -out e.der -binary && "
        "openssl cms -decrypt -inform der -in e.der -inkey k.pem -recip c.pem && "
        "printf goodbye | openssl cms -encrypt -aes256 -outform der -out e2.der c.pem && "
        "openssl cms -sign -nodetach -binary -in e2.der -signer c.pem -inkey k.pem -md sha1 -outform der -out s2.der"
    )
    done = subprocess.run(script, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "hello" * 9, done.stderr
    theirs = cms.read_signed((tmp_path / "s2.der").read_bytes())
    assert theirs.signer == cert and theirs.by(cert) and cms.open_sealed(theirs.content, key) == b"goodbye"
    assert cms.read_signed(cms.bundle((cert,))).certificates == (cert,)





@pytest.mark.parametrize("seed", range(4))
def test_liars(seed: int) -> None:
    """Octets changed, cut, doubled: the one error, or something that reads."""
    rng, key = Random(seed), KEYS[512]
    cert = certificate(key, "md5")
    sealed = cms.seal(b"hello", cert, "des", rng)
    samples = [
        (cert.der, x509.read_certificate, x509.BadCertificate),
        (x509.make_request(NAME, key, "sha1", "pw", x509.Extensions(key_usage=1)).der, x509.read_request,
         x509.BadCertificate),
        (x509.make_crl(NAME, BEGINS, ENDS, {1: BEGINS}, 1, b"k", key, "md5").der, x509.read_crl, x509.BadCertificate),
        (cms.sign(sealed, cert, key, "md5", {}, (cert,)), cms.read_signed, cms.BadMessage),
        (sealed, lambda data: cms.open_sealed(data, key), cms.BadMessage),
        (certificate(ec.generate(256, rng), "sha256").der, x509.read_certificate, x509.BadCertificate),
    ]  # fmt: skip
    for data, read, error in samples:
        for _ in range(400):
            lie = bytearray(data)
            for _ in range(rng.randint(1, 4)):
                at = rng.randrange(len(lie) + 1)
                match rng.randrange(4):
                    case 0:
                        lie[at : at + 1] = rng.randbytes(1)
                    case 1:
                        lie[at : at + rng.randint(1, 3)] = b""
                    case 2:
                        lie[at:at] = rng.randbytes(2)
                    case _:
                        lie[at:at] = lie[at : at + 40]
            try:
                found = read(bytes(lie))
            except error:
                continue
            if isinstance(found, x509.Certificate | x509.CertificateRequest | x509.Crl):
                found.signed.by(cert.key)
            elif isinstance(found, cms.SignedMessage):
                found.by(cert)
